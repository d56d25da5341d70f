"""
From a call to the panel: somebody applies in Arabic on a phone and is refused for a rule with its reason; others apply, are
assessed blind by two, show papers, are drawn (an auditor draws again), and appear in the panel, where nothing says whose
application was whose.

With BASIRA_SCREENSHOTS set to a folder, each step is pictured there.
"""

import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from basira.surfaces.cli.panel_draw import verify
from tests.journeys.browsing import Reader
from tests.journeys.running import ROOT, Running, as_programmer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Volunteers of this year"
FAULTS: list[str] = []


@pytest.fixture
def desk_of(demo: Running, reader: Callable[..., Reader]) -> Callable[[str], Reader]:
    def make(username: str, *, language: str = "en") -> Reader:
        signed = reader(language=language)
        signed.sign_in(next(each for each in demo.demo["accounts"] if each["username"] == username))
        return signed

    return make


def look(somebody: Reader, what: str) -> None:
    """Check a page: axe, width; keep its picture where pictures are wanted."""
    FAULTS.extend(f"{what}: {fault}" for fault in somebody.violations())
    if overflow := somebody.overflow_px():
        FAULTS.append(f"{what} is {overflow} px too wide")
    somebody.keep(f"recruiting-{what}")


def press(somebody: Reader, selector: str = "main form button.btn-primary") -> None:
    with somebody.page.expect_navigation(wait_until="load"):
        somebody.page.locator(selector).first.click()


def open_a_call(officer: Reader) -> str:
    page = officer.step("/console/calls/write/")
    page.fill("[name=title_ar]", "متطوعو هذا العام")
    page.fill("[name=title_en]", TITLE)
    page.fill("[name=conditions_ar]", "يزور المتطوع ست خدمات في السنة، ويحضر ورشتين، ولا يتقاضى أجرًا.")
    page.fill("[name=conditions_en]", "A volunteer visits six services a year, attends two workshops, and is not paid.")
    page.select_option("[name=other_language]", "ur")
    page.fill("[name=other_text]", "رضاکار سال میں چھ خدمات دیکھتا ہے۔")
    page.fill("[name=opens_on]", (date.today() - timedelta(days=1)).isoformat())
    page.fill("[name=closes_on]", (date.today() + timedelta(days=20)).isoformat())
    page.fill("[name=capacity]", "2")
    look(officer, "write-en-1280")
    press(officer)
    look(officer, "call-draft-en-1280")
    press(officer, "button[value=open]")
    return str(page.evaluate("location.pathname")).split("/")[-2]


def fill_first_page(phone: Reader, call: str, *, age: int, query: str = "") -> None:
    page = phone.step(f"/calls/{call}/apply/{query}")
    page.fill("[name=age]", str(age))
    page.check("[name=sex][value=female]")
    page.check("[name=standing][value=resident]")
    page.fill("[name=years_resident]", "6")
    page.select_option("[name=nationality]", "arab")
    page.select_option("[name=region]", index=1)
    page.select_option("[name=occupation]", "private")
    page.check("[name=languages][value=ar]")
    page.check("[name=disability][value=none]")
    page.fill("[name=motive]", "أريد أن تكون الخدمات أيسر على الناس.")
    page.fill("[name=trial_report]", "وصلت عند التاسعة، وانتظرت نصف ساعة، ثم أُنجزت المعاملة بلطف.")
    page.check("[name=has_consented]")


def who(number: int) -> dict[str, str]:
    return {
        "name": f"متقدمة رقم {number}",
        "national_id": f"7841998{number:08}",
        "birth_date": f"{date.today().year - 30}-01-01",
        "phone": f"+9715612{number:05}",
        "email": f"applicant{number}@example.test",
        "home": f"شارع النخيل، منزل {number}",
    }


CRITERIA = ("credibility", "responsibility", "public-interest", "neutrality", "secrecy")
"""What S3, of which the demo is made, assesses applicants on."""
ARRIVED = {"": "وصل طلبك", "?language=ur": "آپ کی درخواست پہنچ گئی"}


