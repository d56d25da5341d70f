"""Two calls that every durable file needs."""

import os
from pathlib import Path


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it, however often the kernel takes a part. Raises OSError as the kernel does."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError as the kernel does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
