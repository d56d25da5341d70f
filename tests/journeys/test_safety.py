"""
Calls for help, from a real phone key to the duty desk: an alarm is answered, a letter is checked by a guard and confirmed, a
danger is sent on after its cost was seen. Arabic at 390 px, English at 1280.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import Reader
from tests.journeys.notes import come_in
from tests.journeys.running import Running, demo_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASK = """async ([path, values, key]) => {
  const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "X-Notes-Key": key };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(values) });
  return [answer.status, await answer.json()];
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own: the alarm voids missions that other journeys count on."""
    with demo_in(tmp_path_factory.mktemp("safety")) as running:
        yield running


def account(demo: Running, name: str) -> dict[str, str]:
    return next(each for each in demo.demo["accounts"] if each["username"] == name)


def phone_of(demo: Running, browser: Browser) -> Reader:
    """Come in by the link that the demo hands out."""
    phone = Reader.of(browser, demo.url, language="ar", width=390, dark=False)
    phone.key = come_in(phone, f"{demo.url}{demo.demo['phone_path']}")  # type: ignore[attr-defined]
    return phone


def ask(phone: Reader, call: str, **values: object) -> tuple[int, dict[str, Any]]:
    phone.go("/notes/")
    status, said = phone.page.evaluate(ASK, [f"/notes/{call}", {"id": str(uuid4()), **values}, phone.key])
    return status, said


def looked_at(reader: Reader, name: str) -> None:
    reader.keep(f"safety-{name}")
    assert reader.violations() == []
    assert reader.overflow_px() == 0


def mission_of(phone: Reader) -> str:
    told = phone.page.evaluate(
        "async key => (await fetch('/notes/state.json', { headers: { 'X-Notes-Key': key } })).json()", phone.key
    )
    return next(str(each["ref"]) for each in told["missions"] if each["state"] == "accepted")


@pytest.fixture(scope="module")
def desk(demo: Running, browser: Browser) -> Iterator[Reader]:
    """The duty officer at her desk, in English."""
    officer = Reader.of(browser, demo.url, language="en", width=1280, dark=False)
    officer.sign_in(account(demo, "duty"))
    yield officer
    assert officer.strangers == [] and officer.faults == []
    officer.close()


@pytest.fixture(scope="module")
def small_desk(demo: Running, browser: Browser) -> Iterator[Reader]:
    """The same on her phone, in Arabic."""
    officer = Reader.of(browser, demo.url, language="ar", width=390, dark=False)
    officer.sign_in(account(demo, "duty"))
    yield officer
    assert officer.strangers == [] and officer.faults == []
    officer.close()


@pytest.fixture(scope="module")
def phone(demo: Running, browser: Browser) -> Iterator[Reader]:
    shopper = phone_of(demo, browser)
    yield shopper
    assert shopper.strangers == []
    shopper.close()


def danger_is_told(phone: Reader, desk: Reader, small_desk: Reader, mission: str) -> None:
    words = "The exit on the ground floor is blocked by crates."
    status, said = ask(phone, "danger", mission=mission, what="fire-exit", since="today", words=words)
    assert (status, said["missing"]) == (201, [])
    small_desk.go("/console/duty/")
    small_desk.page.locator(".duty-item h3 a").click()
    small_desk.page.wait_for_load_state("load")
    assert small_desk.page.locator("[data-exposure] p").count() >= 3  # the cost stands there before any decision
    looked_at(small_desk, "danger-ar-390")
    desk.go("/console/duty/")
    desk.page.get_by_role("link", name=re.compile("Fire exit blocked")).click()
    desk.page.get_by_role("heading", name="What telling may cost").wait_for()
    looked_at(desk, "danger-en-1280")
    desk.page.get_by_role("button", name="Tell these words").click()
    for whom in ("The body's emergency contact", "The top"):
        desk.page.get_by_role("heading", name="Tell them, and write it down").wait_for()
        desk.page.get_by_label(whom).check()
        desk.page.get_by_label("Function of whoever answered").fill("Shift engineer")
        desk.page.get_by_role("button", name="They were told").click()
    expect(desk.page.locator("#told + ul li")).to_have_count(2)
    looked_at(desk, "danger-told-en-1280")


def letter_is_checked(phone: Reader, desk: Reader, guard: Reader, mission: str) -> None:
    status, shown = ask(phone, "letter", mission=mission)
    assert status == 200 and "basira.py" not in shown["link"]
    guard.go("/letter/")
    looked_at(guard, "letter-ask-ar-390")
    guard.page.fill("[name=code]", "AAAAA-AAAAA")
    guard.expected_statuses = {422}
    guard.page.locator("main form button[type=submit]").click()
    guard.page.locator("[role=alert]").wait_for()
    looked_at(guard, "letter-wrong-ar-390")
    guard.page.goto("about:blank")
    guard.page.goto(shown["link"])  # as scanned: the token stands behind "#"
    expect(guard.page.locator("[name=code]")).to_have_value(shown["link"].split("#")[1])
    assert "#" not in guard.page.url
    guard.page.locator("main form button[type=submit]").click()
    number = guard.page.locator(".letter-number").inner_text().strip()
    looked_at(guard, "letter-good-ar-390")
    desk.go("/console/duty/")
    expect(desk.page.locator(".duty-check strong")).to_have_text(number)
    looked_at(desk, "letter-en-1280")
    desk.page.get_by_role("button", name=re.compile("I have confirmed it by phone")).click()
    desk.page.get_by_text("The letter is confirmed and spent.").wait_for()


def alarm_is_answered(phone: Reader, desk: Reader, small_desk: Reader, mission: str) -> None:
    desk.go("/console/duty/")
    assert desk.page.locator(".sidenav .duty-count").inner_text().strip() == ""
    status, said = ask(phone, "alarm", mission=mission, minutes_ago=3)
    assert status == 201 and said["phones"]
    phone.go("/notes/")
    assert mission not in phone.page.content()
    # Nobody touches the page: it asks again by itself, and so does the count in the navigation.
    desk.page.locator(".duty-item[data-state=raised]").wait_for(timeout=20_000)
    expect(desk.page.locator(".sidenav .duty-count")).to_have_text("1")
    looked_at(desk, "alarm-en-1280")
    small_desk.go("/console/duty/")
    looked_at(small_desk, "desk-ar-390")
    small_desk.page.locator(".duty-item form button").click()
    small_desk.page.wait_for_url(re.compile("/console/duty/alarms/"))
    small_desk.page.fill("[name=words]", "اتصلت بها، وهي بخير.")
    looked_at(small_desk, "alarm-ar-390")
    small_desk.page.locator("button[name=close]").click()
    small_desk.page.locator("[data-state=closed], .state").first.wait_for()
    desk.go("/console/duty/")
    desk.page.get_by_text("Nobody needs you now").wait_for()


def test_a_shopper_who_calls_is_heard(
    demo: Running, browser: Browser, reader: Callable[..., Reader], phone: Reader, desk: Reader, small_desk: Reader
) -> None:
    mission = mission_of(phone)
    danger_is_told(phone, desk, small_desk, mission)
    letter_is_checked(phone, desk, reader(language="ar", width=390), mission)
    alarm_is_answered(phone, desk, small_desk, mission)
    director = reader(language="en")
    director.sign_in(account(demo, "director"))
    for path, name in (("/console/duty/contacts/", "contacts"), ("/console/duty/settings/", "settings")):
        director.go(path)
        looked_at(director, f"{name}-en-1280")
