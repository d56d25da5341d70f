"""
A birth over four bodies: the analyst finds its map, in Arabic on a phone and in English at a desk, with its two breaks; a body
on the way reads its own step and not a word of the others.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def look_at(somebody: Reader, name: str) -> None:
    """Assert that the page fits and that axe finds nothing; keep a picture when somebody wants to look."""
    assert somebody.overflow_px() == 0, name
    assert somebody.violations() == [], name
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        somebody.picture(Path(folder) / f"way-{name}.png")


def text(somebody: Reader) -> str:
    return str(somebody.page.inner_text("main"))


@pytest.mark.parametrize(
    ("language", "width", "breaks"),
    [
        ("ar", 390, ["طُلب من جديد مستند أصدرته محطة سابقة", "صدرت النتيجة بعد الموعد الموعود"]),
        (
            "en",
            1280,
            ["Asked again for a paper that an earlier step had issued", "The result came later than promised"],
        ),
    ],
)
def test_the_map_of_a_birth_shows_its_two_breaks(
    language: str, width: int, breaks: list[str], demo: Running, reader: Callable[..., Reader]
):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}
    analyst = reader(language=language, width=width)
    analyst.sign_in(accounts["analyst"])
    analyst.go("/console/journeys/")
    look_at(analyst, f"list-{language}-{width}")
    analyst.go(str(analyst.page.locator("main table a").first.get_attribute("href")))
    look_at(analyst, f"event-{language}-{width}")
    analyst.go(str(analyst.page.locator("main a[href*='/maps/']").first.get_attribute("href")))
    look_at(analyst, f"map-{language}-{width}")
    assert analyst.page.locator("ol.answers h3").all_inner_texts() == breaks
    assert analyst.page.locator("svg.chart").get_attribute("role") == "img"

    liaison = reader(language=language, width=width)
    liaison.sign_in(accounts["liaison2"], "/portal/")
    look_at(liaison, f"portal-{language}-{width}")
    own = liaison.page.locator("section", has=liaison.page.locator("#ways"))
    assert ("جواز سفر لمولود" if language == "ar" else "Passport for a newborn") in own.inner_text()
    assert ("شهادة ميلاد" if language == "ar" else "Birth certificate") not in text(liaison)
