"""
A whole cycle of a department's own programme, from an empty installation, in Arabic, by pages alone: three people set it up from
the blueprint S1, register their units, take two packs, appoint an employee and somebody from outside, order a call and a visit to
their own stand, report both to their units, hear a post, and read the results. At each step what S1 forbids is tried and refused.

With BASIRA_SCREENSHOTS set to a folder, each step is pictured there.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import Reader
from tests.journeys.desk import link_for_a_phone
from tests.journeys.notes import answer_all, come_in, send
from tests.journeys.office import Worker, invited, joined, set_up_by_the_blueprint
from tests.journeys.running import Running, empty_in
from tests.journeys.test_phone_missions import words_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERE = ZoneInfo("Asia/Dubai")
SECTOR = ("social", "الشؤون الاجتماعية", "Social affairs")
LINE = ("customer-happiness", "إدارة إسعاد المتعاملين", "Customer happiness")
EVENTS = ("public-relations", "إدارة العلاقات العامة", "Public relations")
CENTRES = {
    "call-centre": (LINE, "مركز الاتصال", "Contact centre", "phone"),
    "stand": (EVENTS, "جناح الدائرة في معرض الأسرة", "The stand at the family fair", "event"),
}
"""Two units as bodies, each with one place."""
PACKS = ("contact-centre", "event-stand")
FORMS = {"contact-centre": "مركز اتصال: فحص سريع", "event-stand": "جناح في فعالية: فحص سريع"}
SCENARIOS = {"contact-centre": "اتصال للسؤال عن خدمة", "event-stand": "زائر مهتم"}
GREETING = "يُحيّا المتعامل عند بدء الخدمة"
POST = "رئيس قسم مركز الاتصال"
CONCERN = "ما الذي يمنع التحية قبل السؤال؟"
COMPLAINT = "شكوى عبر الموقع في الأمر نفسه."
EMPLOYEE_ID, OUTSIDER_ID = "784199000000001", "784199000000002"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Running]:
    """A Basira that nobody has set up."""
    with empty_in(tmp_path) as running:
        yield running


def three_people(lead: Worker, browser: Browser, url: str) -> tuple[Worker, Worker]:
    """Invite the two others of the office: who judges, and who approves."""
    found = []
    for gives, name in (("desk", ("سلمى", "Salma")), ("second-approver", ("راشد", "Rashid"))):
        somebody = Worker(browser, url, name[1].lower())
        joined(somebody, invited(lead, name[0], gives), name)
        found.append(somebody)
    lead.open("/console/programme/")
    lead.refused(
        "وحدة الأداء في الجهة", "الوحدة المعنية · الإدارة العليا للجهة", "مسؤول المكتب", "لا أحد يدقق زيارة قام بها"
    )
    lead.look("programme")
    judge, approver = found
    return judge, approver


def units(lead: Worker) -> None:
    """Register the department's units as bodies, each with its place."""
    lead.open("/console/registry/sectors/add")
    lead.fill(code=SECTOR[0], name_ar=SECTOR[1], name_en=SECTOR[2])
    lead.send()
    for code, (unit, arabic, english, channel) in CENTRES.items():
        lead.open("/console/registry/entities/add")
        lead.fill(code=unit[0], name_ar=unit[1], name_en=unit[2], kind="department", sector=SECTOR[0])
        lead.send()
        lead.open(f"{lead.path()}add-centre")
        lead.fill(code=code, name_ar=arabic, name_en=english, channels=[channel])
        lead.send()
    lead.open("/console/registry/")
    lead.look("units")


def speaks_for(lead: Worker, unit: tuple[str, str, str], liaison: Worker, name: tuple[str, str]) -> Worker:
    """Invite who speaks for a unit; she joins, and reads nothing of the desk."""
    joined(liaison, invited(lead, name[0], "liaison", body=unit[1]), name)
    assert liaison.path() == "/portal/"
    return liaison


