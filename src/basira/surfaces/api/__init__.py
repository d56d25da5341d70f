"""The read API and its description."""
