"""
A link on real browsers: it opens once. What stays of it in a history opens nothing, and the desk hears that it was tried.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, Route, expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers
from tests.journeys.notes import choose_code, come_in, unlock
from tests.journeys.test_first_loop import press
from tests.journeys.test_phone_browser import clean

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW_LINK = {"ar": "رابطًا جديدًا", "en": "a new link"}
REFUSED = {422}
MISSIONS = ".notes-next, main .empty"


@pytest.fixture
def number(desk) -> str:
    """The desk's page of a number that no other journey takes."""
    return numbers(desk)[22][1]


def a_link(desk: Reader, number: str, language: str = "ar") -> str:
    return link_for_a_phone(desk, number, language).replace("127.0.0.1", "localhost")


def watched(phone: Reader) -> list[Request]:
    """Return everything that the phone asks for from now on, as a list that grows."""
    asked: list[Request] = []
    phone.context.on("request", lambda request: asked.append(request))
    return asked


def refuses(finder: Reader, link: str, language: str) -> None:
    """Open a link on a phone that has nothing; it is told to ask for a new one, and left without notes."""
    finder.expected_statuses |= REFUSED
    finder.page.goto(link)
    expect(finder.page.locator("main .notice")).to_contain_text(NEW_LINK[language])
    assert finder.page.evaluate("location.hash") == "" and finder.page.locator("#code").count() == 0


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1280)])
def test_a_link_opens_once_and_what_stays_of_it_opens_nothing(desk, reader, number, language, width):
    link = a_link(desk, number, language)
    phone, token = reader(language=language, width=width), urlsplit(link).fragment.split("/")[0]
    asked = watched(phone)
    phone.page.goto(f"{phone.url}/".replace("127.0.0.1", "localhost"))
    key = come_in(phone, link)
    phone.page.reload()
    unlock(phone.page)
    phone.page.wait_for_selector(MISSIONS)
    phone.page.go_back()
    phone.page.go_forward()
    assert token not in phone.page.url and phone.page.evaluate("location.pathname") == "/notes/"
    unlock(phone.page)
    phone.page.wait_for_selector(MISSIONS)
    assert key.split("/")[0] != token
    for request in asked:
        told = request.url.partition("#")[0] + request.headers.get("referer", "")
        assert token not in told and key.split("/")[0] not in told
    finder = reader(language=language, width=width)
    refuses(finder, link, language)
    clean(finder, f"{language}-link-used")
    phone.page.reload()  # and whoever came in first goes on
    unlock(phone.page)
    phone.page.wait_for_selector(MISSIONS)


def test_the_desk_hears_that_a_used_link_was_tried_and_withdraws_that_phone_alone(demo, desk, reader):
    number = numbers(desk)[23][1]
    first, second = reader(language="ar", width=390), reader(language="ar", width=390)
    link = a_link(desk, number)
    come_in(first, link)
    come_in(second, a_link(desk, number))
    refuses(reader(language="ar", width=390), link, "ar")
    desk.go(number)
    expect(desk.page.locator("main .notice.bad")).to_contain_text("A used link was tried again")
    clean(desk, "en-desk-number")
    small = reader(language="ar", width=390)
    small.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "director"))
    small.go(number)
    expect(small.page.locator("main .notice.bad")).to_contain_text("رابط مستعمل")
    clean(small, "ar-desk-number")
    press(desk, "/withdraw/")  # the first in the list is the phone that came in first
    expect(desk.page.locator("main .notice.bad")).to_have_count(0)
    first.expected_statuses |= {401}
    for phone, seen in ((first, "main .notice"), (second, MISSIONS)):
        phone.page.reload()
        unlock(phone.page)
        expect(phone.page.locator(seen).first).to_be_visible()
    expect(first.page.locator("main .notice")).to_contain_text(NEW_LINK["ar"])


def test_a_link_is_not_spent_before_a_code_is_chosen(desk, reader, number):
    link = a_link(desk, number)
    phone = reader(language="ar", width=390)
    phone.page.goto(link)
    phone.page.wait_for_selector("#code-again")
    phone.page.reload()  # the address holds nothing any more
    expect(phone.page.locator("main .notice")).to_contain_text("افتح الرابط")
    phone.page.goto("about:blank")
    come_in(phone, link)


def test_a_lost_answer_loses_no_phone(desk, reader, number):
    link = a_link(desk, number)
    phone = reader(language="ar", width=390)

    def lose(route: Route) -> None:
        route.fetch()  # the server has spent the link
        route.abort()

    phone.page.route("**/notes/exchange", lose, times=1)
    phone.page.goto(link)
    phone.page.wait_for_selector("#code-again")
    choose_code(phone.page)
    expect(phone.page.locator("main .notice")).to_contain_text("الرابط محفوظ هنا")
    clean(phone, "ar-link-waits")
    phone.faults.clear()  # the browser notes the lost line
    phone.page.reload()
    unlock(phone.page)
    phone.page.wait_for_selector(MISSIONS)


def test_the_phone_that_used_a_link_may_open_it_again_and_the_desk_is_not_alarmed(desk, reader, number):
    link = a_link(desk, number)
    phone = reader(language="ar", width=390)
    come_in(phone, link)
    desk.go(number)
    before = desk.page.locator("main .notice.bad").count()
    phone.expected_statuses |= REFUSED
    phone.page.goto("about:blank")
    phone.page.goto(link)
    expect(phone.page.locator("main .notice")).to_contain_text("برمزك")
    clean(phone, "ar-own-link-again")
    unlock(phone.page)
    phone.page.wait_for_selector(MISSIONS)
    desk.go(number)
    assert desk.page.locator("main .notice.bad").count() == before
