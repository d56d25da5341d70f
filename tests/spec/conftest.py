"""The engines that the specs of scores are run on: each rule is stated once, and holds on all of them."""

from pathlib import Path

import pytest

from basira.core.scoring.mixed.kernel import Kernel
from basira.core.scoring.mixed.queried import Queried
from basira.gateways.engines import in_spark
from basira.gateways.engines.in_duckdb import InDuckDB, named_in

QUICK_FOR_SMALL_TABLES = {
    "spark__sql__shuffle__partitions": "2",
    "spark__sql__codegen__wholeStage": "false",
    "spark__sql__adaptive__enabled": "false",
    "spark__driver__extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="session")
def spark():
    """One session of Spark for all tests."""
    found = in_spark.session(**QUICK_FOR_SMALL_TABLES)
    yield found
    found.stop()


@pytest.fixture(params=["kernel", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request):
    """Return the name of the engine; each test that asks for it is run on all of them."""
    return request.param


@pytest.fixture
def held(engine, request, tmp_path):
    """Return what hands a table of ratings to the engine."""
    held_here = []

    def hold(table):
        if engine == "kernel":
            return Kernel(table)
        held_here.append(InDuckDB())
        if engine == "duckdb":
            return held_here[-1].hold(table)
        path: Path = tmp_path / f"ratings{len(held_here)}.parquet"
        held_here[-1].take(table)
        held_here[-1].write_ratings(path)
        held_here.append(in_spark.InSpark(request.getfixturevalue("spark"), path))
        return Queried(held_here[-1], named_in(table))

    yield hold
    for one in held_here:
        one.__exit__(None, None, None)
