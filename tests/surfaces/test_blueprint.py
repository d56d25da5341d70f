"""`./basira blueprint check` and `diff`: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from basira.core.blueprint.reading import read_blueprint
from basira.core.blueprint.vocabulary import GOVERNANCES, PROFILES, QUOTA_CATEGORIES, QUOTAS
from basira.core.kernel.actor import OPERATOR
from basira.core.recruiting.attributes import ATTRIBUTE_COLUMNS, GROUPS, SPEAKS, Language
from basira.programme.people.blueprints import keep_blueprint
from basira.programme.people.charter import Governance
from basira.programme.people.profiles import ProfileCode
from basira.programme.recruiting.verbs import pooling
from basira.surfaces.cli import blueprint, panel
from tests.cast import MONDAY_9AM
from tests.shared_data import ROOT

FOLDER = ROOT / "blueprints"
S1, S3 = (str(FOLDER / f"{code}.toml") for code in ("S1", "S3"))


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "mine.toml"
    text = (ROOT / "blueprints" / "S3.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("reply_working_days = 10", "reply_working_days = 0"), encoding="utf-8")
    return str(path)


def test_a_broken_file_is_refused_by_line_and_key(broken, capsys):
    assert blueprint.run(["check", broken]) == 1
    said = capsys.readouterr().out
    lines = Path(broken).read_text(encoding="utf-8").splitlines()
    line = lines.index("reply_working_days = 0") + 1
    assert f"error: line {line}: clocks.reply_working_days is from 1 to 60 working days." in said
    assert "mine.toml is refused: 1 errors" in said


def test_the_same_refusal_in_arabic_and_as_json(broken, capsys):
    assert blueprint.run(["check", broken, "--json", "--language", "ar"]) == 1
    report = json.loads(capsys.readouterr().out)
    found = [problem for problem in report["problems"] if problem["severity"] == "error"]
    assert report["ok"] is False and len(found) == 1
    assert (found[0]["code"], found[0]["key"]) == ("blueprint.out-of-range", "clocks.reply_working_days")
    assert "اختر عددًا بينهما" in found[0]["message"]


def test_a_reader_of_arabic_is_told_everything_in_arabic(broken, capsys):
    assert blueprint.run(["check", broken, "--language", "ar"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("mine.toml مرفوض: الأخطاء 1")
    assert all(line.startswith(("خطأ: السطر", "تنبيه: السطر")) for line in lines[:-1])


def test_a_shipped_file_passes_and_its_unobeyed_keys_are_told(capsys):
    assert blueprint.run(["check", S3, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert {problem["code"] for problem in report["problems"]} == {"blueprint.not-yet"}
    told = {problem["key"] for problem in report["problems"]}
    assert told >= {"honours.employees", "sources[0].weight", "sources[1].code"}
    assert not told & {"panel.drop_out", "results.publish_coverage", "shoppers.classes[0].term_months"}
    assert not told & {"eligibility.statuses", "shoppers.classes[0].code", "sources[0].code"}  # these are obeyed
    assert "sources[1].weight" not in told  # nothing of that entry is, and it is told once


@pytest.mark.parametrize("arguments", [["check", "no-such.toml"], ["diff", S1, "no-such.toml"]])
def test_a_file_that_is_not_there_is_said_on_the_error_stream(arguments, capsys):
    assert blueprint.run(arguments) == 1
    said = capsys.readouterr()
    assert said.out == "" and "no-such.toml can't be read" in said.err


def test_words_that_are_not_understood_end_with_two(capsys):
    assert blueprint.run(["compare", S1]) == 2
    assert blueprint.run([]) == 2


def test_the_difference_stands_in_words_of_both_languages(capsys):
    assert blueprint.run(["diff", S1, S3]) == 0
    said = capsys.readouterr().out
    assert "Clocks · Days that a body has to answer a finding: 5 → 10" in said
    assert "المهل · مهلة الجهة للرد على نتيجة الرصد: 5 \u200f←\u200f 10" in said
    assert blueprint.run(["diff", S1, S1, "--language", "en"]) == 0
    assert capsys.readouterr().out == "The two say the same.\n"


def test_a_refused_file_is_not_compared(broken, capsys):
    assert blueprint.run(["diff", S3, broken, "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "is refused" in said.err


def test_a_blueprint_names_governance_and_profile_as_the_programme_does():
    assert tuple(map(str, Governance)) == GOVERNANCES and tuple(map(str, ProfileCode)) == PROFILES


def test_a_blueprint_names_the_groups_of_quotas_as_applicants_are_asked():
    groups = {name: tuple(map(str, each)) for name, each in GROUPS.items()}
    assert groups | {f"{SPEAKS}{each}": ("yes", "no") for each in Language} == QUOTAS
    assert set(QUOTA_CATEGORIES) == set(ATTRIBUTE_COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_the_quotas_of_every_shipped_blueprint_can_be_bound(path, capsys):
    """Fresh eyes found that S3's could not: it spoke of groups that no applicant is asked about."""
    found = read_blueprint(path.read_bytes()).blueprint
    rows = found.table("panel.quotas")
    assert blueprint.run(["quotas", str(path)]) == (0 if rows else 1)
    read = pooling.read_quotas_of(capsys.readouterr().out) if rows else ()
    assert [(each.category, each.feature) for each in read] == [(row["category"], row["feature"]) for row in rows]


def test_the_quotas_of_a_file_are_what_the_draw_reads(capsys, tmp_path):
    assert blueprint.run(["quotas", S1]) == 1  # a department draws nobody
    assert "has no quotas" in capsys.readouterr().err
    assert blueprint.run(["quotas", S3]) == 0
    table = capsys.readouterr().out
    assert table.splitlines()[:2] == ["category,feature,min,max", "standing,citizen,25,25"]
    categories, respondents = tmp_path / "categories.csv", tmp_path / "respondents.csv"
    categories.write_text(table, encoding="utf-8")
    features = {name: QUOTAS[name] for name in ("standing", "age", "sex", "occupation")}
    features["standing"], features["age"] = features["standing"][:2], features["age"][1:]
    rows = [
        [values[number // step % len(values)] for step, values in zip((1, 2, 3, 2), features.values(), strict=True)]
        for number in range(70)
    ]
    lines = [",".join(features), *(",".join(row) for row in rows)]
    respondents.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = [
        str(respondents),
        str(categories),
        "--size",
        "50",
        "--seed",
        "x",
        "--out",
        str(tmp_path / "drawn"),
        "--json",
    ]
    assert panel.run(["draw", *words]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == 50


def test_the_quotas_of_a_refused_file_are_not_written(broken, capsys):
    assert blueprint.run(["quotas", broken]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_the_running_programme_is_written_to_a_file_that_the_check_takes(tmp_path, capsys):
    keep_blueprint(text=Path(S3).read_text(encoding="utf-8"), by=OPERATOR, at=MONDAY_9AM)
    path = tmp_path / "ours.toml"
    assert blueprint.run(["export", "--out", str(path)]) == 0
    capsys.readouterr()
    assert blueprint.run(["check", str(path)]) == 0
    assert blueprint.run(["export", "--out", str(tmp_path / "no" / "folder.toml")]) == 1
    assert "can't be written" in capsys.readouterr().err
    assert blueprint.run(["export"]) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
