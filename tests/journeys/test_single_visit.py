"""
One call of a programme that a government runs for itself: ordered beforehand, made from a phone, reviewed, and told to the unit, which
reads it in its portal and replies. In Arabic on a phone for the unit, in English for the desk. And an employee who is appointed there,
and cannot be given the own unit.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.desk import accept, link_for_a_phone, numbers
from tests.journeys.notes import answer_all, come_in, send
from tests.journeys.running import Running, as_programmer, demo_in
from tests.journeys.test_corrective_plan import look_at, text
from tests.journeys.test_first_loop import cycle_path, press, send_form

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INTERNAL = """
from basira.programme.people.charter import Governance
from basira.programme.people.models import Programme
Programme.objects.update(governance=Governance.INTERNAL, body_name_ar="حكومة المثال", body_name_en="Government of the example")
"""
"""No page changes who a programme answers to once it is set up, and the demo is set up as independent."""
CENTRE = {"code": "passports-hatta", "ar": "مركز جوازات حتا", "en": "Hatta Passport Centre"}
"""The demo sends nobody there: the call is the only visit, whoever has the number."""
FEE_AR, FEE_EN = "الرسوم المذكورة مطابقة", "The fee stated was the published one"
WHY = "Callers say that the line tells them a wrong fee."
REPLY = "حُدّثت قائمة الرسوم لدى موظفي الخط."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own, made internal."""
    with demo_in(tmp_path_factory.mktemp("single")) as running:
        as_programmer(running, INTERNAL)
        yield running


def test_a_call_is_ordered_made_and_read_by_its_unit(demo: Running, reader: Callable[..., Reader]):
    accounts = {each["username"]: each for each in demo.demo["accounts"]}

    def at_work(username: str, home: str = "/console/", **sight: object) -> Reader:
        somebody = reader(**{"language": "en", "width": 1280} | sight)
        somebody.sign_in(accounts[username], home)
        return somebody

    director = at_work("director")
    number, own = numbers(director)[0]
    plan_a_call(director, number)
    ordered = order_its_report(director)
    link = link_for_a_phone(director, own, "ar").replace("127.0.0.1", "localhost")
    make_the_call(reader(language="ar", width=390), link)
    director.go(ordered)
    assert "Ordered" in text(director) and director.page.locator("form[action$='/release']").count() == 0

    accept(at_work("reviewer"), number, CENTRE["en"])
    director.go(ordered)
    press(director, "/release")
    assert f"{FEE_EN} critical" in text(director) and "Not met (1)" in text(director)
    look_at(director, "single-released-en-1280")

    unit = at_work("liaison2", "/portal/", language="ar", width=390)
    look_at(unit, "single-home-ar-390")
    with unit.page.expect_navigation():
        unit.page.get_by_role("link", name="تقرير واحد عن زيارة مفردة ينتظر ردنا").click()
    look_at(unit, "single-list-ar-390")
    unit.go(str(unit.page.locator("tbody a[href^='/portal/visits/']").first.get_attribute("href")))
    assert FEE_AR in text(unit) and "لم يتحقق (1)" in text(unit)
    assert number not in unit.page.content() and CENTRE["ar"] not in text(unit)
    look_at(unit, "single-read-ar-390")
    unit.page.fill("[name=words]", REPLY)
    press(unit, "/reply")
    look_at(unit, "single-replied-ar-390")
    director.go(ordered)
    assert REPLY in text(director)


def plan_a_call(director: Reader, number: str) -> None:
    """Plan a call with the demo's own questionnaire, and have it accepted; its page stays open."""
    path, now = cycle_path(director), datetime.now()
    director.step(f"{path}plan/")
    page = director.page
    page.fill("[name=number]", number)
    page.fill("[name=centre]", CENTRE["code"])
    page.select_option("[name=channel]", "phone")
    page.select_option("[name=scenario]", label="A caller with a question")
    form = page.locator("[name=questionnaire_version] option", has_text="(demo_service_visit ").first
    page.select_option("[name=questionnaire_version]", form.get_attribute("value"))
    page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=window_end]", (now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
    send_form(director)
    director.step(f"{path}?q={number}&state=planned")
    call = page.locator("tbody tr", has_text="A caller with a question").locator("a[href*='/console/missions/']")
    director.step(str(call.first.get_attribute("href")))
    for state in ("offered", "accepted"):
        with page.expect_navigation():
            page.locator(f"form button[name=to][value={state}]").click()


