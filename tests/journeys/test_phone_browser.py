"""
A visit from a phone's browser: by the link, through every type that the form draws, over a reload, to the review desk.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in, keep_picture, unlock
from tests.journeys.phone import photo_with_place
from tests.journeys.running import Running
from tests.journeys.test_first_loop import cycle_path, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def arrive(phone: Reader, link: str) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 25.2, "longitude": 55.3, "accuracy": 12})
    come_in(phone, link)
    phone.page.wait_for_load_state("networkidle")


def question(phone: Reader, label: str):  # type: ignore[no-untyped-def]
    return phone.page.locator(".notes-question", has=phone.page.locator(".notes-label", has_text=label)).first


def clean(phone: Reader, name: str) -> None:
    phone.keep(f"phone-{name}")
    assert phone.violations() == []
    assert phone.overflow_px() == 0


def open_form(phone: Reader) -> None:
    links = phone.page.locator("a.notes-next, .notes-list a")
    links.first.wait_for()
    for place in range(links.count()):
        links.nth(place).click()
        phone.page.wait_for_selector(".notes-questions, .notes-moves .btn-primary, .notes-sent")  # or only offered yet
        if phone.page.get_by_text(WORDS[phone_language(phone)]["minutes"]).count():
            return
        phone.page.go_back()
        links.first.wait_for()
    raise AssertionError("no mission with the reference form")


def phone_language(phone: Reader) -> str:
    return str(phone.page.evaluate("document.documentElement.lang"))


WORDS = {
    "ar": {
        "minutes": "دقائق الانتظار", "why": "لماذا طال", "fee": "الرسوم", "day": "اليوم", "arrived": "وقت الوصول",
        "appointment": "الموعد", "greeted": "رحّب", "courtesy": "اللباقة", "region": "المنطقة", "town": "المدينة",
        "seen": "ماذا رأيت", "ease": "السهولة", "order": "الأهم", "read": "قرأت", "letter": "حرف النافذة",
        "ticket": "الرمز", "place": "المكان", "board": "صورة اللوحة", "leaflet": "منشور", "yes": "نعم", "good": "جيد",
        "seats": "مقاعد", "ramp": "منحدر", "bay": "الخليج", "add": "إضافة أخرى", "send": "إرسال", "digits": "٤٥",
        "sent": "وصلت كاملة", "down": "نقل إلى أسفل: مقاعد",
    },
    "en": {
        "minutes": "Minutes waited", "why": "Why so long", "fee": "Fee paid", "day": "Day", "arrived": "Arrived",
        "appointment": "Appointment", "greeted": "greeted", "courtesy": "Courtesy", "region": "Region", "town": "Town",
        "seen": "did you see", "ease": "Ease", "order": "Most important", "read": "I read", "letter": "Letter of",
        "ticket": "Code on", "place": "Place", "board": "Photo of", "leaflet": "Leaflet", "yes": "Yes", "good": "Good",
        "seats": "Seats", "ramp": "Ramp", "bay": "Bay", "add": "Add another", "send": "Send", "digits": "45",
        "sent": "Received in full", "down": "Move down: Seats",
    },
}  # fmt: skip


def fill_half(phone: Reader, say: dict[str, str]) -> None:
    question(phone, say["minutes"]).locator("input").fill(say["digits"])
    question(phone, say["why"]).locator("textarea").fill("نافذة واحدة مفتوحة")
    question(phone, say["fee"]).locator("input").fill("12.5")
    question(phone, say["day"]).locator("input").fill("2026-11-27")
    question(phone, say["arrived"]).locator("input").fill("10:40")
    question(phone, say["appointment"]).locator("input").fill("2026-12-01T09:15")
    question(phone, say["board"]).locator("input[type=file]").set_input_files(
        {"name": "IMG_2026.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    )
    keep_picture(phone.page)
    phone.page.wait_for_selector(".notes-kept")
    phone.page.wait_for_timeout(600)


def fill_rest(phone: Reader, say: dict[str, str]) -> None:
    page = phone.page
    question(phone, say["greeted"]).get_by_text(say["yes"], exact=True).click()
    question(phone, say["courtesy"]).get_by_text(say["good"], exact=True).click()
    question(phone, say["region"]).locator("select").select_option("south")
    question(phone, say["town"]).get_by_text(say["bay"], exact=True).click()
    question(phone, say["seen"]).get_by_text(say["seats"], exact=True).click()
    question(phone, say["seen"]).get_by_text(say["ramp"], exact=True).click()
    question(phone, say["ease"]).get_by_text("4", exact=True).click()
    question(phone, say["order"]).get_by_label(say["down"]).click()
    question(phone, say["read"]).locator("input").check()
    question(phone, say["letter"]).locator("textarea").fill("A")
    page.get_by_role("button", name=say["add"]).click()
    page.locator(".notes-instance").nth(1).locator("textarea").fill("B")
    question(phone, say["ticket"]).locator("input").fill("W-17")
    question(phone, say["place"]).locator("button").click()
    question(phone, say["leaflet"]).locator("input[type=file]").set_input_files(
        {"name": "leaflet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 leaflet"}
    )
    page.wait_for_timeout(500)


def refused_first(phone: Reader, say: dict[str, str]) -> None:
    phone.page.get_by_role("button", name=say["send"], exact=True).click()
    faults = phone.page.locator("#notes-faults li")
    assert faults.count() == 2, faults.all_inner_texts()  # both required questions, by name
    question(phone, say["minutes"]).locator("input").fill("9999")
    expect(question(phone, say["minutes"]).locator(".wrong")).to_have_text("0 to 600")
    question(phone, say["minutes"]).locator("input").fill("soon")
    expect(question(phone, say["minutes"]).locator(".wrong")).not_to_have_text("0 to 600")


def answers_at_the_desk(demo: Running, reader: Callable[..., Reader], number: str) -> str:
    reviewer = reader(language="en")
    reviewer.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "reviewer"))
    reviewer.go(f"/console/review/?q={number}&state=submitted")
    links = reviewer.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.pathname)")
    for path in dict.fromkeys(links):
        if re.fullmatch(r"/console/review/[0-9a-z]{26}/", path):
            reviewer.go(path)
            if "W-17" in reviewer.page.inner_text("main"):
                break
    picture = reviewer.page.locator("figure img")
    for _attempt in range(30):
        if picture.count():
            break
        reviewer.page.wait_for_timeout(1000)
        reviewer.page.reload()
    remade = reviewer.context.request.get(reviewer.url + str(picture.first.get_attribute("src"))).body()
    assert remade[:2] == b"\xff\xd8" and b"Canary" not in remade and b"Exif" not in remade
    return str(reviewer.page.inner_text("main"))


@pytest.mark.parametrize("language, width, place", [("ar", 390, 1), ("en", 1280, 2)])
def test_a_visit_from_a_phones_browser(demo, desk, reader, language, width, place):
    (number, address) = numbers(desk)[place]
    plan(desk, cycle_path(desk), number, "traffic-ajman")
    link = link_for_a_phone(desk, address, language).replace("127.0.0.1", "localhost")
    phone, say = reader(language=language, width=width), WORDS[language]
    arrive(phone, link)
    clean(phone, f"{language}-missions")
    open_form(phone)
    clean(phone, f"{language}-empty")
    phone.expected_statuses |= {503}
    refused_first(phone, say)
    clean(phone, f"{language}-refused")
    fill_half(phone, say)
    phone.context.set_offline(True)
    phone.page.reload()
    clean(phone, f"{language}-locked")
    unlock(phone.page)
    phone.page.wait_for_selector(".notes-notice")
    assert question(phone, say["minutes"]).locator("input").input_value() == "45"  # Arabic digits were read
    assert question(phone, say["why"]).locator("textarea").input_value() == "نافذة واحدة مفتوحة"
    assert question(phone, say["arrived"]).locator("input").input_value() == "10:40"
    assert phone.page.locator(".notes-preview").count() == 1
    fill_rest(phone, say)
    clean(phone, f"{language}-filled")
    phone.page.get_by_role("button", name=say["send"], exact=True).click()
    phone.page.wait_for_selector("#notes-says[role=alert]")
    clean(phone, f"{language}-waiting")
    phone.page.reload()  # a tab that was killed after sending: the same bytes wait to be sent again
    unlock(phone.page)
    phone.page.wait_for_selector("#notes-says[role=alert]")
    phone.faults.clear()  # the browser notes the lost line
    phone.context.set_offline(False)
    phone.page.locator(".notes-send button").click()
    phone.page.wait_for_selector(".notes-sent")
    assert say["sent"] in phone.page.inner_text(".notes-sent")
    clean(phone, f"{language}-sent")
    phone.page.click(".notes-sent button")
    phone.page.wait_for_selector(".notes-done")
    clean(phone, f"{language}-done")
    assert drafts_on(phone) == []
    assert urlsplit(phone.page.url).path == "/notes/"
    told = answers_at_the_desk(demo, reader, number)
    for answer in ("45", "12.5", "week 48 of 2026", "W-17", "Seats", "kept sealed"):
        assert answer in told, answer
    for exact in ("2026-11-27", "25.2"):  # ruling 9: what is exact stays in the sealed original
        assert exact not in told, exact


def drafts_on(phone: Reader) -> list[str]:
    """Return what of visits is kept on the phone, by name."""
    return list(phone.page.evaluate(
        """async () => {
            const asked = indexedDB.open("notes");
            await new Promise(done => (asked.onsuccess = done));
            const rows = asked.result.transaction("sealed").objectStore("sealed").getAllKeys();
            await new Promise(done => (rows.onsuccess = done));
            asked.result.close();
            return rows.result.filter(name => /^(draft|part|given)/.test(name));
        }"""
    ))  # fmt: skip


def test_a_withdrawn_key_closes_the_pages_and_says_what_to_do(desk, reader):
    (_number, address) = numbers(desk)[3]
    link = link_for_a_phone(desk, address, "ar").replace("127.0.0.1", "localhost")
    phone = reader(language="ar", width=390)
    phone.expected_statuses |= {401, 422}
    come_in(phone, link)
    desk.go(address)
    press(desk, "/withdraw/")
    phone.page.reload()
    unlock(phone.page)
    expect(phone.page.locator("main .notice")).to_contain_text("رابطًا جديدًا")
    clean(phone, "ar-closed")
    phone.page.goto("about:blank")
    phone.page.goto(link)
    expect(phone.page.locator("main .notice")).to_contain_text("رابطًا جديدًا")
