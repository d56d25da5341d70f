"""The published table as rows of a file: what the page shows, and why where there is no number."""

from collections.abc import Iterable, Iterator

from basira.core.kernel.tabular import Cell
from basira.programme.publishing.cards import Name, UnitRow

COLUMNS = (
    "ref", "level", "name_ar", "name_en", "entity_ar", "entity_en", "sector_ar", "sector_en", "town_ar", "town_en",
    "visits", "score", "low", "high", "rank_best", "rank_worst", "ranked_among", "withheld_because",
)  # fmt: skip


def rows_of(rows: Iterable[UnitRow]) -> Iterator[list[Cell]]:
    """Yield the rows. Scores are shares from 0 to 1 with their 95 % interval; a withheld one has only its reason."""
    for row in rows:
        shown, rank = row.measure, row.rank
        places: list[Cell] = [rank.best, rank.worst, rank.among] if rank else [None, None, None]
        names = [text for name in (row.name, row.entity, row.sector, row.town) for text in both(name)]
        reason = str(shown.withheld) if shown.withheld else None
        yield [row.ref, str(row.level), *names, shown.visits, shown.score, shown.low, shown.high, *places, reason]


def both(name: Name | None) -> tuple[str, str]:
    """Return a name in both languages; empty where there is none."""
    return (name.ar, name.en) if name else ("", "")
