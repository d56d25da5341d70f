"""Answers about persons that take the same time, whatever the vault found."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

EVEN_S = 0.5
"""Seconds that every sending takes: longer than either way needs. On a machine that is so busy that it is not, twice that, and so on."""


@contextmanager
def in_even_time(seconds: float = EVEN_S) -> Iterator[None]:
    """Let a block end so many seconds after its beginning, or the next multiple of them, also when it fails; 0 waits for nothing."""
    began = time.monotonic()
    try:
        yield
    finally:
        if seconds:
            time.sleep(-(time.monotonic() - began) % seconds)
