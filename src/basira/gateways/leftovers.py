"""Files that crashes leave in a folder: how old they are, and clearing them away."""

from contextlib import suppress
from pathlib import Path


def swept(folder: Path, before: float) -> int:
    """Delete the files of a folder that were last touched before `before` (Unix seconds); return how many."""
    gone = 0
    for leftover in folder.iterdir():
        with suppress(FileNotFoundError):
            if leftover.stat().st_mtime < before:
                leftover.unlink()
                gone += 1
    return gone


def written_at(file: Path) -> float:
    """Return when a file was last written (Unix seconds); one that was taken away a moment ago counts as new."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
