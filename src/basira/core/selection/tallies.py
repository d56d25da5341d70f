"""
How many of which group applied and were drawn, as the public may read it.

A group is told apart only where `LEAST` were drawn and `LEAST` were not: where all of a group were drawn, whoever knows that
somebody applied would know that she was. Smaller groups of one category are told together. Groups of two categories at once
(women of 18 to 24) are not told at all: taken from the women, they would leave the other women, however few.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from basira.core.selection.pool import JOINED

LEAST = 5
"""How many of a group were drawn, and how many were not, before it is told apart."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Groups of one category, told together: how many of them could be drawn, and how many were."""

    category: str
    features: tuple[str, ...]
    applicants: int
    chosen: int

    @property
    def may_be_told(self) -> bool:
        """Tell whether nobody's part can be read from it."""
        return self.chosen >= LEAST and self.applicants - self.chosen >= LEAST


def told_tallies(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """
    Return the tallies with small groups told together, category by category, by size; empty for none.

    Groups of several categories at once are left out, and so is a category whose groups cannot even be told all together. What is
    told together is never one small group alone: it could be worked out from the whole.
    """
    ordered = sorted((one for one in tallies if JOINED not in one.category), key=lambda one: one.category)
    parts = [_of_one(list(group)) for _category, group in groupby(ordered, key=lambda one: one.category)]
    return tuple(tally for part in parts for tally in part)


def _of_one(tallies: Sequence[Tally]) -> list[Tally]:
    rest = sorted(
        tallies, key=lambda one: (one.may_be_told, min(one.chosen, one.applicants - one.chosen), one.features)
    )
    small = [one for one in rest if not one.may_be_told]
    if not small:
        return rest
    together, others = _sum(small), rest[len(small) :]
    while others and not (together.may_be_told and len(together.features) > 1):
        together = _sum([together, others.pop(0)])
    return [*others, together] if together.may_be_told and len(together.features) > 1 else []


def _sum(tallies: Sequence[Tally]) -> Tally:
    features = tuple(feature for one in tallies for feature in one.features)
    return Tally(
        tallies[0].category, features, sum(one.applicants for one in tallies), sum(one.chosen for one in tallies)
    )
