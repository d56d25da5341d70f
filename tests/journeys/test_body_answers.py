"""
The body's answer: the director informs the bodies, a liaison reads and answers in Arabic on a phone and in English at a
desk, a second answer is refused, the director sees the answers, the arbiter ends the contest, and the results are published.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running, demo_in
from tests.journeys.test_first_loop import CYCLE, cycle_path, press, settle_the_rest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.nightly,
]  # S3 and a finding's own journey answer every day

PDF = {"name": "queue-log.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nqueue log"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own: this journey takes the running cycle to its end, and others need it in the field."""
    with demo_in(tmp_path_factory.mktemp("body")) as running:
        yield running


def look_at(somebody: Reader, name: str) -> None:
    """Assert that the page fits and that axe finds nothing; keep a picture when somebody wants to look."""
    assert somebody.overflow_px() == 0, name
    assert somebody.violations() == [], name
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        somebody.picture(Path(folder) / f"body-{name}.png")


def bring_to_scores(at_work: Callable[[str], Reader]) -> str:
    """Take the running cycle to its scores as the desk does; return the address of its results."""
    officer, reviewer, analyst = at_work("director"), at_work("reviewer"), at_work("analyst")
    results = cycle_path(officer).replace("/cycles/", "/results/")
    officer.go(results)
    press(officer, "/move")
    settle_the_rest(reviewer)
    officer.go(results)
    press(officer, "/move")
    analyst.go(results)
    press(analyst, "/score")
    return results


def asked(somebody: Reader) -> list[str]:
    """Return the addresses of the findings that wait for an answer, as the letter lists them."""
    rows = somebody.page.locator(".findings li", has=somebody.page.locator(".state.news"))
    return [str(rows.nth(n).locator("a").first.get_attribute("href")) for n in range(rows.count())]


def send(somebody: Reader, answer: str, words: str = "", file: dict[str, object] | None = None) -> None:
    """Fill in the answer and send it."""
    page = somebody.page
    page.check(f"input[name=answer][value={answer}]")
    page.fill("textarea[name=words]", words)
    if file:
        page.set_input_files("input[name=attached]", file)
    with page.expect_navigation():
        page.locator("form[action$='/answer'] button[type=submit]").click()
        assert words in page.inner_text("dialog[open] [data-repeats]")
        page.locator("dialog[open] button[value=yes]").click()


REASONS = "يغطي السجل المرفق جزءًا من مدة الدورة، والنتيجة ثابتة في الدورة كلها."


def end_the_contest(arbiter: Reader, ref: str) -> None:
    """Open a visit and the file behind a contest, then let the finding stand."""
    page, own = arbiter.page, f"/console/contests/{ref}/"
    arbiter.go("/console/contests/")
    look_at(arbiter, "contests-ar-390")
    arbiter.go(own)
    look_at(arbiter, "contest-ar-390")
    arbiter.go(str(page.locator(f"a[href^='{own}visits/']").first.get_attribute("href")))
    assert "/console/review/" in page.url
    arbiter.go(own)
    arbiter.go(str(page.locator(f"a[href^='{own}files/']").first.get_attribute("href")))
    assert "queue-log.pdf" in page.inner_text("main")
    arbiter.go(own)
    page.check("input[name=outcome][value=upheld]")
    page.fill("textarea[name=reasons]", REASONS)
    with page.expect_navigation():
        page.locator("form[action$='/answer'] button[type=submit]").click()
        assert REASONS in page.inner_text("dialog[open] [data-repeats]")
        page.locator("dialog[open] button[value=yes]").click()
    assert "انتهى الاعتراض" in page.inner_text("main")
    look_at(arbiter, "contest-ended-ar-390")


def test_the_body_reads_and_answers_before_the_public(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}

    def at_work(username: str) -> Reader:
        somebody = reader(language="en")
        somebody.sign_in(accounts[username])
        return somebody

    def at_the_body(**sight: object) -> Reader:
        somebody = reader(**sight)
        somebody.sign_in(accounts["liaison"], "/portal/")
        return somebody

    results = bring_to_scores(at_work)
    early = at_the_body(language="en", width=1280)
    assert CYCLE not in early.page.inner_text("main")  # scored, and still hidden from the body itself
    director, analyst = at_work("director"), at_work("analyst")
    analyst.go(f"{results}release/")
    assert analyst.page.locator("form[action$='/prepare']").count() == 0
    director.go(f"{results}bodies/")
    look_at(director, "before-en-1280")
    press(director, "/inform")
    assert "informed at the same moment" in director.page.inner_text("main")

    phone = at_the_body(language="ar", width=390)
    assert "الدورة الثالثة" in phone.page.inner_text("main")
    look_at(phone, "letter-ar-390")
    first, second, *_rest = asked(phone)
    phone.go(first)
    look_at(phone, "finding-ar-390")
    send(phone, "accepted")
    assert "حُفظ ردكم" in phone.page.inner_text("main")
    look_at(phone, "answered-ar-390")
    phone.go(second)
    send(phone, "contested", "سجل الأدوار المرفق يبيّن غير ذلك.", PDF)
    assert "queue-log.pdf" in phone.page.inner_text("main")

    desk = at_the_body(language="en", width=1280, dark=True)
    look_at(desk, "letter-en-1280-dark")
    desk.expected_statuses = {422}
    desk.go(asked(desk)[0])
    open_page = desk.page.url
    other = at_the_body(language="en", width=1280)
    other.page.goto(open_page, wait_until="load")
    send(other, "accepted-in-part", "The mornings only.")
    send(desk, "contested", "A colleague was faster.")
    assert "it cannot be changed" in desk.page.inner_text("main") and "The mornings only." in desk.page.inner_text(
        "main"
    )
    look_at(desk, "second-answer-en-1280-dark")
    light = at_the_body(language="en", width=1280)
    look_at(light, "letter-en-1280")

    director.go(f"{results}bodies/")
    text = director.page.inner_text("main")
    assert "queue-log.pdf" in text and "Contested findings" in text
    look_at(director, "after-en-1280")
    arbiter = reader(language="ar", width=390)
    arbiter.sign_in(accounts["arbiter"])
    end_the_contest(arbiter, second.rstrip("/").rsplit("/", 1)[1])
    assert REASONS in phone.go(second).inner_text("main")
    look_at(phone, "outcome-ar-390")
    analyst.go(f"{results}release/")
    press(analyst, "/prepare")
    for username in ("publisher", "publisher2"):
        publisher = at_work(username)
        publisher.go(f"{results}release/")
        press(publisher, "/approve")
    press(publisher, "/publish")
    citizen = reader(language="ar", width=390)
    assert "الدورة الثالثة" in citizen.go("/").inner_text("main")
    assert not re.search("queue-log|سجل الأدوار|السجل المرفق", citizen.page.content())
