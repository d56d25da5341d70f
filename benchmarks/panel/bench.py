"""
The draw of a panel: the bars P1 to P8 of the choice, on public pools (`BASIRA_SHARED`, where they are) and on look-alikes from seeds.

The oracle of P1 and P2 (`sortition-algorithms`, GPL-3.0) is no part of this: its rows say "not run". What stands for it here is the
published result of the public pools, and the certificate of each draw, which needs no oracle.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))
import numpy as np  # noqa: E402
import pools  # noqa: E402
import standing_by  # noqa: E402

from basira.core.imports.reading import read_table  # noqa: E402
from basira.core.selection.choosing import choose, gini_of, listed_counts, ticket_of  # noqa: E402
from basira.core.selection.conflicts import conflict_of, ways_out  # noqa: E402
from basira.core.selection.pool import Pool, types_of  # noqa: E402
from basira.core.selection.reading import read_pool, read_quotas  # noqa: E402
from basira.core.selection.solving import any_panel  # noqa: E402
from basira.core.selection.verifying import broken_rule  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = (
    ("example_small", "example_small_20", "respondents.csv", "categories.csv", 20, 0.1, 0.0),
    ("example_large", "example_large_200", "respondents.csv", "categories.csv", 200, 0.1, 0.0),
    ("sf_fixture", "sortition-foundation", "candidates.csv", "features.csv", 22, 1 / 11, 0.14035),
)
NOT_ALLOWED = re.compile(r"^(gurobipy|sortition-algorithms|cplex|mosek|xpress|coptpy)\b", re.MULTILINE)
CHI_999 = 1143.9
"""The 0.999 quantile of chi-square with 999 degrees of freedom."""


def add_options(parser: Any) -> None:
    """Take how many look-alikes and planted conflicts there are."""
    parser.add_argument(
        "--look-alikes", type=int, default=len(pools.LIKENESSES), help="of the ten kinds, the first so many"
    )
    parser.add_argument("--planted", type=int, default=200, help="planted conflicts of quotas")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pool that was drawn from, and what it cost."""

    name: str
    pool: Pool
    chosen: Any
    cpu_s: float
    due: tuple[float, float] | None


def all_drawn(look_alikes: int) -> Iterator[Drawn]:
    """Draw from every pool."""
    shared = Path(os.environ.get("BASIRA_SHARED") or ROOT.parent / "shared") / "data" / "sortition"
    for name, folder, people, quotas, size, least, gini in PUBLIC:
        if (shared / folder).exists():
            rows = read_quotas(read_table((shared / folder / quotas).read_bytes(), quotas))
            pool = read_pool(read_table((shared / folder / people).read_bytes(), people), rows, size)
            yield drawn(name, pool, (least, gini))
    for likeness in pools.LIKENESSES[:look_alikes]:
        yield drawn(f"{likeness.name}_like", pools.look_alike(likeness, 1), None)


def drawn(name: str, pool: Pool, due: tuple[float, float] | None) -> Drawn:
    """Draw from one pool."""
    began = time.process_time()
    chosen = choose(pool, seed="bench")
    return Drawn(name, pool, chosen, time.process_time() - began, due)


def run(options: Any) -> list[dict[str, Any]]:
    """Return the rows."""
    rows, draws = [], []
    for each in all_drawn(options.look_alikes):
        draws.append(each)
        print(f"  {each.name}: {each.cpu_s:.2f} s", file=sys.stderr, flush=True)
        rows += of_a_draw(each)
    rows.append(row("P1 the same as the GPL oracle (not run)", None, None, None))
    rows.append(row("P2 CPU ratio to the GPL oracle (not run)", None, None, None))
    locks = "".join((ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))
    rows.append(row("P3 proprietary or GPL solvers in the locks", len(NOT_ALLOWED.findall(locks)), "count", 0))
    rows += [hash_seeds(), tickets(), *planted(options.planted)]
    rows += standing_by.rows_of([each.chosen for each in draws if each.name.endswith("_like")])
    return rows


def row(name: str, value: float | None, unit: str | None, most: float | None) -> dict[str, Any]:
    """Return a row that is met up to `most`."""
    met = None if most is None or value is None else value <= most
    return {"name": name, "value": value, "unit": unit, "target": most, "met": met}


