"""`./basira packs`: what it lists, what it rehearses, and how it refuses."""

import json

import pytest

from basira.surfaces.cli import packs
from tests.core.instrument.workbooks import work_here


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


def test_an_unknown_pack_is_refused_with_those_that_there_are(capsys):
    assert packs.run(["rehearse", "prison"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "hospital" in said.err


@pytest.mark.parametrize("size", [["--centres", "1"], ["--visits", "1"], ["--centres", "9000"], ["--visits", "101"]])
def test_a_rehearsal_without_a_size_that_can_be_is_refused(size, capsys):
    assert packs.run(["rehearse", "hospital", *size]) == 1
    assert "2 to 5000 centres" in capsys.readouterr().err


def test_words_that_are_not_understood_end_with_two():
    assert packs.run([]) == 2 and packs.run(["rehearse", "hospital", "--visits", "many"]) == 2


def test_a_rehearsal_says_each_dimension_and_that_it_is_simulated(capsys):
    assert packs.run(["rehearse", "event-stand", "--centres", "30"]) == 0
    said = capsys.readouterr().out
    assert "event-stand, simulated: 30 centres" in said and "inclusion" in said and "Real visits decide" in said


def test_the_same_as_json_for_the_spot_check(capsys):
    assert packs.run(["rehearse", "event-stand", "--spot", "--centres", "30", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["plan"] == {"centres": 30, "visits": 6, "shoppers": 30, "seed": 1}
    assert sum(one["criteria"] for one in report["reliabilities"]) == 6


@pytest.mark.slow
def test_the_list_tells_both_forms_of_every_pack_with_their_minutes(capsys):
    assert packs.run(["list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["packs"]
    assert len(rows) == 8
    for row in rows:
        assert [form["file"] for form in row["forms"]] == ["form.xlsx", "spot-check.xlsx"]
        assert all(max(form["minutes"].values()) <= form["promised"] for form in row["forms"])
