"""Proof by recomputation: the frozen inputs of a run scored again, every stored number compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from basira.core.scoring import Estimate, Level, UnitScore, score_units
from basira.core.scoring import inputs_digest as digest_of
from basira.programme.results.inputs import ratings_of
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.queries import PROGRAMME, as_estimate
from basira.programme.results.waiting import waits_of


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What came of scoring a run's frozen inputs again: `differences` names rows that are not equal; empty is proof."""

    digest_equal: bool
    rows: int
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Tell whether inputs and every score came out the same."""
        return self.digest_equal and not self.differences


def recompute(run: str) -> Recomputation:
    """
    Score the frozen inputs of a run again and compare every stored number.

    :raises ScoreRun.DoesNotExist: when there is no such run
    """
    frozen = ScoreRun.objects.get(ref=run)
    ratings = ratings_of(frozen.inputs)
    stored = {
        (row.level, row.unit, row.dimension): (as_estimate(row), row.shoppers, row.critical_failures)
        for row in Score.objects.filter(run=frozen)
    }
    fresh = {
        key: numbers
        for level in Level
        for unit in score_units(ratings, level=level)
        for key, numbers in numbers_of(unit)
    }
    names = sorted(stored.keys() | fresh.keys())
    different = tuple("/".join(name) for name in names if stored.get(name) != fresh.get(name))
    # Not at the top: it loads NumPy, which no other page needs.
    from basira.programme.results.modelled import modelled, same_model

    if frozen.model and not same_model(frozen.model, modelled(ratings)):
        different = (*different, "model")
    if frozen.waits != waits_of(frozen.inputs):
        different = (*different, "waits")
    return Recomputation(digest_of(ratings) == frozen.inputs_sha256, len(names), different)


def numbers_of(unit: UnitScore) -> Iterator[tuple[tuple[str, str, str], tuple[Estimate, int, int]]]:
    """Return each row of a unit as it is stored: its key, and its estimate, shoppers and critical failures."""
    key = unit.unit or PROGRAMME
    yield (str(unit.level), key, ""), (unit.total, unit.shoppers, unit.critical_failures)
    for part in unit.dimensions:
        shoppers = len({shopper for _, shopper in part.presence})
        yield (str(unit.level), key, part.dimension), (part.estimate, shoppers, 0)
