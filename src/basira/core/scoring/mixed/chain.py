"""
Factors that lie in one another: visits within shoppers. What is needed to eliminate both exactly, one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np

from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.bundles import Joined, sums_of
from basira.core.scoring.mixed.diagonal import blocks_of
from basira.core.scoring.mixed.halves import Halves, halves_of, like
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.systems import DENSE_SHARE
from basira.core.scoring.mixed.tally import Tally

CORE_LEVELS = 256
"""Factors of up to so many levels are solved whole, as one dense core, where the others are left to gradients."""
WORTH_IT = 200
"""Fewer levels than these are factorised with all else in less time than it takes to take them out."""


@dataclass(frozen=True)
class Chain:
    """
    The sums of a model whose last factor e lies in the one before, f: by what is neither (k; its first `full` rows are nearly
    full), f and e. `parents` is the level of f of each level of e.

    Levels of e come in pieces that weigh the same: `pieces` are their weights, `counts` how many levels each has.
    """

    sums: Aggregates
    full: int
    parents: Codes
    pieces: Floats
    counts: Floats

    @property
    def kept(self) -> int:
        """Return the number of unknowns that are neither."""
        return self.sums.starts[-3]

    @property
    def core(self) -> int:
        """Return how many of the first unknowns of k are solved whole: what is full, and all small factors."""
        return max(self.full, min(core_of(self.sums), self.kept))

    @cached_property
    def among(self) -> Floats:
        """Return the sums among what is neither."""
        return np.asarray(self.sums.gram[: self.kept, : self.kept].toarray())

    @cached_property
    def outer(self) -> Halves:
        """Return the sums that join what is neither (rows) with f."""
        return halves_of(self.sums.gram[: self.kept, self.kept : self.sums.split], self.full)

    def inner(self, by: Floats) -> Floats:
        """Return by level of f the weight of its levels of e, each piece counted `by` times."""
        raise NotImplementedError

    def across(self, by: Floats) -> Halves:
        """Return what joins k (rows) with f through e, each piece counted `by` times."""
        raise NotImplementedError

    def crossed(self, by: Floats) -> Floats:
        """Return what joins k with itself through e, each piece counted `by` times, dense."""
        raise NotImplementedError

    @cached_property
    def kinds(self) -> tuple[Halves, Codes]:
        """Return what joins k (rows) with levels of e: different columns, and by level which of them is its own."""
        raise NotImplementedError


@dataclass(frozen=True)
class LevelChain(Chain):
    """Every level of e is a piece of its own; `coupling` joins k (rows) with e."""

    coupling: Halves

    def inner(self, by: Floats) -> Floats:
        return sums_of(self.parents, self.pieces * by, self.sums.split - self.kept)

    @cached_property
    def membership(self) -> Sparse:
        """Return the sums that join f (rows) with e."""
        return self.sums.coupling[self.kept :].tocsr()

    def across(self, by: Floats) -> Halves:
        own, coupling = self.membership, self.coupling.scaled(by)
        return self.outer.alike(Halves((own @ coupling.top.T).T, (coupling.bottom @ own.T).tocsr()))

    def crossed(self, by: Floats) -> Floats:
        return self.coupling.scaled(by).crossed(self.coupling)

    @cached_property
    def kinds(self) -> tuple[Halves, Codes]:
        return self.coupling, np.arange(len(self.parents))


@dataclass(frozen=True)
class BundledChain(Chain):
    """Levels of e with as many ratings are one piece: what they say together is kept, and no single one is looked at again."""

    joined: Joined

    @cached_property
    def by_parent(self) -> Floats:
        """Return the ratings by level of f (rows) and piece."""
        count = len(self.pieces)
        places = self.parents * count + self.joined.bundles.by_weight
        found = sums_of(places, self.joined.counts, (self.sums.split - self.kept) * count)
        return found.reshape(-1, count)

    def inner(self, by: Floats) -> Floats:
        return np.asarray(self.by_parent @ by)

    @cached_property
    def outers(self) -> tuple[Halves, ...]:
        """Return what joins k with f through the levels of each piece, at the places of `outer`."""
        pairs = self.sums.gram[: self.kept, self.kept : self.sums.split]
        return tuple(halves_of(like(pairs, own), self.full) for own in self.joined.across(pairs))

    def across(self, by: Floats) -> Halves:
        first, *others = (own.scaled(times) for own, times in zip(self.outers, by, strict=True))
        for other in others:
            first = first.plus(other)
        return first

    @cached_property
    def squares(self) -> tuple[Floats, ...]:
        """Return what joins k with itself through the levels of each piece, dense."""
        return tuple(own.toarray() for own in self.joined.squares)

    def crossed(self, by: Floats) -> Floats:
        found = np.zeros((self.kept, self.kept))
        for own, times in zip(self.squares, by, strict=True):
            found += own * times
        return found

    @cached_property
    def blocks(self) -> Codes:
        """Return the number of the block of each unknown of k beside the core: those of two blocks share nothing."""
        rows = self.sums.gram[self.core : self.kept]
        return blocks_of(rows[:, self.core : self.kept], rows[:, self.kept : self.sums.split])

    def among_sparse(self, by: Floats) -> Sparse:
        """Return the sums among k less what joins it with itself through e, each piece counted `by` times."""
        found = self.sums.gram[: self.kept, : self.kept]
        for own, times in zip(self.joined.squares, by, strict=True):
            found = found - own * times
        return found.tocsr()

    @cached_property
    def kinds(self) -> tuple[Halves, Codes]:
        some, own = self.joined.kinds
        return halves_of(self.joined.columns(some)[: self.kept], self.full), own


def chain_of(sums: Aggregates) -> Chain | None:
    """Return the sums as a chain, or None where the last factor does not lie in the one before."""
    if len(sums.names) < 2 or len(sums.levels[-2]) < WORTH_IT:
        return None
    parents = sums.tally.parent(sums.names[-1], sums.names[-2])
    if parents is None:
        return None
    kept = sums.starts[-3]
    if sums.bundled is not None:
        bundles = sums.bundled.bundles
        counts = np.bincount(bundles.by_weight).astype(np.float64)
        return BundledChain(sums, full_rows(sums), parents, bundles.weights, counts, sums.bundled)
    rows = sums.coupling[:kept]
    filled = np.diff(rows.indptr) > DENSE_SHARE * rows.shape[1]
    full = max(int(np.argmin(filled)) if not filled.all() else kept, sums.fixed)
    return LevelChain(sums, full, parents, sums.weights, np.ones(len(parents)), halves_of(rows, full))


def unknowns_left(sums: Aggregates, chain: Chain | None) -> int:
    """Return how many unknowns are factorised once the last factor, or the chain, is eliminated."""
    return chain.kept if chain else sums.starts[-2]


def full_rows(sums: Aggregates) -> int:
    """Return how many rows of k, from the first on, nearly every bundle has something in: the mean, and what crosses bundles."""
    bundles, full = sums.tally.bundles, sums.fixed
    for name, levels in zip(sums.names[:-2], sums.levels[:-2], strict=True):
        if bundles is not None and name not in bundles.crossings and len(levels) * DENSE_SHARE > 1:
            break
        full += len(levels)
    return full


def in_order(tally: Tally, names: Sequence[str]) -> list[str]:
    """
    Return factors in the order they are solved: the small ones (CORE_LEVELS) first, the largest last, and before it the largest
    that it lies in, where taking both out is worth it. Else what the largest lies in comes after what it does not, then by size.
    """
    sizes = {factor.name: factor.size for factor in tally.factors}
    order = sorted(names, key=lambda name: sizes[name])
    others, last = order[:-1], order[-1:]
    around = [name for name in others if tally.parent(last[0], name) is not None]
    others.sort(key=lambda name: (sizes[name] > CORE_LEVELS, name in around, sizes[name]))
    if around and sizes[around[-1]] >= WORTH_IT:
        others.remove(around[-1])
        others.append(around[-1])
    return others + last


def core_of(sums: Aggregates) -> int:
    """Return how many unknowns the dense core has: the fixed effects and the small factors that stand first."""
    sizes = (len(levels) for levels in sums.levels[:-1])
    return sums.fixed + sum(takewhile(lambda size: size <= CORE_LEVELS, sizes))
