"""
A whole cycle of a central bureau with volunteers (blueprint S3), in Arabic, from an empty folder to published results.

Everybody works in a browser; where fifty people would do the same, two of them do and the others go through the programme's own
verbs (`cycle_s3_crowd`). Each distinguishing rule of the programme refuses once what it must, with its words.

With BASIRA_SCREENSHOTS set to a folder, each page is pictured there.
"""

import io
import re
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser

from basira.core.blueprint.reading import read_blueprint
from tests.journeys.cycle_s3_crowd import AGES, APPLY, BOUND_BEFORE, OCCUPATIONS, VET
from tests.journeys.cycle_s3_field import to_the_field
from tests.journeys.cycle_s3_results import BODY, answered, plan_signed, published, recommended, repeated, scored
from tests.journeys.hand import Hand, today, words_in
from tests.journeys.running import ROOT, Running, as_programmer
from tests.journeys.test_set_up import PASSWORD, empty

__all__ = ["empty"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICE = {
    "salma": ("سلمى، المديرة", "director", "planner", "duty-officer"),
    "huda": ("هدى، مسؤولة الفريق", "panel-officer"),
    "noura": ("نورة، المدققة والمحللة", "reviewer", "analyst"),
    "majid": ("ماجد، الناشر", "publisher", "arbiter"),
    "sara": ("سارة، الناشرة", "publisher"),
}
"""Who is invited to the desk, and to which roles."""
CROWD = 62
"""Who apply beside the two in a browser."""
SECTORS = (
    ("municipal", "البلديات", "Municipal affairs"),
    ("social", "الشؤون الاجتماعية", "Social affairs"),
    ("health", "الصحة", "Health"),
    ("justice", "العدل", "Justice"),
)
CENTRES = (
    ("c-north", "مركز خدمات الشمال", "North service centre", "بلدية الشمال", "municipal", "الشمال"),
    ("c-coast", "مركز خدمات الساحل", "Coast service centre", "بلدية الشمال", "municipal", "الساحل"),
    ("c-clinic", "مركز الوادي الصحي", "Valley health centre", "هيئة الصحة", "health", "الشمال"),
    ("c-social", "مركز الرعاية الاجتماعية", "Social care centre", "وزارة التنمية الاجتماعية", "social", "الشمال"),
    ("c-court", "محكمة الأسرة", "Family court", "وزارة العدل", "justice", "الساحل"),
)


def set_up(amal: Hand, set_up: str) -> None:
    """Go through the wizard, which S3 fills, as the administrator that a full profile begins with."""
    page = amal.page
    page.goto(set_up, wait_until="load")
    page.wait_for_url("**/set-up/")
    amal.press()
    page.check("[name=start][value=own]")
    page.set_input_files(
        "[name=file]", {"name": "own.toml", "mimeType": "application/toml", "buffer": broken().encode()}
    )
    amal.press()
    amal.look("refused")
    assert "لا يُذكر موظف النافذة عند القصور أبدًا" in amal.says() and "ومقاعد الفريق 50" in amal.says()
    page.check("[name=start][value=S3]")
    amal.press()
    assert page.input_value("[name=name_ar]") == "برنامج المتسوق السري للخدمات الحكومية"
    assert page.is_checked("[name=governance][value=independent]")
    amal.press()
    page.fill("[name=legal_basis_ar]", "القرار الأميري رقم 12 لسنة 2026.")
    page.fill("[name=notice_on]", str(today()))
    for _step in ("words", "forms", "roles", "clocks", "account"):
        amal.press()
    for name, value in (("name_ar", "أمل"), ("name_en", "Amal"), ("username", "amal")):
        page.fill(f"[name={name}]", value)
    page.check("[name=way][value=password]")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    amal.press()
    page.click("summary")
    amal.look("check")
    amal.press("main a.btn-primary")
    amal.add_app()


def broken() -> str:
    """Return S3 with a clerk who may be named for a shortcoming, and one more citizen than its fifty seats hold."""
    text = (ROOT / "blueprints" / "S3.toml").read_text(encoding="utf-8")
    named = text.replace('negative = ["body", "centre"]', 'negative = ["body", "centre", "clerk"]')
    return named.replace("least = 25\nmost = 25", "least = 26\nmost = 26")


def invited(amal: Hand, note: str, *roles: str, body: str = "") -> str:
    """Invite somebody, and return the link."""
    amal.open("/console/accounts/invitations/new/")
    page = amal.page
    page.fill("[name=note]", note)
    page.check(f"[name=gives][value={roles[0] if body else 'chosen'}]")
    for role in () if body else roles:
        page.check(f"[name=roles][value={role}]")
    if body:
        page.select_option("[name=entity_ref]", label=body)
    amal.press()
    return str(page.inner_text("#invitation-link"))


def own_registry(salma: Hand) -> None:
    """Write down the sectors of the blueprint's phases, and bring bodies and centres in from a workbook."""
    for code, arabic, english in SECTORS:
        salma.fill("/console/registry/sectors/add", code=code, name_ar=arabic, name_en=english)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["الرمز", "الاسم العربي", "الاسم الإنجليزي", "الجهة", "القطاع", "المدينة", "القنوات"])
    for code, arabic, english, body, sector, town in CENTRES:
        sheet.append([code, arabic, english, body, sector, town, "counter"])
    content = io.BytesIO()
    book.save(content)
    salma.open("/console/registry/import/")
    workbook = {"name": "centres.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}
    salma.page.set_input_files("main input[type=file] >> nth=0", workbook)
    salma.send()
    salma.press("main form[action*='/import/'] button.btn-primary")
    assert "5" in salma.page.inner_text("body")


def own_questionnaire(salma: Hand, majid: Hand) -> None:
    """Take the pack that the blueprint names first, publish its full form; a second person approves its scenarios."""
    salma.open("/console/instruments/packs/")
    salma.send("/packs/service-counter/")
    for path in salma.links("/console/instruments/"):
        if re.fullmatch(r"/console/instruments/[0-9a-z]{26}/", path):
            salma.open(path)
            salma.send("/publish")
    salma.open("/console/scenarios/")
    for path in salma.links("/console/scenarios/"):
        if re.fullmatch(r"/console/scenarios/[0-9a-z]{26}/", path):
            majid.open(path)
            for point in majid.page.locator("[name=points]").all():
                point.check()
            majid.send("/approve/")


def write_the_call(huda: Hand) -> str:
    """Write the call with what the blueprint asks of applicants, refused once where it asks for less; open it."""
    huda.open("/console/calls/write/")
    page = huda.page
    assert page.input_value("[name=least_age]") == "18" and page.input_value("[name=capacity]") == "50"
    assert page.is_checked("[name=criteria][value=neutrality]") and not page.is_checked(
        "[name=criteria][value=observation]"
    )
    said = {
        "title_ar": "متطوعو هذا العام", "title_en": "Volunteers of this year",
        "conditions_ar": "يحضر المتطوع التدريب والاجتماعات، ولا يتقاضى أجرًا.",
        "conditions_en": "A volunteer attends training and meetings, and is not paid.",
        "opens_on": str(today() - timedelta(days=1)), "closes_on": str(today() + timedelta(days=30)), "least_age": "17",
    }  # fmt: skip
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    huda.look("call")
    huda.send()
    huda.look("call-refused")
    assert "أقل مما يطلبه البرنامج نفسه" in huda.says()
    page.fill("[name=least_age]", "18")
    huda.send()
    huda.look("call-kept")
    huda.press("button[value=open]")
    return huda.at().split("/")[-2]


def first_page(phone: Hand, call: str, age: int, standing: str, years: int) -> None:
    """Fill in the first page of an application."""
    phone.open(f"/calls/{call}/apply/")
    page = phone.page
    page.fill("[name=age]", str(age))
    page.fill("[name=years_resident]", str(years))
    for name, value in (("sex", "female"), ("standing", standing), ("languages", "ar"), ("disability", "none")):
        page.check(f"[name={name}][value={value}]")
    for name, value in (("nationality", "arab"), ("region", "elsewhere"), ("occupation", "private")):
        page.select_option(f"[name={name}]", value)
    page.fill("[name=motive]", "أريد أن تكون الخدمات أيسر على الناس.")
    page.fill("[name=trial_report]", "وصلت عند التاسعة، وانتظرت نصف ساعة، ثم أُنجزت المعاملة بلطف.")
    page.check("[name=has_consented]")
    phone.press("button[value=go-on]")


def apply(phone: Hand, call: str) -> None:
    """Two are refused for a rule of the call, with its words; two apply, a citizen and a resident."""
    phone.open(f"/calls/{call}/")
    phone.look("call")
    first_page(phone, call, 17, "citizen", 0)
    phone.look("too-young")
    assert "لا يقل عمرك عن 18" in phone.says()
    first_page(phone, call, 30, "resident", 1)
    phone.look("too-new")
    assert "مقيم" in phone.says() and not phone.page.locator("[name=national_id]").count()
    for number, standing in enumerate(("citizen", "resident")):
        first_page(phone, call, 30, standing, 6)
        for name, value in who(number).items():
            phone.page.fill(f"[name={name}]", value)
        phone.press()
        assert "وصل طلبك" in phone.page.inner_text("h1")


def who(number: int) -> dict[str, str]:
    return {
        "name": f"متقدمة {number}", "national_id": f"2960000{number:04}", "birth_date": f"{today().year - 30}-01-01",
        "phone": f"+9745511{number:04}", "email": f"a{number}@example.test", "home": f"شارع النخيل {number}",
    }  # fmt: skip


def vet(running: Running, people: dict[str, Hand], call: str) -> None:
    """Two assessors mark one application each in the browser, blind; the rest is marked, settled and shown in bulk."""
    crowd = {"call": call, "count": CROWD, "ages": AGES, "occupations": OCCUPATIONS}
    as_programmer(running, APPLY.format(**crowd))
    for assessor in (people["salma"], people["majid"]):
        assessor.open(f"/console/calls/{call}/assess/")
        assessor.open(assessor.links("/console/applications/")[0])
        assert "متقدمة" not in assessor.says() and assessor.page.locator("fieldset, [role=radiogroup]").count() >= 5
        for criterion in ("credibility", "responsibility", "public-interest", "neutrality", "secrecy"):
            assessor.page.check(f"[name={criterion}][value='3']")
        assessor.look("marks")
        assessor.send()
    as_programmer(running, VET.format(**crowd))
    huda = people["huda"]
    for number in range(2):
        papers = {name: who(number)[name] for name in ("national_id", "birth_date")}
        assert "الوثائق مطابقة" in huda.fill("/console/calls/papers/", **papers)
    huda.open(f"/console/calls/{call}/vetting/")


def quotas(**changed: str) -> str:
    """Return the blueprint's quotas as the choice reads them; `changed` gives other bounds by feature."""
    blueprint = read_blueprint((ROOT / "blueprints" / "S3.toml").read_text(encoding="utf-8")).blueprint
    assert blueprint is not None
    lines = ["category,feature,min,max"]
    for row in blueprint.table("panel.quotas"):
        bounds = changed.get(str(row["feature"]), f"{row['least']},{row['most']}")
        lines.append(f"{row['category']},{row['feature']},{bounds}")
    return "\n".join(lines) + "\n"


def choose(running: Running, huda: Hand, call: str, public: Hand) -> None:
    """Bind quotas that nobody can keep, which is refused; then the blueprint's; draw fifty, half of them citizens."""
    huda.open(f"/console/calls/{call}/")
    huda.press("button[value=closed]")
    huda.open(f"/console/calls/{call}/choice/")
    for asked in (quotas(citizen="26,26"), quotas()):
        huda.page.fill("[name=quotas]", asked)
        huda.page.fill("[name=due]", (datetime.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
        huda.send("/bind/")
        if "26,26" in asked:
            assert "standing citizen" in huda.says() and not huda.page.locator("#bound").count()
    as_programmer(running, BOUND_BEFORE.format(call=call, quotas=quotas()))
    huda.open(f"/console/calls/{call}/choice/")
    huda.page.fill("[name=said]", "4 8 15 16 23 42")
    drawn = words_in(huda.send("/draw/"))
    huda.look("drawn")
    for feature in ("citizen", "resident"):
        assert re.search(rf"standing {feature} 25 25 \d+ 25", drawn), drawn[:1500]
    public.open(f"/calls/{call}/draw/")
    public.look("draw")
    huda.send("/admit/")
    assert "50" in huda.page.inner_text("body")
    huda.look("admitted")


def test_a_whole_cycle_of_volunteers(empty: Running, browser: Browser):
    def hand(name: str, width: int = 1280) -> Hand:
        return Hand(browser, empty.url, "ar", width, name)

    desk = {name: hand(name) for name in ("salma", "huda", "noura", "majid", "sara", "head")}
    people = {"amal": hand("amal", 390), "liaison": hand("liaison", 390), **desk}
    amal, salma, huda = people["amal"], people["salma"], people["huda"]
    applicant, phone, second_phone = (hand(name, 390) for name in ("applicant", "phone", "second-phone"))
    set_up(amal, empty.set_up)
    for name, (arabic, *roles) in OFFICE.items():
        people[name].join(invited(amal, arabic, *roles), name, arabic)
    own_registry(salma)
    own_questionnaire(salma, people["majid"])
    for name in ("liaison", "head"):
        people[name].join(invited(amal, name, name, body=BODY), name, "راشد")
    call = write_the_call(huda)
    apply(applicant, call)
    vet(empty, people, call)
    choose(empty, huda, call, applicant)
    cycle = to_the_field(empty, people, phone)
    results = scored(people, cycle)
    recommended(people, results)
    plan = plan_signed(people, answered(people["liaison"]))
    repeated(empty, people, plan, second_phone)
    published(people, results, applicant)
    for each in (*people.values(), applicant, phone, second_phone):
        each.is_done()
