"""Reading a multipart post as it streams in: the submission into memory, each file into a sealing of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from basira.core.assurance import capture_places, capture_record
from basira.core.instrument.submission import MAX_BYTES, SubmissionTooLarge
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import CHUNK_BYTES, EvidenceStore, Sealing

MAX_POST_BYTES = 100_000_000
"""Bytes of one post, told to phones, which then split their files over several posts."""

SUBMISSION = "xml_submission_file"
REMEMBERED = {
    capture_record.RECORD: capture_record.MAX_BYTES + 1,
    capture_places.PLACES: capture_places.MAX_BYTES + 1,
}
"""Bytes of the parts of a visit's record that stay readable while they are sealed: the limit of each, and one that tells of more."""

MAX_HELD_BYTES = 4 * 1024 * 1024
"""Bytes of small files that one post may hold in memory; beyond that they wait on disk, encrypted."""


class NotAPost(Problem):
    """The body is not a submission as OpenRosa posts it."""

    code = "openrosa.not-a-post"


class PostTooLarge(Problem):
    """More bytes than a post may have."""

    code = "openrosa.post-too-large"


@dataclass(slots=True)
class ReceivedPost:
    """What came: the submission's bytes, and open sealings by the file's name; nothing of it is durable yet."""

    xml: bytearray = field(default_factory=bytearray)
    files: dict[str, Sealing] = field(default_factory=dict)
    doubles: list[tuple[str, Sealing]] = field(default_factory=list)
    """Further parts under a name that came before in the same post: the same file again, or a contradiction."""


@contextmanager
def received(request: HttpRequest, store: EvidenceStore) -> Iterator[ReceivedPost]:
    """
    Read a post; what was not kept when the block ends is dropped.

    :raises NotAPost: no multipart body, a broken one, or none with a submission
    :raises PostTooLarge: over 100 MB by its own word, before anything is read
    :raises SubmissionTooLarge, EvidenceTooLarge, EvidenceNoSpace, EvidenceNotDurable: while it streams
    """
    post = ReceivedPost()
    try:
        _read(request, store, post)
        yield post
    finally:
        for sealing in (*post.files.values(), *(double for _name, double in post.doubles)):
            sealing.drop()


def _read(request: HttpRequest, store: EvidenceStore, post: ReceivedPost) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit():
        raise NotAPost()
    if int(length) > MAX_POST_BYTES:
        raise PostTooLarge(limit=MAX_POST_BYTES)
    try:
        fields, _files = MultiPartParser(request.META, request, [SealingHandler(store, post)], "utf-8").parse()
    except (MultiPartParserError, TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig, UnreadablePostError):
        raise NotAPost() from None
    if not post.xml:  # a client that posts the XML as a field, not as a file
        post.xml += str(fields.get(SUBMISSION, "")).encode()
    if not post.xml:
        raise NotAPost()


class SealingHandler(FileUploadHandler):
    """Django's hook for parts with a file name."""

    chunk_size = 256 * 1024

    def __init__(self, store: EvidenceStore, post: ReceivedPost) -> None:
        super().__init__()
        self.store = store
        self.post = post
        self.sealing: Sealing | None = None
        self.is_submission = False
        self.held = 0

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """A part begins. A further part of the same name waits beside the first."""
        self.is_submission = field_name == SUBMISSION
        remember = REMEMBERED.get(file_name, 0)
        self.sealing = None if self.is_submission else self.store.begin(limit=MAX_POST_BYTES, remember=remember)
        if self.sealing is not None and self.post.files.setdefault(file_name, self.sealing) is not self.sealing:
            self.post.doubles.append((file_name, self.sealing))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The next bytes of the part; they go no further."""
        if self.is_submission:
            self.post.xml += raw_data
            if len(self.post.xml) > MAX_BYTES:
                raise SubmissionTooLarge(limit=MAX_BYTES)
        elif self.sealing is not None:
            self.sealing.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> None:
        """The part ends; Django need not hold a file for it."""
        if self.sealing is not None:
            self.held += min(self.sealing.size, CHUNK_BYTES)
            if self.held > MAX_HELD_BYTES:
                self.sealing.end()
