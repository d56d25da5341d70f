"""Whether ratings can be bundled by their finest factor, and the sums of a tally from the bundles alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from basira.core.scoring.mixed.bundles import MOST_WEIGHTS, Bundles, Crossing, crossing_of
from basira.core.scoring.mixed.exact import Scale, joined
from basira.core.scoring.mixed.ratings import Codes, Sparse
from basira.core.scoring.mixed.tally import Ends, Group, Tally

LEAST_BUNDLES = 2000
"""Fewer levels than these are summed rating by rating: it takes no time."""


class HasNames(Protocol):
    """What says which factors a score takes the mean of, and which it takes in because the units lie in them."""

    @property
    def averaged(self) -> tuple[str, ...]: ...
    @property
    def above(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """
    What one look by the finest factor finds, by its level: ratings, and the whole numbers that the sum of their values is made of.

    `parents`: the one level of another factor, where there is one. `masks`: a bit a level of a factor that crosses it.
    """

    counts: Codes
    steps: Sequence[Codes]
    parents: Mapping[str, Codes]
    masks: Mapping[str, Codes]
    square: float


def parents_in(answer: Mapping[str, Any], place: int) -> Codes | None:
    """Return the one level of a factor that each level of the finest has, from an answer's column of bits or of ends; None: several."""
    if f"mask{place}" in answer:
        masks = np.asarray(answer[f"mask{place}"], dtype=np.int64)
        return np.log2(masks).astype(np.int64) if (np.bitwise_count(masks) == 1).all() else None
    low = np.asarray(answer[f"low{place}"], dtype=np.int64)
    return low if (low == answer[f"high{place}"]).all() else None


def finest_of(ends: Ends, sizes: Mapping[str, int]) -> str | None:
    """Return the factor that ratings might be bundled by, or None: with weights, covariates, or few levels they are not."""
    if ends.has_weights or ends.covariates or len(sizes) < 2:
        return None
    name = max(sizes, key=lambda one: sizes[one])
    return name if sizes[name] >= LEAST_BUNDLES else None


def bundles_from(found: Found, sizes: Mapping[str, int], finest: str, scale: Scale) -> Bundles | None:
    """Return the bundles, or None where a factor neither holds them nor crosses them once a level, or two cross."""
    crossings: dict[str, Crossing] = {}
    for name, size in sizes.items():
        if name == finest or name in found.parents:
            continue
        masks = found.masks.get(name)
        if crossings or masks is None or (np.bitwise_count(masks) != found.counts).any():
            return None
        crossings[name] = crossing_of(masks, size)
    bundles = Bundles(found.counts, joined(list(found.steps), scale), found.parents, crossings)
    return bundles if len(bundles.weights) <= MOST_WEIGHTS else None


def group_from(found: Found, scale: Scale, name: str, levels: Sequence[str], parents: Codes | None) -> Group:
    """Return the sums of a factor that holds the bundles, or of the bundles themselves."""
    counts, steps = found.counts, list(found.steps)
    if parents is not None:
        counts, *steps = (summed(parents, column, len(levels)) for column in (counts, *steps))
    return Group(name, levels, counts, counts.astype(np.float64), joined(steps, scale), np.zeros((len(levels), 0)))


def summed(codes: Codes, column: Codes, size: int) -> Codes:
    """Return the sums of whole numbers by code."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, codes, column)
    return found


def pairs_from(bundles: Bundles, names: Sequence[str], finest: str) -> dict[tuple[int, int], Sparse]:
    """Return the ratings by pair of levels of all factors but the finest."""
    found = {}
    for i, one in enumerate(names):
        for j, other in enumerate(names[i + 1 :], i + 1):
            if finest not in (one, other):
                pairs = bundles.pair(one, other)
                pairs.sort_indices()
                found[i, j] = pairs
    return found


def sum_of(answer: Mapping[str, Any], name: str, scale: Scale) -> float:
    """Return the sum over all rows of an answer's column, from the whole numbers that stand for it."""
    steps = [np.asarray(answer[f"{name}_{part}"], dtype=np.int64).sum(keepdims=True) for part in range(scale.parts)]
    return float(joined(steps, scale)[0])


def bundled_tally(
    ends: Ends,
    sizes: Mapping[str, int],
    look: Callable[[str], tuple[Mapping[str, Sequence[str]], Found]],
    group: Callable[[str, Sequence[str]], Group],
    named: HasNames,
) -> Tally | None:
    """
    Return the sums by way of bundles, or None where the ratings are no bundles: what all engines do, each with its own looks.

    `sizes`: by factor, in their order, up to how many levels it has. `look` finds by the finest factor, and gives all levels;
    `group` sums one factor that crosses the bundles.
    """
    finest = finest_of(ends, sizes)
    if finest is None:
        return None
    levels, found = look(finest)
    scale = ends.scale(0)
    bundles = bundles_from(found, {name: len(levels[name]) for name in sizes}, finest, scale)
    if bundles is None:
        return None
    return Tally(
        ends=ends,
        groups=tuple(
            group(name, levels[name])
            if name in bundles.crossings
            else group_from(found, scale, name, levels[name], found.parents.get(name))
            for name in sizes
        ),
        pairs=pairs_from(bundles, tuple(sizes), finest),
        covariates=(),
        square=found.square,
        cross=np.zeros(0),
        inner=np.zeros((0, 0)),
        averaged=named.averaged,
        above=named.above,
        finest=finest,
        bundles=bundles,
    )
