"""Details of third persons in what a shopper wrote, in Arabic and English; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.assurance.third_persons import Detail, answers_with_third_persons, covered, third_persons_in
from tests.core.assurance.persons_examples import FOUND, PASSES


@pytest.mark.parametrize("text", FOUND)
def test_a_detail_of_a_person_is_found_in_whatever_digits(text):
    assert FOUND[text] in {found.detail for found in third_persons_in(text)}


@pytest.mark.parametrize("text", PASSES)
def test_dates_times_amounts_tickets_and_counts_are_no_persons(text):
    assert third_persons_in(text) == ()


def test_the_place_is_that_of_the_text_as_it_was_written():
    text = "قالت: ٠٥٠١٢٣٤٥٦٧، ثم mona@example.org"
    phone, mail = third_persons_in(text)
    assert (text[phone.start : phone.end], text[mail.start : mail.end]) == ("٠٥٠١٢٣٤٥٦٧", "mona@example.org")


def test_a_number_inside_an_account_is_named_once():
    assert [found.detail for found in third_persons_in("SA0380000000608010167519")] == [Detail.IBAN]


def test_only_the_answers_that_are_asked_for_are_read_and_each_kind_is_named_once():
    answers = {"/data/praise": "0501234567, 0557654321, a@b.org", "/data/code": "0501234567"}
    assert dict(answers_with_third_persons(answers, ["/data/praise", "/data/none"])) == {
        "/data/praise": (Detail.PHONE, Detail.EMAIL)
    }


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault_and_places_lie_inside(text):
    for found in third_persons_in(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text", ["1 " * 10_000, "+" * 20_000, "a." * 10_000 + "@", "AE07" * 5_000, "0-" * 10_000, "أ " * 10_000]
)
def test_a_long_text_that_is_made_to_be_slow_is_not(text):
    import time

    began = time.process_time()
    third_persons_in(text)
    assert time.process_time() - began < 1.0


def test_details_are_covered_and_the_rest_of_the_words_stays():
    assert covered("call 0501234567 or a@b.ae, ticket 0501234567") == "call […] or […], ticket 0501234567"
    assert covered("nobody is named") == "nobody is named" and covered("") == ""
