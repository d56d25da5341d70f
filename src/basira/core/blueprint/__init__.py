"""Blueprints: a programme as one declarative file, checked with line and remedy, compared and written in words."""
