"""What is done at the desk around a visit: the form, a mission and a link for a phone before it, the verdict after it."""

import re
from datetime import datetime, timedelta
from itertools import count

from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.reference_form import FORM_ID, reference_workbook
from tests.journeys.test_first_loop import CYCLE, press, publish_workbook

LATER = count()
"""Minutes by which each mission ends later than the one before: the same mission is not planned twice."""


def publish(officer: Reader) -> None:
    publish_workbook(officer, "reference.xlsx", reference_workbook())
    expect(officer.page.get_by_text("The questionnaire is published").first).to_be_visible()


def numbers(officer: Reader) -> list[tuple[str, str]]:
    """Return the numbers of the running cycle with their addresses. Each journey that shares the demo takes numbers of its own."""
    officer.step("/console/panel/cycles/")
    officer.page.get_by_role("link", name=re.compile(CYCLE)).first.click()
    officer.page.wait_for_load_state("load")
    links = officer.page.locator("main a[href*='/console/panel/numbers/']")
    return [(links.nth(i).inner_text().strip(), str(links.nth(i).get_attribute("href"))) for i in range(links.count())]


def link_for_a_phone(officer: Reader, path: str, language: str) -> str:
    officer.step(path)
    officer.page.select_option("select[name=language]", language)
    press(officer, "/key/")
    assert officer.page.locator("svg.qr path").count() == 2
    return officer.page.inner_text("#link").strip()


def plan(
    officer: Reader,
    path: str,
    number: str,
    centre: str,
    *,
    channel: str = "counter",
    kind: str = "",
    until: tuple[str, ...] = ("offered", "accepted"),
) -> str:
    """Plan a mission with the reference form, move it on through `until`, and return its address."""
    officer.step(f"{path}plan/")
    page, now = officer.page, datetime.now()
    page.fill("[name=number]", number)
    page.fill("[name=centre]", centre)
    page.select_option("[name=channel]", channel)
    page.select_option("[name=kind]", kind)
    page.select_option("[name=scenario]", index=1)
    form = page.locator("[name=questionnaire_version] option", has_text=f"({FORM_ID} ").first.get_attribute("value")
    page.select_option("[name=questionnaire_version]", form)
    page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=window_end]", (now + timedelta(days=3, minutes=next(LATER))).strftime("%Y-%m-%dT%H:%M"))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("load")
    officer.step(f"{path}?q={number}&state=planned")
    hrefs = page.eval_on_selector_all("main a[href*='/console/missions/']", "all => all.map(each => each.pathname)")
    for href in dict.fromkeys(hrefs):
        officer.step(href)
        if FORM_ID in page.inner_text("main"):
            break
    for state in until:
        page.wait_for_load_state("load")
        page.locator(f"form button[name=to][value={state}]").click()
    page.wait_for_load_state("load")
    return str(page.evaluate("location.pathname"))


def accept(reviewer: Reader, number: str, centre: str) -> None:
    """Accept the visit that a number has sent of a centre, once the queue has it: what a phone gives over is filed a moment later."""
    page = reviewer.page
    row = page.locator("main tbody tr", has_text=centre).locator("a[href*='/console/review/']")
    for _attempt in range(60):
        reviewer.step(f"/console/review/?q={number}&state=submitted")
        if row.count():
            break
        page.wait_for_timeout(500)
    reviewer.step(str(row.first.get_attribute("href")))
    page.check("input[name=verdict][value=accepted]")
    press(reviewer, "/settle")
    assert page.get_by_text("Accepted").count() > 0
