"""The engine in this process: sums of whole numbers by SciPy's compiled sparse products, over ratings held in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from basira.core.scoring.mixed.bundles import MOST_RATED
from basira.core.scoring.mixed.bundling import Found, bundled_tally, summed
from basira.core.scoring.mixed.exact import Scale, cut, joined
from basira.core.scoring.mixed.ratings import Codes, Factor, Floats, RatingTable, Sparse, check_ratings
from basira.core.scoring.mixed.tally import Cells, Ends, Group, Ratings, Tally


@dataclass(frozen=True, slots=True)
class Kernel:
    """A table of ratings as an engine."""

    table: RatingTable

    def tally(self) -> Tally:
        """
        Return the sums over the table.

        :raises RatingsNotUsable: from `check_ratings`
        """
        check_ratings(self.table)
        return tally_of(self.table)

    def cells(self, names: Sequence[str]) -> Cells:
        """Return how often each value was rated, an item being the ratings that share the levels of these factors."""
        items = np.zeros(self.table.count, dtype=np.int64)
        for factor in (factor for name in names if (factor := self.table.factor(name)) is not None):
            items = np.unique(items * factor.size + factor.codes, return_inverse=True)[1]
        values, codes = np.unique(self.table.values, return_inverse=True)
        keys, counts = np.unique(items * len(values) + codes, return_counts=True)
        return Cells(keys // len(values), values[keys % len(values)], counts.astype(np.int64))

    def sampled(self, name: str, levels: Codes) -> Tally | None:
        """Return the sums over the ratings of some levels of one factor; None without one of them."""
        factor = self.table.factor(name)
        rows = np.isin(factor.codes, levels) if factor is not None else np.zeros(0, dtype=bool)
        return tally_of(rows_of(self.table, rows)) if rows.any() else None


def rows_of(table: RatingTable, rows: npt.NDArray[np.bool_]) -> RatingTable:
    """Return some rows of a table, with those levels alone that are in them."""
    factors = []
    for factor in table.factors:
        present, codes = np.unique(factor.codes[rows], return_inverse=True)
        factors.append(Factor(factor.name, codes, tuple(factor.levels[place] for place in present)))
    covariates = tuple(replace(own, values=own.values[rows]) for own in table.covariates)
    return replace(
        table,
        values=table.values[rows],
        weights=table.weights[rows],
        factors=tuple(factors),
        covariates=covariates,
    )


def counted(ratings: RatingTable | Ratings) -> Ratings:
    """Return ratings as an engine: a table is summed in this process."""
    return Kernel(ratings) if isinstance(ratings, RatingTable) else ratings


def tally_of(table: RatingTable) -> Tally:
    """Return the sums over a table of one rating or more, whatever its values are."""
    ends = ends_of(table)
    return bundled(table, ends) or by_ratings(table, ends)


def bundled(table: RatingTable, ends: Ends) -> Tally | None:
    """Return the sums by way of bundles, or None where the ratings are no bundles."""
    factors = {factor.name: factor for factor in table.factors}
    levels = {name: factor.levels for name, factor in factors.items()}
    values = table.values - ends.middle

    def look(finest: str) -> tuple[Mapping[str, Sequence[str]], Found]:
        own = factors[finest]
        steps = [summed(own.codes, column, own.size) for column in cut(values, ends.scale(0))]
        return levels, found_in(table, own, steps, total(values * values, ends.scale(0, 0)))

    def group(name: str, _levels: Sequence[str]) -> Group:
        return group_of(table, ends, factors[name], [values])

    return bundled_tally(ends, {name: factor.size for name, factor in factors.items()}, look, group, table)


def found_in(table: RatingTable, finest: Factor, steps: Sequence[Codes], square: float) -> Found:
    """Return what one look by the finest factor finds."""
    some_row = np.empty(finest.size, dtype=np.int64)
    some_row[finest.codes] = np.arange(table.count)
    parents: dict[str, Codes] = {}
    masks: dict[str, Codes] = {}
    for other in table.factors:
        own = other.codes[some_row]
        if other is finest:
            continue
        if (own[finest.codes] == other.codes).all():
            parents[other.name] = own
        elif other.size <= MOST_RATED:
            masks[other.name] = np.zeros(finest.size, dtype=np.int64)
            np.bitwise_or.at(masks[other.name], finest.codes, np.int64(1) << other.codes)
    return Found(np.bincount(finest.codes, minlength=finest.size).astype(np.int64), steps, parents, masks, square)


def by_ratings(table: RatingTable, ends: Ends) -> Tally:
    """Return the sums over a table, pairs and all, rating by rating."""
    pulled = [table.values - ends.middle]
    pulled += [own.values - middle for own, middle in zip(table.covariates, ends.middles, strict=True)]
    designs = [indicator(factor) for factor in table.factors]
    columns = range(1, len(pulled))
    weighted = [table.weights * column for column in pulled]
    inner = [[total(weighted[i] * pulled[j], ends.scale(i, j)) for j in columns] for i in columns]
    return Tally(
        ends=ends,
        groups=tuple(group_of(table, ends, factor, weighted) for factor in table.factors),
        pairs={(i, j): pair_of(table, ends, designs[i], designs[j]) for i, j in combinations(range(len(designs)), 2)},
        covariates=tuple(covariate.name for covariate in table.covariates),
        square=total(weighted[0] * pulled[0], ends.scale(0, 0)),
        cross=np.array([total(weighted[i] * pulled[0], ends.scale(i, 0)) for i in columns]),
        inner=np.array(inner).reshape(len(columns), len(columns)),
        averaged=table.averaged,
        above=table.above,
    )


def ends_of(table: RatingTable) -> Ends:
    """Return the ends of a table's columns."""
    return Ends(
        rows=table.count,
        low=float(table.values.min()),
        high=float(table.values.max()),
        is_whole=bool((table.values == np.floor(table.values)).all()),
        least_weight=float(table.weights.min()),
        largest_weight=float(table.weights.max()),
        covariates=tuple((float(own.values.min()), float(own.values.max())) for own in table.covariates),
    )


