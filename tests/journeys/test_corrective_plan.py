"""
A corrective plan: a body accepts, proposes, declares with proof, and its head signs off from a second account; another's delay
climbs to the top; a planner orders the repeat of an earlier fix, which the vault draws, and no page of the body changes.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running, demo_in
from tests.journeys.test_first_loop import press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PDF = {"name": "board.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nfee board"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own: this journey writes plans and orders a mission."""
    with demo_in(tmp_path_factory.mktemp("plans")) as running:
        yield running


def look_at(somebody: Reader, name: str) -> None:
    """Assert that the page fits and that axe finds nothing; keep a picture when somebody wants to look."""
    assert somebody.overflow_px() == 0, name
    assert somebody.violations() == [], name
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        somebody.picture(Path(folder) / f"plan-{name}.png")


def text(somebody: Reader) -> str:
    return str(somebody.page.inner_text("main"))


def asked_for(somebody: Reader, words: str) -> str:
    """Return the address of the first plan in the list whose row says `words`, once the worker has looked."""
    for _attempt in range(60):
        rows = somebody.page.locator("tbody tr", has_text=words)
        if rows.count():
            return str(rows.first.locator("a").first.get_attribute("href"))
        somebody.page.wait_for_timeout(1000)
        somebody.page.reload()
    raise AssertionError(f"no plan says {words}: {text(somebody)}")


def test_a_fault_is_mended_signed_and_looked_at_again(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}

    def at_work(username: str, home: str = "/console/", **sight: object) -> Reader:
        somebody = reader(**{"language": "en", "width": 1280} | sight)
        somebody.sign_in(accounts[username], home)
        return somebody

    liaison = at_work("liaison", "/portal/", language="ar", width=390)
    liaison.go("/portal/plans/")
    plan = asked_for(liaison, "مطلوب خطة")
    look_at(liaison, "list-ar-390")
    liaison.go(plan)
    look_at(liaison, "asked-ar-390")
    page = liaison.page
    page.fill("[name=form-0-what]", "تعليق الرسوم عند كل شباك")
    page.fill("[name=form-0-post]", "مدير خدمة المتعاملين")
    page.fill("[name=form-0-due_on]", working_day(page))
    press(liaison, "/propose")
    assert "اقتُرحت الخطوات" in text(liaison)

    analyst = at_work("analyst")
    analyst.go(plan.replace("/portal/", "/console/"))
    look_at(analyst, "proposed-en-1280")
    press(analyst, "/agree")
    liaison.go(plan)
    step = str(page.locator("form[action*='/steps/']").first.get_attribute("action"))
    press(liaison, step.rsplit("/", 1)[1])
    page.set_input_files("input[name=attached]", PDF)
    look_at(liaison, "declare-ar-390")
    press(liaison, "/declare")
    assert "أُعلنت المعالجة" in text(liaison) and page.locator("form[action$='/sign']").count() == 0

    head = at_work("head", "/portal/", dark=True)
    head.go(plan)
    look_at(head, "sign-en-1280-dark")
    with head.page.expect_navigation():
        head.page.locator("form[action$='/sign'] button").click()
        head.page.locator("dialog[open] button[value=yes]").click()
    assert "settle" in text(head)
    look_at(head, "signed-en-1280-dark")

    director = at_work("director")
    director.go("/console/plans/")
    assert "reached the top management" in text(director) and "No plan" in text(director)
    look_at(director, "desk-en-1280")
    director.go("/console/plans/rules/")
    look_at(director, "rules-en-1280")

    planner = at_work("planner")
    planner.go("/console/plans/")
    due = asked_for(planner, "Repeat is due")
    before = body_reads(liaison, due)
    planner.go(due)
    look_at(planner, "due-en-1280")
    first, last = days_of_the_cycle(planner)
    planner.page.fill("[name=first_day]", first)
    planner.page.fill("[name=last_day]", last)
    press(planner, "/repeat")
    assert "Repeat is ordered" in text(planner)
    look_at(planner, "ordered-en-1280")
    assert body_reads(liaison, due) == before

    planner.go("/console/plans/contacts/add")
    look_at(planner, "contact-en-1280")
    citizen = reader(language="ar", width=390)
    citizen.go("/about/")
    look_at(citizen, "about-ar-390")


def working_day(page: object) -> str:
    """Return a working day two weeks from now, as a day field takes it."""
    script = "() => { const d = new Date(Date.now() + 14 * 864e5); while ([0, 5, 6].includes(d.getUTCDay())) d.setTime(+d + 864e5);"
    return str(page.evaluate(script + " return d.toISOString().slice(0, 10); }"))  # type: ignore[attr-defined]


def days_of_the_cycle(planner: Reader) -> tuple[str, str]:
    """Return tomorrow twice: a day inside the demo's running cycle."""
    day = str(planner.page.evaluate("() => new Date(Date.now() + 864e5).toISOString().slice(0, 10)"))
    return day, day


def body_reads(liaison: Reader, plan: str) -> str:
    """Return what the body reads of a plan."""
    liaison.go(plan.replace("/console/", "/portal/"))
    return text(liaison)
