"""
Parquet files of ratings that nothing is wrong with, summed where they lie: no cell becomes a text of this process.

What has a fault, or a cell that only the careful reader (`rating_files`, `core/scoring/mixed/reading`) can judge, is left to it: it
names each fault by place. So there is one home of every refusal, and large files that are right need no more memory than their sums.
"""

from pathlib import Path

import duckdb

from basira.core.scoring.mixed.numbered import Numbered
from basira.core.scoring.mixed.queried import Named, Queried
from basira.core.scoring.mixed.ratings import LARGEST
from basira.core.scoring.mixed.reading import NOT_APPLICABLE, NUMBER, Columns, faults_of_names
from basira.gateways.engines.in_duckdb import InDuckDB
from basira.gateways.rating_files import named_exactly

SOMETHING_TO_READ = r"[!-~]|\p{L}|\p{N}"
"""A cell that holds one of these is not empty, whatever counts as a blank."""


def read_clean(held: InDuckDB, path: Path, mapping: Columns) -> tuple[Queried | Numbered, int] | None:
    """Return the ratings of a clean Parquet file and how many rows it has, or None where the careful reader must look."""
    if path.suffix.lower() != ".parquet" or not path.is_file() or mapping.weight or mapping.fixed:
        return None
    try:
        source = held.connection.read_parquet(named_exactly(path))
        if faults_of_names({name: () for name in source.columns}, mapping) or not is_clean(source, mapping):
            return None
        rows = count_of(source.aggregate("count(*)"))
        named = Named(tuple(name for name, _column in mapping.factors), above=above_in(mapping))
        found = held.numbered(
            source.filter(applies(mapping)), number_of(mapping), [column for _name, column in mapping.factors], named
        )
        if found is None:
            take(source, mapping)
    except duckdb.Error:
        return None
    summed = found or Queried(held, named)
    pairs = ((inner, outer) for inner, outers in mapping.nested for outer in outers)
    return (summed, rows) if all(summed.tally().parent(*pair) is not None for pair in pairs) else None


def is_clean(source: duckdb.DuckDBPyRelation, mapping: Columns) -> bool:
    """Tell whether some row has a rating, every rating is a number, and none of its levels is empty."""
    rating = text_of(mapping.rating)
    number = (
        f"regexp_full_match({rating}, '{NUMBER.pattern}') AND abs(TRY_CAST(trim({rating}) AS DOUBLE)) <= {LARGEST:g}"
    )
    named = " AND ".join(f"regexp_matches({text_of(c)}, '{SOMETHING_TO_READ}')" for _name, c in mapping.factors)
    applied = source.filter(applies(mapping))
    wrong = applied.filter(f"NOT coalesce({number} AND {named}, false)")
    return count_of(applied.aggregate("count(*)")) > 0 and count_of(wrong.aggregate("count(*)")) == 0


def applies(mapping: Columns) -> str:
    """Return the condition under which a row has a rating."""
    absent = ", ".join(f"'{word}'" for word in sorted(NOT_APPLICABLE))
    return f"{text_of(mapping.rating)} NOT IN ({absent})"


def take(source: duckdb.DuckDBPyRelation, mapping: Columns) -> None:
    """Make the table `ratings` a view of the file."""
    levels = [f"{text_of(column)} AS f{place}" for place, (_name, column) in enumerate(mapping.factors)]
    source.filter(applies(mapping)).project(
        ", ".join([f"{number_of(mapping)} AS rating", "1.0::DOUBLE AS weight", *levels])
    ).create_view("ratings")


def number_of(mapping: Columns) -> str:
    """Return the rating as a number."""
    return f"CAST(trim({text_of(mapping.rating)}) AS DOUBLE)"


def above_in(mapping: Columns) -> tuple[str, ...]:
    """Return the factors that the units are said to lie in."""
    return tuple(outer for inner, outers in mapping.nested if inner == mapping.unit for outer in outers)


def text_of(column: str) -> str:
    """Return a column's cells as their text."""
    return 'CAST("' + column.replace('"', '""') + '" AS VARCHAR)'


def count_of(relation: duckdb.DuckDBPyRelation) -> int:
    """Return the one number of a relation."""
    [(number,)] = relation.fetchall()
    return int(number)
