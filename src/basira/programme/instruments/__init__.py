"""Questionnaires and their immutable versions."""