def indicator(factor: Factor) -> Sparse:
    """Return Z: one row a rating, a 1 in the column of its level."""
    count = len(factor.codes)
    return sparse.csr_array((np.ones(count, dtype=np.int64), factor.codes, np.arange(count + 1)), (count, factor.size))


def total(values: Floats, scale: Scale) -> float:
    """Return the sum of a column."""
    return float(joined([column.sum(keepdims=True) for column in cut(values, scale)], scale)[0])


def by_level(factor: Factor, values: Floats, scale: Scale) -> Floats:
    """Return the sums of a column by level."""
    return joined([summed(factor.codes, column, factor.size) for column in cut(values, scale)], scale)


def group_of(table: RatingTable, ends: Ends, factor: Factor, weighted: Sequence[Floats]) -> Group:
    """Return the sums of one factor."""
    counts = np.bincount(factor.codes, minlength=factor.size).astype(np.int64)
    sums = [by_level(factor, column, ends.scale(place)) for place, column in enumerate(weighted)]
    return Group(
        name=factor.name,
        levels=factor.levels,
        counts=counts,
        weights=by_level(factor, table.weights, ends.scale()) if ends.has_weights else counts.astype(np.float64),
        moments=sums[0],
        products=np.column_stack(sums[1:]) if len(sums) > 1 else np.zeros((factor.size, 0)),
    )


def pair_of(table: RatingTable, ends: Ends, one: Sparse, other: Sparse) -> Sparse:
    """Return the weights by pair of levels."""
    if not ends.has_weights:
        return sorted_pairs((one.T.tocsr() @ other).astype(np.float64))
    scale = ends.scale()
    weighted = (
        sparse.csr_array((part, other.indices, other.indptr), other.shape) for part in cut(table.weights, scale)
    )
    products = [one.T.tocsr() @ part for part in weighted]
    sums = sum(product.astype(np.float64) / steps for product, steps in zip(products, steps_of(scale), strict=True))
    return sorted_pairs(sparse.csr_array(sums))


def steps_of(scale: Scale) -> list[float]:
    """Return what each part of a number is divided by."""
    return [scale.high, scale.low * scale.high] if scale.low else [scale.high]


def sorted_pairs(pairs: Sparse) -> Sparse:
    """Return pairs in the order of their levels, so that what is made of them adds in one order."""
    found = pairs.tocsr()
    found.sort_indices()
    return found
