"""`./basira forms check`: the whole way, with the conversion in its limited process. Needs no Django."""

import json
import subprocess
import sys

import pytest

from basira.core.instrument.template import template_workbook
from basira.surfaces.cli.forms import run
from tests.budget import least_cpu_s
from tests.core.instrument.workbooks import a_form
from tests.shared_data import SHARED, shared_data


def report(capsys, *arguments: str) -> tuple[int, dict]:
    code = run(["check", *arguments, "--json"])
    printed = capsys.readouterr()
    assert printed.err == ""
    return code, json.loads(printed.out)


def test_a_missing_file_is_a_problem_and_no_traceback(capsys, tmp_path):
    code, found = report(capsys, str(tmp_path / "nowhere.xlsx"))
    assert (code, found["ok"], found["questions"], found["criteria"]) == (1, False, 0, 0)
    assert found["problems"][0]["code"] == "file.missing"


def test_a_folder_and_an_impossible_name_are_problems_too(capsys, tmp_path):
    assert report(capsys, str(tmp_path))[1]["problems"][0]["code"] == "file.not-readable"
    assert report(capsys, "a\0b")[1]["problems"][0]["code"] == "file.not-readable"


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check"], ["check", "a", "b"]])
def test_words_that_are_not_understood_get_help_and_code_two(arguments, capsys):
    assert run(arguments) == 2
    assert "usage: ./basira forms" in capsys.readouterr().err


def test_a_bad_form_is_refused_by_place(capsys, tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(a_form([("type", "name", "label"), ("nonsense", "q", "Q")]))
    code, found = report(capsys, str(tmp_path / "bad.xlsx"))
    assert code == 1
    problem = next(one for one in found["problems"] if one["severity"] == "error")
    assert set(problem) == {"severity", "code", "place", "message"}
    assert problem["place"] == "survey:2"


def test_the_template_is_taken_and_counted(capsys, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(template_workbook())
    code, found = report(capsys, str(tmp_path / "form.xlsx"))
    assert code == 0
    assert found == {"ok": True, "questions": 8, "criteria": 4, "problems": []}
    assert run(["check", str(tmp_path / "form.xlsx")]) == 0
    assert "can be uploaded" in capsys.readouterr().out


def test_the_template_can_be_written_where_it_is_wanted(capsys, tmp_path):
    assert run(["template", str(tmp_path / "t.xlsx")]) == 0
    assert (tmp_path / "t.xlsx").read_bytes() == template_workbook()
    assert run(["template", str(tmp_path / "no" / "t.xlsx")]) == 1


HOSTILE = sorted(path.name for path in (SHARED / "data/media/hostile").glob("*")) or ["bomb.xlsx"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly(name, capsys):
    path = shared_data(f"media/hostile/{name}")
    code, found = report(capsys, str(path))
    assert code == 1
    assert found["problems"]
    assert least_cpu_s(lambda: report(capsys, str(path))) < 1


def test_the_command_needs_no_django():
    script = "import sys, basira.surfaces.cli.forms\nsys.exit('django' in sys.modules or 'pyxform' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, env={"PYTHONPATH": "src"}).returncode == 0


@pytest.mark.slow
def test_a_huge_form_is_served_or_refused_with_a_reason(capsys, tmp_path):
    rows = [("type", "name", "label"), *(("text", f"q{number}", f"Question {number}") for number in range(5000))]
    (tmp_path / "huge.xlsx").write_bytes(a_form(rows))
    code, found = report(capsys, str(tmp_path / "huge.xlsx"))
    assert (code == 0 and found["questions"] == 5000) or found["problems"]
