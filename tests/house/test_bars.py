"""Every bar that the panel's issue names has its test, a twin that shows that the test can fail, and its row in the reference."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "security-bars.md"
BARS = [f"ID-{number:02}" for number in (1, 2, 3, 4, 5, 7, 8, 18, 19, 21, 27)] + [
    f"DC-{number:02}" for number in range(1, 7)
]
NAME = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


def faults_of(bar: str, tests: dict[str, list[str]], page: str) -> list[str]:
    """Return what a bar lacks: tests by file name, and the text of the reference."""
    word = bar.lower().replace("-", "_")
    held = {file: [name for name in names if word in name] for file, names in tests.items()}
    twins = [name for names in held.values() for name in names if f"{word}_twin" in name]
    rows = [line for line in page.splitlines() if re.match(rf"\| [^|]*\b{bar}\b[^|]* \|", line)]
    lacks = ["a test"] * (sum(map(len, held.values())) <= len(twins)) + ["a twin"] * (not twins)
    lacks += ["a row"] * (len(rows) != 1)
    named = {file for row in rows for file in re.findall(r"`(test_\w+)`", row)}
    lacks += [f"its file in the row: {file}" for file, names in held.items() if names and file not in named]
    return lacks + [f"the file {file}" for file in sorted(named - set(tests))]


def all_tests() -> dict[str, list[str]]:
    """Return the names of tests by the file that they stand in."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if "house" not in path.parts]
    return {path.stem: NAME.findall(path.read_text()) for path in files}


def test_every_bar_has_its_test_its_twin_and_its_row():
    tests, page = all_tests(), PAGE.read_text()
    assert {bar: faults for bar in BARS if (faults := faults_of(bar, tests, page))} == {}


@pytest.mark.parametrize(
    ("tests", "page", "lacks"),
    [({"test_a": ["test_dc_02_x", "test_dc_02_twin_y"]}, "| DC-02 | x | `test_a` |", []),
     ({"test_a": ["test_dc_02_x"]}, "| DC-02 | x | `test_a` |", ["a twin"]),
     ({"test_a": ["test_dc_02_twin_y"]}, "| DC-02 | x | `test_a` |", ["a test"]),
     ({"test_a": ["test_dc_02_x", "test_dc_02_twin_y"]}, "| DC-03 | x | `test_a` |", ["a row", "its file in the row: test_a"]),
     ({"test_a": ["test_dc_02_x", "test_dc_02_twin_y"]}, "| DC-02 | x | `test_b` |", ["its file in the row: test_a", "the file test_b"])],
)  # fmt: skip
def test_the_twin_a_bar_that_lacks_something_is_found(tests, page, lacks):
    assert faults_of("DC-02", tests, page) == lacks
