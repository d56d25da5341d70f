"""
One finding from its release to a fix that another shopper has seen: told to its body, contested with a file, changed by the arbiter,
planned, mended, signed off, left to settle, visited again from the phone, reviewed, told, and closed. And one that nobody answers:
it climbs the ladder to the leadership's page.

The body reads in Arabic on a phone, the desk in English.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.journeys.browsing import Reader
from tests.journeys.desk import accept, link_for_a_phone
from tests.journeys.notes import answer_all, come_in, send
from tests.journeys.running import Running, as_programmer, demo_in
from tests.journeys.test_body_answers import bring_to_scores
from tests.journeys.test_body_answers import send as send_answer
from tests.journeys.test_corrective_plan import PDF, look_at, text, working_day
from tests.journeys.test_first_loop import press, send_form

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GREETED = "بادر الموظف بالتحية"
"""A finding of the body in the demo's newest cycle for which it has no plan yet."""
REASONS = "يبيّن سجل الجهة تحسنًا في أثناء الدورة لم يظهر في النتيجة كما صيغت."
NOW_READS = "ترحيب دون المأمول في أول الدورة، تحسّن قبل نهايتها."
WHY = "نطلب خطة: الترحيب أول ما يلقاه الناس."
LOOK_AFTER_PLANS = """
from django.utils import timezone
from basira.programme.plans.tasks import look_after_plans
look_after_plans(timezone.now())
"""
"""What the worker does every quarter of an hour."""
SILENT = """
from datetime import timedelta
from django.utils import timezone
from basira.core.kernel.actor import OPERATOR, SYSTEM
from basira.programme.plans import agreeing, opening
now = timezone.now()
opening.open_plan(finding="%s", reason="نطلب خطة لهذه النتيجة.", by=OPERATOR, at=now - timedelta(days=90))
for days in range(90, -1, -1):
    agreeing.climb_ladders(by=SYSTEM, at=now - timedelta(days=days))
"""
"""Ninety days of a plan of which nobody takes notice, with the worker's look at delays on each of them."""
SILENT_BODY = "Sila Telecom Company"
"""It was told of its findings two cycles ago and has nobody who answers."""
SETTLED_DAYS = 3
"""More than the one day of grace that the journey's rules give."""

HERE = ZoneInfo("Asia/Dubai")
"""Where the demo's days begin."""

