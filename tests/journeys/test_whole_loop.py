"""
A department of three sets up a programme of its own, from nothing to the body's answer: wizard, registry, questionnaire,
cycle, people in the vault, missions, visits from the browser of a phone, review, scores, the report, and the answer.

Once in English at a desk, once in Arabic on phones. With BASIRA_SCREENSHOTS set to a folder, each page is pictured there.
"""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from basira.core.instrument.template import template_workbook
from tests.journeys.notes import come_in, keep_picture
from tests.journeys.phone import photo_with_place
from tests.journeys.running import Running
from tests.journeys.test_set_up import PASSWORD, Somebody, code_now, empty, through_the_wizard

__all__ = ["empty"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def fill(somebody: Somebody, path: str, **values: str) -> None:
    """Open a page, fill its form and send it."""
    somebody.reader.go(path)
    page = somebody.page
    for name, value in values.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    somebody.look(path.strip("/").replace("/", "-")[:60])
    send(somebody)


def send(somebody: Somebody, action: str = "") -> None:
    """Press the button of the page's form, or of the one that goes to an address; say yes when it asks."""
    page = somebody.page
    found = page.locator(f"main form[action$='{action}']" if action else "main form:has(button[type=submit])")
    form = found.first if action else found.last
    asks = form.get_attribute("data-ask")
    with page.expect_navigation(wait_until="networkidle"):
        form.locator("button[type=submit]").last.click()
        if asks:
            page.locator("dialog[open] button[value=yes]").click()


def set_up(somebody: Somebody, running: Running) -> None:
    """Go through the wizard of an empty installation to the desk."""
    through_the_wizard(somebody, running.set_up, internal=True, way="password")
    with_an_app(somebody)
    assert urlsplit(somebody.page.url).path == "/console/"
    somebody.look("desk-of-a-new-programme")


def with_an_app(somebody: Somebody) -> None:
    """Add the second factor that is asked for, and go on."""
    somebody.page.fill("[name=code]", code_now(somebody.page.inner_text("#totp-key")))
    somebody.press()
    somebody.press("main a.btn-primary")


def without_training(amal: Somebody) -> None:
    """Demand nothing before a mission: the blueprint does, and how people are trained is another journey."""
    amal.reader.go("/console/training/")
    for name in ("certificate", "pledge"):
        amal.page.uncheck(f"[name={name}]")
    amal.page.locator("main form[action$='/demand/'] button[type=submit]").click()
    amal.page.wait_for_load_state("networkidle")


def without_gaps(amal: Somebody) -> None:
    """Let three shoppers go to one centre five times: the blueprint has ninety days between two visits of one."""
    amal.reader.go("/console/calls/")
    gaps = amal.page.locator("main form[action$='/gaps/']")
    for name in ("centre", "body", "sector"):
        gaps.locator(f"[name={name}]").fill("0")
    gaps.locator("button[type=submit]").click()
    amal.page.wait_for_load_state("networkidle")


def invite(amal: Somebody, what: str, entity: str = "") -> str:
    """Return the link of an invitation."""
    amal.reader.go("/console/accounts/invitations/new/")
    amal.page.fill("[name=note]", what)
    amal.page.check(f"[name=gives][value={what}]")
    if entity:
        amal.page.select_option("[name=entity_ref]", label=entity)
    amal.press()
    return str(amal.page.inner_text("#invitation-link"))


def join(somebody: Somebody, link: str, username: str) -> None:
    """Open an account by a link, with a password and an app."""
    page = somebody.page
    page.goto(link, wait_until="networkidle")
    page.wait_for_url("**/join/")
    somebody.press()
    for name, value in (("name_ar", "اسم"), ("name_en", "Name"), ("username", username)):
        page.fill(f"[name={name}]", value)
    page.check("[name=way][value=password]")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    somebody.press()
    with_an_app(somebody)


def own_registry(amal: Somebody) -> None:
    """Write down a sector, a body, and its first centre."""
    fill(amal, "/console/registry/sectors/add", code="social", name_ar="الشؤون الاجتماعية", name_en="Social affairs")
    fill(
        amal, "/console/registry/entities/add",
        code="ssd", name_ar="دائرة الخدمات", name_en="Services department", kind="department", sector="social",
    )  # fmt: skip
    amal.reader.go("/console/registry/entities/")
    amal.page.locator(
        "main a[href*='/console/registry/entities/']", has_text=re.compile("دائرة|Services")
    ).first.click()
    amal.page.wait_for_load_state("networkidle")
    path = urlsplit(amal.page.url).path
    amal.reader.go(f"{path}add-centre")
    for name, value in (("code", "c-1"), ("name_ar", "مركز النخيل"), ("name_en", "Palm centre")):
        amal.page.fill(f"[name={name}]", value)
    amal.page.check("[name=channels][value=counter]")
    amal.page.select_option("[name=site_type]", "public-place")  # the blueprint allows no photo in an office
    amal.look("centre")
    send(amal)


def own_questionnaire(amal: Somebody) -> None:
    """Upload the template that Basira offers, and publish it."""
    amal.reader.go("/console/instruments/upload/")
    workbook = {"name": "visit.xlsx", "mimeType": "application/octet-stream", "buffer": template_workbook()}
    amal.page.set_input_files("main input[type=file] >> nth=0", workbook)
    send(amal)
    amal.look("questionnaire")
    send(amal, "/publish")


def own_scenario(amal: Somebody, language: str) -> None:
    """Write a scenario, and read that nobody else is there to approve it."""
    fill(amal, "/console/scenarios/write/", code="visit", name_ar="مراجع عند النافذة", name_en="A customer")
    amal.look("scenario-alone")
    assert {"en": "A second person is needed", "ar": "يلزم شخص ثانٍ"}[language] in amal.page.inner_text("main")
    assert amal.page.locator("[name=points]").count() == 0


def approve(second: Somebody) -> None:
    """Confirm the scenario that waits on her desk, point by point."""
    second.reader.go("/console/")
    second.page.locator("main a[href*='/console/scenarios/']").first.click()
    second.page.wait_for_load_state("networkidle")
    for point in second.page.locator("[name=points]").all():
        point.check()
    second.look("scenario-checklist")
    send(second, "/approve/")
    second.look("scenario-approved")


def own_cycle(amal: Somebody) -> str:
    """Open a cycle and bring it into the field; return its address."""
    today = datetime.now().date()
    fill(
        amal, "/console/cycles/open/", name_ar="الدورة الأولى", name_en="First cycle",
        starts_on=str(today - timedelta(days=1)), ends_on=str(today + timedelta(days=30)),
    )  # fmt: skip
    path = urlsplit(amal.page.url).path
    for state in ("committed", "in-field"):
        amal.reader.go(f"{path}move/{state}/")
        number = re.search(r"\d+", amal.page.inner_text("main form"))
        assert number
        amal.page.fill("main [name=number]", number[0])
        send(amal)
    return path


def own_panel(amal: Somebody, cycle: str) -> list[tuple[str, str]]:
    """Enrol three people into the vault and number them; return each number with the link for her phone."""
    for name, phone in (("منى سالم", "0501"), ("هدى علي", "0502"), ("ريم خالد", "0503")):
        fill(
            amal,
            "/console/panel/person/",
            name=name,
            phone=phone,
            national_id=f"784{phone}",
            email="",
            shopper_class="volunteer",
        )
        assert name not in amal.page.content()
        path = urlsplit(amal.page.url).path
        amal.look("shopper")
        for state in ("certified", "active"):
            amal.reader.go(path)
            amal.page.locator(f"form button[name=to][value={state}]").click()
            amal.page.wait_for_load_state("networkidle")
    numbers = cycle.replace("/cycles/", "/panel/cycles/")
    amal.reader.go(numbers)
    send(amal, "/give/")
    amal.look("numbers")
    links = amal.page.eval_on_selector_all("main a[href*='/console/panel/numbers/']", "all => all.map(a => a.pathname)")
    found = []
    for path in dict.fromkeys(links):
        amal.reader.go(path)
        number = re.search(r"م-\d{4}", amal.page.inner_text("main"))
        send(amal, "/key/")
        assert number
        found.append((number[0], amal.page.inner_text("#link").strip().replace("127.0.0.1", "localhost")))
    amal.look("key")
    assert len(found) == 3
    return found


def own_missions(amal: Somebody, cycle: str, numbers: list[str]) -> None:
    """Plan a mission for each number named, and have it accepted."""
    now = datetime.now()
    for place, number in enumerate(numbers):  # a window of its own each: the same mission twice is refused
        amal.reader.go(f"{cycle}plan/")
        page = amal.page
        page.fill("[name=number]", number)
        page.fill("[name=centre]", "c-1")
        page.select_option("[name=channel]", "counter")
        page.select_option("[name=scenario]", index=1)
        page.select_option("[name=questionnaire_version]", index=1)
        page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
        page.fill("[name=window_end]", (now + timedelta(days=9, hours=place)).strftime("%Y-%m-%dT%H:%M"))
        amal.look("plan")
        send(amal)
    for state in ("offered", "accepted"):
        amal.reader.go(f"{cycle}?state={'planned' if state == 'offered' else 'offered'}")
        links = amal.page.eval_on_selector_all("main a[href*='/console/missions/']", "all => all.map(a => a.pathname)")
        for path in dict.fromkeys(links):
            amal.reader.go(path)
            button = amal.page.locator(f"form button[name=to][value={state}]")
            if button.count():
                button.click()
                amal.page.wait_for_load_state("networkidle")


def visits(browser: Browser, url: str, link: str, count: int, language: str) -> None:
    """File a shopper's visits from her phone's browser, each with a photo."""
    phone = Somebody(browser, url, language, 390, "phone")
    page = phone.page
    come_in(phone.reader, link)
    for _visit in range(count):
        page.wait_for_selector("a.notes-next")
        phone.look("notes")
        page.click("a.notes-next")
        page.wait_for_selector(".notes-question")
        for choices in page.locator(".notes-questions .notes-choices").all():
            choices.locator("input").first.check()
        for number in page.locator(".notes-questions input[inputmode]").all():
            number.fill("٢٥" if language == "ar" else "25")
        page.set_input_files("input[type=file] >> nth=0", {
            "name": "board.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()})  # fmt: skip
        keep_picture(page)
        phone.look("note-filled")
        page.locator(".notes-send button").click()
        page.wait_for_selector(".notes-sent")
        phone.look("note-sent")
        page.click(".notes-sent button")
    phone.is_done()


def accept_all(noura: Somebody) -> None:
    """Look at each visit and accept it."""
    noura.reader.go("/console/review/?state=submitted")
    links = noura.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.pathname)")
    for path in dict.fromkeys(each for each in links if re.fullmatch(r"/console/review/[0-9a-z]{26}/", each)):
        noura.reader.go(path)
        noura.look("visit")
        noura.page.check("input[name=verdict][value=accepted]")
        send(noura, "/settle")


@pytest.mark.nightly  # every day a department goes its way from the blueprint S1, and a bureau from S3
@pytest.mark.parametrize("language, width", [("en", 1280), ("ar", 390)])
def test_from_nothing_to_the_bodys_answer(empty: Running, browser: Browser, language: str, width: int):
    amal = Somebody(browser, empty.url, language, width, "loop")
    set_up(amal, empty)
    without_training(amal)
    without_gaps(amal)
    own_registry(amal)
    own_questionnaire(amal)
    own_scenario(amal, language)
    second = Somebody(browser, empty.url, language, width, "second")
    join(second, invite(amal, "second-approver"), "second")
    approve(second)
    cycle = own_cycle(amal)
    phones = own_panel(amal, cycle)
    own_missions(amal, cycle, [phones[place % 3][0] for place in range(5)])
    for (_number, link), count in zip(phones, (2, 2, 1), strict=True):
        visits(browser, empty.url, link, count, language)

    noura = Somebody(browser, empty.url, language, width, "reviewer")
    join(noura, invite(amal, "desk"), "noura")
    accept_all(noura)
    results = cycle.replace("/cycles/", "/results/")
    for action, who in (("/move", amal), ("/move", amal), ("/score", noura)):
        who.reader.go(results)
        send(who, action)
    noura.look("results")
    amal.reader.go(f"{results}bodies/")
    amal.look("bodies-before")
    send(amal, "/inform")

    salem = Somebody(browser, empty.url, language, width, "liaison")
    body = {"ar": "دائرة الخدمات", "en": "Services department"}[language]
    join(salem, invite(amal, "liaison", body), "salem")
    assert urlsplit(salem.page.url).path == "/portal/"
    salem.look("letter")
    finding = salem.page.locator(".findings li", has=salem.page.locator(".state.news")).first
    finding.locator("a").first.click()
    salem.page.wait_for_load_state("networkidle")
    salem.look("finding")
    salem.page.check("input[name=answer][value=accepted]")
    send(salem, "/answer")
    salem.look("answered")
    assert salem.reader.context.request.get(f"{empty.url}/console/").status == 403

    amal.reader.go(f"{results}bodies/")
    amal.look("bodies-answered")
    accepted = {"ar": "مقبولة", "en": "Accepted"}[language]
    assert re.search(rf"{accepted}\s+1", amal.page.inner_text("main")), amal.page.inner_text("main")
    for somebody in (amal, second, noura, salem):
        somebody.is_done()
