"""
Ratings summed by Spark, from the same Ibis expressions: on this machine, or on the cluster whose session is handed in.

PySpark is an extra (`basira[spark]`, Java 17 or newer): only `session` imports it.
"""

import os
import shutil
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis
import numpy as np
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.config import Config
from ibis.expr.operations import BitOr
from ibis.expr.types import Table

from basira.core.scoring.mixed.queried import Answer


class PlainNumbers(Config):  # type: ignore[misc]  # Ibis carries no types
    """What Ibis asks about Spark's numbers: here none is NaN, so none is read as absent."""

    treat_nan_as_null: bool = False


ibis.options.pyspark = PlainNumbers()  # set by Ibis itself only with its own connection, which needs pandas and Arrow


class SparkCompiler(PySparkCompiler):  # type: ignore[misc]  # Ibis carries no types
    """How Ibis writes Spark's SQL, and one aggregate more, which Spark has and Ibis writes only for its hosted kin."""

    SIMPLE_OPS = {BitOr: "bit_or"}


SQL = SparkCompiler()


def sql_of(expression: Table) -> str:
    """Return an expression as Spark's SQL."""
    return str(SQL.to_sqlglot(expression).sql(dialect=SQL.dialect))


def is_installed() -> bool:
    """Tell whether Spark can be started here: the extra is installed, and there is a Java to run it."""
    return find_spec("pyspark") is not None and (shutil.which("java") is not None or "JAVA_HOME" in os.environ)


def session(threads: int = 2, **more: str) -> Any:
    """Return Spark on this machine alone, without a page of its own; `more` are settings, with "__" for a dot."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{threads}]").appName("basira")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(threads),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
    }
    settings |= {name.replace("__", "."): value for name, value in more.items()}
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


class InSpark(AbstractContextManager["InSpark"]):
    """Ratings in a session of Spark, from a Parquet file that every worker can read. The session is the caller's to end."""

    def __init__(self, spark: Any, ratings: Path) -> None:
        self.spark = spark
        self.kept: list[Any] = []
        self.hold("ratings", spark.read.parquet(str(ratings)))

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _at: TracebackType | None
    ) -> None:
        for frame in self.kept:
            frame.unpersist()

    def hold(self, name: str, frame: Any) -> None:
        """Keep a frame under a name, in memory while there is room."""
        self.kept.append(frame.cache())
        frame.createOrReplaceTempView(name)

    def keep(self, name: str, expression: Table) -> None:
        """Work an expression out once, under a name."""
        self.hold(name, self.spark.sql(sql_of(expression)))

    def ask(self, expression: Table) -> Answer:
        """Return the rows of an expression, as columns."""
        frame = self.spark.sql(sql_of(expression))
        rows = frame.collect()
        return {name: np.array([row[place] for row in rows]) for place, name in enumerate(frame.columns)}
