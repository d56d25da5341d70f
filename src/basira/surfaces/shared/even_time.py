"""Answers about persons that take the same time, whatever the vault found."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

EVEN_S = 0.5
"""Seconds that every sending takes at least: longer than either way needs."""


@contextmanager
def in_even_time(seconds: float = EVEN_S) -> Iterator[None]:
    """Let a block take so many seconds at least, also when it fails."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
