"""
How a visit is captured, from touch to review desk: a call with its rings and holds, and a counter visit that is noted without a
line, over a killed tab, with one time changed and one touch taken back.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in, has_forms, unlock, works_alone
from tests.journeys.running import Running
from tests.journeys.test_first_loop import cycle_path
from tests.journeys.test_phone_browser import WORDS, clean, open_form, question

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ECHO_MS = 600
"""A touch sooner after another is taken for its echo."""


def refuse_the_first(said: list[str], route: Route) -> None:
    """Refuse the first key that a phone says, as one that is another number's; note each."""
    said.append(str(route.request.post_data_json["key"]))
    if len(said) > 1:
        route.continue_()
    else:
        route.fulfill(status=422, json={"code": "fieldwork.device-key-unfit", "message": "no"})


def arrive(
    desk: Reader,
    reader: Callable[..., Reader],
    place: int,
    channel: str,
    language: str,
    width: int,
    refused_keys: list[str] | None = None,
) -> Reader:
    """Plan a mission for a number and open its note on a phone."""
    (number, address) = numbers(desk)[place]
    plan(desk, cycle_path(desk), number, "courts-ajman", channel=channel)
    link = link_for_a_phone(desk, address, language).replace("127.0.0.1", "localhost")
    phone = reader(language=language, width=width)
    if refused_keys is not None:
        phone.expected_statuses |= {422}
        phone.context.route("**/device", partial(refuse_the_first, refused_keys))
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 25.2, "longitude": 55.3, "accuracy": 12})
    come_in(phone, link)
    if refused_keys is not None:
        phone.page.get_by_text("This phone signs with a new key").wait_for()
    has_forms(phone.page, 1)
    works_alone(phone.page)
    open_note(phone)
    phone.number = number  # type: ignore[attr-defined]
    return phone


def open_note(phone: Reader) -> None:
    open_form(phone)
    phone.page.locator("#tab-times").click()


def touch(phone: Reader, *names: str) -> None:
    """Touch moments, one after another, as far apart as two touches that are meant."""
    for name in names:
        phone.page.wait_for_timeout(ECHO_MS)
        phone.page.locator(".rec-touch", has_text=re.compile(f"^{name}$")).click()
        noted(phone, name).first.wait_for()


def noted(phone: Reader, name: str):  # type: ignore[no-untyped-def]
    return phone.page.locator(".rec-noted", has=phone.page.locator(".rec-what", has_text=name))


def count(phone: Reader, name: str, value: int) -> None:
    row = phone.page.locator(".rec-count", has=phone.page.locator(".rec-what", has_text=re.compile(f"^{name}$")))
    for _each in range(value):
        row.locator(".rec-step").last.click()
    expect(row.locator(".rec-value")).to_have_text(str(value))


def look(phone: Reader, name: str) -> None:
    """Look at the page from its top: half under the bar that stays, a control would count as too small."""
    phone.page.evaluate("window.scrollTo(0, 0)")
    clean(phone, name)


def answer(phone: Reader, language: str) -> None:
    say = WORDS[language]
    phone.page.locator("#tab-form").click()
    question(phone, say["minutes"]).locator("input").fill("12")
    question(phone, say["greeted"]).get_by_text(say["yes"], exact=True).click()
    leaflet = {"name": "leaflet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 leaflet"}
    question(phone, say["leaflet"]).locator("input[type=file]").set_input_files(leaflet)
    phone.page.wait_for_timeout(ECHO_MS)


def left_on(phone: Reader) -> list[str]:
    """Return what of visits is kept on the phone, by name: drafts, their parts and their records."""
    return list(phone.page.evaluate(
        """async () => {
            const asked = indexedDB.open("notes");
            await new Promise(done => (asked.onsuccess = done));
            const rows = asked.result.transaction("sealed").objectStore("sealed").getAllKeys();
            await new Promise(done => (rows.onsuccess = done));
            asked.result.close();
            return rows.result.filter(name => /^(draft|part|record)/.test(name));
        }"""
    ))  # fmt: skip


def at_the_desk(demo: Running, reader: Callable[..., Reader], number: str) -> str:
    """Return what a reviewer reads of how the number's newest visit went."""
    reviewer = reader(language="en")
    reviewer.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "reviewer"))
    reviewer.go(f"/console/review/?q={number}&state=submitted")
    links = reviewer.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.pathname)")
    for path in dict.fromkeys(links):
        if not re.fullmatch(r"/console/review/[0-9a-z]{26}/", path):
            continue
        reviewer.go(path)
        told = reviewer.page.locator("section[aria-labelledby=capture]")
        if told.count():
            for details in told.locator("details").all():
                details.locator("summary").click()
            return str(told.inner_text())
    raise AssertionError("no visit of this number says how it was captured")


