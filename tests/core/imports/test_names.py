"""Spellings of one name meet; names that hide something are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.imports.names import (
    hidden_direction,
    looks_like_formula,
    matching_key,
    split_by_script,
    tidy,
    unfit_for_identifier,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مركز خدمة الرياض", "مركز خدمه الرياض"),
        ("إدارة الأحوال", "اداره الاحوال"),
        ("مَرْكَزُ خِدْمَةٍ", "مركز خدمة"),
        ("مـــركـــز", "مركز"),
        ("مستشفى الملك", "مستشفي الملك"),
        ("مرکز", "مركز"),
        ("ﻣﺮﻛﺰ", "مركز"),
        ("فرع ١٢", "فرع 12"),
        ("فرع ۱۲", "فرع 12"),
        ("Centre  de Santé", "centre de sante"),
        ("مركز\u200f الخدمة\u200b", "مركز الخدمة"),
        ("Al-Nahda", "AL NAHDA"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one, other):
    assert matching_key(one) == matching_key(other)


def test_different_names_keep_different_keys():
    assert matching_key("مركز الشمال") != matching_key("مركز الجنوب")


def test_a_ligature_does_not_blow_a_name_up():
    assert len(matching_key("\ufdfa" * 500)) <= 500 * 4 + 16


@given(st.text(max_size=80))
def test_a_key_is_its_own_key(text):
    assert matching_key(matching_key(text)) == matching_key(text)


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_and_leaves_no_control_character(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not any(ord(sign) < 32 for sign in once)


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_an_override_or_isolate_is_found(sign):
    assert hidden_direction(f"report{sign}fdp.exe") == f"U+{ord(sign):04X}"


@pytest.mark.parametrize("sign", ["\u200e", "\u200f", "\u061c", "\u200b", "\x00", "\x1f", "\u202e", "\ue000"])
def test_no_code_holds_what_nobody_can_see(sign):
    assert unfit_for_identifier(f"C{sign}1") == f"U+{ord(sign):04X}"


def test_a_plain_code_and_an_arabic_code_are_fit():
    assert unfit_for_identifier("C-12/ق") is None


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-2+3", "\t=1+1", "\r=1", " =1", "＝1+1", "-x"])
def test_what_a_spreadsheet_would_run_is_found(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["", "-12.5", "+966 11 456 7890", "مركز", "a=b", "٢٥"])
def test_numbers_and_names_are_no_formulas(text):
    assert not looks_like_formula(text)


def test_a_name_in_two_scripts_is_cut_between_them():
    assert split_by_script("Al Tabib Center مركز الطبيب") == ("مركز الطبيب", "Al Tabib Center")
    assert split_by_script("مركز الطبيب - Al Tabib") == ("مركز الطبيب", "Al Tabib")
    assert split_by_script("Pharmacie Nour") == ("", "Pharmacie Nour")
    assert split_by_script("صيدلية النور") == ("صيدلية النور", "")
