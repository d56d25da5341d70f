"""Intake from OpenRosa clients."""
