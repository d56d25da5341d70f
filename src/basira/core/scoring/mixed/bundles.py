"""
Ratings bundled by the finest factor, visits: what each belongs to and which levels it rates, so that no rating is held.

A visit has one shopper and one centre (`parents`), and rates each criterion once or not at all: which ones is its kind, and most
visits share a few kinds (`crossings`). What all visits say is then sums by parent and by kind: never one number a rating.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.halves import at_places, blocks_together
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse

MOST_RATED = 52
"""Up to so many levels of a factor that crosses are one whole number, a bit each: floats hold it exactly."""
MOST_WEIGHTS = 24
"""Up to so many different numbers of ratings a visit the sums are kept by that number."""
MOST_CODES = 2**62
MOST_CELLS = 4_000_000
"""Up to so many cells pairs are counted in a full table."""


@dataclass(frozen=True)
class Crossing:
    """Which levels of a factor each bundle rates: `kinds` by bundle, `rated` a 1 for each kind (row) and level that it rates."""

    kinds: Codes
    rated: Floats


@dataclass(frozen=True)
class Bundles:
    """
    The levels of one factor as bundles: ratings in each (`counts`), the sum of their values from the middle (`moments`), the level
    of each factor that they lie in, and what they rate of each factor that crosses them.
    """

    counts: Codes
    moments: Floats
    parents: Mapping[str, Codes]
    crossings: Mapping[str, Crossing]

    @cached_property
    def sizes(self) -> Floats:
        """Return the ratings in each bundle, as floating-point numbers."""
        return self.counts.astype(np.float64)

    @cached_property
    def weights(self) -> Floats:
        """Return the different numbers of ratings a bundle."""
        return np.flatnonzero(np.bincount(self.counts)).astype(np.float64)

    @cached_property
    def by_weight(self) -> Codes:
        """Return by bundle the place of its number among `weights`."""
        return np.searchsorted(self.weights, self.counts)

    def codes(self, name: str) -> tuple[Codes, Sparse]:
        """Return by bundle a code for what it has of a factor, and by code (row) and level how often."""
        if name in self.crossings:
            own = self.crossings[name]
            return own.kinds, sparse.csr_array(own.rated)
        parents = self.parents[name]
        return parents, sparse.eye_array(int(parents.max()) + 1, format="csr")

    def matrix(self, name: str, size: int) -> Sparse:
        """Return ratings by level of a factor (rows) and bundle, written out."""
        if name in self.crossings:
            own = self.crossings[name]
            return sparse.csr_array(sparse.csr_array(own.rated)[own.kinds].T)
        count = len(self.counts)
        parts = (self.sizes, (self.parents[name], np.arange(count)))
        return sparse.coo_array(parts, shape=(size, count)).tocsr()

    def pair(self, one: str, other: str) -> Sparse:
        """Return ratings by level of two factors that are parents, or one of them; two that cross are not known."""
        (first, rows), (second, columns) = self.codes(one), self.codes(other)
        is_counted = one in self.parents and other in self.parents
        times = self.sizes if is_counted else np.ones(len(first))
        joint = sparse.coo_array((times, (first, second)), shape=(rows.shape[0], columns.shape[0])).tocsr()
        return sparse.csr_array(rows.T @ joint @ columns)


@dataclass(frozen=True)
class Part:
    """What joins one head factor (or the intercept) with the bundles: a code a bundle, and what a code has of each unknown."""

    rows: slice
    codes: Codes
    values: Sparse
    is_counted: bool
    """Whether a bundle counts its ratings there (what it lies in: a code is an unknown), or what its code says (what crosses it)."""


@dataclass(frozen=True)
class Joined:
    """What joins the head of a model (rows) with bundles, as an operator: B of B x, B'x and sums of B d B' by weight."""

    bundles: Bundles
    parts: tuple[Part, ...]
    size: int

    @property
    def counts(self) -> Floats:
        """Return the ratings in each bundle."""
        return self.bundles.sizes

    def back(self, head: Floats) -> Floats:
        """Return B' times one column or several."""
        found = np.zeros((len(self.counts), *head.shape[1:]))
        counted = np.zeros_like(found)
        for part in self.parts:
            (counted if part.is_counted else found)[:] += (part.values @ head[part.rows])[part.codes]
        return np.asarray(found + counted * (self.counts if head.ndim == 1 else self.counts[:, None]))

    def forth(self, tail: Floats) -> Floats:
        """Return B times one column or several."""
        columns = tail[:, None] if tail.ndim == 1 else tail
        found = np.zeros((self.size, columns.shape[1]))
        for place in range(columns.shape[1]):
            plain = columns[:, place]
            counted = plain * self.counts
            for part in self.parts:
                size = part.values.shape[0]
                sums = np.bincount(part.codes, counted if part.is_counted else plain, minlength=size)
                found[part.rows, place] = part.values.T @ sums
        return found[:, 0] if tail.ndim == 1 else found

    def squared(self, by: Floats) -> Floats:
        """Return by unknown the sum over bundles of its ratings there, squared, times `by`."""
        found = np.zeros(self.size)
        for part in self.parts:
            own = by * self.counts**2 if part.is_counted else by
            sums = np.bincount(part.codes, own, minlength=part.values.shape[0])
            found[part.rows] = part.values.power(2).T @ sums
        return found

    def some_by_weight(self) -> tuple[Codes, ...]:
        """Return the bundles of each weight."""
        return tuple(np.flatnonzero(self.bundles.by_weight == k) for k in range(len(self.bundles.weights)))

    @cached_property
    def squares(self) -> tuple[Sparse, ...]:
        """Return B B' over the bundles of each weight, among all parts but the last."""
        return tuple(self.over(some, self.parts[:-1], self.parts[:-1]) for some in self.some_by_weight())

    def across(self, pairs: Sparse) -> tuple[Floats, ...]:
        """
        Return by weight B B' of all parts but the last (rows) with the last one, as data at the places of `pairs`, the ratings there.

        A bundle's part of B B' is what it adds to `pairs` times its weight: so the largest weight's is what the others leave over.
        """
        weights, some = self.bundles.weights, self.some_by_weight()
        most = max(range(len(some)), key=lambda k: len(some[k]))
        found, rest = [], pairs.data.copy()
        for k, weight in enumerate(weights):
            own = np.zeros(0) if k == most else at_places(pairs, self.over(some[k], self.parts[:-1], self.parts[-1:]))
            found.append(own)
            if k != most:
                rest -= own / weight
        found[most] = rest * weights[most]
        return tuple(found)

    def over(self, some: Codes, ones: Sequence[Part], others: Sequence[Part]) -> Sparse:
        """Return B B' of some parts (rows) with others over some bundles that all have as many ratings."""
        weight = float(self.counts[some[0]])
        rows = []
        for one in ones:
            row = []
            for other in others:
                times = weight**one.is_counted * weight**other.is_counted
                joint = pairs_of(one.codes[some], other.codes[some], (one.values.shape[0], other.values.shape[0]))
                joint = joint if one.is_counted else one.values.T @ joint
                row.append(times * (joint if other.is_counted else joint @ other.values))
            rows.append(row)
        return blocks_together(rows)

    @cached_property
    def kinds(self) -> tuple[Codes, Codes]:
        """Return bundles that stand for all that have the same column but for the last part, and by bundle which one is its own."""
        codes, span = self.bundles.by_weight, len(self.bundles.weights)
        for part in self.parts[:-1]:
            size = part.values.shape[0]
            if span * size > MOST_CODES:
                codes = np.unique(codes, return_inverse=True)[1]
                span = int(codes.max()) + 1
            codes, span = codes * size + part.codes, span * size
        return alike(codes, span)

    def columns(self, some: Codes) -> Sparse:
        """Return B written out for some bundles."""
        rows = []
        for part in self.parts:
            values = part.values[part.codes[some]]
            rows.append((values * self.counts[some][:, None] if part.is_counted else values).T)
        return sparse.vstack(rows, format="csr")