def applies(phone: Reader, call: str, number: int, *, pictured: str = "", query: str = "") -> None:
    fill_first_page(phone, call, age=30, query=query)
    if pictured:
        look(phone, f"apply-{pictured}-390")
    press(phone, "button[value=go-on]")
    for name, value in who(number).items():
        phone.page.fill(f"[name={name}]", value)
    if pictured:
        look(phone, f"identity-{pictured}-390")
    press(phone)
    if pictured:
        look(phone, f"sent-{pictured}-390")
    assert ARRIVED[query] in phone.page.inner_text("h1")
    assert phone.page.url.endswith(f"/calls/{call}/apply/identity/{query}")  # nothing of her in the address


def assess_all(somebody: Reader, call: str, *, pictured: str = "") -> None:
    page = somebody.step(f"/console/calls/{call}/assess/")
    paths = page.eval_on_selector_all("main table a", "all => all.map(each => each.pathname)")
    assert len(paths) == 3
    for path in paths:
        somebody.step(path)
        assert "متقدمة" not in page.inner_text("main")
        for name in CRITERIA:
            page.check(f"[name={name}][value='3']")
        if pictured:
            look(somebody, pictured)
            pictured = ""
        press(somebody)


def test_from_a_call_to_the_panel(demo, desk_of, reader, tmp_path):
    FAULTS.clear()
    officer = desk_of("director")
    before, known = shoppers(officer), in_training(officer)
    call = open_a_call(officer)
    phone = reader(language="ar", width=390)
    phone.expected_statuses = {422}
    phone.step("/calls/")
    look(phone, "calls-ar-390")
    phone.step(f"/calls/{call}/")
    look(phone, "call-ar-390")

    fill_first_page(phone, call, age=16)  # refused for a rule, with its reason
    press(phone, "button[value=go-on]")
    look(phone, "refused-ar-390")
    assert "18" in phone.page.inner_text("main") and phone.page.locator("[name=national_id]").count() == 0

    fill_first_page(phone, call, age=30)  # a draft under its code
    press(phone, "button[value=keep]")
    look(phone, "kept-ar-390")
    code = phone.page.locator("bdi[dir=ltr]").filter(has_text="-").first.inner_text()
    phone.step("/application/")
    look(phone, "code-ar-390")
    phone.page.fill("[name=code]", code)
    press(phone)
    assert phone.page.input_value("[name=motive]") and not phone.page.input_value("[name=age]")

    applies(phone, call, 0, pictured="ar")
    applies(phone, call, 1)
    phone.step(f"/calls/{call}/")
    with phone.page.expect_navigation(wait_until="load"):
        phone.page.click("main a[hreflang=ur]")
    look(phone, "call-ur-390")
    applies(phone, call, 2, pictured="ur", query="?language=ur")
    english = reader(language="en", width=1280)
    english.step(f"/calls/{call}/apply/")
    look(english, "apply-en-1280")

    assess_all(desk_of("publisher2"), call, pictured="assess-en-1280")  # the officer decides, so she gives no marks
    publisher = desk_of(PUBLISHER, language="ar")
    assess_all(publisher, call, pictured="assess-ar-1280")
    officer.step(f"/console/calls/{call}/vetting/?state=assessed")
    look(officer, "vetting-en-1280")
    for path in officer.page.eval_on_selector_all("main table a", "all => all.map(each => each.pathname)"):
        officer.step(path)
        officer.page.check("[name=decision][value=passes]")
        look(officer, "settle-en-1280")
        press(officer)
    for number in range(3):
        officer.step("/console/calls/papers/")
        for name in ("national_id", "birth_date"):
            officer.page.fill(f"[name={name}]", who(number)[name])
        press(officer)
        assert "The papers fit" in officer.page.inner_text("main")
    look(officer, "papers-en-1280")

    officer.step(f"/console/calls/{call}/")
    press(officer, "button[value=closed]")
    officer.step(f"/console/calls/{call}/choice/")
    officer.page.fill("[name=quotas]", "category,feature,min,max\nsex,female,1,2\n")
    look(officer, "bind-en-1280")
    press(officer)
    look(officer, "bound-en-1280")
    as_programmer(demo, BOUND_BEFORE.format(call=call))
    officer.step(f"/console/calls/{call}/choice/")
    officer.page.fill("[name=said]", "4 8 15 16 23 42")
    look(officer, "draw-en-1280")
    press(officer, "form[action$='/draw/'] button")
    for everybody, name in ((phone, "public-draw-ar-390"), (english, "public-draw-en-1280")):
        everybody.step(f"/calls/{call}/draw/")
        look(everybody, name)
    look(officer, "drawn-en-1280")
    the_auditor_draws_again(desk_of("auditor"), call, tmp_path)
    press(officer, "form[action$='/admit/'] button")
    look(officer, "admitted-en-1280")
    assert shoppers(officer) == before + 2

    leaves_and_is_replaced(officer, sorted(in_training(officer) - known)[0])
    phone.step("/application/")  # who was chosen and who was not read the same; a draft of a closed call is nowhere
    assert FAULTS == []


