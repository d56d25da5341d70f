"""The weight simulator: a finished cycle's visits under the weights of a draft. Read, computed and shown; never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.lifecycles import WaveState
from basira.core.scoring import Level, score_units
from basira.core.scoring.reweighing import Reordered, reorder, reweigh
from basira.programme.results import queries
from basira.programme.results.inputs import ratings_of
from basira.programme.results.models import ScoreRun
from basira.programme.results.queries import UnitNames
from basira.programme.waves.models import Wave

FINISHED = (WaveState.SCORED, WaveState.INFORMED, WaveState.ANNOUNCED)
"""States of a cycle whose review has ended, so that its newest run stands."""


@dataclass(frozen=True, slots=True)
class FinishedCycle:
    """A cycle on which weights can be tried, with its newest run."""

    run: str
    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    The bodies of a cycle under a draft's weights, best first.

    `unanswered` are the draft's criteria of which the cycle has no answer; `left_out` those of the cycle's form that the draft no
    longer has; both by code. `answered` counts criteria that both have: 0 says that the cycle did not use this form.
    """

    bodies: tuple[Reordered, ...]
    names: Mapping[str, UnitNames]
    answered: int
    unanswered: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def moved(self) -> int:
        """Count the bodies that stand at another place."""
        return sum(one.moves for one in self.bodies)

    @property
    def beyond_chance(self) -> int:
        """Count those of them that changed sides with a body from which they stand apart."""
        return sum(one.is_beyond_chance for one in self.bodies)


def finished_cycles() -> tuple[FinishedCycle, ...]:
    """Return the cycles whose review has ended and that have a run, the newest first; none before the first. Two queries."""
    runs = queries.latest_runs()
    waves = Wave.objects.filter(state__in=FINISHED, ref__in=list(runs)).order_by("-starts_on", "-number")
    return tuple(FinishedCycle(runs[wave.ref].ref, wave.name_ar, wave.name_en) for wave in waves)


def weighed(*, run: str, draft: Questionnaire) -> Weighed | None:
    """Return the bodies of a run's cycle under a draft's weights; None where there is no such run. Two queries."""
    frozen = ScoreRun.objects.filter(ref=run).only("inputs").first()
    if frozen is None:
        return None
    ratings = ratings_of(frozen.inputs)
    weights = {one.code: one.weight for one in draft.criteria}
    mine = f"{draft.form_id}:"
    asked = {code.removeprefix(mine) for code, *_rest in frozen.inputs["criteria"] if code.startswith(mine)}
    scores = [
        score_units(each, level=Level.ENTITY) for each in (ratings, reweigh(ratings, weights, form=draft.form_id))
    ]
    bodies = reorder(scores[0], scores[1])
    return Weighed(
        bodies=bodies,
        names=queries.unit_names(Level.ENTITY, [one.unit for one in bodies]),
        answered=len(asked & weights.keys()),
        unanswered=tuple(code for code in weights if code not in asked),
        left_out=tuple(sorted(asked - weights.keys())),
    )
