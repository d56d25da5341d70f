"""Details of third persons in what a shopper wrote, in Arabic and English; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.assurance.third_persons import Detail, answers_with_third_persons, third_persons_in

FOUND = {
    "اتصل بي على 0501234567 لو سمحت": Detail.PHONE,
    "رقم جواله ٠٥٠١٢٣٤٥٦٧": Detail.PHONE,
    "رقمه ۰۵۰۱۲۳۴۵۶۷": Detail.PHONE,
    "Her number is +971 50 123 4567.": Detail.PHONE,
    "call 00966-55-123-4567 after noon": Detail.PHONE,
    "واتساب: +٩٧٤ ٥٥١٢ ٣٤٥٦": Detail.PHONE,
    "هاتف الموظف 4433221": Detail.PHONE,
    "(04) 123 4567 is the desk's phone, phone: 04 123 4567": Detail.PHONE,
    "mobile 33123456": Detail.PHONE,
    "هويتها 784-1987-1234567-1": Detail.IDENTITY,
    "784198712345671": Detail.IDENTITY,
    "رقم الهوية ١٠٢٣٤٥٦٧٨٩": Detail.IDENTITY,
    "national id 28263400123": Detail.IDENTITY,
    "the man's civil number was 287010112345": Detail.IDENTITY,
    "AE07 0331 2345 6789 0123 456": Detail.IBAN,
    "حسابه SA0380000000608010167519 في البنك": Detail.IBAN,
    "GB82WEST12345698765432": Detail.IBAN,
    "write to mona.a@example.org about it": Detail.EMAIL,
    "بريده: salem_99@مثال.إمارات": Detail.EMAIL,
    "plate number A 12345": Detail.PLATE,
    "لوحتها أ ب ح 1234": Detail.PLATE,
    "سيارة رقم ٥٤٣٢١": Detail.PLATE,
}
PASSES = (
    "انتظرت ١٢ دقيقة عند الشباك ٤",
    "يوم 2026-11-22 الساعة 10:40",
    "On 22/11/2026 at 10:40:17",
    "22.11.2026, 22-11-2026, 22 11 2026",
    "20261122",
    "دفعت 1,250,000 ليرة",
    "the fee was 1250000 SYP",
    "1 250 000 دينار",
    "رقم التذكرة 1234567",
    "ticket no. 0501234567",
    "رقم المعاملة: ١٠٢٣٤٥٦٧٨٩",
    "reference 28263400123",
    "الطلب رقم 20260012345",
    "Counters 1, 2, 3, 4, 5, 6, 7 and 8 were open",
    "3.14159265358979",
    "from 10:40 to 11:11, 31 minutes",
    "25.2854 51.5310",
    "AE07 0331 2345 6789 0123 457",
    "the plate of dates was good",
    "look @ the counter",
    "model GB82 of the machine",
    "1234567",
    "",
)


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
