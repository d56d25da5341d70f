"""The notes in hard times: left lying open, a clock that was moved, a tab that is killed. And one question at a time."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in, has_forms, unlock, works_alone
from tests.journeys.test_first_loop import cycle_path
from tests.journeys.test_phone_browser import clean, drafts_on, open_form, question

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = "انتظار أمام النافذة"
DAYS = 86_400_000
MOVE_CLOCK = """passed => { const real = Date.now.bind(Date); Date.now = () => real() + passed; }"""


@pytest.fixture
def phone(desk, reader) -> Reader:
    (number, address) = numbers(desk)[19]
    plan(desk, cycle_path(desk), number, "traffic-ajman")
    somebody = reader(language="ar", width=390)
    come_in(somebody, link_for_a_phone(desk, address, "ar").replace("127.0.0.1", "localhost"))
    has_forms(somebody.page, 1)
    works_alone(somebody.page)
    return somebody


def write(phone: Reader, words: str = CANARY) -> None:
    open_form(phone)
    question(phone, "دقائق الانتظار").locator("input").fill("45")
    question(phone, "لماذا طال").locator("textarea").fill(words)


def again(phone: Reader) -> None:
    """Open the notes anew, and what was begun in them."""
    phone.page.goto(phone.url.replace("127.0.0.1", "localhost") + "/notes/")
    unlock(phone.page)
    phone.page.locator("a", has_text="بدأت الكتابة").click()


def test_notes_left_open_lock_by_the_clock_and_keep_the_last_letter(phone):
    write(phone)
    phone.page.evaluate(MOVE_CLOCK, 121_000)  # two minutes pass, and no timer ran meanwhile
    phone.page.wait_for_selector("#code")
    assert CANARY not in phone.page.content()
    unlock(phone.page)
    phone.page.wait_for_selector(".notes-questions")
    expect(question(phone, "لماذا طال").locator("textarea")).to_have_value(CANARY)


def test_a_clock_that_is_set_back_locks_and_nothing_is_lost(phone):
    write(phone)
    phone.page.evaluate(MOVE_CLOCK, -2 * DAYS)
    phone.page.wait_for_selector("#code")
    unlock(phone.page)
    expect(question(phone, "لماذا طال").locator("textarea")).to_have_value(CANARY)


def test_how_long_they_stay_open_is_chosen_on_the_phone(phone):
    phone.page.locator("summary", has_text="على هذا الهاتف").click()
    clean(phone, "ar-lock-setting")
    phone.page.get_by_text("15 دقيقة", exact=True).click()
    phone.page.evaluate(MOVE_CLOCK, 600_000)
    phone.page.wait_for_timeout(6_000)
    assert phone.page.locator("#code").count() == 0
    phone.page.evaluate(MOVE_CLOCK, 901_000)  # from the last sign of life, however late the page scrolled
    phone.page.wait_for_selector("#code")


def test_one_question_at_a_time_goes_on_by_keyboard_and_leads_to_what_is_missing(phone):
    open_form(phone)
    page = phone.page
    page.get_by_role("button", name="سؤالًا سؤالًا").click()
    expect(page.locator(".notes-step")).to_contain_text("اقرأ هذا أولًا")
    clean(phone, "ar-step-first")
    page.locator(".notes-steps .btn-primary").click()
    question(phone, "دقائق الانتظار").locator("input").fill("9999")
    page.keyboard.press("Enter")
    expect(page.locator(".notes-step .wrong")).to_have_text("0 to 600")  # it does not fit, so nothing moves
    question(phone, "دقائق الانتظار").locator("input").fill("45")
    page.keyboard.press("Enter")
    expect(page.locator(".notes-step")).to_contain_text("لماذا طال")  # asked only now
    clean(phone, "ar-step-second")
    page.wait_for_selector(".notes-kept")
    page.reload()
    unlock(page)
    expect(page.locator(".notes-step")).to_contain_text("لماذا طال")  # the way and the place are remembered
    for _each in range(40):
        if page.locator(".notes-send").count():
            break
        if page.get_by_role("button", name="إضافة أخرى").count():
            before = page.locator(".notes-steps [role=status]").inner_text()
            page.get_by_role("button", name="إضافة أخرى").click()
            expect(page.locator(".notes-step")).to_contain_text("حرف النافذة")
            assert page.locator(".notes-steps [role=status]").inner_text() != before
            page.locator(".notes-steps .btn-primary").click()
        page.locator(".notes-steps .btn-primary").click()
    page.get_by_role("button", name="إرسال", exact=True).click()
    page.locator("#notes-faults a", has_text="رحّب").click()
    expect(page.locator(".notes-step")).to_contain_text("هل رحّب")
    page.get_by_role("button", name="الصفحة كاملة").click()
    assert page.locator(".notes-question").count() > 5


def test_a_tab_killed_while_typing_loses_nothing_that_was_said_to_be_kept(phone):
    write(phone)
    phone.page.wait_for_selector(".notes-kept")
    question(phone, "الرسوم").locator("input").type("12")
    phone.page.close(run_before_unload=False)
    phone.page = phone.context.new_page()
    again(phone)
    expect(question(phone, "لماذا طال").locator("textarea")).to_have_value(CANARY)


def test_a_tab_killed_while_sending_sends_the_same_visit_once_more_and_no_other(phone):
    sent: list[bytes] = []

    def lose(route) -> None:  # the server has it; the tab dies before it hears so
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.post_data_buffer)
        assert route.fetch().status == 201
        route.abort()

    write(phone)
    phone.page.get_by_text("نعم", exact=True).first.click()
    phone.context.route("**/sealed/*", lose)
    phone.page.get_by_role("button", name="إرسال", exact=True).click()
    phone.page.wait_for_selector("#notes-says[role=alert]")
    phone.faults.clear()  # the browser notes the lost answer
    phone.page.close(run_before_unload=False)
    phone.context.unroute("**/sealed/*")
    said: list[int] = []
    phone.page = phone.context.new_page()
    writes = ("POST", "PUT")
    phone.page.on(
        "response",
        lambda answer: (
            said.append(answer.status) if "/sealed/" in answer.url and answer.request.method in writes else None
        ),
    )
    phone.page.goto(phone.url.replace("127.0.0.1", "localhost") + "/notes/")
    unlock(phone.page)
    expect(phone.page.locator(".notes-done").first).to_be_visible(timeout=20_000)
    for _each in range(40):
        if not drafts_on(phone):
            break
        phone.page.wait_for_timeout(250)
    assert len(sent) == 1 and said == [201] and drafts_on(phone) == []
