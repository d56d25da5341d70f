"""Applicants and quotas from tables, read whole or refused whole with every fault by row and column."""

from collections import Counter
from dataclasses import dataclass

from basira.core.imports.names import looks_like_formula, tidy
from basira.core.imports.tables import FaultList, Table
from basira.core.kernel.problem import FileRefused
from basira.core.selection.pool import JOINED, NO_LIMIT, Applicant, Pool, Quota

HEADERS = (("category", "feature"), ("feature", "value"))
"""The two ways in which a list of quotas names its first columns."""
MAX_SIZE = 100_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns say who somebody is (None: the row's number, from 1) and who lives together (none: unknown)."""

    id: str | None = None
    household: tuple[str, ...] = ()


def read_quotas(table: Table) -> tuple[Quota, ...]:
    """
    Return the quotas of a table with category,feature,min,max or feature,value,min,max, and maybe min_flex,max_flex.

    :raises FileRefused: with every fault, by row and column
    """
    faults = FaultList()
    names = [tidy(name).lower() for name in table.columns]
    heads = next((head for head in HEADERS if set(head) <= set(names)), None)
    if heads is None or not {"min", "max"} <= set(names):
        words = "The columns are category,feature,min,max or feature,value,min,max, with min_flex,max_flex if wanted."
        faults.error("quotas.columns", words, table.first_row)
        raise FileRefused(faults.settled())
    places = {name: names.index(name) for name in (*heads, "min", "max", "min_flex", "max_flex") if name in names}
    reader = _QuotaReader(heads, places, faults)
    quotas = [reader.read(row.number, row.cells) for row in table.rows]
    if not table.rows:
        faults.error("quotas.none", "There is no quota: say at least one.", table.first_row)
    if faults.has_errors:
        raise FileRefused(faults.settled())
    return tuple(quota for quota in quotas if quota is not None)


class _QuotaReader:
    """Reads one quota a row, and remembers which were there."""

    def __init__(self, heads: tuple[str, str], places: dict[str, int], faults: FaultList) -> None:
        self.heads, self.places, self.faults = heads, places, faults
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, number: int, cells: tuple[str, ...]) -> Quota | None:
        """Return the quota of a row, or None where it has a fault."""
        category, feature = (tidy(cells[self.places[head]]) for head in self.heads)
        bounds = {name: self._whole(number, name, cells) for name in ("min", "max", "min_flex", "max_flex")}
        if not (self._named(number, category, feature) and self._new(number, category, feature)):
            return None
        least, most, low, high = bounds["min"], bounds["max"], bounds["min_flex"], bounds["max_flex"]
        if least is None or most is None or low is None or high is None:
            return None
        if least > most:
            self.faults.error("quota.min-above-max", f"The minimum {least} is above the maximum {most}.", number, "min")
        if "min_flex" in self.places and low > least:
            self.faults.error(
                "quota.flex-narrower", f"min_flex {low} is above the minimum {least}.", number, "min_flex"
            )
        if high < most:
            self.faults.error(
                "quota.flex-narrower", f"max_flex {high} is below the maximum {most}.", number, "max_flex"
            )
        return Quota(category, feature, least, most, low, high)

    def _named(self, number: int, category: str, feature: str) -> bool:
        for head, text in zip(self.heads, (category, feature), strict=True):
            if not text:
                self.faults.error("quota.empty", f"The cell {head} is empty.", number, head)
        if JOINED in category and category.count(JOINED) != feature.count(JOINED):
            words = f"{category!r} joins several categories, so {feature!r} must join as many features."
            self.faults.error("quota.joined", words, number, self.heads[1])
            return False
        return bool(category and feature)

    def _new(self, number: int, category: str, feature: str) -> bool:
        before = self.seen.setdefault((category, feature), number)
        if before != number:
            words = f"{category}: {feature} stands in row {before} already."
            self.faults.error("quota.twice", words, number, self.heads[1])
        return before == number

    def _whole(self, number: int, name: str, cells: tuple[str, ...]) -> int | None:
        if name not in self.places:
            return 0 if name == "min_flex" else NO_LIMIT
        text = tidy(cells[self.places[name]])
        if not text and name.endswith("flex"):
            return 0 if name == "min_flex" else NO_LIMIT
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            self.faults.error("quota.not-whole", f"{text!r} is not a whole number of 0 or more.", number, name)
            return None
        return int(text)


