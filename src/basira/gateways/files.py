"""What every durable file needs."""

import os
from pathlib import Path


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it, however often the kernel takes a part. Raises OSError as the kernel does."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, in a folder of ours, whole or not at all; durable when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    half.rename(path)
    fsync_folder(path.parent)
    fsync_folder(path.parent.parent)


def write_sign(path: Path, text: str) -> None:
    """Write a sign for another process, in whole, so that a reader never sees half of it; it need not outlive a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(text)
    half.rename(path)


def fsync_file(path: Path) -> None:
    """Make the content of a file durable. Raises OSError as the kernel does."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError as the kernel does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
