"""How far a long command is: one line on the error stream that is written over, where that is a terminal; nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

CELLS = 20
CLEAR = "\r\x1b[K"
"""Back to the line's start, and nothing behind it."""

Show = Callable[[str, int], None]
"""Told the step that begins or goes on, and its round (0: it has none)."""


@contextmanager
def showing(steps: Sequence[str]) -> Iterator[Show]:
    """Give what shows the step that a command is at; the line is gone when the block ends, so that answers stand alone."""
    is_seen = sys.stderr.isatty()

    def show(step: str, made: int = 0) -> None:
        if is_seen:
            place = steps.index(step)
            cells = "#" * (CELLS * place // len(steps))
            words = f"step {place + 1} of {len(steps)}: {step}" + (f", round {made}" if made else "")
            print(f"{CLEAR}[{cells:<{CELLS}}] {words}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if is_seen:
            print(CLEAR, end="", file=sys.stderr, flush=True)
