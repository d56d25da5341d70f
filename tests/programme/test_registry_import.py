"""`./basira registry import`: refused whole, or written whole."""

import json

import pytest

from basira.programme.registry import queries
from basira.surfaces.cli import registry

pytestmark = pytest.mark.django_db

HOME = ["--entity", "وزارة الداخلية / Interior", "--sector", "الأمن / Security"]


@pytest.fixture
def command(capsys):
    """Run the command with --json and return its exit status and what it printed."""

    def run(*arguments):
        status = registry.run(["import", "--json", *map(str, arguments)])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_a_missing_file_writes_nothing(command, tmp_path):
    status, printed = command(tmp_path / "none.csv", *HOME)
    assert (status, printed["problems"][0]["code"]) == (1, "file.missing")


def test_one_wrong_row_refuses_all_rows(command, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code,name_ar,lat,lon\n1,شمال,24,46\n2,جنوب,99,199\n", encoding="utf-8")
    status, printed = command(path, *HOME)
    assert (status, printed["ok"]) == (1, False)
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_rows_without_a_home_are_refused_in_words(command, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code,name_ar\n1,شمال\n", encoding="utf-8")
    status, printed = command(path)
    assert (status, printed["problems"][-1]["code"]) == (1, "registry.home-missing")
    assert "do not say where they belong" in printed["problems"][-1]["message"]


def test_a_clean_list_is_written_and_the_same_list_again_changes_nothing(command, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code,name_ar,sector\n1,شمال,الأمن\n2,جنوب,الأمن\n", encoding="utf-8")
    assert command(path, *HOME)[0] == 0
    status, printed = command(path, *HOME)
    assert status == 0
    assert [problem["code"] for problem in printed["problems"]] == ["centre.already-known"] * 2
    assert queries.centre_list(queries.CentreFilter()).total == 2
    assert len(queries.sector_cards()) == 1