def questionnaires(lead: Worker, approver: Worker) -> None:
    """Take the two packs; publish their full forms; who took their scenarios does not approve them, the third person does."""
    for pack in PACKS:
        lead.open("/console/instruments/packs/")
        lead.answer(f"/packs/{pack}/")
        lead.open(lead.link("/console/instruments/", FORMS[pack]))
        lead.answer("/publish")
    for scenario in SCENARIOS.values():
        lead.open("/console/scenarios/")
        where = lead.link("/console/scenarios/", scenario)
        lead.open(where)
        assert lead.page.locator("main form[action$='/approve/']").count() == 0
        lead.refused("راشد")
        approver.open(where)
        for point in approver.page.locator("[name=points]").all():
            point.check()
        approver.answer("/approve/")
    approver.look("scenario-approved")


def shoppers(lead: Worker) -> None:
    """Appoint an employee of one unit and somebody from outside; nobody is both judge and shopper."""
    enrolled(lead, "سلمى", OUTSIDER_ID, "volunteer")
    lead.refused("لا يكون أحد")
    lead.look("judge-and-shopper")
    enrolled(lead, "منى المثال", EMPLOYEE_ID, "employee")
    lead.refused("يُسجَّل الموظف أو المسؤول مع ذكر وحدته")
    enrolled(lead, "منى المثال", EMPLOYEE_ID, "employee", own_unit=LINE[1])
    lead.look("employee")
    enrolled(lead, "خالد المثال", OUTSIDER_ID, "volunteer")


def enrolled(lead: Worker, name: str, national_id: str, shopper_class: str, own_unit: str = "") -> None:
    """Enrol somebody as ready for missions, without an address: the phone's key is handed over on the spot."""
    lead.open("/console/panel/person/")
    lead.fill(name=name, national_id=national_id, state="active")
    if own_unit:
        lead.page.select_option("[name=own_unit]", label=own_unit)
    lead.fill(shopper_class=shopper_class)
    lead.send()


def cycle_in_the_field(lead: Worker) -> str:
    """Open a cycle, bring it into the field and give its numbers; return its address."""
    today = datetime.now(HERE).date()
    lead.open("/console/cycles/open/")
    lead.fill(name_ar="دورة الخريف", name_en="Autumn", starts_on=today, ends_on=today + timedelta(days=30))
    lead.send()
    cycle = lead.path()
    for state in ("committed", "in-field"):
        lead.open(f"{cycle}move/{state}/")
        lead.fill(number=1)
        lead.send()
    lead.open(cycle.replace("/cycles/", "/panel/cycles/"))
    lead.answer("/give/")
    return cycle


def numbers_of(lead: Worker, cycle: str) -> dict[str, str]:
    """Return the numbers of the cycle with their addresses."""
    lead.open(cycle.replace("/cycles/", "/panel/cycles/"))
    links = lead.page.locator("main a[href*='/panel/numbers/']").all()
    return {each.inner_text().strip(): str(each.get_attribute("href")) for each in links}


def plan(lead: Worker, cycle: str, number: str, centre: str, pack: str) -> None:
    """Plan a mission; the page that comes says whether it was taken."""
    now = datetime.now(HERE)
    lead.open(f"{cycle}plan/")
    lead.fill(number=number, centre=centre, channel=CENTRES[centre][3])
    lead.page.select_option("[name=scenario]", label=SCENARIOS[pack])
    form = lead.page.locator("[name=questionnaire_version] option", has_text=FORMS[pack]).first
    lead.page.select_option("[name=questionnaire_version]", str(form.get_attribute("value")))
    lead.fill(window_start=f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}")
    lead.fill(window_end=f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}")
    lead.send()


def trained(lead: Worker, phones: dict[str, Reader], numbers: dict[str, str]) -> None:
    """Certify both shoppers for the talk that they had, and let each sign the pledge on her own phone."""
    lead.open("/console/training/certificates/open/")
    lead.fill(name_ar="التعريف بالمهمة", name_en="Induction")
    lead.send()
    lead.open(lead.link("/training/roster/"))
    lead.page.locator("main summary").last.click()
    for box in lead.page.locator("main [name=numbers]").all():
        box.check()
    lead.page.select_option("[name=qualification]", label="التعريف بالمهمة")
    lead.page.locator("main form[action$='/recognise/'] button[type=submit]").click()
    lead.page.wait_for_load_state("load")
    for number, phone in phones.items():
        come_in(phone, link_for_a_phone(lead.reader, numbers[number], "ar"))
        say = words_of(phone)
        phone.page.locator(".notes-list a", has_text=say["learn"]).click()
        phone.page.get_by_role("button", name=say["pledgeSign"], exact=True).click()
        phone.page.get_by_text(say["pledgeSigned"]).wait_for()
        phone.keep(f"s1-pledge-{number}")


