"""The worker's own sign of life: a small file that it rewrites after every look at the queue."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from basira.gateways.files import write_sign

EVERY_S = 20.0


def beat(path: Path) -> None:
    """Write the time of this beat."""
    write_sign(path, f"{time.time():.3f}")


@contextmanager
def kept_up(path: Path, *, limit_s: float) -> Iterator[None]:
    """Beat beside one long piece of work, from its start and for `limit_s` seconds at most: longer, it hangs."""
    is_done = threading.Event()

    def keep_up() -> None:
        for _time in range(int(limit_s / EVERY_S)):
            if is_done.wait(EVERY_S):
                return
            beat(path)

    beat(path)
    beside = threading.Thread(target=keep_up, name="heartbeat", daemon=True)
    beside.start()
    try:
        yield
    finally:
        is_done.set()
        beside.join()


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
