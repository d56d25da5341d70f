"""Which language a reader gets."""

import pytest
from django.test import Client, RequestFactory

from basira.surfaces.shared.language import Digits, digits_of, language_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ar"),
        ("*", "ar"),
        ("de-DE,de;q=0.9", "ar"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5", "en"),
        ("ar-AE,en;q=0.9", "ar"),
        ("en;q=0.3,ar;q=0.9", "ar"),
        ("x" * 5000, "ar"),
    ],
)
def test_the_browsers_wish_is_heard_and_arabic_comes_first(header, language):
    assert language_of(RequestFactory().get("/", headers={"accept-language": header})) == language


def test_the_switch_wins_over_the_browser_and_a_broken_cookie_does_not():
    request = RequestFactory().get("/", headers={"accept-language": "ar"})
    request.COOKIES["basira_language"] = "en"
    assert language_of(request) == "en"
    request.COOKIES["basira_language"] = "../../etc"
    assert language_of(request) == "ar"


def test_digits_are_latin_unless_the_reader_chose_otherwise():
    request = RequestFactory().get("/")
    assert digits_of(request) is Digits.LATIN
    request.COOKIES["basira_digits"] = "arab"
    assert digits_of(request) is Digits.ARABIC
    request.COOKIES["basira_digits"] = "klingon"
    assert digits_of(request) is Digits.LATIN


@pytest.mark.django_db
def test_caches_are_told_that_the_page_depends_on_the_reader():
    answer = Client(headers={"accept-language": "en"}).get("/about/")
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert answer["Content-Language"] == "en"


@pytest.mark.django_db
def test_the_digits_are_remembered_and_the_page_is_kept():
    reader = Client(headers={"accept-language": "ar"})
    assert reader.post("/digits", {"digits": "arab", "next": "/method/?cycle="})["Location"] == "/method/?cycle="
    assert reader.cookies["basira_digits"].value == "arab"


@pytest.mark.django_db
@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_digits_switch_never_leads_elsewhere_and_takes_no_unknown_digits(next_page):
    answer = Client().post("/digits", {"digits": "klingon", "next": next_page})
    assert answer["Location"] == "/"
    assert "basira_digits" not in answer.cookies
    assert Client().get("/digits").status_code == 405
