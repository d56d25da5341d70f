"""A tally by an engine that answers queries: it is told what to keep and what to ask, and brings back columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from ibis.expr.types import Table
from scipy import sparse

from basira.core.scoring.mixed import expressions
from basira.core.scoring.mixed.bundling import Found, bundled_tally, parents_in, sum_of
from basira.core.scoring.mixed.exact import Scale, joined
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.tally import Cells, Ends, Group, Tally

Answer = Mapping[str, npt.NDArray[Any]]
"""Columns by name, each with one entry a row of the answer, in the order that was asked for."""


DRAWN = "_drawn"
"""What the tables of a sample are called after those of all ratings."""


class Queries(Protocol):
    """What answers: a session of DuckDB or of Spark that holds the table `ratings`."""

    def keep(self, name: str, expression: Table) -> None:
        """Work an expression out once, under a name that later expressions can start from; what had this name is let go."""
        ...

    def ask(self, expression: Table) -> Answer:
        """Return the rows of an expression, as columns."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """What the columns of `ratings` are called: factors for f0 …, covariates for x0 …; the rest as in a RatingTable."""

    factors: tuple[str, ...]
    covariates: tuple[str, ...] = ()
    averaged: tuple[str, ...] = ("criterion",)
    above: tuple[str, ...] = ()


class Queried:
    """
    Ratings that stand in an engine; its table `ratings` holds nothing that `check_ratings` would refuse.

    `only`: a factor's place and the codes of those levels that are looked at, or all ratings.
    """

    def __init__(self, queries: Queries, named: Named, only: tuple[int, Sequence[int]] | None = None) -> None:
        self.queries, self.named, self.part = queries, named, "" if only is None else DRAWN
        factors, covariates = len(named.factors), len(named.covariates)
        ratings = expressions.ratings_table(factors, covariates)
        looked_at = ratings if only is None else expressions.sampled(ratings, *only)
        for place in range(factors):
            queries.keep(f"levels{place}{self.part}", expressions.levels(looked_at, place))
        queries.keep(expressions.CODED + self.part, expressions.coded(looked_at, factors, covariates, self.part))
        self.coded = expressions.coded_table(factors, covariates, self.part)
        self.found: Tally | None = None
        self.names: dict[int, tuple[str, ...]] = {}

    def tally(self) -> Tally:
        """Return the sums over all ratings, which are found once."""
        self.found = self.found or self.summed()
        return self.found

    def summed(self) -> Tally:
        """Ask for the sums."""
        ends = self.ends()
        return self.bundled(ends) or self.by_ratings(ends)

    def bundled(self, ends: Ends) -> Tally | None:
        """Ask for the sums by way of bundles; None where the ratings are no bundles."""
        names = self.named.factors
        levels = {name: self.levels(place) for place, name in enumerate(names)}
        sizes = {name: len(own) for name, own in levels.items()}

        def look(finest: str) -> tuple[Mapping[str, Sequence[str]], Found]:
            return levels, self.found_by(ends, finest, sizes)

        def group(name: str, _levels: Sequence[str]) -> Group:
            return self.group(ends, names.index(name))

        return bundled_tally(ends, sizes, look, group, self.named)

    def found_by(self, ends: Ends, finest: str, sizes: Mapping[str, int]) -> Found:
        """Ask what one look by the finest factor finds."""
        names = self.named.factors
        others = {place: sizes[name] for place, name in enumerate(names) if name != finest}
        found = self.queries.ask(expressions.by_bundle(self.coded, ends, names.index(finest), others))
        scale = ends.scale(0)
        one = {names[place]: parents_in(found, place) for place in others}
        parents = {name: codes for name, codes in one.items() if codes is not None}
        masks = {
            names[place]: np.asarray(found[f"mask{place}"], dtype=np.int64)
            for place in others
            if f"mask{place}" in found
        }
        steps = [np.asarray(found[f"y0_{part}"], dtype=np.int64) for part in range(scale.parts)]
        square = sum_of(found, "yy", ends.scale(0, 0))
        return Found(np.asarray(found["n"], dtype=np.int64), steps, parents, masks, square)

    def levels(self, place: int) -> tuple[str, ...]:
        """Return the levels of one factor, which are asked for once."""
        if place not in self.names:
            found = self.queries.ask(expressions.levels_table(place, self.part).order_by("code"))
            self.names[place] = tuple(str(level) for level in found["level"])
        return self.names[place]

    def by_ratings(self, ends: Ends) -> Tally:
        """Ask for the sums, pairs and all, rating by rating."""
        groups = tuple(self.group(ends, place) for place in range(len(self.named.factors)))
        products = self.products(ends)
        return Tally(
            ends=ends,
            groups=groups,
            pairs={(i, j): self.pair(ends, groups, i, j) for i, j in combinations(range(len(groups)), 2)},
            covariates=self.named.covariates,
            square=float(products[0, 0]),
            cross=products[1:, 0],
            inner=products[1:, 1:],
            averaged=self.named.averaged,
            above=self.named.above,
        )

    def ends(self) -> Ends:
        """Return what one look at all ratings finds."""
        count = len(self.named.covariates)
        return ends_from(self.queries.ask(expressions.ends(self.coded, count)), count)

    def group(self, ends: Ends, place: int) -> Group:
        """Return the sums of one factor."""
        found = self.queries.ask(expressions.by_level(self.coded, ends, place))
        counts = np.asarray(found["n"], dtype=np.int64)
        sums = [read(found, f"y{i}", ends.scale(i)) for i in range(len(ends.covariates) + 1)]
        return Group(
            name=self.named.factors[place],
            levels=self.levels(place),
            counts=counts,
            weights=read(found, "w", ends.scale()) if ends.has_weights else counts.astype(np.float64),
            moments=sums[0],
            products=np.column_stack(sums[1:]) if len(sums) > 1 else np.zeros((len(counts), 0)),
        )

    def pair(self, ends: Ends, groups: Sequence[Group], one: int, other: int) -> Sparse:
        """Return the weights by pair of levels."""
        found = self.queries.ask(expressions.by_pair(self.coded, ends, one, other))
        weights = read(found, "w", ends.scale()) if ends.has_weights else found["n"].astype(np.float64)
        starts = np.searchsorted(found[f"c{one}"], np.arange(groups[one].size + 1))
        return sparse.csr_array((weights, found[f"c{other}"], starts), shape=(groups[one].size, groups[other].size))

    def products(self, ends: Ends) -> Floats:
        """Return the sums of weight × the products of rating and covariates, two at a time."""
        found = self.queries.ask(expressions.totals(self.coded, ends))
        count = len(ends.covariates) + 1
        sums = np.zeros((count, count))
        for i in range(count):
            for j in range(i + 1):
                sums[i, j] = sums[j, i] = float(read(found, f"t{i}_{j}", ends.scale(i, j))[0])
        return sums

    def cells(self, names: Sequence[str]) -> Cells:
        """Return how often each value was rated, an item being the ratings that share the levels of these factors."""
        places = [self.named.factors.index(name) for name in names]
        return cells_from(self.queries, self.coded, places)

    def sampled(self, name: str, levels: Codes) -> Tally | None:
        """Return the sums over the ratings of some levels (places in their order) of one factor; None without one of them."""
        if name not in self.named.factors or not len(levels):
            return None
        return Queried(self.queries, self.named, (self.named.factors.index(name), levels.tolist())).tally()


def cells_from(queries: Queries, coded: Table, places: Sequence[int]) -> Cells:
    """Ask how often each value was rated by each combination of the levels of factors at these places."""
    found = queries.ask(expressions.cells(coded, list(places)))
    items = np.zeros(len(found["n"]), dtype=np.int64)
    for place in places:
        codes = found[f"c{place}"].astype(np.int64)
        items = np.unique(items * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    return Cells(items, found["rating"].astype(np.float64), found["n"].astype(np.int64))


def ends_from(answer: Answer, count: int) -> Ends:
    """Return what one look at all ratings found, of so many covariates."""
    found = {name: column[0] for name, column in answer.items()}
    return Ends(
        rows=int(found["rows"]),
        low=float(found["low"]),
        high=float(found["high"]),
        is_whole=not found["parted"],
        least_weight=float(found["least_weight"]),
        largest_weight=float(found["largest_weight"]),
        covariates=tuple((float(found[f"low{i}"]), float(found[f"high{i}"])) for i in range(count)),
    )


def read(found: Answer, name: str, scale: Scale) -> Floats:
    """Return the sums of a column from those of the whole numbers that stand for it."""
    return joined([np.asarray(found[f"{name}_{part}"], dtype=np.int64) for part in range(scale.parts)], scale)
