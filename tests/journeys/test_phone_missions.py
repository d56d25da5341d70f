"""
What a shopper does with her notes beside a plain visit, at 390 px in Arabic and English, each family without a line once:
offers answered, another time, handed back; an event, a spot check and something of her own life filled and sent; what she
needs; an alarm, the letter before a guard, and a danger with its photo on the duty desk.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in, has_forms, unlock, works_alone
from tests.journeys.phone import photo_with_place
from tests.journeys.reference_form import FORM_ID
from tests.journeys.running import Running
from tests.journeys.test_first_loop import cycle_path, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = [("ar", 0), pytest.param("en", 1, marks=pytest.mark.nightly)]
"""In English the phone's pages are seen by its other journeys; these come once more at night."""
NAMES = {"ar": "name_ar", "en": "name_en"}
TEXTS = {
    "ar": {"minutes": "دقائق الانتظار", "greeted": "رحّب", "yes": "نعم", "kalba": "كلباء", "khor": "خورفكان", "search": "عجمان",
           "found": "مركز ترخيص المركبات في عجمان", "service": "رخصة"},
    "en": {"minutes": "Minutes waited", "greeted": "greeted", "yes": "Yes", "kalba": "Kalba", "khor": "Khor Fakkan",
           "search": "Ajman", "found": "Ajman Vehicle Licensing Centre", "service": "licence"},
}  # fmt: skip


def words_of(phone: Reader) -> dict[str, str]:
    """Return the words that the phone shows, by name."""
    told = json.loads(phone.page.locator("#notes-page").text_content() or "{}")
    return dict(told["words"][phone.page.evaluate("document.documentElement.lang")])


def come(desk: Reader, reader: Callable[..., Reader], place: int, language: str, forms: int = 1) -> Reader:
    (_number, address) = numbers(desk)[place]
    phone = reader(language=language, width=390)
    come_in(phone, link_for_a_phone(desk, address, language).replace("127.0.0.1", "localhost"))
    has_forms(phone.page, forms)
    works_alone(phone.page)
    phone.say = words_of(phone)  # type: ignore[attr-defined]
    return phone


def clean(phone: Reader, name: str) -> None:
    phone.keep(f"missions-{phone.page.evaluate('document.documentElement.lang')}-{name}")
    assert phone.violations() == []
    assert phone.overflow_px() == 0


def note(phone: Reader, centre: str) -> Locator:
    return phone.page.locator("a.notes-next, .notes-list a").filter(has_text=centre)


def open_note(phone: Reader, centre: str) -> None:
    note(phone, centre).first.click()
    phone.page.locator("main h1", has_text=centre).wait_for()


def back(phone: Reader) -> None:
    phone.page.locator(".notes-back").click()
    phone.page.locator(".notes-leave").wait_for()


def button(phone: Reader, word: str) -> Locator:
    return phone.page.get_by_role("button", name=phone.say[word], exact=True)  # type: ignore[attr-defined]


def line(phone: Reader, *, is_there: bool) -> None:
    phone.context.set_offline(not is_there)
    if is_there:
        works_alone(phone.page)
        phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def fill(phone: Reader, texts: dict[str, str]) -> None:
    """Answer the two questions that the form cannot do without."""
    page = phone.page
    minutes = page.locator(".notes-question", has=page.locator(".notes-label", has_text=texts["minutes"])).first
    minutes.locator("input").fill("12")
    greeted = page.locator(".notes-question", has=page.locator(".notes-label", has_text=texts["greeted"])).first
    greeted.get_by_text(texts["yes"], exact=True).click()
    page.wait_for_selector(".notes-kept")


def send(phone: Reader) -> None:
    button(phone, "send").click()
    phone.page.wait_for_selector(".notes-sent")
    phone.page.click(".notes-sent button")
    phone.page.locator(".notes-leave").wait_for()


def tell(phone: Reader, move: str, reason: str = "") -> None:
    """Say something of the open note in the panel for it."""
    page = phone.page
    if page.locator(".notes-moves details[open]").count() == 0:
        page.locator(".notes-moves summary").click()
    page.locator(".notes-moves .notes-choice", has_text=phone.say[move]).click()  # type: ignore[attr-defined]
    if reason:
        page.select_option("#move-why", reason)


