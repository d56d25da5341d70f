"""`./basira composite FILE`: its file, and every way to be refused."""

import csv
import json

import pytest

from basira.core.scoring.composite import Reading, Source, composites
from basira.core.scoring.mixed.writing import number
from basira.project.__main__ import COMMANDS, command_of
from basira.surfaces.cli import composite

SOURCES = ["--source=visits:60:0:1", "--source=wait:40:30:0"]
GOOD = "entity,source,value,error\nA,visits,0.9,0.02\nA,wait,20,\nB,visits,0.7,0.02\nB,wait,6,1\nج,visits,0.5,0.1\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Return what weighs a text, and gives the code and the codes of the faults by row."""

    def weigh(text, *options):
        path = tmp_path / "readings.csv"
        path.write_text(text)
        code = composite.run([str(path), *(options or SOURCES), "--json", f"--out={tmp_path / 'deep' / 'out.csv'}"])
        said = capsys.readouterr().out
        return code, [(one["code"], one["row"]) for one in json.loads(said)["problems"]] if said else []

    return weigh


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("entity,value\nA,1\n", [("column.missing", None)]),
        ("entity,source,value\nA,visits,much\nA,wait,1\nA,wait,2\n", [("cell.not-a-number", 2), ("row.twice", 4)]),
        ("entity,source,value\nA,stars,1\n", [("scoring.composite-impossible", None)]),
        ("entity,source,value\nA,visits,nan\n", [("scoring.composite-impossible", None)]),
    ],
)
def test_values_that_cannot_be_weighed_are_refused_and_nothing_is_written(run, tmp_path, text, faults):
    assert run(text) == (1, faults)
    assert not (tmp_path / "deep").exists()


def test_a_seed_below_zero_and_a_folder_for_a_file_are_refused_in_words(run, tmp_path):
    assert run(GOOD, *SOURCES, "--seed=-1") == (1, [("seed.negative", None)])
    (tmp_path / "deep" / "out.csv").mkdir(parents=True)
    assert run(GOOD) == (1, [("out.not-a-file", None)])
    (tmp_path / "deep" / "out.csv").rmdir()
    (tmp_path / "deep").rmdir()
    (tmp_path / "deep").write_text("no folder")
    assert run(GOOD) == (1, [("out.not-a-folder", None)])


def test_rows_without_all_their_cells_are_refused_by_row(run):
    assert run("entity,source,value\nA,visits\n") == (1, [("row.cells", 2)])


@pytest.mark.parametrize("source", ["visits:0:0:1", "visits:1:5:5"])
def test_sources_without_weight_or_range_are_refused(run, source):
    assert run(GOOD, f"--source={source}") == (1, [("scoring.composite-impossible", None)])


def test_a_source_that_is_not_declared_in_full_is_not_understood(run):
    assert run(GOOD, "--source=visits:1:0") == (2, [])


def test_the_file_has_each_entitys_composite_and_how_it_moves(run, tmp_path):
    assert run(GOOD) == (0, [])
    lines = list(csv.DictReader((tmp_path / "deep" / "out.csv").read_text().splitlines()))
    sources = (Source("visits", 60, 0, 1), Source("wait", 40, 30, 0))
    readings = {
        "A": {"visits": Reading(0.9, 0.02), "wait": Reading(20)},
        "B": {"visits": Reading(0.7, 0.02), "wait": Reading(6, 1)},
    }
    wanted = composites(sources, readings)
    assert [line["composite"] for line in lines] == [*(number(one.score) for one in wanted), ""]
    assert float(lines[0]["composite"]) == pytest.approx(60 * 0.9 + 40 / 3)
    assert [(line["rank"], line["rank_without_wait"], line["rank_without_visits"]) for line in lines] == [
        ("2", "1", "2"),
        ("1", "2", "1"),
        ("", "", ""),
    ]
    assert lines[2]["entity"] == "ج" and lines[2]["missing"] == "wait"


def test_the_command_needs_no_database():
    assert command_of("composite", ["x.csv"]) is COMMANDS["composite"]