def ordered(lead: Worker, mission: str, *, reader: str = "unit") -> str:
    """Order that a mission's visit be reported by itself, before it is made; return the order's address."""
    lead.open(mission)
    lead.open(lead.link("/commissions/order/"))
    lead.look("order")
    lead.fill(addressee=reader, why="نريد أن نعرف قبل الموسم كيف يُستقبل من يسأل.")
    lead.send()
    order = lead.path()
    lead.open(mission)
    for state in ("offered", "accepted"):
        with lead.page.expect_navigation(wait_until="load"):
            lead.page.locator(f"main form button[name=to][value={state}]").click()
    return order


def visited(phone: Reader, name: str, *, greeted: bool) -> None:
    """Carry the accepted mission out from the shopper's phone."""
    page = phone.page
    page.locator(".notes-back").first.click()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("a.notes-next").first.click()
    answer_all(page, "2")
    if not greeted:
        page.locator(".notes-question", has_text=GREETING).get_by_text("لا", exact=True).click()
        page.wait_for_selector(".notes-kept")
    assert phone.violations() == [] and phone.overflow_px() == 0
    phone.keep(f"s1-{name}-ar-390")
    send(page)


def judged(judge: Worker) -> None:
    """Accept both visits, once they are filed."""
    for _attempt in range(120):
        judge.open("/console/review/?state=submitted")
        rows = judge.page.locator("main tbody tr a[href*='/console/review/']")
        paths = list(dict.fromkeys(str(each.get_attribute("href")) for each in rows.all()))
        if len(paths) == len(CENTRES):
            break
        judge.page.wait_for_timeout(500)
    judge.look("queue")
    for path in paths:
        judge.open(path)
        judge.answer("/settle", verdict="accepted")


def released(lead: Worker, judge: Worker, order: str) -> None:
    """Release a report: whoever judged the visit may not, another of the three does."""
    judge.open(order)
    judge.answer("/release")
    judge.refused("أنت من حسم مراجعة هذه الزيارة")
    lead.open(order)
    lead.answer("/release")
    lead.look("released")
    lead.refused("صدر التقرير إلى قارئه")


def a_file_before_the_reply(lead: Worker, order: str) -> None:
    """Try to ask a post while its unit has not replied yet."""
    lead.open(order)
    lead.open(lead.link("/file"))
    lead.fill(post=POST, concern=CONCERN)
    lead.send()
    lead.refused("الإشعار والرد أولًا")
    lead.look("file-too-early")


def replied(unit: Worker, number: str) -> None:
    """Read the report as the unit on a phone, without whose visit it was, and reply to it."""
    unit.open("/portal/")
    unit.look("portal")
    unit.open("/portal/visits/")
    unit.open(unit.link("/portal/visits/"))
    unit.refused("لم يتحقق (1)", GREETING)
    assert number not in unit.page.content()
    unit.look("report")
    unit.answer("/reply", words="درّبنا من يرد على الخط على التحية أولًا.")
    unit.look("replied")


def held_to_account(lead: Worker, judge: Worker, unit: Worker, order: str) -> None:
    """Open a file about a post, hear it, and end it: on two sources, by another than who opened it, and never a clerk."""
    lead.open(order)
    lead.open(lead.link("/file"))
    lead.fill(post="الموظفة سعاد", concern=CONCERN)
    lead.send()
    lead.refused("لا يُذكر أبدًا")
    lead.look("clerk-refused")
    lead.fill(post=POST, concern=CONCERN)
    lead.send()
    file = lead.path()
    lead.refused("أنت من فتح هذا الملف")
    lead.look("file")
    ended(judge, file, source="complaint", source_words=COMPLAINT)
    judge.refused("لم يُدلِ شاغل المنصب بشيء بعد")
    unit.open("/portal/visits/")
    unit.open(unit.link("/portal/files/"))
    unit.look("file")
    unit.answer("/state", words="تغيّر دليل المكالمة ولم يُدرَّب عليه من يرد.")
    unit.look("heard")
    ended(judge, file)
    judge.refused("لا تُنهي زيارة سرية واحدة ملفًا ضد أحد أبدًا")
    ended(judge, file, source="complaint", source_words=COMPLAINT)
    judge.refused("كيف انتهى", "تدريب أو توجيه لشاغل المنصب")
    judge.look("file-ended")
    unit.page.reload()
    unit.refused("كيف انتهى", "تدريب أو توجيه لشاغل المنصب")