def joined(bundles: Bundles, names: tuple[str, ...], sizes: tuple[int, ...], fixed: int) -> Joined:
    """Return the operator for head factors of these names and sizes, after the intercept (1 fixed effect) or none (0)."""
    everyone = np.zeros(len(bundles.counts), dtype=np.int64)
    parts = [Part(slice(0, 1), everyone, sparse.csr_array(np.ones((1, 1))), is_counted=True)] * fixed
    start = fixed
    for name, size in zip(names, sizes, strict=True):
        rows = slice(start, start + size)
        if name in bundles.crossings:
            own = bundles.crossings[name]
            parts.append(Part(rows, own.kinds, sparse.csr_array(own.rated), is_counted=False))
        else:
            parts.append(Part(rows, bundles.parents[name], sparse.eye_array(size, format="csr"), is_counted=True))
        start += size
    return Joined(bundles, tuple(parts), start)


def sums_of(codes: Codes, values: Floats, size: int) -> Floats:
    """Return the sums of numbers by code."""
    return np.bincount(codes, values, minlength=size).astype(np.float64, copy=False)


def crossing_of(masks: Codes, levels: int) -> Crossing:
    """Return which levels each bundle rates, from a whole number with a bit a level."""
    found, kinds = np.unique(masks, return_inverse=True)
    return Crossing(kinds, ((found[:, None] >> np.arange(levels)) & 1).astype(np.float64))


def pairs_of(ones: Codes, others: Codes, shape: tuple[int, int]) -> Sparse:
    """Return how often each pair of codes stands together, as a matrix of this shape."""
    if ones is others:
        return sparse.diags_array(np.bincount(ones, minlength=shape[0]).astype(np.float64)).tocsr()
    if shape[0] * shape[1] <= MOST_CELLS:
        found = np.bincount(ones * shape[1] + others, minlength=shape[0] * shape[1])
        return sparse.csr_array(found.reshape(shape).astype(np.float64))
    return sparse.coo_array((np.ones(len(ones)), (ones, others)), shape=shape).tocsr()


def alike(codes: Codes, span: int) -> tuple[Codes, Codes]:
    """Return a place for each different code (from 0 to below span), and by place which of them is its own."""
    if span > 4 * len(codes):
        _codes, some, own = np.unique(codes, return_index=True, return_inverse=True)
        return some, own
    last = np.full(span, -1, dtype=np.int64)
    last[codes] = np.arange(len(codes))
    present = last >= 0
    return last[present], (np.cumsum(present) - 1)[codes]
