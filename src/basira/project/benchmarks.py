"""
`bench NAME`: run one benchmark of `benchmarks/` and print its rows.

A benchmark is a folder with `bench.py`; its `run()` returns rows of name, value, unit, target and met, where `met` is
true, false, or null when the figure is only reported. One that takes options of its own has `add_options(parser)`, and its
`run(options)` is told them.
"""

import argparse
import importlib.util
import json
import os
import platform
import sys
from types import ModuleType
from typing import Any

from basira.core.kernel.problem import Problem
from basira.project.environment import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "benchmarks"
ROW_KEYS = ("name", "value", "unit", "target", "met")


class UnknownBenchmark(Problem):
    """There is no benchmark of this name."""

    code = "bench.unknown"


def names() -> list[str]:
    """Return the benchmarks that there are."""
    return sorted(path.parent.name for path in FOLDER.glob("*/bench.py"))


def run(arguments: list[str]) -> int:
    """Run a benchmark; 0 whenever it ran, whatever its figures. Without a name: list them."""
    known = names()
    parser = argparse.ArgumentParser(prog="./basira bench")
    parser.add_argument("name", nargs="?", choices=known or None, help="which benchmark (none: list them)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    named = next((word for word in arguments if word in known), None)
    module = module_of(named) if named else None
    if module is not None and hasattr(module, "add_options"):
        module.add_options(parser)
    wanted = parser.parse_args(arguments)
    if module is None:
        print(json.dumps(known) if wanted.json else "\n".join(known))
        return 0
    report = {"bench": wanted.name, "machine": machine(), "rows": rows_of(module, wanted)}
    if wanted.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print_table(report)
    return 0


def module_of(name: str) -> ModuleType:
    """Return a benchmark's own module."""
    path = FOLDER / name / "bench.py"
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise UnknownBenchmark(name=name)
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    spec.loader.exec_module(module)
    return module


def rows_of(module: ModuleType, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run a benchmark and return its rows with exactly the agreed keys."""
    rows = module.run(options) if hasattr(module, "add_options") else module.run()
    return [{key: row.get(key) for key in ROW_KEYS} for row in rows]


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_1_min": round(os.getloadavg()[0], 2),
    }


def print_table(report: dict[str, Any]) -> None:
    """Print the rows for a reader."""
    marks = {True: "met", False: "MISSED", None: "reported"}
    print(f"{report['bench']} on {report['machine']}")
    for row in report["rows"]:
        target = "" if row["target"] is None else f"target {row['target']}"
        print(f"  {row['name']:<48} {row['value']!s:>12} {row['unit'] or '':<8} {target:<16} {marks[row['met']]}")
