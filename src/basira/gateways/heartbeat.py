"""The worker's own sign of life: a small file that it rewrites after every look at the queue."""

import os
import time
from pathlib import Path


def beat(path: Path) -> None:
    """Write the time of this beat, in whole, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(f"{time.time():.3f}")
    half.rename(path)


def reset(path: Path) -> None:
    """Forget the beats of an earlier start, so that a dead worker is not taken for a living one."""
    path.unlink(missing_ok=True)


def is_alive(path: Path, *, now: float, limit_s: float) -> bool:
    """Tell whether the last beat is less than `limit_s` seconds old; no file means no worker."""
    try:
        last = float(path.read_text())
    except (OSError, ValueError):
        return False
    return abs(now - last) < limit_s
