"""A cycle's way from plan to publication, as a line of steps."""

from dataclasses import dataclass

from basira.core.kernel.lifecycles import WAVE_MOVES, WaveState
from basira.programme.waves.queries import WaveCard
from basira.programme.waves.verbs import MOVED_BY_PLANNING


@dataclass(frozen=True, slots=True)
class Step:
    """One state on the way: behind the cycle, under it, or ahead."""

    state: WaveState
    is_reached: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A cycle with its line; `place` counts from 1; `moves` are those that planning may make now."""

    wave: WaveCard
    steps: tuple[Step, ...]
    place: int
    moves: tuple[WaveState, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left to do."""
        return not WAVE_MOVES[self.wave.state]


def progress_of(wave: WaveCard) -> Progress:
    """Return a cycle's line."""
    way = list(WaveState)
    place = way.index(wave.state)
    steps = tuple(Step(state, number <= place, number == place) for number, state in enumerate(way))
    return Progress(
        wave, steps, place + 1, tuple(state for state in way if state in WAVE_MOVES[wave.state] & MOVED_BY_PLANNING)
    )
