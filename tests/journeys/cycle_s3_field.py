"""The middle of a cycle of S3: training and pledge, a cycle in its phase, missions refused and planned, two visits on a phone."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.cycle_s3_crowd import READY, VISITS
from tests.journeys.hand import Hand, today, words_in
from tests.journeys.notes import answer_all, come_in, send
from tests.journeys.running import Running, as_programmer
from tests.journeys.test_phone_missions import back, button, words_of
from tests.journeys.test_training import own

NUMBER = re.compile(r"م-\d{4}")


def own_training(huda: Hand) -> None:
    """Open a certificate for all sectors and channels, and write the one question of its test."""
    huda.fill(
        "/console/training/certificates/open/", name_ar="شهادة المتسوق السري", name_en="Certificate of a secret shopper",
        questions="1", pass_mark="100",
    )  # fmt: skip
    huda.fill(
        "/console/training/questions/write/", topic_ar="الغطاء", topic_en="Cover",
        text_ar="صديق يعمل في المركز. ماذا تفعل؟", text_en="A friend works at the centre. What do you do?",
        options_ar="*أعيد المهمة\nأذهب وأطلب منه السكوت", options_en="*Hand the mission back\nGo, and ask him to keep quiet",
        read_ar="اقرأ قواعد الغطاء.", read_en="Read the rules of cover.",
    )  # fmt: skip
    huda.open("/console/training/")


def open_cycle(salma: Hand, name: str, number: str, days: tuple[int, int]) -> str:
    """Open a cycle in the first phase, and bring it into the field; return its address."""
    salma.open("/console/cycles/open/")
    page = salma.page
    said = {"name_ar": f"الدورة {name}", "name_en": f"Cycle {number}"}
    said |= {"starts_on": str(today() + timedelta(days[0])), "ends_on": str(today() + timedelta(days[1]))}
    for field, value in said.items():
        page.fill(f"[name={field}]", value)
    assert page.is_checked("[name=phase][value=first]")
    salma.look("cycle-open")
    salma.send()
    path = salma.at()
    assert "المرحلة الأولى" in salma.says()
    for state in ("committed", "in-field"):
        salma.open(f"{path}move/{state}/")
        page.fill("main [name=number]", number)
        salma.send()
    return path


def give_numbers(huda: Hand, cycle: str, count: int) -> list[tuple[str, str]]:
    """Give every active volunteer a number; return the first ones with where each stands."""
    huda.open(cycle.replace("/cycles/", "/panel/cycles/"))
    huda.send("/give/")
    assert str(count) in words_in(huda.page.inner_text("body"))
    huda.look("numbers")
    links = huda.page.locator("main tbody a[href*='/console/panel/numbers/']")
    found = [(links.nth(place).inner_text().strip(), str(links.nth(place).get_attribute("href"))) for place in range(9)]
    return [(NUMBER.findall(said)[0], path) for said, path in found]


def made_active(huda: Hand) -> None:
    """Lead all fifty on together: from training to certified, and to active."""
    for start in ("in-training", "certified"):
        huda.open("/console/panel/")
        huda.page.locator(f"form[data-ask=ask-{start}] button").click()
        with huda.page.expect_navigation(wait_until="load"):
            huda.page.locator("dialog[open] button[value=yes]").click()
        assert "50" in huda.says()
    huda.look("active")


def plan(salma: Hand, cycle: str, number: str, centre: str, *, scenario: int = 1) -> str:
    """Try to plan a mission at a counter, and return what the page says."""
    salma.open(f"{cycle}plan/")
    page, now = salma.page, datetime.now()
    page.fill("[name=number]", number)
    page.fill("[name=centre]", centre)
    page.select_option("[name=scenario]", index=scenario)
    form = page.locator("[name=questionnaire_version] option", has_text="service_counter ").first
    page.select_option("[name=questionnaire_version]", form.get_attribute("value"))
    page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=window_end]", (now + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"))
    return salma.send()


def accepted(salma: Hand, cycle: str, number: str) -> None:
    """Offer the planned mission of a number, and record that she accepts."""
    salma.open(f"{cycle}?q={number}&state=planned")
    salma.open(salma.links("/console/missions/")[0])
    for state in ("offered", "accepted"):
        salma.press(f"form button[name=to][value={state}]")


def phone_of(huda: Hand, phone: Hand, path: str) -> None:
    """Give a number her link, and come in by it on her phone."""
    huda.open(path)
    huda.send("/key/")
    link = huda.page.inner_text("#link").strip().replace("127.0.0.1", "localhost")
    come_in(phone.reader, link)
    phone.reader.say = words_of(phone.reader)  # type: ignore[attr-defined]


def certified(phone: Hand) -> None:
    """Pass the test and sign the pledge, on the phone."""
    reader, page, say = phone.reader, phone.page, phone.reader.say  # type: ignore[attr-defined]
    own(reader, "learn")
    page.locator(".notes-certificate button").first.click()
    page.locator("fieldset.notes-question").first.wait_for()
    page.locator(".notes-choice", has_text="أعيد المهمة").first.click()
    button(reader, "testHand").click()
    page.locator("main h1", has_text=say["testPassed"]).wait_for()
    button(reader, "learnBack").click()
    phone.look("pledge")
    assert "وأن أقترح ما يحسّن الخدمة" in phone.says()  # the pledge of the blueprint
    button(reader, "pledgeSign").click()
    expect(page.get_by_text(say["pledgeSigned"])).to_be_visible()
    back(reader)


def says_tie(phone: Hand) -> None:
    """Say on the phone that she works with people of a place."""
    reader, page, say = phone.reader, phone.page, phone.reader.say  # type: ignore[attr-defined]
    own(reader, "mine")
    page.fill("#find-places", "الوادي")
    button(reader, "find").click()
    page.locator(".notes-found").first.click()
    button(reader, "tieTell").click()
    expect(page.get_by_text(say["tieSaid"])).to_be_visible()
    phone.look("tie")
    back(reader)


def everyday_opened(salma: Hand, cycle: str) -> None:
    """Open the spot check for what volunteers meet in their own life."""
    salma.open(f"{cycle}everyday/")
    form = salma.page.locator("[name=version] option", has_text="service_counter_spot").first
    salma.page.select_option("[name=version]", form.get_attribute("value"))
    salma.page.select_option("[name=scenario]", index=1)
    salma.send()
    salma.look("everyday")


def everyday_told(phone: Hand) -> None:
    """Begin an experience of her own life at a centre, which the body may tell who she is by, and send it."""
    reader, page, say = phone.reader, phone.page, phone.reader.say  # type: ignore[attr-defined]
    page.get_by_role("link", name=say["everyday"]).click()
    page.locator(".notes-choice").first.click()
    page.fill("#find-places", "الساحل")
    button(reader, "find").click()
    page.locator(".notes-found").first.click()
    phone.look("everyday")
    button(reader, "everydayBegin").click()
    page.locator("main h1", has_text="الساحل").wait_for()
    assert say["knownThere"] in phone.says()
    filled(phone)


def visited(phone: Hand) -> None:
    """Make the visit that waits, and send it."""
    phone.page.locator("a.notes-next").click()
    filled(phone)


def filled(phone: Hand) -> None:
    """Give every question of the open note an answer, send it, and go back to the list."""
    answer_all(phone.page, "25")
    phone.look("note")
    send(phone.page)
    phone.page.click(".notes-sent button")


def to_the_field(running: Running, people: dict[str, Hand], phone: Hand) -> str:
    """Train, open the cycle, refuse what must be refused, and bring a mission and an everyday experience in; return the cycle."""
    salma, huda = people["salma"], people["huda"]
    own_training(huda)
    made_active(huda)
    cycle = open_cycle(salma, "الأولى", "1", (-1, 30))
    (number, path), *_others = give_numbers(huda, cycle, 50)
    assert "تنقص هذه الأرقام شهادة أو التعهد الموقّع" in plan(salma, cycle, number, "c-north")
    phone_of(huda, phone, path)
    certified(phone)
    assert "لم يبدأ قطاع هذا المركز" in plan(salma, cycle, number, "c-court")
    salma.look("not-begun")
    says_tie(phone)
    assert "لا يجوز إرسال" in plan(salma, cycle, number, "c-clinic")
    plan(salma, cycle, number, "c-north")
    assert salma.at() == cycle
    accepted(salma, cycle, number)
    everyday_opened(salma, cycle)
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    visited(phone)
    everyday_told(phone)
    as_programmer(running, (READY + VISITS).format(cycle=cycle.split("/")[-2], own=number))
    accept(people["noura"], number, 2)
    salma.open(cycle)
    assert "مهمة واحدة معروفة للجهة" in words_in(salma.says())  # the everyday experience is counted by itself
    salma.look("cycle")
    return cycle


def accept(noura: Hand, number: str, count: int) -> None:
    """Accept the visits that a number has sent, once the queue has them: what a phone gives over is filed a moment later."""
    for _attempt in range(60):
        noura.open(f"/console/review/?q={number}&state=submitted")
        paths = [
            path for path in noura.links("/console/review/") if re.fullmatch(r"/console/review/[0-9a-z]{26}/", path)
        ]
        if len(paths) == count:
            break
        noura.page.wait_for_timeout(500)
    assert len(paths) == count
    for path in paths:
        noura.open(path)
        noura.page.check("input[name=verdict][value=accepted]")
        noura.send("/settle")