def of_a_draw(each: Drawn) -> list[dict[str, Any]]:
    """Return P1, P2 and P4 of one pool."""
    chosen, fair = each.chosen, each.chosen.fair
    found = [row(f"P1 {each.name}: bound - reached", round(float(fair.lottery.short), 9), "share", 1e-5)]
    if each.due:
        off = max(abs(float(min(chosen.chances)) - each.due[0]), abs(float(gini_of(chosen.chances)) - each.due[1]))
        found.append(row(f"P1 {each.name}: off the published least and Gini", round(off, 6), "share", 1e-4))
    found.append(
        row(f"P2 {each.name}: CPU of the draw, {chosen.types.rows.types} types", round(each.cpu_s, 2), "s", None)
    )
    counts, least = listed_counts(each.pool, chosen.panels), min(chance for chance in chosen.chances if chance)
    placed = [int(count) for count, chance in zip(counts, chosen.chances, strict=True) if chance]
    kept = min(placed) / 1000 / float(least)
    broken = sum(bool(broken_rule(each.pool, panel)) for panel in chosen.panels)
    best = int(1000 * least + 1e-6)
    return [
        *found,
        row(f"P4 {each.name}: panels of the list that break a rule", broken, "count", 0),
        {
            "name": f"P4 {each.name}: least kept on the list",
            "value": round(kept, 4),
            "unit": "share",
            "target": 0.99,
            "met": kept >= 0.99 - 1e-9,
        },
        row(f"P4 {each.name}: panels under the most that a list can give", best - min(placed), "count", 0),
    ]


def hash_seeds() -> dict[str, Any]:
    """Return how many different draws 20 hash seeds give."""
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\nimport pools, hashlib\n"
        "from basira.core.selection.choosing import choose\nfrom basira.core.selection.reporting import tables_of\n"
        "chosen = choose(pools.look_alike(pools.LIKENESSES[0], 3), seed='1')\n"
        "print(hashlib.sha256(b''.join(tables_of(chosen).values())).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(ROOT / "src"), str(Path(__file__).resolve().parent)]
    said = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": str(seed)}, check=True, capture_output=True, text=True
        ).stdout
        for seed in range(20)
    }
    return row("P4 different draws under 20 hash seeds", len(said), "count", 1)


def tickets() -> dict[str, Any]:
    """Return the chi-square of 100,000 seeds over the 1,000 tickets."""
    counts = np.bincount([ticket_of(f"bench {seed}") for seed in range(100_000)], minlength=1000)
    return row(
        "P7 chi-square of 100,000 draws, 999 degrees", round(float(((counts - 100) ** 2 / 100).sum()), 1), "", CHI_999
    )


def conflicts(count: int) -> Iterator[Pool]:
    """Yield pools whose quotas nobody can keep: look-alikes with a few minima raised."""
    chance = Random("planted")
    while count:
        likeness = replace(pools.LIKENESSES[0], applicants=60, size=chance.randint(10, 24))
        pool = pools.drawn(likeness, chance)
        moved = [
            replace(quota, least=quota.least + by, most=max(quota.most, quota.least + by))
            for quota in pool.quotas
            for by in [chance.choice([0, 0, 0, 1, 3])]
        ]
        pool = replace(pool, quotas=tuple(moved))
        if any_panel(types_of(pool).rows) is None:
            count -= 1
            yield pool


def planted(count: int) -> list[dict[str, Any]]:
    """Return P6: conflicts that are not minimal, and the longest answer."""
    wrong, no_way, longest = 0, 0, 0.0
    for pool in conflicts(count):
        began = time.process_time()
        conflict, ways = conflict_of(pool) or (), ways_out(pool)
        longest = max(longest, time.process_time() - began)
        sides = list(conflict)
        wrong += possible(pool, sides) or not all(possible(pool, [s for s in sides if s != side]) for side in sides)
        no_way += not ways
    return [
        row(f"P6 conflicts that are not minimal, of {count}", wrong, "count", 0),
        row(f"P6 conflicts without a way out, of {count}", no_way, "count", 0),
        row("P6 longest answer", round(longest, 2), "s CPU", 5),
    ]


def possible(pool: Pool, sides: list[Any]) -> bool:
    """Tell whether some panel keeps these sides of the quotas alone."""
    kept = {(side.place, side.side) for side in sides}
    quotas = [
        replace(q, least=q.least if (n, "min") in kept else 0, most=q.most if (n, "max") in kept else pool.size)
        for n, q in enumerate(pool.quotas)
    ]
    return any_panel(types_of(replace(pool, quotas=tuple(quotas))).rows) is not None