def the_auditor_draws_again(auditor: Reader, call: str, folder: Path) -> None:
    """Take out the draw whole and draw it again with the command that the page names; one changed byte of it is found out."""
    page = auditor.step(f"/console/calls/{call}/choice/")
    look(auditor, "auditor-en-1280")
    assert page.locator("form[action$='/admit/']").count() == 0
    with page.expect_download() as taken:
        page.locator("a[href$='/draw.zip']").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        archive.extractall(folder)
    command = [*page.locator("main .code", has_text="./basira").inner_text().split(), "--json"]
    assert command == ["./basira", "panel", "verify", "draw", "--replay", "--json"]
    again = [str(ROOT / "basira"), *command[1:]]
    assert subprocess.run(again, cwd=folder, stdout=subprocess.DEVNULL, timeout=120).returncode == 0
    record = folder / "draw" / "protocol.json"
    record.write_text(record.read_text().replace("4 8 15 16 23 42", "4 8 15 16 23 43"))
    assert [fault.code for fault in verify(folder / "draw", replay=False)] == ["draw.protocol"]


def in_training(officer: Reader) -> set[str]:
    """Return the paths of the shoppers who are in training."""
    page = officer.step("/console/panel/?state=in-training")
    return set(page.eval_on_selector_all("main table a", "all => all.map(each => each.pathname)"))


def leaves_and_is_replaced(officer: Reader, path: str) -> None:
    """One of those who came in drops out: the reserve is called, the quota is kept, and nothing says whose seat it was."""
    page = officer.step(path)
    look(officer, "leaves-en-1280")
    page.select_option("[name=reason]", "unreachable")
    page.locator("form[action$='/leave/'] button").click()
    with page.expect_navigation(wait_until="load"):
        page.locator("dialog[open] button[value=yes]").click()
    look(officer, "replaced-en-1280")
    assert "All quotas are kept" in page.inner_text("main")
    assert page.locator("form[action$='/admit/']").count() == 1  # the reserve waits to be taken in


PUBLISHER = "publisher"
BOUND_BEFORE = """
from datetime import timedelta
from django.utils import timezone
from basira.core.selection.protocol import Beacon, BoundAgain, Named
from basira.programme.people import queries as people
from basira.programme.recruiting.verbs.choosing import bind_choice
at = timezone.now() - timedelta(hours=2)
named = Named(Beacon.ANNOUNCED, at + timedelta(hours=1), "National lottery, draw 412")
officer = people.actor_by_username("director")
bind_choice(call="{call}", quotas="", named=named, reason=BoundAgain.QUOTAS_CHANGED, by=officer, at=at)
"""
"""A beacon is named an hour before it speaks at least; nobody waits for that in a browser."""


def shoppers(officer: Reader) -> int:
    """How many shoppers are in training."""
    page = officer.step("/console/panel/?state=in-training")
    return page.locator("main tbody tr").count()
