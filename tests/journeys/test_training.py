"""
The way to a first mission, on a phone of 390 px in Arabic and at a desk in English: refused at planning, invited, a test failed
and passed, the pledge signed, and only then a mission that opens, until the certificate is taken back; an example marked, and her own
days, hours, ties and notice.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in
from tests.journeys.reference_form import FORM_ID
from tests.journeys.test_first_loop import cycle_path
from tests.journeys.test_phone_missions import back, button, words_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CENTRE = "coast-municipality-kalba"
RIGHT = ("قائمة مشترياتي", "أعيد المهمة", "لحظة بلحظة أو بعد الخروج مباشرة", "ما رأيته", "ما سمعته", "أخرج بهدوء",
         "حيث تمنعها قواعد الموقع")  # fmt: skip


def clean(reader: Reader, name: str) -> None:
    reader.keep(f"training-{name}")
    assert reader.violations() == []
    assert reader.overflow_px() == 0


def own(phone: Reader, word: str) -> None:
    """Open one of her own pages from the list of all notes."""
    phone.page.locator(".notes-list a", has_text=phone.say[word]).click()  # type: ignore[attr-defined]
    phone.page.locator("main h1", has_text=phone.say[word]).wait_for()  # type: ignore[attr-defined]


def take_test(phone: Reader, *, right: bool) -> None:
    """Begin the first test, answer every question right or every one wrong, and hand it in."""
    page = phone.page
    page.locator(".notes-certificate", has_text="زيارة عند النافذة").locator("button").click()
    fields = page.locator("fieldset.notes-question")
    fields.first.wait_for()
    for place in range(fields.count()):
        for option in fields.nth(place).locator(".notes-choice").all():
            if (option.inner_text().strip() in RIGHT) is right:
                option.click()
                if not right:
                    break
    if right:
        clean(phone, "paper")
    button(phone, "testHand").click()
    page.locator("main h1", has_text=phone.say["testPassed" if right else "testFailed"]).wait_for()  # type: ignore[attr-defined]
    clean(phone, "passed" if right else "failed")
    button(phone, "learnBack").click()


def test_a_mission_opens_only_to_who_is_certified_and_has_signed(desk, reader):
    path, (number, address) = cycle_path(desk), numbers(desk)[42]
    desk.expected_statuses.add(422)
    refused = plan_once(desk, path, number)
    assert "lack a certificate or the signed pledge" in refused and number in refused

    phone = reader(language="ar", width=390)
    come_in(phone, link_for_a_phone(desk, address, "ar").replace("127.0.0.1", "localhost"))
    phone.say = words_of(phone)
    page, say = phone.page, phone.say
    own(phone, "learn")
    expect(page.locator("main")).to_contain_text("كيف نعمل")  # the workshop that she is invited to
    clean(phone, "learn")
    take_test(phone, right=False)
    take_test(phone, right=True)
    expect(page.locator(".notes-certificate", has_text="زيارة عند النافذة").locator(".notes-done")).to_be_visible()
    button(phone, "pledgeSign").click()
    expect(page.get_by_text(say["pledgeSigned"])).to_be_visible()

    page.locator("summary", has_text="صباح هادئ").click()
    for item in page.locator("details[open] fieldset").all():
        item.locator(".notes-choice").last.click()
    button(phone, "exampleTell").click()
    expect(page.get_by_text(say["exampleFar"])).to_be_visible()
    clean(phone, "certified")
    back(phone)

    plan(desk, path, number, CENTRE, until=("offered",))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    offer = page.locator(".notes-list a", has_text="كلباء")
    offer.click()
    button(phone, "accept").click()
    expect(button(phone, "accept")).to_have_count(0)
    back(phone)
    expect(page.locator("a.notes-next", has_text="كلباء")).to_be_visible()

    look_at_the_desk(desk)
    take_back_the_certificate(desk, address)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("a.notes-next")).to_have_count(0)
    own(phone, "learn")
    expect(page.locator(".notes-certificate", has_text="زيارة عند النافذة")).to_contain_text(say["takenBack"])
    clean(phone, "taken-back")


def take_back_the_certificate(desk: Reader, address: str) -> None:
    """Take back the certificate for the counter, with a reason; the missions to come that need it are withdrawn."""
    desk.step(f"/console/training/numbers/{address.strip('/').split('/')[-1]}/take-back/")
    page = desk.page
    page.get_by_label("Visits at the counter").check()
    page.check("[name=reason][value=own-wish]")
    clean(desk, "take-back")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(re.compile(r"It stands no more. \d+ missions? to come w"))).to_be_visible()


def plan_once(desk: Reader, path: str, number: str) -> str:
    """Try to plan a mission that is not open to its number, and return what the page says."""
    desk.step(f"{path}plan/")
    page, today = desk.page, date.today()
    for name, value in (("number", number), ("centre", CENTRE)):
        page.fill(f"[name={name}]", value)
    page.select_option("[name=scenario]", index=1)
    form = page.locator("[name=questionnaire_version] option", has_text=f"({FORM_ID} ").first.get_attribute("value")
    page.select_option("[name=questionnaire_version]", form)
    page.fill("[name=window_start]", f"{today}T08:00")
    page.fill("[name=window_end]", f"{today + timedelta(days=5)}T08:00")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("load")
    return page.inner_text("main")


def look_at_the_desk(desk: Reader) -> None:
    """Look at the trainer's pages."""
    desk.go("/console/training/")
    clean(desk, "desk")
    desk.page.locator("a[href*='/console/training/roster/']").first.click()
    desk.page.wait_for_load_state("load")
    expect(desk.page.locator("main")).to_contain_text(re.compile("lack a certificate|lacks a certificate"))
    clean(desk, "roster")
    for address in (
        "questions/",
        "questions/write/",
        "courses/write/",
        "examples/write/",
        "certificates/open/",
        "pledge/",
    ):
        desk.go(f"/console/training/{address}")
        clean(desk, address.strip("/").replace("/", "-"))


def test_her_days_hours_ties_and_notice_are_hers_to_say(desk, reader):
    (_number, address) = numbers(desk)[43]
    phone = reader(language="en", width=390)
    come_in(phone, link_for_a_phone(desk, address, "en").replace("127.0.0.1", "localhost"))
    phone.say = words_of(phone)
    page, say = phone.page, phone.say
    own(phone, "mine")
    clean(phone, "mine-empty")
    first = date.today() + timedelta(days=10)
    page.fill("#away-first", first.isoformat())
    page.fill("#away-last", (first + timedelta(days=2)).isoformat())
    button(phone, "awayAdd").click()
    expect(page.locator(".notes-list li button")).to_have_count(1)
    page.fill("#hours-minutes", "45")
    page.fill("#hours-amount", "12.5")
    button(phone, "hoursAdd").click()
    expect(page.get_by_text("45 minutes")).to_be_visible()

    phone.context.set_offline(True)
    button(phone, "leaveTell").click()
    button(phone, "leaveSure").click()
    expect(page.get_by_text(say["told"])).to_be_visible()
    phone.context.set_offline(False)
    phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text(say["leaveSaid"])).to_be_visible()
    page.fill("#find-places", "Kalba")
    button(phone, "find").click()
    page.locator(".notes-found").first.click()
    button(phone, "tieTell").click()
    expect(page.get_by_text(say["tieSaid"])).to_be_visible()
    clean(phone, "mine")