def ended(judge: Worker, file: str, **said: str) -> None:
    """Try to end a file with guidance."""
    judge.open(file)
    judge.fill(outcome="guidance", reasons="لم تكن التحية في دليل المكالمة.", **said)
    judge.send()


def read_by_all(lead: Worker, judge: Worker, unit: Worker, cycle: str) -> None:
    """Bring the cycle to its results: too few visits for any figure of a unit, no places, and nothing for the public."""
    results = cycle.replace("/cycles/", "/results/")
    for _step in ("closed", "reviewed"):
        lead.open(results)
        lead.answer("/move")
    judge.open(results)
    judge.answer("/score")
    judge.refused("فلا ترتيب ولا نشر")
    judge.look("results")
    lead.open(f"{results}bodies/")
    lead.answer("/inform")
    lead.look("informed")
    lead.open(f"{results}release/")
    lead.refused("ليس للجمهور")
    assert lead.page.locator("form[action$='/prepare']").count() == 0
    lead.look("not-for-the-public")
    unit.open("/portal/")
    unit.refused("غير معروض: الزيارات قليلة")
    unit.look("cycle-report")


def test_a_department_runs_a_cycle_of_its_own(empty: Running, browser: Browser) -> None:
    lead = Worker(browser, empty.url, "lead")
    set_up_by_the_blueprint(lead, empty.set_up)
    judge, approver = three_people(lead, browser, empty.url)
    units(lead)
    line, events = (
        speaks_for(lead, unit, Worker(browser, empty.url, unit[0], width=390), name)
        for unit, name in ((LINE, ("ليلى", "Layla")), (EVENTS, ("سعيد", "Saeed")))
    )
    questionnaires(lead, approver)
    shoppers(lead)
    cycle = cycle_in_the_field(lead)
    numbers = numbers_of(lead, cycle)
    inside, outside = employee_first(lead, cycle, numbers)
    phones = {each: Reader.of(browser, empty.url, language="ar", width=390, dark=False) for each in numbers}
    trained(lead, phones, numbers)
    plan(lead, cycle, outside, "call-centre", "contact-centre")
    plan(lead, cycle, inside, "stand", "event-stand")
    missions = missions_of(lead, cycle)
    call, stand = ordered(lead, missions[outside]), ordered(lead, missions[inside])
    visited(phones[outside], "call", greeted=False)
    visited(phones[inside], "stand", greeted=False)
    judged(judge)
    for order in (call, stand):
        released(lead, judge, order)
    a_file_before_the_reply(lead, call)
    for unit, number in ((line, outside), (events, inside)):
        replied(unit, number)
    held_to_account(lead, judge, line, call)
    read_by_all(lead, judge, line, cycle)
    for phone in phones.values():
        assert phone.strangers == [] and phone.faults == []
    for somebody in (lead, judge, approver, line, events):
        somebody.is_done()


def employee_first(lead: Worker, cycle: str, numbers: dict[str, str]) -> tuple[str, str]:
    """
    Return the employee's number and the outsider's: only the vault knows whose is whose, and it refuses the own unit.

    Neither is trained yet, so that the plan of both is refused; the employee's, for one reason more.
    """
    inside = []
    for number in numbers:
        plan(lead, cycle, number, "call-centre", "contact-centre")
        lead.refused("شهادة", "التعهد")
        if "لا يجوز إرسال هذا المتسوق إلى هذا المركز" in lead.text():
            inside.append(number)
            lead.look("own-unit-refused")
    (employee,) = inside
    return employee, next(number for number in numbers if number != employee)


def missions_of(lead: Worker, cycle: str) -> dict[str, str]:
    """Return the missions of the cycle by their shopper's number."""
    lead.open(cycle)
    links = lead.page.locator("main tbody a[href*='/console/missions/']").all()
    return {each.inner_text().strip(): str(each.get_attribute("href")) for each in links}
