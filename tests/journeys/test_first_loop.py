"""
The first loop, by hand: an officer publishes a form, a phone files a visit with a photo, a reviewer accepts it, the scores are
run, two people approve, and the public page shows the cycle.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from basira.core.instrument.template import template_workbook
from tests.journeys.browsing import Reader
from tests.journeys.phone import Phone, photo_with_place, visit_xml
from tests.journeys.running import Running, demo_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM, VERSION = "service_visit", "1"
CYCLE = "Third cycle 2026"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own: this journey takes the running cycle to its end, and others need it in the field."""
    with demo_in(tmp_path_factory.mktemp("first")) as running:
        yield running


def press(reader: Reader, form_action: str) -> None:
    """Press the button of the form that goes to an address, say yes when it asks, and wait for the next page."""
    page = reader.page
    form = page.locator(f"form[action$='{form_action}']").first
    button = form.locator("button[type=submit]").first
    if form.get_attribute("data-ask"):
        button.click()
        button = page.locator("dialog[open] button[value=yes]")
    with page.expect_navigation():
        button.click()


def send_form(reader: Reader) -> None:
    """Press the button of the page's own form, and wait for the next page."""
    with reader.page.expect_navigation():
        reader.page.locator("main form button[type=submit]").last.click()


def publish_workbook(officer: Reader, name: str, content: bytes) -> None:
    """Upload a questionnaire and publish it."""
    officer.go("/console/instruments/upload/")
    workbook = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    officer.page.set_input_files("main input[type=file] >> nth=0", workbook)
    officer.page.locator("main form button[type=submit]").last.click()
    officer.page.wait_for_url(re.compile(r"/console/instruments/[0-9a-z]{26}/$"))
    press(officer, "/publish")


def publish_the_form(officer: Reader) -> None:
    publish_workbook(officer, "service-visit.xlsx", template_workbook())
    assert officer.page.get_by_text("Published").count() > 0


def cycle_path(officer: Reader) -> str:
    officer.step("/console/cycles/")
    return str(officer.page.get_by_role("link", name=CYCLE).first.get_attribute("href"))


def give_a_phone(officer: Reader) -> tuple[str, str]:
    """Return a shopper's number and the server address that her phone gets."""
    officer.step("/console/panel/cycles/")
    officer.page.get_by_role("link", name=re.compile(CYCLE)).first.click()
    officer.page.wait_for_load_state("load")
    link = officer.page.locator("main a[href*='/console/panel/numbers/']").first
    number = re.search(r"م-\d{4}", link.inner_text()) or re.search(r"م-\d{4}", officer.page.inner_text("main"))
    assert number
    link.click()
    officer.page.wait_for_load_state("load")
    officer.page.select_option("form[action$='/client/'] select[name=language]", "en")
    press(officer, "/client/")
    server = re.search(r"http://\S+/v1/key/[\w-]+/projects/\d+", officer.page.inner_text("main"))
    assert server
    return number[0], server[0].replace("127.0.0.1", "localhost")


def plan_a_mission(officer: Reader, path: str, number: str) -> None:
    officer.go(f"{path}plan/")
    page, now = officer.page, datetime.now()
    page.fill("[name=number]", number)
    page.fill("[name=centre]", "traffic-ajman")
    page.select_option("[name=channel]", "counter")
    page.select_option("[name=scenario]", index=1)
    form = page.locator("[name=questionnaire_version] option", has_text=f"({FORM} ").first.get_attribute("value")
    page.select_option("[name=questionnaire_version]", form)
    page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=window_end]", (now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("load")
    officer.go(f"{path}?q={number}&state=planned")
    hrefs = page.eval_on_selector_all("main a[href*='/console/missions/']", "all => all.map(each => each.pathname)")
    for href in dict.fromkeys(hrefs):
        officer.go(href)
        if re.search(rf"(?<!\w){FORM}(?!\w)", page.inner_text("main")):
            break
    else:
        raise AssertionError("the mission is not in the list")
    for state in ("offered", "accepted"):
        page.wait_for_load_state("load")
        page.locator(f"form button[name=to][value={state}]").click()
    page.wait_for_load_state("load")


