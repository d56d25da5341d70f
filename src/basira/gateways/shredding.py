"""Taking a file off the disk for good, as far as a file system allows it."""

import os
from contextlib import suppress
from pathlib import Path

from basira.gateways.files import fsync_folder, write_all

START_BYTES = 64 * 1024
"""What is written over first: the header of a sealed file with its wrapped key, without which the rest is noise."""
RUN_BYTES = 1024 * 1024


def shred(path: Path) -> None:
    """
    Write chance over a file, its start first, make that durable, then remove its name durably. A file that is gone is no error.

    A disk that writes elsewhere than it is told (flash, snapshots) may keep old blocks; the sealed store's own key, kept in
    another place, is what keeps those shut. Raises OSError as the kernel does.
    """
    try:
        os.chmod(path, 0o600)
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        # An earlier try may have come this far and no further.
        with suppress(FileNotFoundError):
            fsync_folder(path.parent)
        return
    try:
        size = os.fstat(descriptor).st_size
        _overwrite(descriptor, min(size, START_BYTES))
        os.fsync(descriptor)
        _overwrite(descriptor, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink()
    fsync_folder(path.parent)


def _overwrite(descriptor: int, size: int) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    while size > 0:
        run = min(size, RUN_BYTES)
        write_all(descriptor, os.urandom(run))
        size -= run
