"""Who may be chosen and what a panel must look like: applicants, quotas, and the types that applicants fall into."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

JOINED = " & "
NO_LIMIT = 10**9
"""The most that a quota may be stretched to where nobody said a limit."""


@dataclass(frozen=True, slots=True)
class Quota:
    """
    How many of one feature a panel has: at least `least`, at most `most`.

    `least_flex` and `most_flex` are how far the two may be moved where no panel keeps all quotas; never in a draw. An
    intersection names its categories and features joined by " & ".
    """

    category: str
    feature: str
    least: int
    most: int
    least_flex: int = 0
    most_flex: int = NO_LIMIT

    def parts(self, categories: Sequence[str]) -> list[tuple[str, str]]:
        """Return the categories and features that it counts together: one of each, unless it is an intersection."""
        if self.category in categories:
            return [(self.category, self.feature)]
        return list(zip(self.category.split(JOINED), self.feature.split(JOINED), strict=True))


@dataclass(frozen=True, slots=True)
class Applicant:
    """One applicant: the feature in each category, in the pool's order, and who lives at one address (empty: unknown)."""

    id: str
    features: tuple[str, ...]
    household: str = ""


@dataclass(frozen=True)
class Pool:
    """
    Everything that a choice rests on. Applicants stand in the order of their ids, whatever order a file had.

    At most one member of a household is chosen.
    """

    categories: tuple[str, ...]
    applicants: tuple[Applicant, ...]
    quotas: tuple[Quota, ...]
    size: int

    @classmethod
    def of(
        cls, categories: tuple[str, ...], applicants: list[Applicant], quotas: tuple[Quota, ...], size: int
    ) -> "Pool":
        """
        Return a pool in canonical order: applicants by the length of their ids and then the ids themselves.

        Households of several are numbered in that order, and what they were told apart by (an address) is forgotten.
        """
        ordered = sorted(applicants, key=lambda one: (len(one.id), one.id))
        together = Counter(one.household for one in ordered)
        shared = dict.fromkeys(one.household for one in ordered if one.household and together[one.household] > 1)
        names = {household: str(number) for number, household in enumerate(shared, start=1)}
        told = tuple(replace(one, household=names.get(one.household, "")) for one in ordered)
        return cls(categories, told, quotas, size)

    @cached_property
    def places(self) -> dict[str, int]:
        """Return each id's place."""
        return {one.id: place for place, one in enumerate(self.applicants)}

    @cached_property
    def member_sets(self) -> tuple[frozenset[int], ...]:
        """Return `members` as sets."""
        return tuple(map(frozenset, self.members))

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """Return, for each quota, the places of the applicants whom it counts."""
        places = {name: place for place, name in enumerate(self.categories)}
        found = []
        for quota in self.quotas:
            wanted = [(places[category], feature) for category, feature in quota.parts(self.categories)]
            found.append(
                tuple(
                    number
                    for number, one in enumerate(self.applicants)
                    if all(one.features[place] == feature for place, feature in wanted)
                )
            )
        return tuple(found)

    @cached_property
    def shared_households(self) -> tuple[tuple[int, ...], ...]:
        """Return the places of the applicants of each household that has more than one."""
        by_household: dict[str, list[int]] = {}
        for number, one in enumerate(self.applicants):
            if one.household:
                by_household.setdefault(one.household, []).append(number)
        return tuple(tuple(found) for found in by_household.values() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """
    What every panel of types keeps, as linear rows: `least <= marks @ panel <= most`, and 0 <= panel <= `counts`.

    `marks` is 0 or 1, a row a rule and a column a type. Row 0 is the panel's size.
    """

    marks: Floats
    least: Floats
    most: Floats
    counts: Counts

    @property
    def types(self) -> int:
        """Return how many types there are."""
        return len(self.counts)

    @property
    def size(self) -> int:
        """Return how many seats there are."""
        return int(self.least[0])

    def keeps(self, panel: Counts) -> bool:
        """Tell whether a panel of types keeps every row."""
        totals = self.marks @ panel
        within = np.all(totals >= self.least) and np.all(totals <= self.most)
        return bool(within and np.all(panel >= 0) and np.all(panel <= self.counts))


@dataclass(frozen=True, slots=True)
class Types:
    """
    Applicants whom no rule tells apart, together: `type_of` says each applicant's type, `members` each type's applicants.

    The fairest chances are the same for all of one type (the fairest allocation is unique, and it stays the same when two
    of them change places), so types stand in for applicants without loss.
    """

    type_of: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    rows: Rows
    quota_rows: tuple[int, ...]
    """For each row after the first, the quota's place; households follow with -1."""


def types_of(pool: Pool) -> Types:
    """
    Return the types of a pool and the rows that a panel of types keeps.

    A quota that can't be broken (nothing at least, and at most as many as there are or are chosen) tells nobody apart and
    makes no row. Members of a household of several are a type each: their household is a row of its own.
    """
    binding = [
        place
        for place, quota in enumerate(pool.quotas)
        if quota.least > 0 or quota.most < min(pool.size, len(pool.members[place]))
    ]
    marks: list[list[int]] = [[] for _ in pool.applicants]
    sets = [pool.members[place] for place in binding] + list(pool.shared_households)
    for row, found in enumerate(sets):
        for number in found:
            marks[number].append(row)
    alone = {number for found in pool.shared_households for number in found}
    keys = [(tuple(found), number if number in alone else -1) for number, found in enumerate(marks)]
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    type_of = tuple(order[key] for key in keys)
    members: list[list[int]] = [[] for _ in order]
    for number, kind in enumerate(type_of):
        members[kind].append(number)
    matrix = np.zeros((1 + len(sets), len(order)))
    matrix[0] = 1
    for (found, _alone), kind in order.items():
        matrix[[row + 1 for row in found], kind] = 1
    rows = _rows(pool, binding, matrix, np.array([len(each) for each in members], dtype=np.int64))
    return Types(type_of, tuple(map(tuple, members)), rows, (*binding, *[-1] * len(pool.shared_households)))


def _rows(pool: Pool, binding: list[int], marks: Floats, counts: Counts) -> Rows:
    """Return the rows: the size, the quotas that bind, and one of each household."""
    quotas = [pool.quotas[place] for place in binding]
    homes = len(pool.shared_households)
    least = np.array([pool.size, *(quota.least for quota in quotas), *[0] * homes], dtype=float)
    most = np.array([pool.size, *(min(quota.most, pool.size) for quota in quotas), *[1] * homes], dtype=float)
    return Rows(marks, least, most, counts)
