"""Releases: what the public may see, approved by two."""
