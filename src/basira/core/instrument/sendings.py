"""
What a phone seals to the programme's key as it gives a visit over: its parts, one by one, and the list of them.

A sealed part is a header (magic, version, key id, data key wrapped to the programme's public point) and chunks of at most
1 MiB under AES-256-GCM, as a sealed original is (ADR-0021). Wrapped and bound are the instanceID of the visit and the
part's number; each chunk is bound to its place and to being the last. Inside stands a head of JSON, with the part's name
and kind, before its bytes. Part 0 is the list of all others with the SHA-256 of each as sealed; part 1 is the answers.
The phone's half of this is `frontend/src/field/sealing/parts.ts`; both are held to the same examples.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from basira.core.kernel.problem import Problem

CONTRACT = 1
MAGIC = b"BSRS\x01"  # the last byte is the version of this format
PURPOSE = b"basira/sending/v1|"
KEY_ID_BYTES = 8
WRAPPED_BYTES = 65 + 32 + 16
START_BYTES = len(MAGIC) + KEY_ID_BYTES
HEADER_BYTES = START_BYTES + WRAPPED_BYTES
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
NONCE_BYTES = 12
LENGTH_BYTES = 4
MOST_HEAD_BYTES = 4096
MOST_PARTS = 200
LIST, ANSWERS = 0, 1
MOST_REASON = 1000
"""Letters of a reason why a sending is set aside, or tried again."""
LIST_NAME = "list.json"
ANSWERS_NAME = "xml_submission_file"
MAX_LIST_BYTES = 64 * 1024
INSTANCE = re.compile(r"[A-Za-z0-9:._-]{1,200}")
"""InstanceIDs that may stand in an address; phones of ours write `uuid:` and a UUID."""
SHA256 = re.compile(r"[0-9a-f]{64}")

Unwrap = Callable[[bytes, bytes], bytes]
"""Opens a wrapped data key that is bound to something; raises ValueError or InvalidTag where it was changed."""


class Outcome(StrEnum):
    """What came of a sending once the worker opened it, or what a person decided of it since."""

    FILED = "filed"
    REFUSED = "refused"
    SET_ASIDE = "set-aside"


class Decision(StrEnum):
    """What a person may decide of a sending that could not be filed."""

    AGAIN = "again"
    FOR_ANOTHER = "for-another"
    SET_ASIDE = "set-aside"


class PartUnreadable(Problem):
    """The part `number` cannot be opened: changed, cut, of another visit or place, or sealed to another key."""

    code = "sending.part-unreadable"


class ListUnfit(Problem):
    """It is no list of parts: each with its number from 0 on, the SHA-256 of its sealed bytes, and their count."""

    code = "sending.list-unfit"


class ListDiffers(Problem):
    """The sealed list of parts names others than those that were given over."""

    code = "sending.list-differs"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs: to which visit, and under which number."""

    instance_id: str
    number: int

    def bound(self, start: bytes) -> bytes:
        """Return what the part's data key is bound to, beside the key that it is wrapped to."""
        return PURPOSE + start + self.instance_id.encode() + b"|" + str(self.number).encode()


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """A part that is being opened: its name and media type, and its bytes, each chunk proved before it is given."""

    name: str
    kind: str
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part as a list names it: `sha256` and `size` are of its sealed bytes."""

    number: int
    sha256: str
    size: int


def is_sealed_to(start: bytes, key_id: bytes) -> bool:
    """Tell by a part's first bytes whether it is one, sealed to the key with this id."""
    return start == MAGIC + key_id


def chunk_terms(counter: int, content: bytes, *, last: bool) -> tuple[bytes, bytes, bytes]:
    """Return nonce, content and what a chunk is bound to. The data key belongs to one part: no nonce comes twice."""
    nonce = counter.to_bytes(NONCE_BYTES, "big")
    return nonce, content, PURPOSE + nonce + (b"last" if last else b"more")


