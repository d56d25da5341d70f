"""
From an empty installation to a desk: the wizard in Arabic on a phone with password and app, in English on a desk with a
passkey, and a director who joins by a link in a browser of her own.

With BASIRA_SCREENSHOTS set to a folder, each step is pictured there.
"""

import base64
import hmac
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from basira.core.blueprint.reading import read_blueprint
from tests.journeys.browsing import Reader
from tests.journeys.running import Running, empty_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "nakhla-qamar-safina-77"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Running]:
    """A Basira that nobody has set up."""
    with empty_in(tmp_path) as running:
        yield running


def code_now(secret: str) -> str:
    """The six digits of this half minute (RFC 6238), by nobody's code but ours."""
    signed = hmac.digest(base64.b32decode(secret.strip()), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    start_at = signed[-1] & 15
    return f"{(int.from_bytes(signed[start_at : start_at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


class Somebody:
    """A reader who goes through pages and looks at each: axe, width, no third party."""

    def __init__(self, browser: Browser, url: str, language: str, width: int, name: str) -> None:
        self.reader = Reader.of(browser, url, language=language, width=width, dark=False)
        self.reader.expected_statuses = {404, 422}
        self.page = self.reader.page
        self.name = f"{name}-{language}-{width}"
        self.faults: list[str] = []
        self.seen = 0

    def look(self, what: str) -> None:
        """Check and picture the page that is open."""
        self.seen += 1
        self.faults += [f"{what}: {fault}" for fault in self.reader.violations()]
        if overflow := self.reader.overflow_px():
            self.faults.append(f"{what} is {overflow} px too wide")
        if folder := os.environ.get("BASIRA_SCREENSHOTS"):
            self.reader.picture(Path(folder) / f"{self.name}-{self.seen:02}-{what}.png")

    def press(self, selector: str = "main form button.btn-primary") -> None:
        """Press the page's main button and wait for what comes."""
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.locator(selector).first.click()

    def is_done(self) -> None:
        """Nothing was wrong on any page."""
        assert self.faults == []
        assert self.reader.strangers == [] and self.reader.faults == []
        self.reader.close()

    def add_passkey_device(self) -> None:
        """Give the browser an authenticator that says yes (the DevTools protocol's virtual one)."""
        devtools = self.reader.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def through_the_wizard(somebody: Somebody, set_up: str, *, internal: bool, way: str) -> None:
    """Fill the steps until the second factor is asked for; on the way go back once, and lose nothing."""
    page = somebody.page
    page.goto(set_up, wait_until="networkidle")
    page.wait_for_url("**/set-up/")  # the code does not stay in the address
    somebody.look("code")
    somebody.press()
    somebody.press()
    somebody.look("start-refused")
    begun_from_a_blueprint(somebody, "S1" if internal else "S3")
    page.fill("[name=name_ar]", "")
    somebody.press()
    somebody.look("programme-refused")
    page.fill("[name=name_ar]", "عين المتعامل")
    page.fill("[name=name_en]", "Eye of the customer")
    if internal:
        page.check("[name=governance][value=internal]")
        page.fill("[name=body_name_ar]", "دائرة الخدمات الاجتماعية")
        page.fill("[name=body_name_en]", "Social Services Department")
    somebody.look("programme")
    somebody.press()
    page.fill("[name=purpose_ar]", "أن نرى خدماتنا بعيون الناس.")
    somebody.press("button[value=back]")
    assert page.input_value("[name=name_en]") == "Eye of the customer"
    somebody.press()
    assert page.input_value("[name=purpose_ar]") == "أن نرى خدماتنا بعيون الناس."
    page.fill("[name=legal_basis_ar]", "القرار رقم 12 لسنة 2026.")
    page.fill("[name=notice_ar]", "تجري زيارات كهذه، ولا يُسمّى أحد بسببها.")
    page.fill("[name=notice_on]", "2026-11-01")
    somebody.look("basis")
    somebody.press()
    page.check("[name=shopper][value=hidden-shopper]")
    page.check("[name=customer][value=visitor]")
    somebody.look("words")
    somebody.press()
    assert page.input_value("[name=shopper_many_the]") == "المتسوقون الخفيون"
    page.fill("[name=shopper_man_the]", "العميل السري")
    somebody.press()
    somebody.look("agent-refused")
    assert page.locator(".faults-box").count() == 1
    page.fill("[name=shopper_man_the]", "المتسوق الخفي")
    somebody.look("forms")
    somebody.press()
    somebody.look("roles")
    somebody.press()
    assert page.is_checked("[name=weekend][value=friday]") and not page.is_checked("[name=weekend][value=monday]")
    page.fill("[name=answer_days]", "12")
    somebody.look("clocks")
    somebody.press()
    page.fill("[name=name_ar]", "أمل")
    page.fill("[name=name_en]", "Amal")
    page.fill("[name=username]", "amal")
    page.check(f"[name=way][value={way}]")
    if way == "password":
        page.fill("[name=password]", "password")
        page.fill("[name=again]", "password")
        somebody.press()
        somebody.look("account-refused")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
    somebody.look("account")
    somebody.press()
    page.click("summary")
    somebody.look("check")
    somebody.press("main a.btn-primary")


def begun_from_a_blueprint(somebody: Somebody, code: str) -> None:
    """Send a file of our own that is refused by line and key, then begin from one that ships: it fills the next step."""
    page = somebody.page
    page.check("[name=start][value=own]")
    wrong = b'format = 1\n[programme]\ncode = "x"\nname_ar = "y"\n[clocks]\nreply_working_days = 0\n'
    page.set_input_files("[name=file]", {"name": "mine.toml", "mimeType": "application/toml", "buffer": wrong})
    somebody.press()
    assert "clocks.reply_working_days" in page.inner_text("main")
    somebody.look("file-refused")
    page.check(f"[name=start][value={code}]")
    somebody.look("start")
    somebody.press()
    is_internal = page.is_checked("[name=governance][value=internal]")
    assert is_internal == (code == "S1") and page.input_value("[name=name_en]")


def test_in_arabic_on_a_phone_with_a_password_and_an_app(empty: Running, browser: Browser):
    amal = Somebody(browser, empty.url, "ar", 390, "wizard")
    for path in ("/", "/accounts/login/"):
        amal.reader.go(path)
        amal.look("before" + path.replace("/", "-"))
        assert amal.page.locator("a[href='/set-up/']").count() == 1
    amal.page.goto(f"{empty.url}/set-up/#WRONG-WRONG-WRONG-WRONG", wait_until="networkidle")
    amal.press()
    amal.look("wrong-code")
    assert amal.page.locator(".faults-box").count() == 1
    through_the_wizard(amal, empty.set_up, internal=True, way="password")
    amal.page.fill("[name=code]", "000000")
    amal.press()
    amal.look("factor-refused")
    amal.page.fill("[name=code]", code_now(amal.page.inner_text("#totp-key")))
    amal.press()
    amal.look("recovery-codes")
    amal.press("main a.btn-primary")
    assert urlsplit(amal.page.url).path == "/console/"
    amal.look("desk")
    answer = amal.page.goto(empty.set_up)
    assert answer is not None and answer.status == 404
    for path in (
        "/console/programme/",
        "/console/programme/clocks/",
        "/console/accounts/permissions/",
        "/accounts/second-factor/",
    ):
        amal.reader.go(path)
        amal.look(path.strip("/").replace("/", "-"))
    pack_taken(amal, empty.url)
    amal.is_done()


def pack_taken(amal: Somebody, url: str) -> None:
    """Take the pack that the blueprint names first, look at the page in English on a desk, too, and at the programme's file."""
    for width, language in ((390, "ar"), (1280, "en")):
        amal.page.set_viewport_size({"width": width, "height": 900})
        amal.reader.context.add_cookies([{"name": "basira_language", "value": language, "url": url}])
        amal.reader.go("/console/instruments/packs/")
        for summary in amal.page.locator("main summary").all()[:3]:
            summary.click()
        amal.look(f"packs-{language}")
    amal.press("main form button.btn")
    assert "Kept as drafts: 2 forms" in amal.page.inner_text("main")
    amal.look("questionnaires")
    amal.reader.go("/console/programme/")
    with amal.page.expect_download() as found:
        amal.page.click("a[href$='/programme/download']")
    text = Path(str(found.value.path())).read_text(encoding="utf-8")
    blueprint = read_blueprint(text).blueprint
    assert blueprint is not None and blueprint.said("clocks.reply_working_days") == 12
    assert blueprint.said("programme.name_en") == "Eye of the customer"


def test_in_english_with_a_passkey_and_a_director_joins_by_a_link(empty: Running, browser: Browser):
    amal = Somebody(browser, empty.url, "en", 1280, "wizard")
    amal.add_passkey_device()
    through_the_wizard(amal, empty.set_up, internal=False, way="passkey")
    amal.look("passkey")
    amal.press()
    amal.page.wait_for_url("**/second-factor/codes/")
    amal.look("recovery-codes")
    amal.press("main a.btn-primary")
    assert urlsplit(amal.page.url).path == "/console/"
    link = invited(amal)
    salma = Somebody(browser, empty.url, "ar", 390, "join")
    joined(salma, link)
    salma.is_done()
    signed_in_again_by_passkey(amal)
    amal.is_done()


def invited(amal: Somebody) -> str:
    """Invite a director, and return the link."""
    amal.reader.go("/console/accounts/invitations/")
    amal.look("invitations-none")
    amal.press("main .page-head a.btn-primary")
    amal.page.fill("[name=note]", "Salma, director")
    amal.page.check("[name=gives][value=chosen]")
    amal.page.check("[name=roles][value=director]")
    amal.look("invite")
    amal.press()
    amal.look("link")
    link = amal.page.inner_text("#invitation-link")
    amal.reader.go("/console/accounts/invitations/")
    amal.look("invitations")
    for path in ("/console/programme/", "/console/programme/edit/", "/console/programme/words/"):
        amal.reader.go(path)
        amal.look(path.strip("/").replace("/", "-"))
    return link


def joined(salma: Somebody, link: str) -> None:
    """Open an account by the link, with a password and an app, and reach the desk."""
    salma.page.goto(link, wait_until="networkidle")
    salma.page.wait_for_url("**/join/")  # the token does not stay in the address
    salma.look("invited")
    salma.press()
    salma.page.fill("[name=name_ar]", "سلمى")
    salma.page.fill("[name=name_en]", "Salma")
    salma.page.fill("[name=username]", "salma")
    salma.page.check("[name=way][value=password]")
    salma.page.fill("[name=password]", PASSWORD)
    salma.page.fill("[name=again]", PASSWORD)
    salma.look("account")
    salma.press()
    salma.look("factor")
    salma.page.fill("[name=code]", code_now(salma.page.inner_text("#totp-key")))
    salma.press()
    salma.press("main a.btn-primary")
    assert urlsplit(salma.page.url).path == "/console/"
    salma.look("desk")
    salma.page.goto(link, wait_until="networkidle")
    salma.page.wait_for_url("**/join/")
    salma.press()
    salma.look("used-link")
    assert salma.page.locator(".faults-box").count() == 1


def signed_in_again_by_passkey(amal: Somebody) -> None:
    """Sign out, and in with the passkey alone."""
    amal.reader.go("/accounts/logout/")
    amal.press()
    amal.reader.go("/accounts/login/")
    amal.look("login")
    amal.press("form[data-passkey] button")
    amal.page.wait_for_url("**/console/")
