"""Questionnaires at the desk: the list, the upload, a version's own page."""
