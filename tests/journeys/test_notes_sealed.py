"""
The notes on a phone that somebody else holds: sealed, hidden in one touch, opened by the code alone, forgotten by another.

And on a phone without a line: everything opens and is kept, and what was sent goes by itself when the line is back.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import CODE, come_in, has_forms, unlock, works_alone
from tests.journeys.test_first_loop import cycle_path
from tests.journeys.test_phone_browser import clean, drafts_on, open_form, question

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PANIC = "530917"
CANARY = "حارس الباب سألني عن السبب"
STORED = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const asked = indexedDB.open(name);
        await new Promise(done => (asked.onsuccess = done));
        for (const table of asked.result.objectStoreNames) {
            const rows = asked.result.transaction(table).objectStore(table).getAll();
            await new Promise(done => (rows.onsuccess = done));
            for (const row of rows.result)
                for (const value of Object.values(row))
                    found.push(value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                        ? new TextDecoder("utf-8", { fatal: false }).decode(value) : String(value));
        }
        asked.result.close();
    }
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            found.push(request.url, await (await caches.match(request)).text());
    return [...found, JSON.stringify(localStorage), document.cookie].join("\\n");
}"""


@pytest.fixture
def phone(desk, reader) -> Reader:
    (number, address) = numbers(desk)[4]
    plan(desk, cycle_path(desk), number, "courts-ajman")
    link = link_for_a_phone(desk, address, "ar").replace("127.0.0.1", "localhost")
    somebody = reader(language="ar", width=390)
    somebody.key = come_in(somebody, link).split("/")[0]  # type: ignore[attr-defined]
    somebody.link = link.partition("#")[2].split("/")[0]  # type: ignore[attr-defined]
    has_forms(somebody.page, 1)
    works_alone(somebody.page)
    return somebody


def write(phone: Reader, words: str) -> None:
    open_form(phone)
    question(phone, "دقائق الانتظار").locator("input").fill("٤٥")
    question(phone, "لماذا طال").locator("textarea").fill(words)
    phone.page.wait_for_selector(".notes-kept")


def test_what_is_stored_can_be_read_by_nobody_without_the_code(phone):
    write(phone, CANARY)
    expect(question(phone, "صورة اللوحة")).to_contain_text("لا صور")  # a court: no photo is asked for there
    stored = phone.page.evaluate(STORED)
    mission = phone.page.evaluate("history.state.mission")
    centre = phone.page.inner_text("main h1")
    assert len(stored) > 5000 and "field.js" in stored  # the reader of stores sees what is in the open
    for canary in (CANARY, phone.key, phone.link, centre, CODE):
        assert canary not in stored, canary
    assert phone.page.title() == "ملاحظات" and mission not in phone.page.url


def test_one_key_hides_everything_within_a_tenth_of_a_second_and_only_the_code_opens_it(phone):
    write(phone, CANARY)
    took = phone.page.evaluate(
        """async () => {
            const began = performance.now();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
            const cover = document.querySelector(".notes-cover"), real = document.querySelector(".notes-real");
            if (getComputedStyle(cover).display === "none" || getComputedStyle(real).display !== "none") return 1e9;
            await new Promise(done => requestAnimationFrame(() => done()));
            return performance.now() - began;
        }"""
    )
    assert took < 100
    assert CANARY not in phone.page.content()
    expect(phone.page.locator(".notes-cover")).to_contain_text("حليب")
    clean(phone, "ar-cover")
    phone.page.locator(".notes-cover .notes-name").click()
    unlock(phone.page, "999999")
    expect(phone.page.locator("#code-fault")).to_be_visible()
    clean(phone, "ar-wrong-code")
    for _again in range(4):
        unlock(phone.page, "999998")
        phone.page.wait_for_timeout(300)
    expect(phone.page.locator("#code-fault")).to_contain_text("الثواني المتبقية")
    phone.page.reload()
    unlock(phone.page)  # the right code waits, too: a reload does not shorten the wait
    expect(phone.page.locator("#code-fault")).to_contain_text("الثواني المتبقية")


def test_a_hand_on_the_screen_hides_like_the_key_and_two_fingers_do_not(phone):
    write(phone, CANARY)
    wire = phone.page.context.new_cdp_session(phone.page)
    cover = phone.page.locator(".notes-cover")
    for fingers in (2, 3):
        points = [{"x": 60 + 70 * finger, "y": 400} for finger in range(fingers)]
        wire.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        expect(cover).to_be_visible(visible=fingers == 3)
        wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(phone.page.locator("#code")).to_have_count(1)  # locked, too
    assert CANARY not in phone.page.content()


