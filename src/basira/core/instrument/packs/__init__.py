"""Packs: questionnaires of a sector with scenarios, answer key and readiness, from a source that people read and review."""
