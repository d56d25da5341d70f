"""Exact times and places made coarse: by what the form says of them, and by how they look where it says nothing."""

import pytest

from basira.core.instrument.coarse import (
    Bind,
    Exact,
    coarse,
    coarse_if_exact,
    coarse_unless_measured,
    exact_paths,
    in_words,
    without_exact,
    words_of_form,
)


@pytest.mark.parametrize(
    ("answer", "kind", "stands"),
    [
        ("2026-11-22", Exact.DAY, "2026-W47"),
        ("2026-01-01", Exact.DAY, "2026-W01"),
        ("2027-01-01", Exact.DAY, "2026-W53"),
        ("٢٠٢٦-١١-٢٢", Exact.DAY, "2026-W47"),
        ("10:43", Exact.TIME, "morning"),
        ("9:05", Exact.TIME, "morning"),
        ("00:00:00.000+03:00", Exact.TIME, "night"),
        ("12:00:00", Exact.TIME, "afternoon"),
        ("23:59", Exact.TIME, "evening"),
        ("2026-11-22T10:43:17.000+04:00", Exact.MOMENT, "2026-W47 morning"),
        ("2026-11-22T19:43:17Z", Exact.MOMENT, "2026-W47 evening"),
        ("24.453884 54.377343 0 5", Exact.PLACE, "sealed"),
        ("24.453884 54.377343 0 5; 24.4 54.3 0 5", Exact.PLACE, "sealed"),
        ("at the gate", Exact.PLACE, "sealed"),
        ("about ten", Exact.TIME, "sealed"),
        ("20779.447", Exact.DERIVED, "sealed"),
        ("43", Exact.DERIVED, "sealed"),
        ("10:43", Exact.DERIVED, "morning"),
        ("", Exact.TIME, ""),
        ("  ", Exact.PLACE, ""),
    ],
)
def test_what_stands_for_an_exact_answer(answer, kind, stands):
    assert coarse(answer, kind) == stands
    assert coarse(stands, kind) == stands  # once is enough


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("2026-11-22T10:43:17.000+04:00", "2026-W47 morning"),
        ("2026-11-22 10:43", "2026-W47 morning"),
        ("10:43", "morning"),
        ("2026-11-22", "2026-W47"),
        ("24.453884 54.377343", "sealed"),
        ("24.453884, 54.377343", "sealed"),
        ("12", "12"),
        ("12.5", "12.5"),
        ("yes", "yes"),
        ("We came at 10:43 and waited", "We came at 10:43 and waited"),
        ("uuid:6f9619ff-8b86-d011-b42d-00c04fc964ff", "uuid:6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ],
)
def test_an_answer_that_looks_exact_is_made_coarse_and_any_other_stays(answer, stands):
    assert coarse_if_exact(answer) == stands


def test_a_text_that_the_form_works_out_loses_what_is_exact_in_it():
    assert without_exact("Visit of 2026-11-22 at 10:43:17, 24.453884 54.377343") == (
        "Visit of 2026-W47 at morning, sealed"
    )
    assert without_exact("Visit ٤ of 9") == "Visit ٤ of 9"


def test_what_a_form_says_of_its_places_tells_what_is_exact():
    found = exact_paths([
        Bind("start", "dateTime", "timestamp"), Bind("began", "string", "timestamp"), Bind("today", "string", "date"),
        Bind("g/arrived", "time"), Bind("g/day", "date"), Bind("where", "geopoint"), Bind("way", "geotrace"),
        Bind("minutes", "int"), Bind("words", "string"), Bind("deviceid", "string", "property"),
    ])  # fmt: skip
    assert {path: str(kind) for path, kind in found.items()} == {
        "start": "moment", "began": "moment", "today": "day", "g/arrived": "time", "g/day": "day", "where": "place",
        "way": "place",
    }  # fmt: skip