AtWork = Callable[..., Reader]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own: its newest cycle ends here, and another one begins."""
    with demo_in(tmp_path_factory.mktemp("finding")) as running:
        yield running


@pytest.fixture
def at_work(demo: Running, reader: Callable[..., Reader]) -> AtWork:
    """Return whoever has an account of the demo, signed in; the same reader again when asked for again."""
    accounts = {each["username"]: each for each in demo.demo["accounts"]}
    signed_in: dict[str, Reader] = {}

    def somebody(username: str, home: str = "/console/", **sight: object) -> Reader:
        if username not in signed_in:
            made = reader(**{"language": "en", "width": 1280} | sight)
            made.sign_in(accounts[username], home)
            signed_in[username] = made
        return signed_in[username]

    return somebody


def test_a_finding_is_contested_mended_and_closed_by_another_shopper(demo: Running, at_work: AtWork, reader: AtWork):
    results = bring_to_scores(at_work)
    director, liaison = at_work("director"), at_work("liaison", "/portal/", language="ar", width=390)
    director.go(f"{results}bodies/")
    press(director, "/inform")
    finding = contested(liaison)
    one_day_of_grace(director)
    changed_by_the_arbiter(at_work, finding)
    assert REASONS in liaison.go(finding).inner_text("main")
    look_at(liaison, "loop-changed-ar-390")
    plan = opened(director, finding)
    mended(at_work, plan)
    pass_days(demo, ref_in(plan), SETTLED_DAYS)

    cycle = next_cycle(director)
    number = ordered_again(at_work("planner"), plan)
    unseen = text_of(liaison, ours(plan))
    visited((director, at_work("reviewer")), reader(language="ar", width=390), cycle, number)
    assert text_of(liaison, ours(plan)) == unseen  # no body reads of a repeat before all of its cycle are told
    told(director, demo, cycle)
    assert "عولج وتُحقِّق منه" in text_of(liaison, ours(plan)) and number not in text(liaison)
    look_at(liaison, "loop-verified-ar-390")
    assert "Fixed, verified" in text_of(director, plan) and "Seen once, fixed" in text(director)
    look_at(director, "loop-verified-en-1280")
    director.go("/console/plans/")
    assert "Verified fixes: 1." in text(director)


def test_a_finding_that_nobody_answers_climbs_to_the_leaderships_page(demo: Running, at_work: AtWork):
    director = at_work("director")
    director.go("/console/cycles/")
    first = str(director.page.get_by_role("link", name="First cycle").first.get_attribute("href"))
    leadership = f"{first.replace('/cycles/', '/results/')}leadership/"
    director.go(leadership)
    overdue = director.page.locator("section[aria-labelledby=overdue]")
    body = overdue.locator("tbody tr", has_text=SILENT_BODY)
    assert re.search(r"First cycle 2026\s+18\s+0", body.inner_text())
    director.go(str(body.locator("a").first.get_attribute("href")))
    assert "No reply" in text(director)
    asks = str(director.page.locator("a[href*='/console/plans/open/']").first.get_attribute("href"))
    as_programmer(demo, SILENT % ref_in(asks))

    director.go(leadership)
    at_the_top = overdue.locator("tbody tr", has_text=SILENT_BODY).filter(has_text="No reply")
    look_at(director, "silence-leadership-en-1280")
    director.go(str(at_the_top.locator("a").first.get_attribute("href")))
    rungs = re.findall(r"(.+): No reply\. Due by .+, told on (.+)\.", text(director))
    assert [who for who, _day in rungs] == [
        "The programme's top management was told", "The head of the body was told", "The unit was reminded",
    ]  # fmt: skip
    assert len({day for _who, day in rungs}) == 3
    look_at(director, "silence-plan-en-1280")


def contested(liaison: Reader) -> str:
    """Contest the finding with a file, as its body; return where the body reads it."""
    liaison.go("/portal/")
    row = liaison.page.locator(".findings li", has_text=GREETED).filter(has=liaison.page.locator(".state.news"))
    finding = str(row.locator("a").first.get_attribute("href"))
    liaison.go(finding)
    send_answer(liaison, "contested", "سجل الأدوار المرفق يبيّن غير ذلك.", PDF)
    assert "board.pdf" in text(liaison)
    return finding


def one_day_of_grace(director: Reader) -> None:
    """Set the programme's rules so that a fix settles for one day."""
    director.go("/console/plans/rules/")
    director.page.fill("[name=grace_days]", "1")
    send_form(director)


def changed_by_the_arbiter(at_work: AtWork, finding: str) -> None:
    """Try to open a plan, which waits for the arbiter; then end the contest: the finding holds in another way."""
    director, arbiter = at_work("director"), at_work("arbiter")
    director.expected_statuses = {422}
    ask_for_a_plan(director, finding)
    assert "waits for the body's answer or for the arbiter's" in text(director)
    arbiter.go(f"/console/contests/{ref_in(finding)}/")
    page = arbiter.page
    page.check("input[name=outcome][value=changed]")
    page.fill("textarea[name=reasons]", REASONS)
    page.check("input[name=now_part][value=opportunity]")
    page.fill("[name=now_reads]", NOW_READS)
    press(arbiter, "/answer")
    assert "The contest has ended" in text(arbiter)


def ask_for_a_plan(director: Reader, finding: str) -> None:
    director.go(f"/console/plans/open/{ref_in(finding)}/")
    director.page.fill("[name=words]", WHY)
    send_form(director)


def opened(director: Reader, finding: str) -> str:
    """Open a plan for the finding; return where the desk reads it."""
    ask_for_a_plan(director, finding)
    assert "The plan is open" in text(director)
    return str(director.page.evaluate("location.pathname"))


def mended(at_work: AtWork, plan: str) -> None:
    """Propose a step, agree, do it, declare the fault mended with a file, and sign it off as the head of the body."""
    liaison, analyst, head = at_work("liaison"), at_work("analyst"), at_work("head", "/portal/")
    liaison.go(ours(plan))
    assert WHY in text(liaison)
    page = liaison.page
    page.fill("[name=form-0-what]", "تدريب موظفي الاستقبال على المبادرة بالتحية")
    page.fill("[name=form-0-post]", "مدير خدمة المتعاملين")
    page.fill("[name=form-0-due_on]", working_day(page))
    press(liaison, "/propose")
    analyst.go(plan)
    press(analyst, "/agree")
    liaison.go(ours(plan))
    step = str(page.locator("form[action*='/steps/']").first.get_attribute("action"))
    press(liaison, step)
    page.set_input_files("input[name=attached]", PDF)
    press(liaison, "/declare")
    head.go(ours(plan))
    press(head, "/sign")
    assert "time to settle" in text(head)


