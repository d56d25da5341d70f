"""Finding one's way in the table of results: search, sector, order."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict

from basira.programme.publishing.cards import Name, UnitLevel, UnitRow
from basira.surfaces.public.sentences import called

ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})
"""Letters that readers write for one another."""


class Order(StrEnum):
    """How the table is sorted. By score is an order of reading, not a rank."""

    NAME = "name"
    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asks of the table; anything unknown falls back to the plain table."""

    level: UnitLevel
    text: str
    sector: str
    order: Order


def wish_of(query: QueryDict) -> Wish:
    """Read the wish from an address. Empty: centres by name."""
    levels = {UnitLevel.CENTRE, UnitLevel.ENTITY, UnitLevel.SECTOR}
    level = next((each for each in levels if each == query.get("level")), UnitLevel.CENTRE)
    order = next((each for each in Order if each == query.get("sort")), Order.NAME)
    return Wish(level, query.get("q", "").strip()[:80], query.get("sector", "")[:26], order)


def folded(text: str) -> str:
    """Return text for comparing: no case, no marks, the Arabic letters that stand for one another made one."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.translate(ALIKE).casefold().split())


def found(rows: Sequence[UnitRow], wish: Wish) -> list[UnitRow]:
    """Return the rows that fit the wish, in its order; withheld ones stand last when sorted by score."""
    words = folded(wish.text).split()
    fitting = [
        row
        for row in rows
        if (not wish.sector or row.sector_ref == wish.sector) and all(word in everything_of(row) for word in words)
    ]
    if wish.order is Order.NAME:
        return sorted(fitting, key=lambda row: folded(called(row.name)))
    shown = [row for row in fitting if row.measure.is_shown]
    shown.sort(key=lambda row: row.measure.score or 0, reverse=wish.order is Order.HIGHEST)
    return shown + [row for row in fitting if not row.measure.is_shown]


def everything_of(row: UnitRow) -> str:
    """Return all the names of a row in both languages, folded."""
    names: list[Name] = [name for name in (row.name, row.entity, row.sector, row.town) if name is not None]
    return folded(" ".join(f"{name.ar} {name.en}" for name in names))