@pytest.mark.parametrize("language, place", LANGUAGES)
def test_what_is_offered_and_planned_is_answered_from_the_phone(desk, reader, language, place):
    path, (number, _address), texts = cycle_path(desk), numbers(desk)[8 + place], TEXTS[language]
    plan(desk, path, number, "coast-municipality-kalba", until=("offered",))
    plan(desk, path, number, "coast-municipality-khor-fakkan", until=("offered",))
    plan(desk, path, number, "notary-ras-al-khaimah")
    phone = come(desk, reader, 8 + place, language)
    page, say = phone.page, phone.say
    clean(phone, "list-with-offers")
    centre = {"ar": "كلباء", "en": "Kalba"}[language]

    # a yes without a line is a yes: the note is filled where she is, and goes once the yes was heard
    line(phone, is_there=False)
    open_note(phone, centre)
    button(phone, "accept").click()
    expect(page.locator(".notes-moves .notes-notice")).to_contain_text(say["told"])
    button(phone, "takeBack").click()
    button(phone, "accept").click()
    fill(phone, texts)
    clean(phone, "accepted-without-a-line")
    button(phone, "send").click()
    expect(page.locator("#notes-says")).to_contain_text(say["notSent"])
    line(phone, is_there=True)
    page.wait_for_selector(".notes-sent")
    page.click(".notes-sent button")
    expect(page.locator(".notes-done").first).to_be_visible()

    open_note(phone, {"ar": "خورفكان", "en": "Khor Fakkan"}[language])
    tell(phone, "decline", "too-far")
    clean(phone, "decline")
    button(phone, "tell").click()
    page.wait_for_load_state("networkidle")
    back(phone)
    expect(note(phone, texts["khor"])).to_have_count(0)

    notary = {"ar": "مكتب التوثيق في رأس الخيمة", "en": "Ras Al Khaimah Notary Office"}[language]
    open_note(phone, notary)
    tell(phone, "anotherTime")
    start = datetime.now() + timedelta(days=1)
    page.fill("#move-from", start.strftime("%Y-%m-%dT%H:%M"))
    page.fill("#move-until", (start + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"))
    clean(phone, "another-time")
    with page.expect_response("**/notes/moves"):
        button(phone, "tell").click()
    expect(page.locator(".notes-moves .notes-notice, .notes-moves .wrong")).to_have_count(0)
    page.wait_for_load_state("networkidle")

    line(phone, is_there=False)
    tell(phone, "handBack", "unwell")
    button(phone, "tell").click()
    expect(page.locator(".notes-moves .notes-notice")).to_contain_text(say["handBack"])
    clean(phone, "handed-back-without-a-line")
    back(phone)
    expect(note(phone, notary)).to_contain_text(say["told"])
    line(phone, is_there=True)
    expect(note(phone, notary)).to_have_count(0)


def everyday_is_open(desk: Reader, path: str) -> None:
    """Open the reference form for everyday experiences, once."""
    desk.go(f"{path}everyday/")
    if desk.page.locator("main table").count():
        return
    form = desk.page.locator("[name=version] option", has_text=f"({FORM_ID} ").first.get_attribute("value")
    desk.page.select_option("[name=version]", form)
    desk.page.select_option("[name=scenario]", index=1)
    desk.page.locator("main form button[type=submit]").last.click()
    desk.page.locator("main table").wait_for()


def begin_her_own(phone: Reader, texts: dict[str, str]) -> None:
    phone.page.get_by_role("link", name=phone.say["everyday"]).click()  # type: ignore[attr-defined]
    phone.page.locator(".notes-choice").first.click()
    phone.page.fill("#find-places", texts["search"])
    button(phone, "find").click()
    phone.page.locator(".notes-found", has_text=texts["found"]).first.click()


@pytest.mark.parametrize("language, place", LANGUAGES)
def test_an_event_a_spot_check_and_something_of_her_own_are_filled_and_sent(desk, reader, language, place):
    path, (number, _address), texts = cycle_path(desk), numbers(desk)[10 + place], TEXTS[language]
    everyday_is_open(desk, path)
    plan(desk, path, number, "coast-municipality-kalba", channel="event", kind="event")
    plan(desk, path, number, "coast-municipality-khor-fakkan", kind="spot-check")
    phone = come(desk, reader, 10 + place, language)
    page, say = phone.page, phone.say
    for centre in (texts["kalba"], texts["khor"]):
        open_note(phone, centre)
        fill(phone, texts)
        clean(phone, "event" if centre == texts["kalba"] else "spot-check")
        send(phone)
    assert page.locator(".notes-done").count() >= 2

    begin_her_own(phone, texts)
    clean(phone, "everyday")
    button(phone, "everydayBegin").click()
    page.locator("main h1", has_text=texts["found"]).wait_for()
    expect(page.locator("main")).to_contain_text(say["knownThere"])
    fill(phone, texts)
    clean(phone, "everyday-note")
    send(phone)

    # the search needs a line; what is begun without one is kept, shown, taken back, begun again, and opens by itself
    begin_her_own(phone, texts)
    line(phone, is_there=False)
    button(phone, "everydayBegin").click()
    expect(page.locator(".notes-notice", has_text=say["beginsLater"])).to_contain_text(texts["found"])
    clean(phone, "everyday-waits")
    button(phone, "takeBack").click()
    expect(page.get_by_text(say["beginsLater"])).to_have_count(0)
    page.get_by_role("link", name=say["everyday"]).click()
    page.fill("#find-places", texts["search"])
    button(phone, "find").click()
    expect(page.locator(".notes-find [role=status]")).to_have_text(say["findLine"])
    line(phone, is_there=True)
    back(phone)
    begin_her_own(phone, texts)
    line(phone, is_there=False)
    button(phone, "everydayBegin").click()
    page.get_by_text(say["beginsLater"]).wait_for()
    line(phone, is_there=True)
    open_note(phone, texts["found"])
    assert page.url.endswith("/notes/")


@pytest.mark.parametrize("language, place", LANGUAGES)
def test_what_she_needs_is_chosen_told_and_taken_back(desk, reader, language, place):
    path, (number, _address), texts = cycle_path(desk), numbers(desk)[12 + place], TEXTS[language]
    plan(desk, path, number, "coast-municipality-kalba")
    phone = come(desk, reader, 12 + place, language)
    page, say = phone.page, phone.say
    page.get_by_role("link", name=say["needs"]).click()
    page.fill("#find-services", texts["service"])
    button(phone, "find").click()
    clean(phone, "needs-found")
    page.locator(".notes-found").first.click()
    line(phone, is_there=False)
    button(phone, "needsTell").click()
    expect(page.locator(".notes-notice")).to_have_text(say["told"])
    line(phone, is_there=True)
    expect(page.locator(".notes-notice")).to_have_text(say["needsSaid"])
    clean(phone, "needs")
    page.reload()
    unlock(page)
    page.locator("main h1", has_text=say["needs"]).wait_for()
    expect(page.locator(".notes-real .notes-list li")).to_have_count(1)
    page.locator(".notes-real .notes-list li button").click()
    button(phone, "needsTell").click()
    expect(page.locator(".notes-notice")).to_have_text(say["needsSaid"])
    back(phone)
    expect(page.get_by_role("link", name=say["needs"]).locator(".notes-when")).to_have_count(0)


def duty(demo: Running, reader: Callable[..., Reader]) -> Reader:
    officer = reader(language="en")
    officer.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "duty"))
    return officer