def test_the_second_code_forgets_everything_and_shows_a_shopping_list(desk, reader):
    (_number, address) = numbers(desk)[5]
    link = link_for_a_phone(desk, address, "ar").replace("127.0.0.1", "localhost")
    phone = reader(language="ar", width=390)
    phone.page.goto(link)
    phone.page.wait_for_selector("#code-again")
    phone.page.click(".notes-lock summary")
    clean(phone, "ar-choose-code")
    for field, code in (("#code", CODE), ("#code-again", CODE), ("#code-panic", PANIC)):
        phone.page.fill(field, code)
    phone.page.locator(".notes-lock button[type=submit]").click()
    phone.page.wait_for_selector(".notes-leave, main .empty")
    phone.page.reload()
    unlock(phone.page, PANIC)
    expect(phone.page.locator(".notes-cover")).to_be_visible()
    assert phone.page.evaluate(
        """async () => {
            const asked = indexedDB.open("notes");
            await new Promise(done => (asked.onsuccess = done));
            const rows = asked.result.transaction("sealed").objectStore("sealed").count();
            await new Promise(done => (rows.onsuccess = done));
            asked.result.close();
            return rows.result;
        }"""
    ) == 0  # fmt: skip
    phone.page.reload()
    expect(phone.page.locator("main .notice")).to_contain_text("افتح الرابط")


def test_without_a_line_for_days_everything_opens_is_kept_and_goes_by_itself_later(phone):
    phone.context.set_offline(True)
    phone.page.reload()
    unlock(phone.page)
    write(phone, CANARY)
    clean(phone, "ar-offline")
    phone.page.get_by_text("نعم", exact=True).first.click()
    phone.page.wait_for_timeout(600)
    phone.page.close()  # the tab is killed
    phone.page = phone.context.new_page()
    phone.page.goto(phone.url + "/notes/")
    unlock(phone.page)
    phone.page.locator("a", has_text="بدأت الكتابة").click()
    expect(question(phone, "لماذا طال").locator("textarea")).to_have_value(CANARY)
    expect(question(phone, "دقائق الانتظار").locator("input")).to_have_value("45")
    phone.page.get_by_role("button", name="إرسال", exact=True).click()
    phone.page.wait_for_selector("#notes-says[role=alert]")
    assert {name.split("/")[0] for name in drafts_on(phone)} == {"draft", "part", "given"}
    phone.page.keyboard.press("Escape")  # locked: what was given over can be read by this phone no more
    expect(phone.page.locator("#code")).to_have_count(1)
    assert {name.split("/")[0] for name in drafts_on(phone)} == {"draft", "given"}
    phone.page.locator(".notes-cover .notes-name").click()
    unlock(phone.page)
    expect(phone.page.locator("#notes-says")).to_contain_text("لم تعد قراءته ممكنة")
    assert CANARY not in phone.page.content()
    clean(phone, "ar-given")
    phone.page.go_back()
    expect(phone.page.locator("a", has_text="بانتظار الإرسال")).to_be_visible()
    clean(phone, "ar-list-waiting")
    phone.faults.clear()  # the browser notes the lost line
    phone.context.set_offline(False)
    expect(phone.page.locator("a", has_text="بانتظار الإرسال")).to_have_count(0, timeout=20_000)
    expect(phone.page.locator(".notes-done").first).to_be_visible()
    assert drafts_on(phone) == []


def test_what_is_changed_after_a_lost_answer_goes_under_a_name_of_its_own_and_nothing_is_lost(phone):
    closed: list[str] = []
    bodies: list[bytes] = []

    def lose_the_first_answer(route):
        bodies.append(route.request.post_data_buffer or b"")
        if route.request.method != "POST":
            return route.continue_()
        closed.append(route.request.url.rpartition("/")[2])
        if len(closed) > 1:
            return route.continue_()
        assert route.fetch().status == 201
        return route.abort()

    phone.page.route("**/sealed/**", lose_the_first_answer)
    write(phone, "first")
    phone.page.get_by_text("نعم", exact=True).first.click()
    phone.page.get_by_role("button", name="إرسال", exact=True).click()
    phone.page.wait_for_selector("#notes-says[role=alert]")
    phone.faults.clear()  # the browser notes the lost answer
    question(phone, "لماذا طال").locator("textarea").fill("second")
    phone.page.wait_for_selector(".notes-kept")
    phone.page.get_by_role("button", name="إرسال", exact=True).click()
    phone.page.wait_for_selector(".notes-sent")
    first, second = closed
    assert first != second and first.startswith("uuid:")
    assert len(bodies) > 6 and not any(word in body for body in bodies for word in (b"first", b"second", b"instanceID"))
    assert drafts_on(phone) == []


def test_a_form_cannot_be_changed_while_it_is_sent_and_is_open_in_one_tab_only(phone):
    write(phone, "first")
    other = phone.context.new_page()
    other.goto(phone.url + "/notes/")
    unlock(other)
    other.locator("a", has_text="بدأت الكتابة").click()
    expect(other.locator("main .notice")).to_contain_text("نافذة أخرى")
    other.close()
    phone.page.get_by_text("نعم", exact=True).first.click()
    phone.page.route("**/sealed/**", lambda route: (phone.page.wait_for_timeout(800), route.continue_()))
    phone.page.get_by_role("button", name="إرسال", exact=True).click()
    assert phone.page.locator(".notes-questions[inert]").count() == 1
    phone.page.wait_for_selector(".notes-sent")