EXACT = [
    "now()", "decimal-date-time(now())", "format-date-time(now(), '%M')", " /data/g/arrived ", "../arrived",
    "concat( /data/g/arrived , 'x')", "substr( /data/g/arrived , 3, 5)", "pulldata('@geopoint', /data/where , 'x')",
    "selected-at( /data/where , 0)", "once( ../copy )", "decimal-date-time(now()) - decimal-date-time(today())",
]  # fmt: skip
MEASURED = [
    "(decimal-date-time( /data/end ) - decimal-date-time( /data/start )) * 1440", "distance( /data/way )",
    "if( /data/g/arrived > '12:00', 'late', 'early')", " /data/minutes  * 2", "count( /data/room )",
]  # fmt: skip


@pytest.mark.parametrize("how", EXACT)
def test_what_is_worked_out_of_a_moment_or_a_place_is_exact(how):
    assert exact_paths([*GIVEN, Bind("x", "string", "", how)])["x"] is Exact.DERIVED


@pytest.mark.parametrize("how", MEASURED)
def test_a_duration_a_distance_and_a_comparison_are_not(how):
    assert exact_paths([*GIVEN, Bind("x", "string", "", how)]).get("x", Exact.MEASURED) is Exact.MEASURED


HIDDEN = [
    ("if( /data/c = 'y', format-date-time(now(), '%d/%m/%Y %H.%M'), '')", "22/11/2026 10.43"),
    ("concat(format-date-time( /data/start , '%d/%m/%Y'), ' - ', /data/q )", "22/11/2026 - 3"),
]


@pytest.mark.parametrize(("how", "answer"), HIDDEN)
def test_a_moment_inside_of_a_comparison_is_sealed(how, answer):
    binds = [*GIVEN, Bind("x", "string", "", how), Bind("y", "string", "", "concat( /data/x , '')")]
    found = exact_paths(binds)
    assert found["x"] is found["y"] is Exact.MEASURED
    assert coarse_unless_measured(answer, words_of_form(binds)) == "sealed"


def test_what_measures_and_compares_keeps_numbers_yes_and_no_and_the_words_of_the_form():
    words = words_of_form([Bind("x", calculate="if( /data/g/arrived  > '12:00', 'late', \"early\")")])
    assert words == {"late", "early"}
    for answer in ("late", "early", "12", "-3.5", "١٢", "true", "false", "yes", "no", "NaN"):
        assert coarse_unless_measured(answer, words) == answer
    assert coarse_unless_measured("12:00", words) == "afternoon"
    assert coarse_unless_measured("", words) == ""


@pytest.mark.parametrize(
    ("how", "is_exact"),
    [
        (" /data/h/arrived ", False),
        (" /data/h/arrived  * 2", False),
        (" /data/g/arrived ", True),
        (" /data/g[1]/arrived ", True),
        ("instance('list')/root/item[name = 'x']/arrived", True),
        ("current()/../arrived", True),
        ("./arrived", True),
    ],
)
def test_a_whole_path_is_another_place_than_one_of_the_same_name(how, is_exact):
    assert ("x" in exact_paths([*GIVEN, Bind("h/arrived", "int"), Bind("x", "string", "", how)])) is is_exact


GIVEN = [
    Bind("start", "dateTime", "timestamp"), Bind("end", "dateTime", "timestamp"), Bind("g/arrived", "time"),
    Bind("where", "geopoint"), Bind("way", "geotrace"), Bind("minutes", "int"), Bind("copy", "string", "", "../arrived"),
]  # fmt: skip


def test_what_stands_for_an_exact_answer_has_words_in_both_languages():
    assert in_words("2026-W07 morning") == ("الأسبوع 7 من 2026، صباحًا", "week 7 of 2026, in the morning")
    assert in_words("evening") == ("مساءً", "in the evening")
    assert in_words("sealed") == ("محفوظ مختومًا", "kept sealed")
    assert [in_words(answer) for answer in ("", "yes", "12", "2026-11-22", "2026-W07 x")] == [None] * 5