def file_the_visit(server: str) -> str:
    """File a visit from a phone, twice, as a phone with a bad line does; return the name of its photo."""
    phone = Phone(server)
    assert phone.ask("/submission", method="HEAD").status == 204
    form = phone.ask(phone.download_url(FORM))
    assert form.status == 200 and "deviceid" not in form.text
    answers = {
        "welcome": {"greeted": "yes", "courtesy": "4"},
        "service": {"waiting": "12", "fees": "no", "board": "board.jpg"},
    }
    xml = visit_xml(FORM, VERSION, answers, "uuid:3d0f3a52-2a5d-4f2e-9a6c-0d5a4b3c2d1e")
    photo = photo_with_place()
    first, again = phone.file(xml, {"board.jpg": photo}), phone.file(xml, {"board.jpg": photo})
    assert (first.status, again.status) == (201, 201), (first, again)
    assert first.headers["x-openrosa-version"] == "1.0"
    changed = phone.file(xml.replace(">12<", ">2<"), {})
    assert changed.status == 409
    return "board.jpg"


def accept_the_visit(reviewer: Reader, number: str) -> None:
    reviewer.go(f"/console/review/?q={number}&state=submitted")
    page = reviewer.page
    links = page.locator("main a[href*='/console/review/']")
    paths = [str(links.nth(place).get_attribute("href")) for place in range(links.count())]
    visits = list(dict.fromkeys(path for path in paths if re.fullmatch(r"/console/review/[0-9a-z]{26}/", path)))
    for path in visits:
        reviewer.go(path)
        if "board.jpg" in page.inner_text("main"):
            break
    else:
        raise AssertionError("the visit is not in the queue")
    picture = page.locator("figure img")
    for _attempt in range(30):  # the worker re-makes the picture from its pixels
        if picture.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    remade = reviewer.context.request.get(reviewer.url + str(picture.first.get_attribute("src"))).body()
    assert remade[:2] == b"\xff\xd8" and b"Canary" not in remade and b"Exif" not in remade
    page.check("input[name=verdict][value=accepted]")
    press(reviewer, "/settle")
    assert page.get_by_text("Accepted").count() > 0


def settle_the_rest(reviewer: Reader) -> None:
    """Go through the rest of the queue as a diligent reviewer would, page by page."""
    for _round in range(20):
        reviewer.go("/console/review/")
        links = reviewer.page.eval_on_selector_all("main a[href]", "all => all.map(link => link.getAttribute('href'))")
        visits = sorted({link for link in links if re.fullmatch(r"/console/review/[0-9a-z]{26}/", link)})
        token = reviewer.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
        open_ones = 0
        for path in visits:
            answer = reviewer.context.request.post(
                f"{reviewer.url}{path}settle",
                form={"verdict": "accepted", "words": "", "csrfmiddlewaretoken": token or ""},
                headers={"Referer": f"{reviewer.url}{path}", "Origin": reviewer.url},
            )
            open_ones += answer.ok
        if not visits or not open_ones:
            return


def test_from_a_form_to_the_public_page(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}

    def at_work(username: str) -> Reader:
        somebody = reader(language="en")
        somebody.sign_in(accounts[username])
        return somebody

    officer, reviewer = at_work("director"), at_work("reviewer")
    publish_the_form(officer)
    path = cycle_path(officer)
    number, server = give_a_phone(officer)
    plan_a_mission(officer, path, number)
    file_the_visit(server)
    accept_the_visit(reviewer, number)

    results = path.replace("/cycles/", "/results/")
    officer.go(results)
    press(officer, "/move")  # the field work is closed
    press(officer, "/move")  # refused: visits wait for their verdict
    assert "still wait for a verdict" in officer.page.inner_text("body")
    settle_the_rest(reviewer)
    officer.go(results)
    press(officer, "/move")  # now the review ends

    analyst = at_work("analyst")
    analyst.go(results)
    press(analyst, "/score")
    assert "frozen" in analyst.page.inner_text("body")
    officer.go(f"{results}bodies/")
    press(officer, "/inform")
    analyst.go(f"{results}release/")
    press(analyst, "/prepare")
    for username in ("publisher", "publisher2"):
        publisher = at_work(username)
        publisher.go(f"{results}release/")
        press(publisher, "/approve")
    press(publisher, "/publish")

    for language, words in (("en", CYCLE), ("ar", "الدورة الثالثة 2026")):
        citizen = reader(language=language, width=390)
        citizen.go("/")
        assert words in citizen.page.inner_text("main")
    assert "simulated" in reader(language="en").go("/").inner_text("body").lower()
