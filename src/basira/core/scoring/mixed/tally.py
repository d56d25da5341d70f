"""
What the estimator knows of the ratings, and all it knows: sums by level, by pair of levels, and over everything.

`Ratings` is the contract of an engine: ratings that stand somewhere (in this process, in DuckDB, in Spark) and can be
summed there. Whatever stands behind it, the sums are the same numbers (see `exact`); all that follows is made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from basira.core.scoring.mixed.bundles import Bundles
from basira.core.scoring.mixed.exact import Scale, scale_for
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse


@dataclass(frozen=True, slots=True)
class Group:
    """
    The sums of one factor, by level: ratings, weights w, w (y - middle), and w (x - middle) by covariate (levels × covariates).
    """

    name: str
    levels: Sequence[str]
    counts: Codes
    weights: Floats
    moments: Floats
    products: Floats

    @property
    def size(self) -> int:
        """Return the number of levels."""
        return len(self.levels)


@dataclass(frozen=True, slots=True)
class Ends:
    """
    What one look at all ratings finds: how many, the ends of the ratings, weights and covariates, whether ratings are whole.

    Values are summed from the middle of their ends, which no order of the rows changes.
    """

    rows: int
    low: float
    high: float
    is_whole: bool
    least_weight: float
    largest_weight: float
    covariates: tuple[tuple[float, float], ...]

    @property
    def middle(self) -> float:
        """Return where the ratings are summed from."""
        return middle_of(self.low, self.high)

    @property
    def middles(self) -> tuple[float, ...]:
        """Return where the covariates are summed from."""
        return tuple(middle_of(*ends) for ends in self.covariates)

    @property
    def has_weights(self) -> bool:
        """Tell whether some rating weighs other than 1."""
        return not self.least_weight == self.largest_weight == 1.0

    @property
    def reaches(self) -> tuple[float, ...]:
        """Return how far the rating, then each covariate, lies from its middle at most."""
        ends = ((self.low, self.high), *self.covariates)
        return tuple(max(high - middle_of(low, high), middle_of(low, high) - low) for low, high in ends)

    def scale(self, *columns: int) -> Scale:
        """Return the scale of weight × the product of columns: 0 the rating, 1 … the covariates; none: of the weight."""
        largest = self.largest_weight * float(np.prod([self.reaches[column] for column in columns]))
        is_whole = not self.has_weights and self.is_whole and columns in ((), (0,), (0, 0))
        return scale_for(largest, self.rows, is_whole=is_whole and largest < 2**40)


def middle_of(low: float, high: float) -> float:
    """Return the middle of two ends: half of each, so that no sum leaves the range of numbers."""
    return low / 2 + high / 2


@dataclass(frozen=True)
class Tally:
    """
    The sums of one set of ratings. `pairs[i, j]`, i before j: weights by level of factor i (rows) and of factor j (columns).

    `square` is the sum of w (y - middle)², `cross` of w (y - middle)(x - middle) by covariate, `inner` of w (x - middle)(x - middle).
    """

    ends: Ends
    groups: tuple[Group, ...]
    pairs: dict[tuple[int, int], Sparse]
    covariates: tuple[str, ...]
    square: float
    cross: Floats
    inner: Floats
    averaged: tuple[str, ...]
    above: tuple[str, ...]
    finest: str | None = None
    """The factor that the ratings are bundled by; its pairs with others are in `bundles` alone."""
    bundles: Bundles | None = None

    @property
    def count(self) -> int:
        """Return the number of ratings."""
        return self.ends.rows

    @property
    def factors(self) -> tuple[Group, ...]:
        """Return the factors, in the order they were named."""
        return self.groups

    def factor(self, name: str) -> Group | None:
        """Return a factor by its name, or None."""
        return next((group for group in self.groups if group.name == name), None)

    def pair(self, one: str, other: str) -> Sparse:
        """Return the weights by level of two different factors: the first one's in rows."""
        names = [group.name for group in self.groups]
        if self.bundles is not None and self.finest in (one, other):
            around = other if one == self.finest else one
            found = self.bundles.matrix(around, self.groups[names.index(around)].size)
            return found if around == one else found.T.tocsr()
        i, j = names.index(one), names.index(other)
        return self.pairs[i, j] if i < j else self.pairs[j, i].T.tocsr()

    def distinct(self, one: str, other: str) -> Codes:
        """Return how many levels of another factor each level of the first is rated with."""
        group = self.factor(one)
        if one == other and group is not None:
            return np.ones(group.size, dtype=np.int64)
        if self.bundles is not None and other == self.finest and one in self.bundles.parents and group is not None:
            return np.bincount(self.bundles.parents[one], minlength=group.size).astype(np.int64)
        return np.asarray(np.diff(self.pair(one, other).indptr), dtype=np.int64)

    def parent(self, one: str, other: str) -> Codes | None:
        """Return the level of another factor that each level has, or None where one has several."""
        if self.bundles is not None and one == self.finest:
            return self.bundles.parents.get(other)
        pairs = self.pair(one, other)
        return np.asarray(pairs.indices, dtype=np.int64) if pairs.nnz == pairs.shape[0] else None


@dataclass(frozen=True, slots=True)
class Cells:
    """How often each value was rated in each item: one row an item and value."""

    items: Codes
    values: Floats
    counts: Codes


class Ratings(Protocol):
    """Ratings wherever they stand, checked; an engine gives them this shape."""

    def tally(self) -> Tally:
        """Return the sums over all ratings."""
        ...

    def cells(self, names: Sequence[str]) -> Cells:
        """Return how often each value was rated, an item being the ratings that share the levels of these factors."""
        ...

    def sampled(self, name: str, levels: Codes) -> Tally | None:
        """Return the sums over the ratings of some levels (places in their order) of one factor; None where it cannot."""
        ...
