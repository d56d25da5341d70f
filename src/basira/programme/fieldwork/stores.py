"""Where originals and the pictures re-made from them lie. The one place that reads their settings."""

from functools import cache
from pathlib import Path

from django.conf import settings

from basira.gateways.evidence import EvidenceStore


def originals() -> EvidenceStore:
    """Return the store of sealed originals."""
    return _store(settings.EVIDENCE_FOLDER, settings.EVIDENCE_KEY_FILE)


def derivatives() -> EvidenceStore:
    """Return the store of pictures re-made from pixels; sealed in the same way, opened for reviewers."""
    return _store(settings.DERIVATIVES_FOLDER, settings.EVIDENCE_KEY_FILE)


@cache
def _store(folder: Path, key_file: Path) -> EvidenceStore:
    return EvidenceStore(folder, key_file)