def letter_is_shown(phone: Reader, guard: Reader, officer: Reader) -> None:
    page = phone.page
    button(phone, "letterShow").click()
    code = page.locator("dd.notes-code").inner_text()
    expect(page.locator(".notes-letter svg.qr path")).to_have_count(1)
    assert (
        page.locator(".notes-letter .flow[dir=rtl]").count() == 1
        and page.locator(".notes-letter [lang=en]").count() >= 1
    )
    clean(phone, "letter")
    guard.go("/letter/")
    guard.page.fill("[name=code]", code)
    guard.page.locator("main form button[type=submit]").click()
    number = guard.page.locator(".letter-number").inner_text().strip()
    officer.go("/console/duty/")
    expect(officer.page.locator(".duty-check strong").filter(has_text=number)).to_have_count(1)
    officer.page.get_by_role("button", name=re.compile("I have confirmed it by phone")).first.click()
    officer.page.get_by_text("The letter is confirmed and spent.").wait_for()
    button(phone, "letterAway").click()
    assert code not in page.content()


def danger_is_told_from_the_list(phone: Reader, centre: str, words: str) -> None:
    """Tell a danger away from any note: one of her own places is known without a line."""
    page, say = phone.page, phone.say  # type: ignore[attr-defined]
    page.locator(".notes-ask").click()
    expect(page.locator(".notes-help summary")).to_be_focused()
    page.select_option("#danger-what", "structure")
    page.fill("#danger-words", words)
    expect(button(phone, "dangerSend")).to_be_disabled()  # not without a place
    line(phone, is_there=False)
    page.locator(".notes-help .notes-choice", has_text=centre).click()
    clean(phone, "danger-from-the-list")
    button(phone, "dangerSend").click()
    told = page.locator(".notes-help .notes-notice")
    expect(told).to_have_text(say["alarmWaits"])
    line(phone, is_there=True)
    expect(told).to_have_text(say["dangerHeard"])


