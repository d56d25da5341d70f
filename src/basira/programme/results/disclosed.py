"""What the disclosure rule asks of a run's units: one rule and one way of naming units, for bodies and for the public."""

from collections.abc import Iterable
from dataclasses import replace

from basira.core.disclosure import DisclosureRule, MeasuredUnit
from basira.core.scoring import Level, UnitScore
from basira.programme.results.inputs import known_in
from basira.programme.results.models import ScoreRun

RULE = DisclosureRule()
"""The thresholds of every figure that leaves the programme. Why these: docs/explanation/method.md."""


def rule_for(*runs: ScoreRun) -> DisclosureRule:
    """Return the thresholds for figures of these runs: visits that a body knows feed a score and meet no minimum."""
    return replace(RULE, known=joined(known_in(run.inputs) for run in runs))


def joined(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return all of the parts together."""
    return frozenset[str]().union(*parts)


PARENTS = {Level.CENTRE: Level.ENTITY, Level.ENTITY: Level.SECTOR, Level.SECTOR: Level.PROGRAMME}


def key_of(level: Level, unit: str) -> str:
    """Return the name of a unit that is unique over levels."""
    return f"{level}/{unit or Level.PROGRAMME}"


def measured(score: UnitScore) -> MeasuredUnit:
    """Return what the disclosure rule asks of a unit."""
    above = PARENTS.get(score.level)
    return MeasuredUnit(
        key=key_of(score.level, score.unit),
        parent=None if above is None else key_of(above, score.parent),
        presence=frozenset(score.presence),
        dimensions={part.dimension: frozenset(part.presence) for part in score.dimensions},
    )
