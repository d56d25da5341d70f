"""Real registries, hostile files and 407 real visits, where the shared data is at hand."""

import json
import os
import time
from pathlib import Path

import pytest

from basira.core.imports.criteria import split_criteria
from basira.core.imports.mapping import split_pairs
from basira.core.imports.reading import read_table
from basira.core.imports.visits import check_visits
from basira.surfaces.cli.registry import run

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BASIRA_SHARED", ROOT.parent / "shared")) / "data"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder (BASIRA_SHARED) is not here")

SENSIBLE = {
    "casnos.csv": ["code=id"],
    "cnrc.csv": ["code=id", "name=city"],
    "impots.csv": ["code=num"],
    "communes_58.csv": ["code=code_58"],
    "ae.csv": ["code=wof_id"],
    "qa.csv": ["code=wof_id"],
}
READABLE_HOSTILE = {"formula-injection.csv", "semicolon-bom-crlf.csv", "utf16le.csv"}


def report(capsys, path, *said):
    arguments = [word for pair in said for word in ("--map", pair)]
    began = time.perf_counter()
    status = run(["check", str(path), "--json", *arguments])
    assert time.perf_counter() - began < 5
    printed = json.loads(capsys.readouterr().out)
    assert status == (0 if printed["ok"] else 1)
    return printed


@needs_shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("registries/*/*.csv")), ids=lambda path: path.name)
def test_every_shared_registry_checks_with_a_sensible_mapping(capsys, path):
    printed = report(capsys, path, *SENSIBLE.get(path.name, []))
    assert printed["ok"], [problem for problem in printed["problems"] if problem["severity"] == "error"][:3]
    assert printed["rows"] > 50


@needs_shared
def test_a_registry_without_names_is_refused_honestly(capsys):
    printed = report(capsys, SHARED / "registries/algeria-government-offices/cnrc.csv")
    assert [problem["code"] for problem in printed["problems"]] == ["centre.no-name-column"]


@needs_shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("media/hostile/*")), ids=lambda path: path.name)
def test_every_hostile_file_is_answered(capsys, path):
    printed = report(capsys, path)
    assert printed["ok"] is (path.name in READABLE_HOSTILE)
    assert printed["ok"] or any(problem["severity"] == "error" for problem in printed["problems"])


@needs_shared
def test_the_real_visits_report_their_dirt():
    path = SHARED / "ratings/mystery-patients-mumbai/visits-dev.csv"
    table = read_table(path.read_bytes(), path.name)
    pairs, _ = split_pairs(
        ["centre=qutub_id", "shopper=sp_id", "scenario=case", "minutes=time", "waiting_minutes=time_waiting", "price=p",
         "criterion:questions=checklist:0-1", "criterion:managed=correct:yes-no", "criterion:rating=g11:1-10"]
    )  # fmt: skip
    plain, criteria, faults = split_criteria(pairs, table.columns)
    checked = check_visits(table, plain, criteria)
    told = [fault.code for fault in checked.faults]
    assert not faults
    assert checked.ok
    assert len(checked.visits) == 407
    assert len({visit.centre for visit in checked.visits}) == 183
    assert len({visit.shopper for visit in checked.visits if visit.shopper}) == 11
    assert told.count("visit.negative-waiting-minutes") == 4
    assert told.count("visit.shopper-missing") == 5


def test_a_missing_file_is_a_report_and_not_a_traceback(capsys, tmp_path):
    assert run(["check", str(tmp_path / "none.csv"), "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert (printed["ok"], printed["rows"], printed["problems"][0]["code"]) == (False, 0, "file.missing")


def test_a_folder_is_a_report_and_not_a_traceback(capsys, tmp_path):
    assert run(["check", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "file.unreadable"


def test_wrong_usage_exits_with_two(capsys):
    with pytest.raises(SystemExit) as stopped:
        run([])
    assert stopped.value.code == 2


def test_a_clean_file_is_said_to_a_person(capsys, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code,name_ar\n1,مركز\n", encoding="utf-8")
    assert run(["check", str(path)]) == 0
    assert "1 rows" in capsys.readouterr().out
