"""Operators' and analysts' commands; same verbs, same cores."""
