"""Where originals and the pictures re-made from them lie. The one place that reads their settings."""

from functools import cache
from pathlib import Path

from django.conf import settings

from basira.gateways import room
from basira.gateways.evidence import EvidenceStore
from basira.gateways.programme_key import Halves, public_half
from basira.gateways.resealing import ready_halves


def check_room() -> None:
    """
    Refuse a post for which the database might have no room any more: once its log cannot grow it ends, and takes nothing.

    :raises EvidenceNoSpace: when its disk has less left than its reserve
    """
    room.check_room(settings.DATABASE_FOLDER, settings.DATABASE_RESERVE_BYTES)


def originals() -> EvidenceStore:
    """
    Return the store of sealed originals. Every process seals; the worker alone, which is told the private half, opens.

    :raises EvidenceKeyUnusable: when a half that this process is told of cannot be used
    """
    return _originals(settings.EVIDENCE_FOLDER, settings.EVIDENCE_KEY_FILE, *_key_files())


def derivatives() -> EvidenceStore:
    """Return the store of pictures re-made from pixels; under a key that the web process has, opened for reviewers."""
    return _derivatives(settings.DERIVATIVES_FOLDER, settings.EVIDENCE_KEY_FILE)


def programme_key() -> Halves:
    """Return the programme's key pair, as far as this process knows it. Raises EvidenceKeyUnusable."""
    return _halves(settings.EVIDENCE_FOLDER, *_key_files())


def point_for_phones() -> bytes | None:
    """Return the programme's public point, to which phones seal what they send; None where they are not to."""
    return programme_key().point if settings.PHONES_SEAL else None


def _key_files() -> tuple[Path, Path | None]:
    return settings.PROGRAMME_PUBLIC_KEY_FILE, settings.PROGRAMME_PRIVATE_KEY_FILE


@cache
def _originals(folder: Path, key_file: Path, public_file: Path, private_file: Path | None) -> EvidenceStore:
    return EvidenceStore(folder, key_file, _halves(folder, public_file, private_file))


@cache
def _derivatives(folder: Path, key_file: Path) -> EvidenceStore:
    return EvidenceStore(folder, key_file)


@cache
def _halves(folder: Path, public_file: Path, private_file: Path | None) -> Halves:
    return public_half(public_file) if private_file is None else ready_halves(folder, public_file, private_file)
