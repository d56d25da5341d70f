"""
A corrective plan: a body accepts, proposes, declares with proof, and its head signs off from a second account; another's delay
climbs to the top; a planner orders the repeat of an earlier fix, which the vault draws, and no page of the body changes.
In the same demo the body and an analyst draw a procedure together, and a body says before a cycle what it would get.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running, demo_in
from tests.journeys.test_first_loop import press, send_form

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


def test_a_body_and_an_analyst_look_at_a_procedure_together(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}
    liaison = reader(language="ar", width=390)
    liaison.sign_in(accounts["liaison"], "/portal/")
    page = liaison.page
    liaison.go(str(page.locator("a[href^='/portal/findings/']").last.get_attribute("href")))
    liaison.go(str(page.locator("a[href^='/portal/workspaces/open/']").first.get_attribute("href")))
    look_at(liaison, "workspace-open-ar-390")
    page.fill("[name=title]", "دفع الرسم عند الشباك")
    press(liaison, page.url.removeprefix(liaison.url))
    place = page.url.removeprefix(liaison.url)
    look_at(liaison, "workspace-empty-ar-390")
    liaison.go(f"{place}draw/as-is/")
    look_at(liaison, "workspace-draw-ar-390")
    page.fill("[name=form-0-who]", "موظف الشباك")
    page.fill("[name=form-0-what]", "يأخذ الطلب ونسخة من البطاقة")
    page.fill("[name=form-0-minutes]", "5")
    press(liaison, "draw/as-is/")
    page.fill("[name=words]", "هذا هو الإجراء كما هو اليوم.")
    press(liaison, "/remark")

    analyst = reader(language="en", width=1280)
    analyst.sign_in(accounts["analyst"])
    analyst.go(place.replace("/portal/", "/console/"))
    analyst.expected_statuses = {422}
    analyst.page.fill("[name=words]", "The shopper waited.")
    press(analyst, "/remark")
    assert "The shopper waited." in analyst.page.input_value("[name=words]")
    look_at(analyst, "workspace-refused-en-1280")
    analyst.page.fill("[name=what]", "Ask for no copy")
    analyst.page.fill("[name=who]", "Head of services")
    analyst.page.fill("[name=due_on]", working_day(analyst.page))
    press(analyst, "/change")
    look_at(analyst, "workspace-en-1280")
    liaison.go(place)
    press(liaison, "/agree")
    assert "متفق عليه" in text(liaison) and "موظف الشباك" in text(liaison)
    look_at(liaison, "workspace-agreed-ar-390")
    liaison.go("/portal/workspaces/")
    look_at(liaison, "workspaces-ar-390")
    analyst.go("/console/workspaces/")
    look_at(analyst, "workspaces-en-1280")


def test_a_body_says_before_a_cycle_what_it_would_get(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}
    director = reader(language="en", width=1280)
    director.sign_in(accounts["director"])
    director.go("/console/cycles/open/")
    page = director.page
    for name, words in {"name_ar": "الدورة الرابعة", "name_en": "Fourth cycle"}.items():
        page.fill(f"[name={name}]", words)
    for name, days in {"starts_on": 60, "ends_on": 90}.items():
        page.fill(f"[name={name}]", day_from_now(page, days))
    send_form(director)
    director.go(str(page.locator("a[href^='/console/self-assessment/']").first.get_attribute("href")))
    look_at(director, "self-ask-en-1280")
    page.locator("[name=versions]").first.check()
    page.fill("[name=answer_by]", day_from_now(page, 30))
    press(director, page.url.removeprefix(director.url))
    look_at(director, "self-asked-en-1280")

    liaison = reader(language="ar", width=390)
    liaison.sign_in(accounts["liaison"], "/portal/")
    liaison.go("/portal/self-assessment/")
    look_at(liaison, "self-list-ar-390")
    sheet = str(liaison.page.locator("tbody a").first.get_attribute("href"))
    liaison.go(sheet)
    look_at(liaison, "self-sheet-ar-390")
    liaison.go(f"{sheet}body/")
    look_at(liaison, "self-form-ar-390")
    liaison.page.locator("input[type=radio][name=c0]").first.check()
    press(liaison, f"{sheet}body/")
    assert "حُفظ كما قلتموه" in text(liaison)
    look_at(liaison, "self-handed-in-ar-390")
    liaison.go(f"{sheet}body/")
    assert "كما سُلّم" in text(liaison)
    look_at(liaison, "self-given-ar-390")


def day_from_now(page: object, days: int) -> str:
    """Return the day so many days from now, as a day field takes it."""
    script = "days => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)"
    return str(page.evaluate(script, days))  # type: ignore[attr-defined]


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
