"""`./basira bench`: names are known, options belong to one benchmark, and a figure has its agreed keys."""

import json

import pytest

from basira.project import benchmarks

PLAIN = "def run():\n    return [{'name': 'a', 'value': 1, 'unit': 's', 'more': 2}]\n"
WITH_OPTIONS = (
    "def add_options(parser):\n    parser.add_argument('--minutes', type=float, default=10)\n"
    "def run(options):\n    return [{'name': 'b', 'value': options.minutes}]\n"
)


@pytest.fixture(autouse=True)
def two(tmp_path, monkeypatch):
    """Two benchmarks that measure nothing."""
    for name, source in (("plain", PLAIN), ("timed", WITH_OPTIONS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bench.py").write_text(source)
    monkeypatch.setattr(benchmarks, "FOLDER", tmp_path)


def test_an_unknown_name_and_an_option_of_another_are_refused():
    for words in (["neither"], ["plain", "--minutes", "2"], ["--minutes", "2"]):
        with pytest.raises(SystemExit) as refused:
            benchmarks.run(words)
        assert refused.value.code == 2


def test_without_a_name_they_are_listed(capsys):
    assert benchmarks.run(["--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ["plain", "timed"]


@pytest.mark.parametrize(("words", "value"), [(["timed"], 10), (["timed", "--minutes", "0.5"], 0.5), (["plain"], 1)])
def test_a_benchmark_is_told_its_own_options(words, value, capsys):
    assert benchmarks.run([*words, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["value"] == value and set(row) == set(benchmarks.ROW_KEYS)
