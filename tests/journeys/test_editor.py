"""
A questionnaire written without a spreadsheet: three questions from nothing on a phone's width in Arabic, moved by the keyboard, kept
and published; and a pack's form changed at a desk in English, with what changed said.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Reader
from tests.journeys.test_first_loop import press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EDIT = re.compile(r"/console/instruments/[0-9a-z]{26}/edit/(#row-\d+)?$")
ROW = re.compile(r"/edit/\d+/$")


@pytest.fixture
def director(demo):
    return next(each for each in demo.demo["accounts"] if each["username"] == "director")


def clean(reader: Reader, name: str) -> None:
    reader.keep(f"editor-{name}")
    assert reader.violations() == []
    assert reader.overflow_px() == 0


def begin(reader: Reader, source: str, arabic: str, english: str, form_id: str) -> None:
    """Begin a questionnaire and come to the list of its questions."""
    page = reader.go("/console/instruments/new/")
    page.select_option("[name=source]", source)
    for name, text in (("title_ar", arabic), ("title_en", english), ("form_id", form_id)):
        page.fill(f"main [name={name}]", text)
    clean(reader, f"new-{form_id}")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(EDIT)


def add(page: Page, kind: str, code: str, arabic: str, english: str) -> None:
    """Add a question at the end and write its texts; its page stays open."""
    page.select_option("[name=kind]", kind)
    page.fill("[name=name]", code)
    page.locator("form[action$='/edit/add'] button[type=submit]").click()
    page.wait_for_url(ROW)
    page.fill("textarea[lang=ar][name^=label]", arabic)
    page.fill("textarea[lang=en][name^=label]", english)


def save(page: Page) -> None:
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(EDIT)


KEPT = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
REACHED = """() => ["localStorage", "sessionStorage"].filter(name => { try { return window[name]; } catch { return false; } })"""


def try_on_a_phone(reader: Reader) -> None:
    """Answer the three questions in the preview: they come, go and refuse as on a phone, and nothing is kept or sent."""
    page = reader.page
    page.frame_locator("iframe").locator(".notes-question").first.wait_for()
    clean(reader, "preview-framed")
    kept = page.evaluate(KEPT)
    framed = page.url
    page.get_by_role("link", name="دون الإطار").press("Enter")
    page.wait_for_url("**/preview/phone")
    questions = page.locator(".notes-question")
    questions.first.wait_for()
    expect(questions).to_have_count(2)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("نعم", exact=True).check()
    expect(questions).to_have_count(3)
    waited = page.get_by_label("مدة الانتظار قصيرة")
    waited.fill("601")
    waited.blur()
    expect(page.locator(".notes-question .wrong")).to_be_visible()
    page.locator(".notes-send button").click()
    expect(page.locator("#notes-faults li")).to_have_count(1)
    clean(reader, "preview-refused")
    page.get_by_label("لا", exact=True).check()
    expect(waited).to_have_count(0)
    expect(questions).to_have_count(3)
    questions.nth(1).locator("textarea").fill("لم يرفع أحد رأسه")
    page.locator(".notes-language select").select_option(label="English (en)")
    expect(page.locator("html[lang=en][dir=ltr] .notes-send button")).to_have_text("Send")
    expect(questions.first).to_contain_text("The customer is greeted")
    page.get_by_role("button", name="One at a time").click()
    expect(questions).to_have_count(1)
    for _each in range(3):
        page.get_by_role("button", name="Next question").click()
    page.locator(".notes-send button").click()
    expect(page.locator("#notes-says")).to_be_visible()
    clean(reader, "preview-given")
    assert asked == [] and page.evaluate(REACHED) == []
    page.goto(framed)
    assert page.evaluate(KEPT) == kept


def test_three_questions_from_nothing_are_written_moved_kept_and_published_in_arabic(reader, director):
    phone = reader(language="ar", width=390)
    phone.sign_in(director)
    page = phone.page
    begin(phone, "empty", "زيارة من ثلاثة أسئلة", "A visit of three questions", "three_questions")
    add(page, "yes_no_na", "greeted", "يُرحَّب بالمتعامل", "The customer is greeted")
    page.check("[name=measured]")
    page.fill("[name=weight]", "2")
    page.check("[name=explained]")
    clean(phone, "question")
    save(page)
    add(page, "number", "waited", "مدة الانتظار قصيرة", "The wait is short")
    page.check("[name=measured]")
    page.fill("[name=points]", "<=10=1 <=20=0.5 else=0")
    page.select_option("[name=when]", label="يُرحَّب بالمتعامل: نعم")
    page.fill("[name=constraint]", ". <= 600")
    save(page)
    add(page, "text", "remark", "هل من ملاحظة؟", "Anything else?")
    save(page)

    up = page.locator("tr", has_text="هل من ملاحظة؟").locator("button[name=up]")
    up.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#row-5$"))
    codes = page.locator("main tbody th a + br + *").all_inner_texts()
    assert codes == ["started", "ended", "mission", "greeted", "greeted_why", "remark", "waited"]
    clean(phone, "list")

    page.locator("main .page-head a.btn").click()
    expect(page.locator("main")).to_contain_text("النموذج سليم")
    clean(phone, "check")
    checked = page.url
    page.get_by_role("link", name="معاينة").click()
    try_on_a_phone(phone)
    page.goto(checked)
    with page.expect_navigation():
        page.locator("form[action$='/edit/keep'] button[type=submit]").click()
    press(phone, "/publish")
    expect(page.locator("main dl.dl").first).to_contain_text("three_questions")
    expect(page.locator("main dl.dl").first).to_contain_text("منشور")


def test_a_packs_form_is_changed_at_a_desk_and_what_changed_is_said(reader, director):
    desk = reader(language="en", width=1280)
    desk.sign_in(director)
    page = desk.page
    begin(desk, "municipality/spot-check.xlsx", "بلديتنا", "Our town", "our_town")
    clean(desk, "pack-list")
    page.locator("main tbody th a").nth(4).click()
    page.wait_for_url(ROW)
    page.fill("[name=weight]", "7")
    clean(desk, "pack-question")
    save(page)
    page.locator("a[href$='/answers/basira_dimensions/']").first.click()
    clean(desk, "dimensions")
    page.go_back()
    page.locator("main .page-head a.btn").click()
    changes = page.locator("main table", has_text="Before and after")
    expect(changes).to_contain_text("Relative weight")
    expect(changes).to_contain_text("7")
    clean(desk, "pack-check")
    page.get_by_role("link", name="Preview").click()
    page.frame_locator("iframe").locator(".notes-question").first.wait_for()
    clean(desk, "preview")
    desk.go(page.url.replace("/edit/preview/", "/edit/weights/").removeprefix(desk.url))
    clean(desk, "weights")
    desk.go(page.url.replace("/edit/weights/", "/edit/").removeprefix(desk.url))
    press(desk, "/edit/discard")
    expect(page.get_by_text("No version was changed")).to_be_visible()
