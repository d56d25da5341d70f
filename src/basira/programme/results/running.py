"""
How far a run is that the worker makes: told in a small file beside the worker's sign of life, for the page that waits for it.

A sign, never a record: the run's own writes are one transaction, of which nobody sees anything before its end. So a sign that
cannot be written (a full disk, a folder that is gone) is not written, and the run goes on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from basira.gateways.files import write_sign


class Step(StrEnum):
    """What a run does, in its order."""

    INPUTS = "inputs"
    VARIANCES = "variances"
    CENTRES = "centre"
    ENTITIES = "entity"
    RATIOS = "ratios"
    WRITING = "writing"


Tell = Callable[[Step, int], None]
"""Told the step that begins, and its round (0: it has none)."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a run is: the step, and how often variances were found again (0 outside of that step)."""

    step: Step
    round: int

    @property
    def place(self) -> int:
        """Return the place of the step, from 1 on."""
        return list(Step).index(self.step) + 1

    @property
    def all(self) -> int:
        """Return how many steps there are."""
        return len(Step)


def quiet(_step: Step, _round: int) -> None:
    """Tell nobody."""


@contextmanager
def telling(ref: str) -> Iterator[Tell]:
    """Give what tells how far the run of this ref is, until the block ends."""
    path = path_of(ref)

    def tell(step: Step, made: int) -> None:
        with suppress(OSError):
            write_sign(path, f"{step} {made}")

    try:
        yield tell
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def running(ref: str) -> Running | None:
    """Return where a run is, or None where nothing was told of it (yet)."""
    try:
        step, made = path_of(ref).read_text().split()
        return Running(Step(step), int(made))
    except (OSError, ValueError):
        return None


def path_of(ref: str) -> Path:
    """Return the file of one run."""
    return settings.HEARTBEAT_FILE.with_name(f"run-{ref}")
