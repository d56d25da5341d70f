"""Append-only record of what was done."""
