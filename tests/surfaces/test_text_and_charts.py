"""Figures, names and charts: what could mislead first."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from basira.surfaces.shared import charts, figures, icons, states
from basira.surfaces.shared.language import Digits, digits


@dataclass(frozen=True)
class Place:
    name_ar: str
    name_en: str


def written(template: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load basira_text %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("value", "decimals", "english", "arabic"),
    [
        (0, 0, "0", "٠"),
        (1284, 0, "1,284", "١٬٢٨٤"),
        (Decimal("0.5"), 1, "0.5", "٠٫٥"),
        (2.675, 2, "2.68", "٢٫٦٨"),
        (Decimal("62.5"), 0, "62", "٦٢"),
    ],
)
def test_numbers_follow_the_readers_digits(value, decimals, english, arabic):
    with translation.override("en"):
        assert figures.number(value, decimals) == english
    with translation.override("ar"):
        assert figures.number(value, decimals) == english
        with digits(Digits.ARABIC):
            assert figures.number(value, decimals) == arabic


def test_a_minus_stays_before_its_number_inside_arabic():
    with translation.override("ar"):
        assert figures.number(-5) == "\u2066−5\u2069"


def test_a_difference_wears_its_sign_unless_it_rounds_to_nothing():
    with translation.override("ar"):
        assert figures.difference(0.05) == "\u2066+5\u2069"
        assert figures.difference(Decimal("-0.05")) == "\u2066−5\u2069"
        assert figures.difference(0.001) == "0"


def test_dates_have_their_month_in_words_and_the_programmes_time_zone():
    late = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    with translation.override("en"):
        assert figures.day(late) == "23 November 2026"
        assert figures.moment(late) == "23 November 2026, 01:30"
        assert figures.month(date(2026, 11, 3)) == "November 2026"
    with translation.override("ar"), digits(Digits.ARABIC):
        assert figures.day(date(2026, 11, 3)) == "٣ نوفمبر ٢٠٢٦"


def test_no_value_is_a_dash_and_never_a_nought():
    for tag in ("num", "share", "points", "date", "month", "moment"):
        assert "—" in written("{% " + tag + " value %}", value=None)
    assert "—" in written("{% interval low high %}", low=None, high=0.5)


def test_names_come_in_the_readers_language_and_are_isolated_and_escaped():
    centre = Place("مركز ديرة", "Deira <b>centre</b>")
    assert written("{% name place %}", "ar", place=centre) == "<bdi>مركز ديرة</bdi>"
    assert written("{% name place %}", place=centre) == "<bdi>Deira &lt;b&gt;centre&lt;/b&gt;</bdi>"


def test_a_name_missing_in_the_readers_language_stands_in_the_other_one_and_says_so():
    assert written("{% name place %}", place=Place("مركز ديرة", "")) == '<bdi lang="ar">مركز ديرة</bdi>'


def test_codes_read_left_to_right_in_both_directions():
    assert written("{% code ref %}", "ar", ref="V-1042") == '<bdi dir="ltr" class="code">V-1042</bdi>'


def test_every_state_has_an_icon_and_a_word():
    from basira.core.kernel import lifecycles

    kinds = ("Questionnaire", "Shopper", "Wave", "Mission", "Visit", "Release")
    for kind in kinds:
        for each in getattr(lifecycles, f"{kind}State"):
            tone, drawing, word = states.look(each)
            assert drawing in icons.PATHS
            assert word != each.value, f"{each!r} has no word"
            assert tone in {"plain", "good", "wait", "bad", "news"}


def test_an_unknown_icon_is_drawn_plain_and_nothing_of_its_name_gets_out():
    assert "script" not in icons.icon('"><script>')


def test_a_strip_is_mirrored_for_arabic_on_purpose():
    dot = charts.Dot(0.6, 0.5, 0.7, "words")
    with translation.override("en"):
        assert 'cx="60.00%"' in charts.interval_strip(dot)
    with translation.override("ar"):
        strip = charts.interval_strip(dot)
        assert 'cx="40.00%"' in strip
        assert 'direction="ltr"' in strip


def test_a_strip_keeps_what_lies_outside_on_its_edge_and_escapes_its_words():
    strip = charts.interval_strip(charts.Dot(1.2, -0.1, 1.4, "<b>"))
    assert 'x1="0.00%"' in strip and 'x2="100.00%"' in strip
    assert "<b>" not in strip


def test_no_chart_carries_an_inline_style():
    drawn = charts.interval_strip(charts.Dot(0.6, 0.5, 0.7, "a"), 0.5) + charts.interval_axis()
    drawn += charts.trend([charts.TrendPoint("1", 0.5, 0.4, 0.6), charts.TrendPoint("2", 0.6, 0.5, 0.7)], "t")
    assert "style=" not in drawn


def test_a_trend_of_nothing_is_nothing():
    assert charts.trend([], "title") == ""
    assert charts.trend([charts.TrendPoint("1", None)], "title") == ""


def test_a_trend_breaks_where_a_cycle_is_withheld_and_says_so():
    points = [
        charts.TrendPoint("One", 0.6, 0.5, 0.7),
        charts.TrendPoint("Two", None),
        charts.TrendPoint("Three", 0.7, 0.6, 0.8),
    ]
    drawn = charts.trend(points, "Course")
    assert "<polyline" not in drawn
    assert drawn.count("<circle") == 2
    assert "Two: not shown" in drawn


def test_a_trend_draws_its_band_round_its_line_inside_its_box():
    drawn = charts.trend([charts.TrendPoint("One", 0.6, 0.5, 0.7), charts.TrendPoint("Two", 0.97, 0.9, 1.0)], "Course")
    heights = [float(y) for y in re.findall(r'c[xy]="[\d.]+%?" cy="([\d.]+)"', drawn)]
    assert all(0 <= y <= charts.TREND_HEIGHT for y in heights)
    assert drawn.count("<polygon") == 1


def test_one_point_of_a_trend_is_a_dot_without_a_line():
    drawn = charts.trend([charts.TrendPoint("One", 0.6, 0.5, 0.7)], "Course")
    assert "<polyline" not in drawn and "<circle" in drawn
