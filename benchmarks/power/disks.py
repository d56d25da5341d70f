"""
A disk that can lose its power: a file system in an image of its own, mounted through a loop device.

A cut is the kernel's own shutdown of a file system (FS_IOC_SHUTDOWN without flushing its journal, the call that xfstests
uses): from then on nothing reaches the image, and what only stood in memory is gone. The mount that follows replays the
journal, as after a real cut. The disk below is taken to keep what it said that it has: its own cache is not played.

Everything is mounted in a mount namespace of our own, through devices that free themselves: when the last process in it
ends, also by `kill -9`, nothing of it is left but the image.
"""

import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FS_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = struct.pack("I", 2)
CLONE_NEWNS = 0x00020000
PR_SET_CHILD_SUBREAPER = 36
UNMOUNT_WAIT_S = 20.0
MAKERS = {
    "ext4": ("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0"),
    "xfs": ("mkfs.xfs", "-q"),
}
PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"


class NoDisk(Exception):
    """This machine lets us make no such disk; the words say why."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted file system in an image, and how to cut it off."""

    kind: str
    image: Path
    place: Path

    def mount(self) -> None:
        """Mount the image; its journal is replayed when it was cut off. Raises NoDisk."""
        done = tool("mount", "-t", self.kind, "-o", "loop", str(self.image), str(self.place))
        if done:
            raise NoDisk(f"a loop mount of {self.kind} is refused here: {done}")

    def cut(self) -> None:
        """Cut the power: what is not on the disk now never will be."""
        folder = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(folder, FS_IOC_SHUTDOWN, NO_LOG_FLUSH)
        finally:
            os.close(folder)

    def unmount(self) -> None:
        """Unmount; what a killed process still holds is let go of within a moment."""
        deadline = time.monotonic() + UNMOUNT_WAIT_S
        while words := tool("umount", str(self.place)):
            if time.monotonic() > deadline:
                raise RuntimeError(words)
            time.sleep(0.05)

    def power_cycle(self, end_writers: Callable[[], None]) -> None:
        """Cut, end whoever still writes, and come back."""
        self.cut()
        end_writers()
        self.unmount()
        self.mount()


def own_namespace() -> None:
    """Leave the machine's table of mounts, so that nothing mounted from here on outlives us. Raises NoDisk."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        raise NoDisk(f"this machine gives us no mount namespace of our own: {os.strerror(ctypes.get_errno())}")
    if words := tool("mount", "--make-rprivate", "/"):
        raise NoDisk(f"this machine keeps its mounts to itself: {words}")


def adopt_orphans() -> None:
    """Become the parent of whatever our children leave behind, so that we can end it by its id."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@contextmanager
def disk(kind: str, folder: Path, megabytes: int) -> Iterator[Disk]:
    """Give a new disk under `folder`, in a namespace of our own. Raises NoDisk."""
    maker, *options = MAKERS[kind]
    if shutil.which(maker, path=PLACES) is None:
        raise NoDisk(f"{maker} is not installed")
    made = Disk(kind, folder / f"{kind}.img", folder / kind)
    made.place.mkdir(mode=0o711)
    with made.image.open("wb") as image:
        image.truncate(megabytes * 1024 * 1024)
    if words := tool(maker, *options, str(made.image)):
        raise NoDisk(f"{maker} failed: {words}")
    made.mount()
    made.place.chmod(0o711)
    try:
        yield made
    finally:
        tool("umount", str(made.place)) and tool("umount", "--lazy", str(made.place))
        made.image.unlink()


def tool(*command: str) -> str:
    """Run a tool of the system; return its complaint, "" when it had none."""
    quiet = {"PATH": PLACES, "LC_ALL": "C"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or f"{command[0]} ended with {done.returncode}"
