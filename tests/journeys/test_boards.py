"""
Boards: a head reads the body at a glance, a manager her centres and no other, a sector's lead her sector, in Arabic on a phone and in
English at a desk. A head asks for messages by mail, and ends them.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIGHTS = (("ar", 390), ("en", 1280))


def look_at(somebody: Reader, name: str) -> str:
    """Assert that the page fits and that axe finds nothing, keep a picture when somebody wants to look; return its words."""
    assert somebody.overflow_px() == 0, name
    assert somebody.violations() == [], name
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        somebody.picture(Path(folder) / f"boards-{name}.png")
    return somebody.page.inner_text("main")


@pytest.mark.parametrize(("language", "width"), SIGHTS)
def test_each_reads_a_board_within_their_bounds(
    demo: Running, reader: Callable[..., Reader], language: str, width: int
):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}

    def signed_in(username: str, home: str) -> Reader:
        somebody = reader(language=language, width=width)
        somebody.sign_in(accounts[username], home)
        return somebody

    sight = f"{language}-{width}"
    head = signed_in("head", "/portal/")
    head.go("/portal/board/")
    board = look_at(head, f"head-{sight}")
    assert ("Abu Dhabi" in board) if language == "en" else ("أبوظبي" in board)
    assert head.page.locator("svg .c-mark").count() > 1  # the mean of others, from the public results
    assert head.page.locator("svg .c-interval").count() > 5

    manager = signed_in("manager", "/portal/centres/")
    assert manager.page.locator("main h2 a").count() == 2
    look_at(manager, f"centres-{sight}")
    manager.step(str(manager.page.locator("main h2 a").first.get_attribute("href")))
    look_at(manager, f"centre-{sight}")
    manager.expected_statuses = {403}
    answer = manager.page.goto(f"{manager.url}/portal/board/")
    assert answer is not None and answer.status == 403

    lead = signed_in("sector", "/console/")
    lead.go("/console/sectors/")
    look_at(lead, f"sectors-{sight}")
    lead.step(str(lead.page.locator("main ul a").first.get_attribute("href")))
    sector = look_at(lead, f"sector-{sight}")
    assert ("Notary" in sector and "Passports" not in sector) if language == "en" else ("التوثيق" in sector)


def test_a_head_asks_for_messages_and_the_page_keeps_it(demo: Running, reader: Callable[..., Reader]):
    head = reader(language="ar", width=390)
    head.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "head"), "/portal/")
    head.go("/accounts/digests/")
    look_at(head, "digests-ar-390")
    head.page.fill("input[name=email]", "head@example.org")
    head.page.check("input[name=kinds][value=weekly]")
    with head.page.expect_navigation():
        head.page.locator("main form button[type=submit]").first.click()
    assert head.page.input_value("input[name=email]") == "head@example.org"
    assert head.page.is_checked("input[name=kinds][value=weekly]")
    look_at(head, "digests-kept-ar-390")
    head.page.uncheck("input[name=kinds][value=weekly]")
    with head.page.expect_navigation():
        head.page.locator("main form button[type=submit]").first.click()
    assert not head.page.is_checked("input[name=kinds][value=weekly]")
