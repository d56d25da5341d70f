"""Ratings summed by DuckDB, from Ibis expressions. Nothing leaves this process, and no other file is ever opened."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
from ibis.backends.sql.compilers import DuckDBCompiler
from ibis.expr.types import Table

from basira.core.scoring.mixed.numbered import NoBundles, Numbered
from basira.core.scoring.mixed.queried import Answer, Named, Queried
from basira.core.scoring.mixed.ratings import RatingTable

SQL = DuckDBCompiler()
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")


def sql_of(expression: Table) -> str:
    """Return an expression as DuckDB's SQL."""
    return str(SQL.to_sqlglot(expression).sql(dialect=SQL.dialect))


class InDuckDB(AbstractContextManager["InDuckDB"]):
    """A database in memory that holds the ratings; `memory` (such as "2GB") and where it may spill bound it."""

    def __init__(self, spill: Path | None = None, memory: str | None = None) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(spill) if spill else ""}
        self.connection = duckdb.connect(config=settings | ({"memory_limit": memory} if memory else {}))

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.connection.close()

    def keep(self, name: str, expression: Table) -> None:
        """Work an expression out once, under a name."""
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {sql_of(expression)}')

    def ask(self, expression: Table) -> Answer:
        """Return the rows of an expression, as columns."""
        found = self.connection.sql(sql_of(expression))
        # DuckDB adds 64-bit numbers up to 128-bit ones, which NumPy would read as floats; all of ours fit 64 bits.
        columns = [
            f'"{name}"::BIGINT AS "{name}"' if str(kind) == "HUGEINT" else f'"{name}"'
            for name, kind in zip(found.columns, found.types, strict=True)
        ]
        return found.project(", ".join(columns)).fetchnumpy()

    def take(self, table: RatingTable) -> None:
        """Take in a checked table of ratings, as the table `ratings`."""
        arrays = {"rating": table.values, "weight": table.weights}
        arrays |= {f"x{place}": covariate.values for place, covariate in enumerate(table.covariates)}
        for place, factor in enumerate(table.factors):
            arrays[f"f{place}"] = np.array(factor.levels, dtype=object)[factor.codes]
        self.connection.register("arrays", arrays)
        self.connection.execute("CREATE TABLE ratings AS SELECT * FROM arrays")
        self.connection.unregister("arrays")

    def hold(self, table: RatingTable) -> Queried:
        """Return a checked table of ratings, held here."""
        self.take(table)
        return Queried(self, named_in(table))

    def read(self, pattern: str, rating: str, factors: Mapping[str, str]) -> Queried | Numbered:
        """
        Return the ratings of Parquet files, read where they lie: `factors` are columns by factor name.

        For files of our own making: a rating is a number, or absent where it did not apply, and nothing else is looked at.
        Levels that are whole numbers are looked at as such, as long as ratings come in bundles.
        """
        source = self.connection.read_parquet(pattern)
        number = f'CAST("{rating}" AS DOUBLE)'
        numbered = self.numbered(
            source.filter(f'"{rating}" IS NOT NULL'), number, list(factors.values()), Named(tuple(factors))
        )
        if numbered is not None:
            return numbered
        levels = [f'CAST("{column}" AS VARCHAR) AS f{place}' for place, column in enumerate(factors.values())]
        values = [f'CAST("{rating}" AS DOUBLE) AS rating', "1.0::DOUBLE AS weight"]
        self.connection.execute(
            f"CREATE VIEW ratings AS SELECT {', '.join(values + levels)} FROM read_parquet('{pattern}') "  # noqa: S608
            f'WHERE "{rating}" IS NOT NULL'
        )
        return Queried(self, Named(tuple(factors)))

    def numbered(
        self, source: duckdb.DuckDBPyRelation, rating: str, columns: Sequence[str], named: Named
    ) -> Numbered | None:
        """
        Return the ratings of a relation where every level is a whole number of 0 or more and they come in bundles, else None.

        `rating` is an expression of a number that every row has; `columns` hold the levels of the factors, in their order.
        """
        kinds = dict(zip(source.columns, source.types, strict=True))
        if any(str(kinds[column]) not in WHOLE for column in columns):
            return None
        names = [column.replace('"', '""') for column in columns]
        ends = ", ".join(f'min("{name}"), count(*) - count("{name}")' for name in names)
        [found] = source.aggregate(ends).fetchall()
        least, absent = found[::2], found[1::2]
        if None in least or min(least) < 0 or any(absent):
            return None
        lowest = enumerate(zip(names, least, strict=True))
        codes = [f'CAST("{name}" - {low} AS INTEGER) AS c{place}' for place, (name, low) in lowest]
        source.project(", ".join([f"{rating} AS rating", "1.0::DOUBLE AS weight", *codes])).create_view("coded")
        numbered = Numbered(self, named, least)
        try:
            numbered.tally()
        except NoBundles:
            self.connection.execute("DROP VIEW coded")
            return None
        return numbered

    def write_ratings(self, path: Path) -> None:
        """Write the ratings to a new Parquet file, for another engine."""
        self.connection.table("ratings").write_parquet(str(path))


def named_in(table: RatingTable) -> Named:
    """Return what a table's columns are called."""
    return Named(
        tuple(factor.name for factor in table.factors),
        tuple(covariate.name for covariate in table.covariates),
        table.averaged,
        table.above,
    )
