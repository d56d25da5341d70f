"""Calls for candidates: writing, assessing, vetting, choosing. No name, and no panel ref, stands on these pages."""