def danger_is_told(phone: Reader, officer: Reader, words: str) -> None:
    page, say = phone.page, phone.say  # type: ignore[attr-defined]
    line(phone, is_there=False)
    page.select_option("#danger-what", "fire-exit")
    page.fill("#danger-words", words)
    photo = {"name": "IMG_2027.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    page.set_input_files("#danger-photo", photo)
    clean(phone, "danger")
    button(phone, "dangerSend").click()
    told = page.locator(".notes-help .notes-notice")
    expect(told).to_have_text(say["alarmWaits"])
    line(phone, is_there=True)
    expect(told).to_have_text(say["dangerHeard"])  # and no word of a photo: it went, too
    clean(phone, "danger-heard")
    officer.go("/console/duty/")
    links = officer.page.locator(".duty-item h3 a")
    for place in range(links.count()):
        officer.go("/console/duty/")
        links.nth(place).click()
        officer.page.wait_for_load_state("load")
        if words in officer.page.inner_text("main"):
            break
    picture = officer.page.locator("figure img")
    for _attempt in range(30):
        if picture.count():
            break
        officer.page.wait_for_timeout(1000)
        officer.page.reload()
    expect(picture).to_have_count(1)


def said_with_a_time(words: str) -> re.Pattern[str]:
    """Return a pattern for a sentence in which the phone puts a time."""
    return re.compile(re.escape(words).replace(re.escape("{time}"), r"\d\d:\d\d"))


def what_happens_now(phone: Reader, officer: Reader) -> None:
    """One calm screen after an alarm: being told or told, since when, and whom to call."""
    page, say = phone.page, phone.say  # type: ignore[attr-defined]
    page.locator("main h1", has_text=say["afterTitle"]).wait_for()
    expect(page.locator("main .notes-notice")).to_contain_text(said_with_a_time(say["afterWaits"]))
    clean(phone, "alarm-waits")
    line(phone, is_there=True)
    expect(page.locator("main .notes-notice")).to_contain_text(said_with_a_time(say["afterHeard"]))
    expect(page.locator(".notes-after-steps a[href^='tel:']").first).to_be_visible()
    clean(phone, "alarm-heard")
    officer.go("/console/duty/")
    officer.page.locator(".duty-item[data-state=raised]").first.wait_for()
    officer.keep("duty-alarm-raised")


@pytest.mark.parametrize("language, place", LANGUAGES)
def test_a_letter_a_danger_with_its_photo_and_an_alarm(demo, desk, reader, language, place):
    path, (number, _address), texts = cycle_path(desk), numbers(desk)[14 + place], TEXTS[language]
    mission = plan(desk, path, number, "coast-municipality-kalba")
    desk.go(mission)
    press(desk, "/letter/")
    phone, officer = come(desk, reader, 14 + place, language), duty(demo, reader)
    page, say = phone.page, phone.say
    phone.expected_statuses |= {404}  # what is sent for a note that is over
    danger_is_told_from_the_list(phone, texts["kalba"], f"The ceiling sags above the door ({language}).")
    open_note(phone, texts["kalba"])
    fill(phone, texts)
    page.locator(".notes-ask").click()
    line(phone, is_there=False)
    button(phone, "letterShow").click()
    expect(page.locator(".notes-help .wrong")).to_have_text(say["letterLine"])
    line(phone, is_there=True)
    letter_is_shown(phone, reader(language="ar", width=390), officer)
    danger_is_told(phone, officer, f"The exit is blocked by crates ({language}).")

    # given over without a line, then the alarm: what she wrote stays, and no error is shown
    line(phone, is_there=False)
    button(phone, "send").click()
    expect(page.locator("#notes-says")).to_contain_text(say["notSent"])
    button(phone, "alarmSend").hover()
    page.mouse.down()
    page.wait_for_timeout(1500)
    page.mouse.up()
    behind: list[Route] = []
    phone.context.route(
        "**/sealed/*", lambda visit: behind.append(visit)
    )  # with the line both go out; the visit comes to the server second
    what_happens_now(phone, officer)
    for visit in behind:
        visit.continue_()
    phone.context.unroute("**/sealed/*")
    page.locator(".notes-back").click()
    expect(page.locator("#notes-says")).to_contain_text(say["keptHereWhy"])
    assert page.locator(".notes-send, .wrong").count() == 0
    clean(phone, "after-the-alarm")
    back(phone)
    expect(note(phone, texts["kalba"])).to_contain_text(say["nothingNeeded"])
    clean(phone, "list-after-the-alarm")
    page.get_by_role("link", name=say["afterTitle"]).click()
    page.reload()  # it survives that, and is no trap
    unlock(page)
    expect(page.locator("main .notes-notice")).to_contain_text(said_with_a_time(say["afterHeard"]))
    button(phone, "afterAway").click()
    page.locator(".notes-leave").wait_for()
    assert page.get_by_role("link", name=say["afterTitle"]).count() == 0
    open_note(phone, texts["kalba"])
    expect(page.locator("#notes-says")).to_contain_text(say["keptHereWhy"])
    expect(page.locator(".notes-questions input").first).to_have_value("12")
    expect(page.locator(".notes-questions input").first).to_be_disabled()
