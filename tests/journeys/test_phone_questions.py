"""
A reviewer's question: it waits on a phone that had no line, is read as a question about a note, is answered without a line, and
the reviewer reads the answer beside the visit and settles. The phone at 390 px, in English at night; the desk at 1280 and 390.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Reader
from tests.journeys.desk import numbers, plan
from tests.journeys.notes import unlock
from tests.journeys.reference_form import FORM_ID
from tests.journeys.running import Running
from tests.journeys.test_first_loop import cycle_path, press
from tests.journeys.test_phone_missions import LANGUAGES, TEXTS, back, button, clean, come, fill, line, open_note, send

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = {
    "ar": {"asked": "عند أي شباك خُدمت؟", "answer": "عند الشباك الثالث، قرب المدخل."},
    "en": {"asked": "At which counter were you served?", "answer": "At the third, near the entrance."},
}


def at_the_review_desk(demo: Running, reader: Callable[..., Reader], language: str, width: int) -> Reader:
    somebody = reader(language=language, width=width)
    somebody.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "reviewer"))
    return somebody


def open_visit(reviewer: Reader, number: str, state: str) -> None:
    """Open the visit of this journey, the last of the number's; the worker may still be opening what was given over sealed."""
    page = reviewer.page
    for _attempt in range(30):
        reviewer.go(f"/console/review/?q={number}&state={state}")
        link = page.locator("tbody th a[href*='/console/review/']")
        if link.count():
            link.last.click()
            page.wait_for_load_state("load")
            if FORM_ID in page.inner_text("main"):
                return
        page.wait_for_timeout(1000)
    raise AssertionError("the visit is not in the queue")


def looked_at(reader: Reader, name: str) -> None:
    reader.keep(f"questions-{name}")
    assert reader.violations() == [], name
    assert reader.overflow_px() == 0, name


def ask(reviewer: Reader, number: str, words: str) -> None:
    """Return the visit with a question, after one that would tell too much was refused in words."""
    page = reviewer.page
    open_visit(reviewer, number, "submitted")
    page.check("input[name=verdict][value=returned]")
    page.fill("textarea[name=words]", f"{number}: {words}")
    reviewer.expected_statuses = {422}
    press(reviewer, "/settle")
    expect(page.locator("main [role=alert], main .notice.bad").first).to_be_visible()
    page.fill("textarea[name=words]", words)
    press(reviewer, "/settle")


def answer(phone: Reader, texts: dict[str, str], said: dict[str, str]) -> None:
    """Answer without a line, across a reload; it goes by itself when the line comes back."""
    page, say = phone.page, phone.say  # type: ignore[attr-defined]
    page.locator(".notes-asked a").click()
    page.locator("main h1", has_text=say["questionTitle"]).wait_for()
    expect(page.locator("main")).to_contain_text(said["asked"])
    expect(page.locator("main")).to_contain_text(texts["kalba"])
    clean(phone, "question")
    button(phone, "send").click()
    expect(page.locator("main .wrong")).to_have_text(say["answerWanted"])
    line(phone, is_there=False)
    page.fill("#answer", said["answer"])
    page.wait_for_timeout(1000)  # what is written is kept after a moment without a touch
    page.reload()
    unlock(page)
    expect(page.locator("#answer")).to_have_value(said["answer"])
    button(phone, "send").click()
    expect(page.locator("main .notes-notice")).to_contain_text(say["told"])
    clean(phone, "question-waits")
    back(phone)
    expect(page.locator(".notes-asked")).to_contain_text(say["told"])
    expect(page.locator("main .notes-notice").first).to_contain_text(say["waitAnswers.one"].replace("{count}", "1"))
    clean(phone, "list-without-a-line")
    page.locator(".notes-asked a").click()
    line(phone, is_there=True)
    expect(page.locator("main .notes-notice")).to_have_text(say["answerHeard"])
    clean(phone, "question-answered")
    back(phone)
    expect(page.locator(".notes-asked")).to_have_count(0)


@pytest.mark.parametrize("language, place", LANGUAGES)
def test_a_question_about_a_note_is_asked_answered_and_settled(demo, desk, reader, language, place):
    path, (number, _address), texts = cycle_path(desk), numbers(desk)[16 + place], TEXTS[language]
    plan(desk, path, number, "coast-municipality-kalba")
    phone, reviewer = come(desk, reader, 16 + place, language), at_the_review_desk(demo, reader, "en", 1280)
    said = SAID[language]
    open_note(phone, texts["kalba"])
    fill(phone, texts)
    send(phone)
    line(phone, is_there=False)
    expect(phone.page.locator("main .notes-notice").first).to_contain_text(phone.say["waitNothing"])
    ask(reviewer, number, said["asked"])
    line(phone, is_there=True)
    expect(phone.page.locator(".notes-asked li")).to_have_count(1)
    clean(phone, "list-with-a-question")
    open_visit(reviewer, number, "returned")
    expect(reviewer.page.locator(".asked")).to_have_attribute("data-stands", "asked")
    looked_at(reviewer, f"asked-{language}")
    answer(phone, texts, said)

    small = at_the_review_desk(demo, reader, "ar", 390)
    small.go("/console/review/")
    looked_at(small, f"queue-{language}")
    open_visit(small, number, "in-review")
    expect(small.page.locator(".asked blockquote")).to_have_text(said["answer"])
    looked_at(small, f"answered-{language}")
    open_visit(reviewer, number, "in-review")
    expect(reviewer.page.locator(".asked")).to_have_attribute("data-stands", "answered")
    looked_at(reviewer, f"answered-wide-{language}")
    reviewer.page.check("input[name=verdict][value=accepted]")
    press(reviewer, "/settle")
    open_visit(reviewer, number, "accepted")
    assert re.search(re.escape(said["answer"]), reviewer.page.inner_text("main"))
