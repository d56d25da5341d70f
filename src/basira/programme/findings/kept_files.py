"""Files of a body: durable on disk before the row that names them, and taken away again when no row does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError

from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore, Sealed, Sealing

MAX_FILES = 3
MAX_FILE_BYTES = 10 * 1024 * 1024
KINDS = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a body may send, as the first bytes tell."""
MAX_FILES_BYTES = 10 * 1024 * 1024
"""Of all files of one answer together: the web server holds no more of a post in memory."""

Files = Sequence[tuple[str, Sealing]]
"""(name, sealing) of files that were not kept yet."""
Kept = list[tuple[str, Sealed]]
"""(name, where it lies) of files that were."""


class FilesTooLarge(Problem):
    """The files of one answer are together larger than `limit` MB."""

    code = "findings.files-too-large"


class TooManyFiles(Problem):
    """More files than `limit` came with one answer."""

    code = "findings.too-many-files"


def check_files(files: Files) -> None:
    """
    Refuse more, or larger files than one answer may have.

    :raises TooManyFiles, FilesTooLarge: as they say
    """
    if len(files) > MAX_FILES:
        raise TooManyFiles(limit=MAX_FILES)
    if sum(sealing.size for _filename, sealing in files) > MAX_FILES_BYTES:
        raise FilesTooLarge(limit=MAX_FILES_BYTES // 1024 // 1024)


@contextmanager
def kept_with_their_rows(store: EvidenceStore) -> Iterator[Kept]:
    """Give a list for the files that are kept; when the rows that name them are not written, they are taken away again."""
    kept: Kept = []
    try:
        yield kept
    except (OperationalError, InterfaceError):
        raise  # the rows may have been written before the line broke: their files stay
    except BaseException:
        for _filename, sealed in kept:
            with suppress(OSError):
                store.remove(sealed.ref)
        raise
