"""`./basira test` runs the suite in several processes: no test may fall between them, and none run twice."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def runs(part: list[str], path: str) -> bool:
    """Tell whether pytest, told these folders and files to take and to leave, takes a file."""
    left = [word.removeprefix("--ignore=") for word in part if word.startswith("--ignore=")]
    taken = [word for word in part if not word.startswith("--")] or ["tests"]
    return any(within(path, each) for each in taken) and not any(within(path, each) for each in left)


def within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def test_every_file_of_tests_is_in_exactly_one_process():
    parts = runpy.run_path(str(ROOT / "basira"), run_name="script")["parts_of_the_suite"]()
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(files) > 100
    assert {path: count for path in files if (count := sum(runs(part, path) for part in parts)) != 1} == {}
    named = [word for part in parts for word in part if word.endswith(".py")]
    assert [word for word in named if not (ROOT / word.removeprefix("--ignore=")).exists()] == []
