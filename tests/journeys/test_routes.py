"""
A company sends two people, withdraws one, and sees nobody else's: their names come from the vault to it alone, and the desk sees none.

With BASIRA_SCREENSHOTS set to a folder, each step is pictured there.
"""

from collections.abc import Callable

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = ("ليلى المثال", "سعيد المثال")


def look(somebody: Reader, what: str) -> None:
    """Check a page: axe, width; keep its picture where pictures are wanted."""
    assert somebody.violations() == [], what
    assert somebody.overflow_px() == 0, what
    somebody.keep(f"routes-{what}")


def test_a_company_sends_two_people_and_sees_nobody_elses(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}
    company = reader(language="ar", width=390)
    company.sign_in(accounts["company"], "/console/company/")
    look(company, "company-empty-ar-390")
    for place, name in enumerate(NAMES):
        page = company.step("/console/company/send/")
        page.fill("[name=name]", name)
        page.fill("[name=phone]", f"+97155460000{place}")
        page.check("[name=has_agreed]")
        look(company, "send-ar-390")
        with page.expect_navigation(wait_until="load"):
            page.locator("main form button.btn-primary").click()
    look(company, "company-ar-390")
    shown = company.page.inner_text("main")
    assert all(name in shown for name in NAMES)
    rows = company.page.locator("main table").first.locator("tbody tr")
    assert rows.count() == len(NAMES)
    rows.filter(has_text=NAMES[1]).locator("button").click()
    with company.page.expect_navigation(wait_until="load"):
        company.page.locator("dialog[open] button[value=yes]").click()
    look(company, "company-stops-ar-390")

    director = reader(language="en", width=1280)
    director.sign_in(accounts["director"])
    for path, what in (("/console/providers/", "companies-en-1280"), ("/console/calls/", "ways-in-en-1280")):
        director.step(path)
        look(director, what)
        assert not [name for name in NAMES if name in director.page.content()]
    director.step("/console/")
    assert "A company withdrew 1 of its people" in director.page.inner_text("main")
    look(director, "home-en-1280")
    director.step("/console/panel/")
    look(director, "panel-en-1280")
    director.step("/console/providers/")
    with director.page.expect_navigation(wait_until="load"):
        director.page.locator("main table a").first.click()
    look(director, "company-barred-en-1280")
    assert not [name for name in NAMES if name in director.page.content()]
