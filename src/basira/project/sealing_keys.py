"""The keys of sealed files, seen to at each start, backup and restore: the programme's two halves, and the key of the pictures."""

from pathlib import Path

from basira.gateways.evidence import EvidenceStore
from basira.gateways.evidence_key import EvidenceKeyUnusable
from basira.gateways.resealing import check_halves, older_refs, ready_halves
from basira.project import environment

ORIGINALS, PICTURES = "evidence", "derivatives"
PRIVATE_KEY = "programme.key"


def ready_keys(data: Path) -> None:
    """
    Make the keys at the first start, and see at every one that they are those of the sealed files.

    :raises EvidenceKeyUnusable: when one is lost, another's, or open to others
    """
    ready_halves(data / ORIGINALS, environment.public_key_file(data), environment.private_key_file(data))
    check_key_of_pictures(data)
    EvidenceStore(data / PICTURES, key_of_pictures(data))


def check_keys(data: Path, private_file: Path) -> None:
    """
    See, without making any, that the keys are those of the sealed files.

    :raises EvidenceKeyUnusable: when one is lost, another's, or open to others
    """
    check_halves(data / ORIGINALS, environment.public_key_file(data), private_file)
    check_key_of_pictures(data)


def check_key_of_pictures(data: Path) -> None:
    """Refuse to go on without the key of pictures that are there, or of originals that an older version sealed with it."""
    if not key_of_pictures(data).exists() and (any((data / PICTURES).glob("??/*")) or older_refs(data / ORIGINALS)):
        raise EvidenceKeyUnusable(reason="absent (evidence.key)")


def key_of_pictures(data: Path) -> Path:
    """Return where the key of the pictures lies."""
    return data / "keys" / "evidence.key"
