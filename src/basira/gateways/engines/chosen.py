"""Ratings handed to the engine that was asked for."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from basira.core.scoring.mixed.kernel import Kernel
from basira.core.scoring.mixed.queried import Queried
from basira.core.scoring.mixed.ratings import RatingTable, check_ratings
from basira.core.scoring.mixed.tally import Ratings
from basira.gateways.engines import in_spark
from basira.gateways.engines.in_duckdb import InDuckDB, named_in

ENGINES = ("duckdb", "spark", "kernel")


def is_installed(name: str) -> bool:
    """Tell whether an engine can be started here: Spark is an extra, and needs Java."""
    return name != "spark" or in_spark.is_installed()


@contextmanager
def held_by(name: str, table: RatingTable) -> Iterator[Ratings]:
    """
    Give the ratings to an engine that is installed, while the block runs.

    :raises RatingsNotUsable: for a table that no model can be fitted to
    """
    check_ratings(table)
    if name == "kernel":
        yield Kernel(table)
    elif name == "duckdb":
        with InDuckDB() as held:
            yield held.hold(table)
    else:
        with in_spark_held(table) as queried:
            yield queried


@contextmanager
def in_spark_held(table: RatingTable) -> Iterator[Queried]:
    """Give the ratings to Spark on this machine, through a Parquet file that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="basira-ratings-") as folder:
        path = Path(folder) / "ratings.parquet"
        with InDuckDB() as held:
            held.take(table)
            held.write_ratings(path)
        with in_spark.InSpark(in_spark.session(), path) as spark:
            yield Queried(spark, named_in(table))
