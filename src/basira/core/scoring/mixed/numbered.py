"""
Ratings of levels that are whole numbers, bundled by an engine that answers queries without a text for each of them.

Names become texts once a level, not once a rating: what is asked is one look at the ends and one by visit, whatever the size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from ibis.expr.types import Table

from basira.core.scoring.mixed import expressions
from basira.core.scoring.mixed.bundling import Found, bundled_tally, parents_in, sum_of
from basira.core.scoring.mixed.names import Numbers, order_of_text
from basira.core.scoring.mixed.queried import Answer, Named, Queries, cells_from, ends_from, read
from basira.core.scoring.mixed.ratings import Codes
from basira.core.scoring.mixed.tally import Cells, Ends, Group, Tally

MOST_SPARSE = 4
"""Numbers that run further than so many times the ratings are not looked up in a list of all of them."""


class NoBundles(Exception):
    """The ratings are no bundles: they are to be summed rating by rating."""


@dataclass(frozen=True)
class Numbered:
    """
    Ratings in an engine whose table `coded` has the levels' own numbers, from 0 on, for codes (`least` was taken from each).

    `only`: a factor's place and the numbers of those levels that are looked at, or all ratings.
    """

    queries: Queries
    named: Named
    least: tuple[int, ...]
    only: tuple[int, tuple[int, ...]] | None = None

    @property
    def coded(self) -> Table:
        """Return the ratings that are looked at."""
        table = expressions.coded_table(len(self.named.factors), 0)
        return table if self.only is None else table.filter(table[f"c{self.only[0]}"].isin(self.only[1]))

    def tally(self) -> Tally:
        """
        Return the sums over all ratings, which are found once.

        :raises NoBundles: when they are not to be had this way
        """
        return self.found

    @cached_property
    def found(self) -> Tally:
        """Ask for the sums."""
        names = self.named.factors
        answer = self.queries.ask(expressions.ends(self.coded, 0, codes=len(names)))
        ends = ends_from(answer, 0)
        spans = {name: int(answer[f"last{place}"][0]) + 1 for place, name in enumerate(names)}
        if self.only is None and max(spans.values()) > MOST_SPARSE * ends.rows:
            raise NoBundles

        def look(finest: str) -> tuple[Mapping[str, Sequence[str]], Found]:
            mine = names.index(finest)
            others = {place: spans[name] for place, name in enumerate(names) if place != mine}
            return self.read(
                self.queries.ask(expressions.by_bundle(self.coded, ends, mine, others)), ends, mine, others
            )

        def group(name: str, levels: Sequence[str]) -> Group:
            return self.group(ends, names.index(name), levels)

        found = bundled_tally(ends, spans, look, group, self.named)
        if found is None:
            raise NoBundles
        return found

    def read(
        self, looked: Answer, ends: Ends, mine: int, others: Mapping[int, int]
    ) -> tuple[dict[str, Sequence[str]], Found]:
        """Return the levels of each factor in the order of their texts, and what was found by the finest of them."""
        numbers = looked[f"c{mine}"].astype(np.int64) + self.least[mine]
        order = order_of_text(numbers)
        levels: dict[str, Sequence[str]] = {self.named.factors[mine]: Numbers(numbers[order])}
        parents, masks = {}, {}
        for place, span in others.items():
            name, parent = self.named.factors[place], parents_in(looked, place)
            if parent is not None:
                present = np.flatnonzero(np.bincount(parent, minlength=span))
                texts = present[order_of_text(present + self.least[place])]
                codes = np.empty(span, dtype=np.int64)
                codes[texts] = np.arange(len(texts))
                parents[name] = codes[parent[order]]
            elif f"mask{place}" in looked:
                masks[name], texts = self.turned(np.asarray(looked[f"mask{place}"], dtype=np.int64)[order], place, span)
            else:
                raise NoBundles
            levels[name] = Numbers(texts + self.least[place])
        steps = [looked[f"y0_{part}"][order].astype(np.int64) for part in range(ends.scale(0).parts)]
        square = sum_of(looked, "yy", ends.scale(0, 0))
        return levels, Found(looked["n"][order].astype(np.int64), steps, parents, masks, square)

    def turned(self, masks: Codes, place: int, span: int) -> tuple[Codes, Codes]:
        """Return masks with a bit for each level that is there, in the order of their texts, and those levels' codes."""
        kinds, which = np.unique(masks, return_inverse=True)
        bits = (kinds[:, None] >> np.arange(span)) & 1
        present = np.flatnonzero(bits.any(axis=0))
        texts = present[order_of_text(present + self.least[place])]
        return (bits[:, texts] @ (1 << np.arange(len(texts))))[which], texts

    def group(self, ends: Ends, place: int, levels: Sequence[str]) -> Group:
        """Ask for the sums of one factor that crosses the bundles."""
        found = self.queries.ask(expressions.by_level(self.coded, ends, place))
        order = order_of_text(found[f"c{place}"].astype(np.int64) + self.least[place])
        counts = found["n"][order].astype(np.int64)
        moments = read(found, "y0", ends.scale(0))[order]
        name = self.named.factors[place]
        return Group(name, levels, counts, counts.astype(np.float64), moments, np.zeros((len(levels), 0)))

    def cells(self, names: Sequence[str]) -> Cells:
        """Return how often each value was rated, an item being the ratings that share the levels of these factors."""
        return cells_from(self.queries, self.coded, [self.named.factors.index(name) for name in names])

    def sampled(self, name: str, levels: Codes) -> Tally | None:
        """Return the sums over the ratings of some levels (places in their order) of one factor; None where they are no bundles."""
        group = self.found.factor(name)
        if group is None or not isinstance(group.levels, Numbers):
            return None
        place = self.named.factors.index(name)
        chosen = group.levels.numbers[levels] - self.least[place]
        try:
            return replace(self, only=(place, tuple(chosen.tolist()))).tally()
        except NoBundles:
            return None
