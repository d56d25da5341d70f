"""A cycle's way from plan to publication, as a line of steps."""

from dataclasses import dataclass

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WAVE_MOVES, WaveState
from basira.programme.waves.queries import WaveCard
from basira.programme.waves.verbs import MOVED_BY_PLANNING
from basira.surfaces.console.waves.ahead import MOVES, Ahead, ahead_of
from basira.surfaces.console.waves.standing import Standing, standings

MOVED_HERE = MOVED_BY_PLANNING | {WaveState.REVIEWED}
"""Where the cycle's own page moves it: what planning decides, and the end of the review."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state on the way: behind the cycle, under it, or ahead."""

    state: WaveState
    is_reached: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A cycle with its line and what comes next; `place` counts from 1; `moves` may be made now, though not yet due."""

    wave: WaveCard
    steps: tuple[Step, ...]
    place: int
    moves: tuple[WaveState, ...]
    ahead: tuple[Ahead, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left to do."""
        return not WAVE_MOVES[self.wave.state]


def progress_of(wave: WaveCard, standing: Standing, reader: Actor) -> Progress:
    """Return a cycle's line, and what comes next as `reader` meets it."""
    way = list(WaveState)
    place = way.index(wave.state)
    steps = tuple(Step(state, number <= place, number == place) for number, state in enumerate(way))
    ahead = tuple(ahead_of(standing, reader))
    due = {MOVES[each.step] for each in ahead if each.step in MOVES}
    moves = tuple(state for state in way if state in (WAVE_MOVES[wave.state] & MOVED_BY_PLANNING) - due)
    return Progress(wave, steps, place + 1, moves, ahead)


def progress_now(wave: WaveCard, reader: Actor) -> Progress:
    """Return the line of one cycle, asking where it stands."""
    return progress_of(wave, standings([wave])[wave.ref], reader)
