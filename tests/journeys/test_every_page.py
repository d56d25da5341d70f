"""
Every kind of page, found by following links, in both languages, on a phone and on a desk, in light and in dark.

A page kind is an address with its references taken out; one page of each kind is visited. What is asserted: it answers 200, says
its language and direction, fits the window, and axe finds nothing at WCAG 2.2 AA. With BASIRA_SCREENSHOTS set to a folder,
each page is pictured there.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running
from tests.journeys.states import kind_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOWNLOAD = re.compile(
    r"\.(csv|xlsx|xml|json|svg|pdf|zip)$|/download|/workbook|/template|/xform|logout|/healthz|/static/|/picture"
)
SIGHTS = [("ar", 390, False), ("en", 390, False), ("ar", 1280, False), ("en", 1280, True)]
EACH_SIGHT = [SIGHTS[0], SIGHTS[3], *(pytest.param(sight, marks=pytest.mark.nightly) for sight in SIGHTS[1:3])]
"""Both languages, both widths, light and dark in two sights; the other two come at night."""
MOST_PAGES = 60
AT_THE_DESK = ("director", "reviewer", "analyst", "publisher", "admin")
"""In English and dark every day, the director's pages, which are most of the desk's; the others' at night."""


def links_of(reader: Reader) -> list[str]:
    """Return the addresses of this Basira that the page leads to."""
    found = reader.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = [address.removeprefix(reader.url) for address in found if address.startswith(reader.url + "/")]
    return [path for path in here if not DOWNLOAD.search(path.split("?")[0])]


def page_kinds(reader: Reader, starts: list[str], prefix: str) -> Iterator[str]:
    """Yield one path of each kind that can be reached from the starts."""
    waiting, seen = list(starts), {kind_of(path) for path in starts}
    visited = 0
    while waiting and visited < MOST_PAGES:
        path = waiting.pop(0)
        visited += 1
        yield path
        for link in links_of(reader):
            if link.startswith(prefix) and kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)


def faults_of(reader: Reader, path: str, language: str) -> list[str]:
    """Open a page and return what is wrong with it."""
    answer = reader.page.goto(reader.url + path, wait_until="load")
    assert answer is not None
    faults = [] if answer.status == 200 else [f"answers {answer.status}"]
    html = reader.page.locator("html")
    wanted = {"ar": ("ar", "rtl"), "en": ("en", "ltr")}[language]
    if (html.get_attribute("lang"), html.get_attribute("dir")) != wanted:
        faults.append(f"is not in {language}")
    if reader.page.locator("h1").count() != 1:
        faults.append(f"has {reader.page.locator('h1').count()} first headings")
    if overflow := reader.overflow_px():
        faults.append(f"is {overflow} px wider than the window")
    faults += reader.violations()
    return [f"{path} [{language}]: {fault}" for fault in faults]


def picture_of(reader: Reader, surface: str, path: str, sight: tuple[str, int, bool]) -> None:
    """Keep a picture when somebody wants to look."""
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        language, width, dark = sight
        name = re.sub(r"\W+", "-", kind_of(path)).strip("-") or "home"
        reader.picture(Path(folder) / f"{surface}-{name}-{language}-{width}{'-dark' if dark else ''}.png")


@pytest.mark.parametrize("sight", EACH_SIGHT, ids=lambda sight: f"{sight[0]}-{sight[1]}{'-dark' if sight[2] else ''}")
def test_every_public_page(reader: Callable[..., Reader], sight: tuple[str, int, bool]):
    language, width, dark = sight
    somebody = reader(language=language, width=width, dark=dark)
    faults, count = [], 0
    for path in page_kinds(somebody, ["/", "/accounts/login/"], "/"):
        count += 1
        faults += faults_of(somebody, path, language)
        picture_of(somebody, "public", path, sight)
    assert count >= 8
    assert faults == []


@pytest.mark.parametrize(
    ("username", "sight"),
    [("director", SIGHTS[3]), *((username, SIGHTS[0]) for username in AT_THE_DESK)]
    + [pytest.param("director", sight, marks=pytest.mark.nightly) for sight in SIGHTS[1:3]]
    + [pytest.param(username, SIGHTS[3], marks=pytest.mark.nightly) for username in AT_THE_DESK[1:]],
    ids=str,
)
def test_every_console_page(demo: Running, reader: Callable[..., Reader], username: str, sight: tuple[str, int, bool]):
    language, width, dark = sight
    account = next(each for each in demo.demo["accounts"] if each["username"] == username)
    officer = reader(language=language, width=width, dark=dark)
    officer.sign_in(account)
    faults, count = [], 0
    for path in page_kinds(officer, ["/console/"], "/console/"):
        count += 1
        faults += faults_of(officer, path, language)
        picture_of(officer, f"console-{username}", path, sight)
    assert count >= 3
    assert faults == []


@pytest.mark.parametrize("sight", EACH_SIGHT, ids=lambda sight: f"{sight[0]}-{sight[1]}{'-dark' if sight[2] else ''}")
def test_every_portal_page(demo: Running, reader: Callable[..., Reader], sight: tuple[str, int, bool]):
    language, width, dark = sight
    account = next(each for each in demo.demo["accounts"] if each["username"] == "liaison")
    liaison = reader(language=language, width=width, dark=dark)
    liaison.sign_in(account, "/portal/")
    faults, count = [], 0
    for path in page_kinds(liaison, ["/portal/"], "/portal/"):
        count += 1
        faults += faults_of(liaison, path, language)
        picture_of(liaison, "portal", path, sight)
    assert count >= 4
    assert faults == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_refusals_in_the_houses_style(reader: Callable[..., Reader], demo: Running, language: str):
    """403 and 404 are pages of their own, readable and without a fault; 500 is shown by its template's test."""
    account = next(each for each in demo.demo["accounts"] if each["username"] == "reviewer")
    somebody = reader(language=language, width=390)
    somebody.expected_statuses = {403, 404}
    somebody.sign_in(account)
    for path, status in (("/nowhere/", 404), ("/console/accounts/", 403)):
        answer = somebody.page.goto(somebody.url + path, wait_until="load")
        assert answer is not None and answer.status == status
        assert somebody.page.locator("h1").count() == 1
        assert somebody.overflow_px() == 0
        assert somebody.violations() == []
        picture_of(somebody, f"refusal-{status}", path, (language, 390, False))
