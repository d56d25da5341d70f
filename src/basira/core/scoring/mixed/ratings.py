"""Ratings as columns: values, weights, the levels each belongs to, and covariates. A rating that did not apply is no row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from basira.core.kernel.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Sparse = Any
"""A scipy.sparse.csr_array of float64; scipy carries no types."""
LARGEST = 1e60
"""No rating, weight or covariate is larger: their squares and fourth powers must be numbers too."""


class RatingsNotUsable(Problem):
    """Columns of unequal length, a value or weight that is no number, a name said twice, or no rating at all."""

    code = "scoring.ratings-not-usable"


@dataclass(frozen=True, slots=True)
class Factor:
    """One grouping of the ratings: `codes[r]` is the place in `levels` of rating r's level. Every level has a rating."""

    name: str
    codes: Codes
    levels: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return the number of levels."""
        return len(self.levels)


@dataclass(frozen=True, slots=True)
class Covariate:
    """One column of fixed effects: an amount, or 1 for one level of words and 0 for the others."""

    name: str
    values: Floats


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Ratings by column. Weights are design weights: a rating of weight w has an error of variance s2 / w."""

    values: Floats
    weights: Floats
    factors: tuple[Factor, ...]
    covariates: tuple[Covariate, ...] = ()
    averaged: tuple[str, ...] = field(default=("criterion",))
    """Factors whose levels are all part of what a score says: a score is the mean over them."""
    above: tuple[str, ...] = ()
    """Factors that the units are said to lie in, beside entity and sector."""

    @property
    def count(self) -> int:
        """Return the number of ratings."""
        return len(self.values)

    def factor(self, name: str) -> Factor | None:
        """Return a factor by its name, or None."""
        return next((factor for factor in self.factors if factor.name == name), None)


def factor_of(name: str, cells: Sequence[str]) -> Factor:
    """Return a factor from the cell of each rating, its levels in the order of their text. Empty: no levels."""
    places: dict[str, int] = {}
    seen = np.fromiter((places.setdefault(cell, len(places)) for cell in cells), dtype=np.int64, count=len(cells))
    levels = sorted(places)
    order = np.empty(len(levels), dtype=np.int64)
    for place, level in enumerate(levels):
        order[places[level]] = place
    return Factor(name, order[seen], tuple(levels))


def covariates_of(name: str, cells: Sequence[str]) -> tuple[Covariate, ...]:
    """
    Return a column of fixed effects: one amount where every cell is a number, else one indicator for each word but the first.

    Words come in the order of their text; the first is what the others are compared with.
    """
    try:
        return (Covariate(name, np.array([float(cell) for cell in cells], dtype=np.float64)),)
    except ValueError:
        words = factor_of(name, cells)
        return tuple(
            Covariate(f"{name}={level}", (words.codes == place).astype(np.float64))
            for place, level in enumerate(words.levels)
            if place
        )


def check_ratings(table: RatingTable) -> None:
    """
    Refuse a table that no model can be fitted to.

    :raises RatingsNotUsable: with `reason`: empty, lengths, values, weights, names
    """
    names = [factor.name for factor in table.factors] + [covariate.name for covariate in table.covariates]
    columns = [factor.codes for factor in table.factors] + [covariate.values for covariate in table.covariates]
    faults = {
        "empty": not table.count,
        "lengths": any(len(column) != table.count for column in (table.weights, *columns)),
        "values": not all(
            (np.abs(own) <= LARGEST).all() for own in (table.values, *(c.values for c in table.covariates))
        ),
        "weights": not ((table.weights <= LARGEST) & (table.weights > 0)).all(),
        "names": len(set(names)) < len(names),
    }
    for reason, is_so in faults.items():
        if is_so:
            raise RatingsNotUsable(reason=reason)
