"""Cycles (waves in code), scenarios and missions."""