def pass_days(running: Running, plan: str, days: int) -> None:
    """
    Let days pass over a plan: all that happened in it lies so much further back.

    No role of the running programme could write this; the owner of its tables can, who takes the guard away for a moment.
    """
    owner = json.loads((running.data / "run" / "addresses.json").read_text())["owner"]
    shifts = {
        "plans_plan": "opened_at = opened_at - make_interval(days => %s) WHERE ref = %s",
        "plans_planmove": (
            "moved_at = moved_at - make_interval(days => %s) WHERE plan_id = (SELECT id FROM plans_plan WHERE ref = %s)"
        ),
    }
    with psycopg.connect(owner) as connection:
        for table, shift in shifts.items():
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_frozen")
            assert connection.execute(f"UPDATE {table} SET {shift}", (days, plan)).rowcount
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_frozen")


def next_cycle(director: Reader) -> str:
    """Open a cycle from today on, bring it into the field and give its numbers; return its address."""
    director.go("/console/cycles/open/")
    page, today = director.page, datetime.now(HERE).date()
    said = {"name_ar": "الدورة الرابعة", "name_en": "Fourth cycle"}
    said |= {"starts_on": str(today), "ends_on": str(today + timedelta(days=30))}
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=phase][value=all]")  # justice begins in the last phase
    send_form(director)
    cycle = str(page.evaluate("location.pathname"))
    for state in ("committed", "in-field"):
        director.step(f"{cycle}move/{state}/")
        page.fill("main [name=number]", "4")
        send_form(director)
    director.step(cycle.replace("/cycles/", "/panel/cycles/"))
    press(director, "/give/")
    return cycle


def ordered_again(planner: Reader, plan: str) -> str:
    """Order the repeat in a persona that nobody there has met, and offer its mission; return the number that was drawn."""
    planner.go(plan)
    page, today = planner.page, datetime.now(HERE).date()
    page.select_option("[name=scenario]", label="A relative who asks for somebody else")
    page.fill("[name=first_day]", str(today))
    page.fill("[name=last_day]", str(today + timedelta(days=7)))
    press(planner, "/repeat")
    assert "Repeat is ordered" in text(planner)
    planner.step(str(page.locator("main a[href*='/console/missions/']").first.get_attribute("href")))
    for state in ("offered", "accepted"):
        with page.expect_navigation():
            page.locator(f"form button[name=to][value={state}]").click()
    number = re.search(r"م-\d{4}", text(planner))
    assert number
    return number[0]


def visited(staff: tuple[Reader, Reader], phone: Reader, cycle: str, number: str) -> None:
    """Make the visit as the shopper who was drawn, on a phone of her own, with the best of each answer; and accept it."""
    director, reviewer = staff
    director.step(f"{cycle.replace('/cycles/', '/panel/cycles/')}?q={number}")
    own = director.page.locator("main a[href*='/console/panel/numbers/']", has_text=number).first.get_attribute("href")
    come_in(phone, link_for_a_phone(director, str(own), "ar").replace("127.0.0.1", "localhost"))
    phone.page.locator("a.notes-next").click()
    answer_all(phone.page, "4")
    look_at(phone, "loop-note-ar-390")
    send(phone.page)
    accept(reviewer, number, "Court of First Instance")


def told(director: Reader, demo: Running, cycle: str) -> None:
    """Have the repeat judged by the worker's own task, close the cycle, and tell its bodies what its repeats saw."""
    as_programmer(demo, LOOK_AFTER_PLANS)
    director.go(cycle.replace("/cycles/", "/results/"))
    press(director, "/move")
    director.go("/console/plans/")
    assert "Judged: 1. Still to be made or judged: 0." in text(director)
    look_at(director, "loop-judged-en-1280")
    press(director, f"/verdicts/{ref_in(cycle)}")
    assert "It moved 1 plan" in text(director)


def text_of(somebody: Reader, path: str) -> str:
    somebody.go(path)
    return text(somebody)


def ref_in(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[1]


def ours(plan: str) -> str:
    """Return where the body reads a plan."""
    return plan.replace("/console/", "/portal/")