def open_part(sealed: Iterable[bytes], place: Place, unwrap: Unwrap) -> OpenedPart:
    """
    Open a part as far as its name and kind; the rest is opened as it is read.

    :raises PartUnreadable: here, and at the chunk that is not as it was sealed
    """
    blocks = _blocks(iter(sealed))
    header = next(blocks)
    start, wrapped = header[:START_BYTES], header[START_BYTES:]
    if len(header) != HEADER_BYTES or not start.startswith(MAGIC):
        raise PartUnreadable(number=place.number)
    try:
        cipher = AESGCM(unwrap(wrapped, place.bound(start)))
    except (InvalidTag, ValueError):
        raise PartUnreadable(number=place.number) from None
    plain = _opened(blocks, cipher, place)
    first = next(plain)
    head, rest = _head(first, place)
    return OpenedPart(head["name"], head["type"], _all(rest, plain))


def _all(rest: bytes, following: Iterator[bytes]) -> Iterator[bytes]:
    yield rest
    yield from following


def _head(first: bytes, place: Place) -> tuple[dict[str, str], bytes]:
    length = int.from_bytes(first[:LENGTH_BYTES], "big")
    written = first[LENGTH_BYTES : LENGTH_BYTES + length]
    try:
        head = json.loads(written) if len(written) == length <= MOST_HEAD_BYTES else None
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or not all(isinstance(head.get(name), str) for name in ("name", "type")):
        raise PartUnreadable(number=place.number)
    return head, first[LENGTH_BYTES + length :]


def _blocks(sealed: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the header, then chunk after chunk as they were sealed, however the bytes come."""
    waiting, wanted = bytearray(), HEADER_BYTES
    for come in sealed:
        waiting += come
        while len(waiting) >= wanted:
            yield bytes(waiting[:wanted])
            del waiting[:wanted]
            wanted = CHUNK_BYTES + TAG_BYTES
    yield bytes(waiting)  # what is left of a chunk, or of a header that was cut; "" after a full one


def _opened(blocks: Iterator[bytes], cipher: AESGCM, place: Place) -> Iterator[bytes]:
    chunk, counter = next(blocks, b""), 0
    while True:
        following = next(blocks, b"")
        try:
            yield cipher.decrypt(*chunk_terms(counter, chunk, last=not following))
        except (InvalidTag, ValueError):
            raise PartUnreadable(number=place.number) from None
        if not following:
            return
        chunk, counter = following, counter + 1


def read_list(values: Any, *, first: int) -> tuple[ListedPart, ...]:
    """
    Read a list of parts from JSON values; its numbers go on from `first` without a gap, and the answers are among them.

    :raises ListUnfit: when it is none
    """
    if not isinstance(values, list) or not ANSWERS - first < len(values) <= MOST_PARTS:
        raise ListUnfit()
    return tuple(_listed(each, first + place) for place, each in enumerate(values))


def _listed(each: Any, number: int) -> ListedPart:
    if not isinstance(each, dict) or each.get("number") != number or isinstance(each["number"], bool):
        raise ListUnfit()
    sha256, size = each.get("sha256"), each.get("size")
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256) or type(size) is not int or size < 0:
        raise ListUnfit()
    return ListedPart(number, sha256, size)


def check_list(part: OpenedPart, given: Iterable[ListedPart]) -> None:
    """
    See that the sealed list names what was given over, and nothing else.

    :raises ListDiffers: when it does not, or is no list of this contract
    :raises PartUnreadable: as it is read
    """
    try:
        values = json.loads(_short(part.content)) if part.name == LIST_NAME else None
        if not isinstance(values, dict) or values.get("contract") != CONTRACT:
            raise ListDiffers()
        listed = read_list(values.get("parts"), first=ANSWERS)
    except (ValueError, RecursionError, ListUnfit):
        raise ListDiffers() from None
    if listed != tuple(each for each in given if each.number != LIST):
        raise ListDiffers()


def _short(content: Iterator[bytes]) -> bytes:
    found = b""
    for chunk in content:
        found += chunk
        if len(found) > MAX_LIST_BYTES:
            raise ListUnfit()
    return found
