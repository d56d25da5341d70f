"""A list of centres: refusals by row, likenesses, and what a clean list says."""

import time

import pytest

from basira.core.imports.centres import check_centres
from basira.core.imports.geo import Point
from basira.core.imports.reading import read_table
from basira.core.imports.sameness import KnownCentre


def check(text, pairs=(), known=()):
    return check_centres(read_table(text.encode(), "list.csv"), pairs, known)


def faults(checked):
    return [(str(fault.severity), fault.code, fault.row) for fault in checked.faults]


def test_a_list_without_a_name_column_is_refused_and_its_columns_are_listed():
    checked = check("code,colour\n1,red\n")
    assert not checked.ok
    assert [fault.code for fault in checked.faults] == ["centre.no-name-column"]
    assert "code, colour" in checked.faults[0].message


def test_a_header_alone_is_refused():
    assert faults(check("code,name_ar\n")) == [("error", "table.no-rows", None)]


def test_half_a_point_in_the_columns_is_refused():
    assert faults(check("code,name_ar,lat\n1,مركز,24\n")) == [("error", "centre.half-a-point", None)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1,مركز,46.6753,124.7", "point.swapped"),
        ("1,مركز,95,190", "point.out-of-range"),
        ("1,مركز,north,46", "point.not-a-number"),
        ("C\u200f1,مركز,24,46", "centre.code-unfit"),
        ("C1,مر\u202eكز,24,46", "centre.hidden-direction"),
        ("x" * 41 + ",مركز,24,46", "centre.code-too-long"),
        ("1," + "م" * 201 + ",24,46", "centre.text-too-long"),
        (",,,", "centre.name-missing"),
    ],
)
def test_a_row_with_an_error_is_named_and_left_out(row, code):
    if code == "point.swapped":
        row = "1,مركز,124.7,46.6753"
    checked = check(f"code,name_ar,lat,lon,note\n2,آخر,24,47,\n{row},x\n")
    assert not checked.ok
    assert faults(checked) == [("error", code, 3)]
    assert [centre.code for centre in checked.centres] == ["2"]


def test_one_code_for_two_centres_is_an_error():
    checked = check("code,name_ar\n1,مركز الشمال\n1,مركز الجنوب\n")
    assert faults(checked) == [("error", "centre.code-repeated", 3)]


def test_a_column_that_holds_no_codes_is_told_once():
    checked = check("code,name_ar\n" + "".join(f"1,مركز {number}\n" for number in range(50)))
    assert [fault.code for fault in checked.faults].count("centre.code-repeated") == 10
    assert checked.faults[-1].code == "centre.code-repeated-often"


def test_the_same_centre_twice_is_left_out_with_a_warning():
    checked = check("code,name_ar\n1,مركز خدمة\n1,مركز خدمه\n")
    assert checked.ok
    assert faults(checked) == [("warning", "centre.repeated-row", 3)]
    assert len(checked.centres) == 1


def test_one_name_within_150_metres_is_a_likely_duplicate():
    checked = check(
        "code,name_ar,lat,lon\n1,مركز الأحوال,24.7000,46.7\n2,مركز الاحوال,24.7010,46.7\n3,مركز الأحوال,24.8,46.7\n"
    )
    assert checked.ok
    assert faults(checked) == [("warning", "centre.duplicate-likely", 3)]
    assert dict(checked.faults[0].params) == {"other_row": "2", "other": "1", "metres": "111"}


def test_one_name_in_one_town_is_a_likely_duplicate_where_no_place_is_given():
    checked = check("code,name_en,town\n1,North,Doha\n2,NORTH,doha\n3,North,Wakra\n")
    assert faults(checked) == [("warning", "centre.duplicate-likely", 3)]


def test_the_registry_is_compared_too():
    known = [KnownCentre("K-1", "مركز الشمال", "", "الدوحة", Point(25.3, 51.5)), KnownCentre("K-2", "آخر", "")]
    checked = check("code,name_ar,lat,lon\nX,مركز الشمال,25.3001,51.5\nk-2,غير,25,51\n", known=known)
    assert faults(checked) == [
        ("warning", "centre.duplicate-likely", 2),
        ("warning", "centre.already-known", 3),
    ]
    assert [centre.known for centre in checked.centres] == [False, True]


def test_the_null_island_and_half_a_point_are_left_open():
    checked = check("code,name_ar,lat,lon\n1,مركز,0,0\n2,آخر,24,\n")
    assert faults(checked) == [("warning", "point.null-island", 2), ("warning", "point.half", 3)]
    assert [centre.point for centre in checked.centres] == [None, None]


def test_a_formula_is_kept_as_text_and_told():
    checked = check("code,name_ar\n1,=1+1\n")
    assert faults(checked) == [("warning", "centre.formula-like", 2)]
    assert checked.centres[0].name_en == "" and checked.centres[0].name_ar == "=1+1"


def test_codes_are_made_from_the_row_the_same_every_time():
    text = "name_ar,town,other\nمركز,الدوحة,1\nمركز,الدوحة,2\n"
    first, second = check(text), check(text)
    assert [centre.code for centre in first.centres] == [centre.code for centre in second.centres]
    assert len({centre.code for centre in first.centres}) == 2
    assert ("warning", "centre.code-made", None) in faults(first)


def test_a_centre_without_a_name_is_called_by_type_and_code():
    checked = check("code,name,amenity\nP-1,,pharmacy\n")
    assert checked.ok
    assert checked.centres[0].name_en == "pharmacy P-1"


def test_unknown_words_for_channels_and_kinds_are_warnings():
    checked = check("code,name_ar,channels,entity,entity_kind\n1,مركز,حضوري; هاتف; fax,وزارة,club\n")
    assert [code for _, code, _ in faults(checked)] == ["centre.unknown-entity-kind", "centre.unknown-channel"]
    assert checked.centres[0].channels == ("counter", "phone")
    assert checked.centres[0].entity_kind == "other"


def test_arabic_digits_and_separators_are_read():
    centre = check("الرمز;الاسم;خط العرض;خط الطول\nق-١;مركز;٢٥٫٢٢٨٥;51,531\n").centres[0]
    assert (centre.code, centre.point) == ("ق-1", Point(25.2285, 51.531))


def test_twenty_thousand_equal_names_are_checked_quickly():
    rows = "".join(f"{number},مركز,{24 + number % 500 * 0.001:.4f},46.7\n" for number in range(20_000))
    began = time.perf_counter()
    checked = check("code,name_ar,lat,lon\n" + rows)
    assert checked.ok
    assert time.perf_counter() - began < 20
