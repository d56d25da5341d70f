"""The blueprints that ship: whole, honest about what is not obeyed, and read and written without a loss."""

import random
from dataclasses import replace

import pytest

from basira.core.blueprint.differences import differences
from basira.core.blueprint.keys import BY_PATH, BY_TABLE, KEYS
from basira.core.blueprint.lines import lines_of
from basira.core.blueprint.page import reference_page
from basira.core.blueprint.reading import read_blueprint
from basira.core.blueprint.schema import Standing
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.writing import written
from basira.core.kernel.problem import has_errors

from .broken import FOLDER

SHIPPED = ("S0", "S1", "S2", "S3", "S4")


def blueprint(code: str) -> Blueprint:
    found = read_blueprint((FOLDER / f"{code}.toml").read_bytes())
    assert found.blueprint is not None, [str(fault) for fault in found.faults]
    return found.blueprint


def test_all_five_programmes_ship():
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == list(SHIPPED)


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_blueprint_has_no_error_and_tells_what_is_not_obeyed(code):
    found = read_blueprint((FOLDER / f"{code}.toml").read_bytes())
    assert found.blueprint is not None and not has_errors(found.faults)
    assert found.blueprint.said("programme.code") == code
    told = {fault.column for fault in found.faults if fault.code == "blueprint.not-yet"}
    silent = [
        path
        for path, value in found.blueprint.values.items()
        if BY_PATH[path].standing is Standing.NOT_YET and not BY_PATH[path].is_obeyed(value) and path not in told
    ]
    assert silent == []


@pytest.mark.parametrize("code", ["S1", "S3"])
def test_the_two_complete_ones_speak_in_every_table(code):
    found = blueprint(code)
    spoken = {path.rpartition(".")[0] for path in found.values} | set(found.rows)
    without = {"partners", "observing", "calendar.holidays", "panel.quotas", "panel", "sites"}  # no recording, no draw
    assert set(BY_TABLE) - spoken <= without


@pytest.mark.parametrize("code", SHIPPED)
def test_what_is_written_is_read_again_without_a_loss(code):
    found = blueprint(code)
    again = read_blueprint(written(found, head="A copy.\nالنسخة")).blueprint
    assert again is not None and differences(found, again) == () and again == Blueprint(found.values, found.rows)


@pytest.mark.parametrize("nasty", ['a "b" \\ c', "tab\tnew\nline", "\x7f \u2028 \u202e", "'''", "# no comment"])
def test_texts_with_every_sign_survive_being_written(nasty):
    found = blueprint("S3")
    odd = replace(found, values=found.values | {"programme.purpose_ar": nasty})
    again = read_blueprint(written(odd)).blueprint
    assert again is not None and again.said("programme.purpose_ar") == nasty


def test_the_line_of_every_key_is_known_whatever_stands_in_the_values():
    text = '# c\na = """\nb = 1\n[x]\n"""\n[t] # [[u]]\nc = [\n  "]", # ]\n  "d = 2",\n]\n"e" = 3\n[[r]]\nf = 1\n[[r]]\nf = \'\\\'\n'
    assert lines_of(text) == {
        "a": 2, "t": 6, "t.c": 7, "t.e": 11, "r": 12, "r[0]": 12, "r[0].f": 13, "r[1]": 14, "r[1].f": 15,
    }  # fmt: skip


def test_a_difference_is_told_in_both_languages_and_says_when_it_touches_the_method():
    before = blueprint("S3")
    rows = list(before.table("panel.quotas"))
    rows[0] = {**rows[0], "least": 20}
    after = Blueprint(
        before.values | {"clocks.reply_working_days": 5, "results.presentation": "stars"},
        before.rows | {"panel.quotas": tuple(rows)},
    )
    found = {one.path: one for one in differences(before, after)}
    assert set(found) == {"clocks.reply_working_days", "results.presentation", "panel.quotas[standing, citizen].least"}
    clock = found["clocks.reply_working_days"]
    assert clock.in_words("en") == "Clocks · Days that a body has to answer a finding: 10 → 5"
    assert clock.in_words("ar") == "المهل · مهلة الجهة للرد على نتيجة الرصد: 10 \u200f←\u200f 5"
    assert "from the next cycle on" in found["results.presentation"].in_words("en")
    assert "(standing, citizen): 25 → 20" in found["panel.quotas[standing, citizen].least"].in_words("en")
    assert differences(before, before) == ()


def test_what_one_of_two_leaves_out_is_told_as_added_or_taken_out():
    some, more = blueprint("S1"), blueprint("S3")
    there, back = differences(some, more), differences(more, some)
    assert {one.path for one in there} == {one.path for one in back}
    assert all((one.before, one.after) != (None, None) for one in there)
    assert any("added, 50" in one.in_words("en") for one in there)
    assert any("taken out, was 50" in one.in_words("en") for one in back)


def test_every_key_has_a_meaning_in_both_languages_and_stands_on_the_page():
    page = reference_page()
    assert len({key.path for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.english.endswith(".") and key.arabic.endswith(".") and f"| `{key.name}`" in page
        assert key.table == "" or key.table in BY_TABLE
        assert (key.standing is Standing.HELD) == (key.holds is not None)


def test_any_part_of_a_blueprint_is_written_and_read_as_the_same_values():
    """Keys taken out at random: what is left comes back whole, or the check says what is missing now."""
    chance = random.Random(8)  # noqa: S311  replayed, never a secret
    for code in SHIPPED:
        full = blueprint(code)
        for _ in range(20):
            kept = {path: value for path, value in full.values.items() if chance.random() < 0.8}
            found = read_blueprint(written(Blueprint(kept, full.rows)))
            if found.blueprint is not None:
                assert dict(found.blueprint.values) == kept
            else:
                assert has_errors(found.faults)
