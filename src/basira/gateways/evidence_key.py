"""The key of the sealed store: made once, never replaced, readable by its owner alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.files import fsync_folder, write_all

KEY_BYTES = 32


class EvidenceKeyUnusable(Problem):
    """The store's key is absent although sealed files exist, has a wrong length, or may be read by others."""

    code = "evidence.key-unusable"


def load_or_make_key(key_file: Path, *, sealed_exist: bool) -> bytes:
    """
    Return the store's key, made at the first start.

    :raises EvidenceKeyUnusable: when it is absent although sealed files exist, of a wrong length, or open to others
    """
    if not key_file.exists():
        if sealed_exist:  # a new key would quietly make every original unreadable
            raise EvidenceKeyUnusable(reason="absent")
        _make_key(key_file)
    if key_file.stat().st_mode & 0o077:
        raise EvidenceKeyUnusable(reason="readable by others")
    key = key_file.read_bytes()
    if len(key) != KEY_BYTES:
        raise EvidenceKeyUnusable(reason="wrong length")
    return key


def _make_key(key_file: Path) -> None:
    write_key_once(key_file, secrets.token_bytes(KEY_BYTES), 0o400)


def write_key_once(key_file: Path, content: bytes, mode: int) -> None:
    """Write a key's file, durably; where another process was quicker, its file stays. Raises OSError as the kernel does."""
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = key_file.with_name(f".{key_file.name}.{new_ref()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
        # A link, not a rename: of two processes at their first start, the second keeps the first one's key.
        with suppress(FileExistsError):
            os.link(temporary, key_file)
    finally:
        os.close(descriptor)
        temporary.unlink()
    fsync_folder(key_file.parent)
    fsync_folder(key_file.parent.parent)