def order_its_report(director: Reader) -> str:
    """Order that the open mission's visit be reported to its unit; return the order's address."""
    page = director.page
    director.go(str(page.locator("a[href*='/console/commissions/order/']").first.get_attribute("href")))
    look_at(director, "single-order-en-1280")
    page.check("[name=addressee][value=unit]")
    page.fill("[name=why]", WHY)
    send_form(director)
    return str(page.evaluate("location.pathname"))


def make_the_call(phone: Reader, link: str) -> None:
    """Fill in the call from the shopper's phone: all was well, but the fee that she was told."""
    come_in(phone, link)
    page = phone.page
    page.locator("a.notes-next, .notes-list a").filter(has_text=CENTRE["ar"]).first.click()
    page.locator("main h1", has_text=CENTRE["ar"]).wait_for()
    answer_all(page, "4")
    page.locator(".notes-question", has_text=FEE_AR).get_by_text("لا", exact=True).click()
    page.wait_for_selector(".notes-kept")
    look_at(phone, "single-call-ar-390")
    send(page)


EMPLOYEE = {"name": "سلمى المثال", "phone": "+971554455667", "national_id": "784-1991-7654321-0"}


def test_an_employee_is_appointed_and_then_cannot_be_given_the_own_unit(demo: Running, reader: Callable[..., Reader]):
    director = reader(language="en", width=1280)
    director.expected_statuses = {422}
    director.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == "director"))
    director.step("/console/calls/")
    press_row(director, "Employees")
    ask_for_no_certificates(director)
    before = numbers(director)
    appoint(director)
    cycle = cycle_path(director)
    director.step(cycle.replace("/cycles/", "/panel/cycles/"))
    press(director, "/give/")
    (number,) = {each for each, _path in numbers(director)} - {each for each, _path in before}

    refused = plan_a_visit(director, cycle, number, CENTRE["code"])
    assert "may not be sent to this centre" in refused
    look_at(director, "employee-refused-en-1280")
    assert "may not be sent" not in plan_a_visit(director, cycle, number, "coast-municipality-kalba")
    director.step(f"{cycle}?q={number}&state=planned")
    assert director.page.locator("tbody tr").count() == 1 and "Kalba" in text(director)


def press_row(somebody: Reader, words: str) -> None:
    """Press the button in the row of a table that says `words`."""
    with somebody.page.expect_navigation():
        somebody.page.locator("tbody tr", has_text=words).locator("button").click()


def ask_for_no_certificates(director: Reader) -> None:
    """Demand nothing before a mission: how people are trained is another journey."""
    director.step("/console/training/")
    for name in ("certificate", "pledge"):
        director.page.uncheck(f"[name={name}]")
    press(director, "/demand/")


def appoint(director: Reader) -> None:
    """Enrol an employee with the own unit named, after a form that names none was refused; of the name nothing is shown."""
    page = director.step("/console/panel/person/")
    for name, value in EMPLOYEE.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=shopper_class]", "employee")
    page.check("[name=state][value=active]")
    send_form(director)
    assert "with the own unit named" in text(director)
    look_at(director, "employee-without-unit-en-1280")
    page.select_option("[name=own_unit]", label="National Passports Authority")
    send_form(director)
    assert page.url.endswith("/") and "/console/panel/shoppers/" in page.url
    look_at(director, "employee-en-1280")
    assert EMPLOYEE["name"] not in page.content()


def plan_a_visit(director: Reader, cycle: str, number: str, centre: str) -> str:
    """Plan a visit, and return what the page says then."""
    page, now = director.step(f"{cycle}plan/"), datetime.now()
    page.fill("[name=number]", number)
    page.fill("[name=centre]", centre)
    page.select_option("[name=channel]", "counter")
    page.select_option("[name=scenario]", label="A customer at the counter")
    page.select_option("[name=questionnaire_version]", index=1)
    page.fill("[name=window_start]", (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=window_end]", (now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
    send_form(director)
    return text(director)
