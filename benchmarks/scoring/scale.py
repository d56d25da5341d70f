"""
How the engines grow: simulated ratings with a visit effect in Parquet, against one group-by scan of the same file by DuckDB.

Twenty criteria a visit, twenty visits a shopper, centres as uneven as cities; ratings 1 to 5. CPU seconds of this process.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from basira.core.scoring.mixed.fit import Fit, Options, fit
from basira.core.scoring.mixed.kernel import Kernel
from basira.core.scoring.mixed.queried import Named, Queried
from basira.core.scoring.mixed.ratings import Factor, RatingTable
from basira.core.scoring.mixed.scores import scores_of
from basira.core.scoring.mixed.tally import Ratings, Tally
from basira.gateways.engines import in_spark
from basira.gateways.engines.chosen import is_installed
from basira.gateways.engines.in_duckdb import InDuckDB
from basira.surfaces.cli import score_file

Row = dict[str, Any]
NAMES = ("visit", "shopper", "centre", "criterion")
BY_NAME = {name: name for name in NAMES}
CRITERIA, VISITS_A_SHOPPER, CHUNK = 20, 20, 10_000_000
WORLD = """
    COPY (
        WITH placed AS (
            SELECT r AS row, r // {criteria} AS visit, r // {criteria} // {visits} AS shopper, r % {criteria} AS criterion,
                floor({centres} * pow((hash(r // {criteria}, 7) % 1000003) / 1000003.0, 2))::BIGINT AS centre
            FROM range({start}, {end}) AS t(r)
        )
        SELECT visit, shopper, centre, criterion, greatest(1, least(5, round(3.2
            + 0.4 * {visit} + 0.3 * {shopper} + 0.5 * {centre} + 0.4 * {criterion} + 0.6 * {rest})))::DOUBLE AS rating
        FROM placed
    ) TO '{path}' (FORMAT parquet)
"""


def normal(key: str, salt: int) -> str:
    """Return an amount that is nearly normal, from hashes of a key: the sum of four even ones."""
    even = " + ".join(f"hash({key}, {salt}{place}) % 1000003" for place in range(4))
    return f"((({even}) / 1000003.0 - 2) * 1.7320508)"


def write_world(folder: Path, rows: int) -> str:
    """Write the ratings in chunks, and return what to read them by."""
    effects = {name: normal(name, place + 1) for place, name in enumerate(NAMES)} | {"rest": normal("row", 9)}
    numbers = {"criteria": CRITERIA, "visits": VISITS_A_SHOPPER, "centres": max(rows // 5000, 20)}
    with duckdb.connect() as connection:
        for start in range(0, rows, CHUNK):
            path = folder / f"part{start // CHUNK:03}.parquet"
            words = {"start": start, "end": min(start + CHUNK, rows), "path": path}
            text = WORLD.replace("{visit}", effects["visit"]).replace("{shopper}", effects["shopper"])
            text = text.replace("{centre}", effects["centre"]).replace("{criterion}", effects["criterion"])
            connection.execute(text.replace("{rest}", effects["rest"]).format(**numbers, **words))
    return str(folder / "part*.parquet")


def scan(path: str) -> None:
    """Read all ratings once and sum them by centre: what everything is measured against."""
    with duckdb.connect() as connection:
        connection.execute(
            f"SELECT centre, count(*), sum(rating), sum(rating * rating) FROM '{path}' GROUP BY ALL"
        ).fetchall()


def in_kernel(path: str) -> RatingTable:
    """Return the ratings as a table of this process; levels in the order of their text."""
    with duckdb.connect() as connection:
        columns = connection.execute(f"SELECT * FROM '{path}'").fetchnumpy()
    return RatingTable(
        columns["rating"], np.ones(len(columns["rating"])), tuple(factor_in(columns, name) for name in NAMES)
    )


def factor_in(columns: dict[str, Any], name: str) -> Factor:
    """Return a factor from numbers."""
    numbers, codes = np.unique(columns[name], return_inverse=True)
    texts = numbers.astype(str)
    order = np.argsort(texts)
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return Factor(name, places[codes], tuple(texts[order].tolist()))


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall seconds of some work."""

    cpu: float
    wall: float


def cost_of(work: Callable[[], object]) -> Cost:
    """Return what some work takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


Work = Callable[[str], tuple["Cost", "Cost"]]
HELD = 2 * 10**7
"""More ratings than these are not held in this process: four gigabytes are the limit."""


def worked(ratings: Callable[[], Ratings]) -> tuple[Cost, Cost]:
    """Return what loading, variances, effects and errors take, and what scores, intervals and ranks take after them."""
    found: list[Fit] = []
    first = cost_of(lambda: found.append(fit(ratings(), Options(keep=("centre", "visit")))))
    return first, cost_of(lambda: scores_of(found[0], "centre"))


def by_kernel(path: str) -> tuple[Cost, Cost]:
    """Load, fit and score in this process."""
    return worked(lambda: Kernel(in_kernel(path)))


def by_duckdb(path: str) -> tuple[Cost, Cost]:
    """Sum by Ibis expressions on DuckDB; fit and score in this process."""
    with InDuckDB() as held:
        return worked(lambda: held.read(path, "rating", BY_NAME))


def engines(count: int) -> tuple[tuple[str, Work, float], ...]:
    """Return the engines that such a size is measured on, and the bar of each in scans of the file."""
    if count > HELD:
        return (("duckdb", by_duckdb, 15),)
    return ("kernel", by_kernel, 15), ("duckdb", by_duckdb, 60)


def rows(counts: tuple[int, ...]) -> Iterator[Row]:
    """Yield for each size the cost of both engines in scans of the file, and how it grew from the size before."""
    before: dict[str, float] = {}
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="basira-bench-") as folder:
            path = write_world(Path(folder), count)
            scan(path)
            once = min(cost_of(lambda: scan(path)).cpu for _run in range(3))
            yield figure(f"{count:.0e} ratings: CPU of one scan", once, "s")
            for name, work, bar in engines(count):
                cost, beyond = work(path)
                yield against(f"{count:.0e} ratings, {name}: CPU of variances, effects, errors", cost.cpu / once, bar)
                yield figure(f"{count:.0e} ratings, {name}: CPU of the same", cost.cpu, "s")
                yield figure(f"{count:.0e} ratings, {name}: CPU of scores, intervals, ranks after it", beyond.cpu, "s")
                if name in before:
                    power = float(np.log(cost.cpu / before[name]) / np.log(count / before["count"]))
                    yield figure(f"{count:.0e} ratings, {name}: growth exponent", power, "")
                before[name] = cost.cpu
            before["count"] = count
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            yield figure(f"{count:.0e} ratings: peak memory of this process so far", peak, "GB")


def agreement(count: int) -> Iterator[Row]:
    """Yield the largest difference between any two sums of this process, DuckDB, and Spark where it is installed."""
    with tempfile.TemporaryDirectory(prefix="basira-bench-") as folder:
        path = write_world(Path(folder), count)
        mine = Kernel(in_kernel(path)).tally()
        copied = Path(folder) / "ratings.parquet"
        with InDuckDB() as held:
            yield alike(f"{count:.0e} ratings: sums of DuckDB", mine, held.read(path, "rating", BY_NAME).tally())
        write_for_spark(path, copied)
        if not in_spark.is_installed():
            name = "sums of Spark (it is not here: `./basira test --spark` installs it)"
            yield {"name": name, "value": None, "unit": "", "target": None, "met": None}
            return
        session = in_spark.session()
        with in_spark.InSpark(session, copied) as spark:
            yield alike(f"{count:.0e} ratings: sums of Spark", mine, Queried(spark, Named(NAMES)).tally())
        session.stop()


def write_for_spark(path: str, copied: Path) -> None:
    """Write the ratings as one Parquet file in the columns that Spark reads: levels as texts."""
    levels = ", ".join(f'CAST("{name}" AS VARCHAR) AS f{place}' for place, name in enumerate(NAMES))
    columns = f"CAST(rating AS DOUBLE) AS rating, 1.0::DOUBLE AS weight, {levels}"
    duckdb.sql(f"COPY (SELECT {columns} FROM read_parquet('{path}') WHERE rating IS NOT NULL) TO '{copied}'")


def same_files(count: int) -> Row:
    """Return whether the command writes the same files by every engine that is here, to the last byte."""
    engines = [name for name in ("kernel", "duckdb", "spark") if is_installed(name)]
    factors = [f"--factor={name}={name}" for name in NAMES]
    written = []
    with tempfile.TemporaryDirectory(prefix="basira-bench-") as folder:
        write_world(Path(folder), count)
        for engine in engines:
            out = Path(folder) / engine
            words = [str(Path(folder) / "part000.parquet"), "--rating=rating", *factors]
            with redirect_stdout(StringIO()):
                failed = score_file.run([*words, f"--engine={engine}", f"--out={out}"])
            written.append({one.name: one.read_bytes() for one in sorted(out.glob("*.csv"))} if not failed else engine)
    different = sum(other != written[0] or not isinstance(other, dict) for other in written)
    name = f"{count:.0e} ratings: engines whose files differ, of {', '.join(engines)}"
    return {"name": name, "value": different, "unit": "", "target": "0", "met": different == 0}


def alike(name: str, one: Tally, other: Tally) -> Row:
    """Return how far the sums of two tallies lie apart at most; levels that differ are infinitely far."""
    if any(tuple(a.levels) != tuple(b.levels) for a, b in zip(one.groups, other.groups, strict=True)):
        return against(f"{name} and of this process, largest difference", float("inf"), 1e-9, "")
    apart = [abs(one.square - other.square)]
    for a, b in zip(one.groups, other.groups, strict=True):
        apart += [float(np.abs(a.weights - b.weights).max()), float(np.abs(a.moments - b.moments).max())]
    apart += [float(np.abs((mine - other.pairs[pair]).data).max(initial=0)) for pair, mine in one.pairs.items()]
    return against(f"{name} and of this process, largest difference", max(apart), 1e-9, "")


def against(name: str, value: float, bar: float, unit: str = "scans") -> Row:
    """Return a row whose value may be at most the bar."""
    return {
        "name": name,
        "value": float(f"{value:.3g}"),
        "unit": unit,
        "target": f"<= {bar:g}",
        "met": bool(value <= bar),
    }


def figure(name: str, value: float, unit: str) -> Row:
    """Return a row that is only reported."""
    return {"name": name, "value": float(f"{value:.3g}"), "unit": unit, "target": None, "met": None}
