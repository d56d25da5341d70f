"""
One figure from several sources with declared weights, and how far each entity moves when the weights are not so sure.

Source: OECD & JRC (2008), Handbook on Constructing Composite Indicators, steps 5 to 7. Ranges are declared, never taken from the
entities at hand: otherwise one entity's change would move all the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import numpy.typing as npt

from basira.core.kernel.problem import Problem

Floats = npt.NDArray[np.float64]
DRAWS = 2000
OUTSIDE = (0.025, 0.975)
FULL = 100.0
"""The composite goes from 0 to this."""


class CompositeImpossible(Problem):
    """`reason`: sources (none, or one twice), weight, range, vary, or value with its `entity` and `source`."""

    code = "scoring.composite-impossible"


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its weight beside the others', and the values that stand for nothing and for all (worst above best: less is better)."""

    name: str
    weight: float
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source says of an entity, in its own unit, with its standard error (0: counted, not estimated)."""

    value: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Composite:
    """
    One entity: its composite (0 to 100) and standard error, its rank (1 the best, equal ones alike) and how both move.

    `low` to `high` and `rank_low` to `rank_high` hold 95 % of the draws of weights; `without` is the rank when one source is
    left out. With `missing` sources all figures are None: weights that mean something else cannot be compared.
    """

    entity: str
    score: float | None
    error: float | None
    rank: int | None
    low: float | None
    high: float | None
    rank_low: int | None
    rank_high: int | None
    without: Mapping[str, int]
    missing: tuple[str, ...]


def composites(
    sources: Sequence[Source],
    readings: Mapping[str, Mapping[str, Reading]],
    *,
    vary: float = 0.25,
    seed: int = 0,
) -> tuple[Composite, ...]:
    """
    Return each entity's composite, in the order given; weights vary independently by up to `vary` (a share of each).

    A value outside the declared range counts as the end of it. No entities: none.

    :raises CompositeImpossible: for what cannot be weighed
    """
    check_sources(sources, vary)
    check_readings(sources, readings)
    names = [source.name for source in sources]
    whole = [entity for entity, own in readings.items() if len(own) == len(names)]
    shape, weights = (len(whole), len(names)), np.array([source.weight for source in sources])
    values = np.array([[points(s, readings[entity][s.name].value) for s in sources] for entity in whole])
    errors = np.array([[point_error(s, readings[entity][s.name].error) for s in sources] for entity in whole])
    figures = figures_of(whole, values.reshape(shape), errors.reshape(shape), weights / weights.sum())
    moved = moved_by(names, figures, values.reshape(shape), drawn_weights(weights, vary, seed))
    return tuple(
        moved[entity] if entity in moved else nothing_of(entity, tuple(name for name in names if name not in own))
        for entity, own in readings.items()
    )


def nothing_of(entity: str, missing: tuple[str, ...]) -> Composite:
    """Return the composite of an entity that some source says nothing of."""
    return Composite(entity, None, None, None, None, None, None, None, {}, missing)


def figures_of(entities: Sequence[str], values: Floats, errors: Floats, weights: Floats) -> list[Composite]:
    """Return score, error and rank of each row of values, under weights that add up to one; nothing moves yet."""
    scores, spread = values @ weights, np.sqrt(errors**2 @ weights**2)
    return [
        Composite(
            entity, float(score), float(error), int(rank), float(score), float(score), int(rank), int(rank), {}, ()
        )
        for entity, score, error, rank in zip(entities, scores, spread, ranks_of(scores), strict=True)
    ]


def drawn_weights(weights: Floats, vary: float, seed: int) -> Floats:
    """Return DRAWS rows of weights, each row adding up to one; the first is the declared one."""
    factors = np.random.default_rng(seed).uniform(1 - vary, 1 + vary, (DRAWS, len(weights)))
    factors[0] = 1
    drawn = factors * weights
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def moved_by(names: Sequence[str], figures: Sequence[Composite], values: Floats, drawn: Floats) -> dict[str, Composite]:
    """Return by entity its figures with how they move under the drawn weights, and without each source (of two or more)."""
    if not figures:
        return {}
    scores = drawn @ values.T
    ranks = np.array([ranks_of(row) for row in scores])
    low, high = np.quantile(scores, OUTSIDE, axis=0)
    rank_low = np.quantile(ranks, OUTSIDE[0], axis=0, method="lower")
    rank_high = np.quantile(ranks, OUTSIDE[1], axis=0, method="higher")
    without = {name: ranks_of(left_out(values, drawn[0], place)) for place, name in enumerate(names) if len(names) > 1}
    return {
        own.entity: replace(
            own,
            low=float(low[i]),
            high=float(high[i]),
            rank_low=int(rank_low[i]),
            rank_high=int(rank_high[i]),
            without={name: int(column[i]) for name, column in without.items()},
        )
        for i, own in enumerate(figures)
    }


def left_out(values: Floats, weights: Floats, place: int) -> Floats:
    """Return the composites without one of several sources."""
    rest = np.delete(weights, place)
    return np.asarray(np.delete(values, place, axis=1) @ (rest / rest.sum()))


def ranks_of(scores: Floats) -> npt.NDArray[np.int64]:
    """Return ranks from 1, equal scores (to ten digits) alike."""
    rounded = np.round(scores, 10)
    return np.asarray(np.searchsorted(np.sort(-rounded), -rounded, side="left") + 1, dtype=np.int64)


def points(source: Source, value: float) -> float:
    """Return a value as points, 0 (worst) to 100 (best)."""
    return FULL * min(max((value - source.worst) / (source.best - source.worst), 0.0), 1.0)


def point_error(source: Source, error: float) -> float:
    """Return a standard error in points."""
    return FULL * error / abs(source.best - source.worst)


def check_sources(sources: Sequence[Source], vary: float) -> None:
    """
    Refuse sources that cannot be weighed.

    :raises CompositeImpossible: with its reason
    """
    if not sources or len({source.name for source in sources}) < len(sources):
        raise CompositeImpossible(reason="sources")
    if not 0 <= vary < 1:
        raise CompositeImpossible(reason="vary")
    for source in sources:
        if not (isfinite(source.weight) and source.weight > 0):
            raise CompositeImpossible(reason="weight", source=source.name)
        if not (isfinite(source.worst) and isfinite(source.best)) or source.worst == source.best:
            raise CompositeImpossible(reason="range", source=source.name)


def check_readings(sources: Sequence[Source], readings: Mapping[str, Mapping[str, Reading]]) -> None:
    """
    Refuse values that are no numbers, or of a source that is not declared.

    :raises CompositeImpossible: with reason "value", entity and source
    """
    names = {source.name for source in sources}
    for entity, own in readings.items():
        for name, reading in own.items():
            if name not in names or not isfinite(reading.value) or not (isfinite(reading.error) and reading.error >= 0):
                raise CompositeImpossible(reason="value", entity=entity, source=name)
