"""
The first bytes of a sealed file: which format, which key, and the file's own data key, wrapped and bound to its reference.

Version 1 wraps the data key with one key that whoever seals also opens with. Version 2 wraps it to the programme's public
half, so that whoever seals cannot open. What follows the header is the same in both.
"""

import hashlib
import secrets
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from basira.core.kernel.problem import Problem
from basira.gateways.evidence_key import KEY_BYTES
from basira.gateways.programme_key import HALF_ID_BYTES, WRAPPED_BYTES, Halves, PrivateHalfNotHere

TAG_BYTES = 16
MAGIC = b"BSRE\x01"  # the last byte is the version of this format
MAGIC_HALVES = b"BSRE\x02"
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEADER_BYTES = len(MAGIC) + KEY_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
HALVES_START_BYTES = len(MAGIC_HALVES) + HALF_ID_BYTES
HALVES_HEADER_BYTES = HALVES_START_BYTES + WRAPPED_BYTES
PURPOSE = b"basira/evidence/v1|"
HALVES_PURPOSE = b"basira/evidence/v2|"


class EvidenceDamaged(Problem):
    """A sealed file is not as it was written."""

    code = "evidence.damaged"


class Headers(Protocol):
    """How one store begins its files, and reads how they begin."""

    def new(self, data_key: bytes, ref: str) -> bytes:
        """Return the header of a new file."""

    def data_key(self, file: BinaryIO, ref: str) -> bytes:
        """Read a file's header and return its data key. Raises EvidenceDamaged, PrivateHalfNotHere."""


class OneKeyHeaders:
    """Version 1: one key seals and opens."""

    def __init__(self, key: bytes) -> None:
        self._key_id = hashlib.sha256(PURPOSE + key).digest()[:KEY_ID_BYTES]
        self._wrapper = AESGCM(key)

    def new(self, data_key: bytes, ref: str) -> bytes:
        """Return the header of a new file."""
        nonce, start = secrets.token_bytes(NONCE_BYTES), MAGIC + self._key_id
        return start + nonce + self._wrapper.encrypt(nonce, data_key, PURPOSE + start + ref.encode())

    def data_key(self, file: BinaryIO, ref: str) -> bytes:
        """Read a file's header and return its data key. Raises EvidenceDamaged."""
        return self.data_key_after(file.read(len(MAGIC)), file, ref)

    def data_key_after(self, magic: bytes, file: BinaryIO, ref: str) -> bytes:
        """Read the rest of a header whose first bytes are read already."""
        header = magic + file.read(HEADER_BYTES - len(magic))
        start = header[: len(MAGIC) + KEY_ID_BYTES]
        nonce, wrapped = header[len(start) :][:NONCE_BYTES], header[-KEY_BYTES - TAG_BYTES :]
        if len(header) != HEADER_BYTES or start != MAGIC + self._key_id:
            raise EvidenceDamaged(ref=ref, part="header")
        try:
            return self._wrapper.decrypt(nonce, wrapped, PURPOSE + start + ref.encode())
        except InvalidTag:
            raise EvidenceDamaged(ref=ref, part="header") from None


class TwoHalvesHeaders:
    """Version 2: the public half seals, the private one opens; with `older`, version 1 is read as well."""

    def __init__(self, halves: Halves, older: OneKeyHeaders | None) -> None:
        self._halves = halves
        self._older = older
        self._start = MAGIC_HALVES + halves.half_id

    def new(self, data_key: bytes, ref: str) -> bytes:
        """Return the header of a new file."""
        return self._start + self._halves.wrap(data_key, HALVES_PURPOSE + self._start + ref.encode())

    def data_key(self, file: BinaryIO, ref: str) -> bytes:
        """Read a file's header and return its data key. Raises EvidenceDamaged, PrivateHalfNotHere."""
        if self._halves.private is None:
            raise PrivateHalfNotHere()
        magic = file.read(len(MAGIC_HALVES))
        if magic == MAGIC and self._older is not None:
            return self._older.data_key_after(magic, file, ref)
        header = magic + file.read(HALVES_HEADER_BYTES - len(magic))
        wrapped = header[len(self._start) :]
        if len(header) != HALVES_HEADER_BYTES or not header.startswith(self._start):
            raise EvidenceDamaged(ref=ref, part="header")
        try:
            return self._halves.unwrap(wrapped, HALVES_PURPOSE + self._start + ref.encode())
        except (InvalidTag, ValueError):
            raise EvidenceDamaged(ref=ref, part="header") from None