def test_a_call_is_noted_by_touch_and_its_holds_are_measured(demo, desk, reader):
    keys: list[str] = []
    phone = arrive(desk, reader, 6, "phone", "en", 1280, refused_keys=keys)
    look(phone, "en-record-empty")
    touch(phone, "Dialled")
    count(phone, "Rings", 5)
    row = phone.page.locator(".rec-count", has=phone.page.locator(".rec-what", has_text=re.compile("^Rings$")))
    for _each in range(2):
        row.locator(".rec-step").first.click()
    expect(row.locator(".rec-value")).to_have_text("3")
    touch(phone, "A machine answered")
    count(phone, "Menu steps", 2)
    touch(phone, "Put on hold", "Hold ended", "A person answered", "It ended")
    expect(phone.page.locator(".rec-prompt")).to_be_visible()
    look(phone, "en-record-ended")
    answer(phone, "en")
    assert left_on(phone) != []
    phone.page.get_by_role("button", name=WORDS["en"]["send"], exact=True).click()
    phone.page.wait_for_selector(".notes-sent")
    assert left_on(phone) == []
    told = at_the_desk(demo, reader, phone.number)
    assert (
        len(keys) == 2 and keys[0] != keys[1]
    )  # the refused key was made anew, once, and the record is signed with it
    for words in ("As the phone signed it", "Rings", "Menu", "hold", "5 became 4", "4 became 3"):
        assert words.lower() in told.lower(), told


def test_a_counter_visit_is_noted_without_a_line_and_over_a_killed_tab(demo, desk, reader):
    phone = arrive(desk, reader, 7, "counter", "ar", 390)
    phone.page.locator(".rec-places input").check()
    look(phone, "ar-record-empty")
    touch(phone, "وصلت")
    phone.context.set_offline(True)
    touch(phone, "أخذت رقمًا", "نودي رقمي")
    count(phone, "عدد المنتظرين", 4)
    phone.page.wait_for_timeout(ECHO_MS)
    phone.page.close()  # the tab is killed
    phone.page = phone.context.new_page()
    phone.page.goto(phone.url.replace("127.0.0.1", "localhost") + "/notes/")
    unlock(phone.page)
    open_form(phone)
    phone.page.get_by_role("button", name="عند الشباك", exact=True).click()  # one touch, from among the questions
    phone.page.locator("#tab-times").click()
    expect(phone.page.locator(".rec-noted")).to_have_count(4)
    expect(phone.page.locator(".rec-value").first).to_have_text("4")
    touch(phone, "غادرت")
    phone.page.wait_for_timeout(ECHO_MS)
    noted(phone, "غادرت").locator("button").click()  # touched by mistake, and taken back by one touch
    touch(phone, "غادرت")
    arrived_earlier(phone, minutes=7)
    look(phone, "ar-record-left")
    phone.page.locator(".rec-prompt .btn-primary").click()
    phone.page.locator("#ask-what-happened").fill("انتظرت عند شباك واحد")
    phone.page.locator("#seen-proposal").fill("لوحة بأوقات الانتظار")
    look(phone, "ar-record-seen")
    phone.page.locator("#tab-log").click()
    phone.page.get_by_role("button", name="الهاتف", exact=True).click()
    phone.page.get_by_role("button", name="قُطع وعد").click()
    look(phone, "ar-record-log")
    answer(phone, "ar")
    send_later(phone)
    assert left_on(phone) == []
    told = at_the_desk(demo, reader, phone.number)
    for words in (
        "As the phone signed it",
        "touched by mistake",
        "touched late",
        "انتظرت عند شباك واحد",
        "لوحة بأوقات الانتظار",
    ):
        assert words in told, told
    assert re.search(r"moved earlier by [78] minutes", told), told  # a changed time is kept to the minute
    assert not re.search(r"\b\d{2}:\d{2}\b", told)  # durations alone: exact times stay sealed


def arrived_earlier(phone: Reader, minutes: int) -> None:
    """Change when she arrived, with a reason; the change opens once a touch is no longer fresh."""
    phone.page.evaluate("const now = Date.now; Date.now = () => now() + 70_000")
    row = noted(phone, "وصلت").first
    expect(row.locator("button")).to_have_text("تعديل", timeout=8_000)
    row.locator("button").click()
    look(phone, "ar-record-change")
    field = phone.page.locator("#at-arrived")
    before = datetime.fromisoformat(field.input_value())
    field.fill((before - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M"))
    save = phone.page.locator(".rec-sheet .btn-primary")
    expect(save).to_be_disabled()  # not without a reason
    phone.page.locator(".rec-sheet .rec-chip").first.click()
    save.click()
    expect(row).to_contain_text("عُدّل")


def send_later(phone: Reader) -> None:
    """Give the visit over without a line; it goes when the line is back."""
    phone.page.get_by_role("button", name=WORDS["ar"]["send"], exact=True).click()
    phone.page.wait_for_selector("#notes-says[role=alert]")
    phone.faults.clear()  # the browser notes the lost line
    phone.context.set_offline(False)
    phone.page.locator(".notes-sent").wait_for()