def read_pool(table: Table, quotas: tuple[Quota, ...], size: int, columns: Columns | None = None) -> Pool:
    """
    Return the pool of a table of applicants. Every category is a column; every cell of it is one of its features.

    :raises FileRefused: with every fault, by row and column
    """
    chosen, faults = columns or Columns(), FaultList()
    if not 0 < size <= MAX_SIZE:
        faults.error("size.out-of-range", f"The size is 1 to {MAX_SIZE}.")
    known = set(table.columns)
    categories = tuple(dict.fromkeys(category for quota in quotas for category, _ in quota.parts(table.columns)))
    _check_columns(table, (*categories, *((chosen.id,) if chosen.id else ()), *chosen.household), faults)
    if not table.rows:
        faults.error("pool.empty", "There is no applicant.", table.first_row)
    if faults.has_errors:
        raise FileRefused(faults.settled())
    applicants = _applicants(table, categories, chosen, _features(quotas, known), faults)
    if faults.has_errors:
        raise FileRefused(faults.settled())
    return Pool.of(categories, applicants, quotas, size)


def _check_columns(table: Table, wanted: tuple[str, ...], faults: FaultList) -> None:
    for name in dict.fromkeys(wanted):
        count = table.columns.count(name)
        if count == 0:
            faults.error("column.missing", f"There is no column {name!r}.", table.first_row, name)
        elif count > 1:
            faults.error("column.twice", f"{count} columns are called {name!r}.", table.first_row, name)


def _features(quotas: tuple[Quota, ...], columns: set[str]) -> dict[str, set[str]]:
    """Return the features of each category that has quotas of its own; an intersection alone closes no category."""
    found: dict[str, set[str]] = {}
    for quota in quotas:
        if quota.category in columns:
            found.setdefault(quota.category, set()).add(quota.feature)
    return found


def _applicants(
    table: Table, categories: tuple[str, ...], columns: Columns, features: dict[str, set[str]], faults: FaultList
) -> list[Applicant]:
    places = [table.columns.index(name) for name in categories]
    homes = [table.columns.index(name) for name in columns.household]
    id_place = table.columns.index(columns.id) if columns.id else None
    made = []
    for number, row in enumerate(table.rows, start=1):
        values = tuple(tidy(row.cells[place]) for place in places)
        for category, value in zip(categories, values, strict=True):
            if category in features and value not in features[category]:
                _no_feature(category, value, row.number, faults)
        name = str(number) if id_place is None else tidy(row.cells[id_place])
        if not name:
            faults.error("id.empty", "The id is empty.", row.number, columns.id)
        if looks_like_formula(name):
            faults.error("id.formula", f"The id {name!r} reads as a formula in a spreadsheet.", row.number, columns.id)
        home = [tidy(row.cells[place]).casefold() for place in homes]
        made.append(Applicant(name, values, "\x1f".join(home) if all(home) else ""))
    twice = {name for name, count in Counter(one.id for one in made).items() if count > 1 and name}
    for one, row in zip(made, table.rows, strict=True):
        if one.id in twice:
            faults.error("id.twice", f"The id {one.id!r} stands in several rows.", row.number, columns.id)
    return made


def _no_feature(category: str, value: str, number: int, faults: FaultList) -> None:
    if value:
        faults.error("cell.no-quota", f"{value!r} is no feature that has a quota in {category!r}.", number, category)
    else:
        faults.error("cell.empty", f"The cell {category} is empty.", number, category)
