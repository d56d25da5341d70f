"""
A shelf for files between the dry run and the confirmation.

A file is kept under its own SHA-256 and the ref of who brought it, so that what is confirmed is what was checked, and
nobody confirms another person's file. Old files are taken off the shelf at each new one.
"""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

KEPT_S = 24 * 60 * 60
"""Seconds after which an unconfirmed file is removed."""

DIGEST = re.compile(r"[0-9a-f]{64}")
OWNER = re.compile(r"[0-9a-z-]{1,64}")


class UploadShelf:
    """Files by digest and owner in one folder, readable by this account alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, *, owner: str, now_s: float) -> str:
        """Put the file on the shelf and return its digest. `now_s` is seconds since 1970, for removing old files."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._remove_old(now_s)
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest, owner)
        if place is None:
            raise ValueError(owner)
        part = place.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        part.replace(place)
        return digest

    def take(self, digest: str, *, owner: str) -> bytes | None:
        """Return the file, or None where this owner has none of this digest, or where its bytes changed."""
        place = self._place(digest, owner)
        if place is None or not place.is_file():
            return None
        content = place.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def remove(self, digest: str, *, owner: str) -> None:
        """Take the file off the shelf; nothing happens where there is none."""
        place = self._place(digest, owner)
        if place is not None:
            place.unlink(missing_ok=True)

    def _place(self, digest: str, owner: str) -> Path | None:
        if not DIGEST.fullmatch(digest) or not OWNER.fullmatch(owner):
            return None
        return self._folder / f"{owner}.{digest}"

    def _remove_old(self, now_s: float) -> None:
        for kept in self._folder.iterdir():
            with suppress(OSError):
                if kept.stat().st_mtime < now_s - KEPT_S:
                    kept.unlink()
