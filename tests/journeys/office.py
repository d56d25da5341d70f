"""A small office and the units that it measures: from the printed code to accounts of their own, by pages alone, in Arabic."""

from typing import Any

from playwright.sync_api import Browser

from tests.journeys.test_set_up import Somebody


class Worker(Somebody):
    """Somebody with an account of her own and a passkey."""

    def __init__(self, browser: Browser, url: str, name: str, *, width: int = 1280) -> None:
        super().__init__(browser, url, "ar", width, f"s1-{name}")
        self.add_passkey_device()

    def open(self, path: str) -> None:
        """Open an address, or a whole link."""
        self.page.goto(path if path.startswith("http") else self.reader.url + path, wait_until="load")

    def fill(self, **said: Any) -> None:
        """Fill the fields of the page's form: text as it is, a list of values to be ticked, True for one box."""
        for name, value in said.items():
            field = self.page.locator(f"main [name={name}]")
            kind = field.first.evaluate("each => each.tagName === 'SELECT' ? 'select' : each.type")
            if kind == "select":
                field.select_option(value)
            elif kind in ("radio", "checkbox"):
                for one in value if isinstance(value, list) else [value]:
                    (field.first if one is True else self.page.locator(f"main [name={name}][value='{one}']")).check()
            else:
                field.fill(str(value))

    def send(self) -> None:
        """Press the button of the page's own form, and wait for what comes."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("main form button[type=submit]:not([value=back])").last.click()

    def answer(self, action: str, **said: Any) -> None:
        """Press the button of the form that goes to an address, say yes when it asks, and wait for what comes."""
        self.fill(**said)
        form = self.page.locator(f"main form[action$='{action}']").first
        button = form.locator("button[type=submit]").first
        if form.get_attribute("data-ask"):
            button.click()
            button = self.page.locator("dialog[open] button[value=yes]")
        with self.page.expect_navigation(wait_until="load"):
            button.click()

    def text(self) -> str:
        """Return what the page says, each run of spaces as one."""
        return " ".join(self.page.inner_text("body").split())

    def path(self) -> str:
        """Return the address that is open, without its host."""
        return str(self.page.evaluate("location.pathname"))

    def link(self, part: str, words: str = "") -> str:
        """Return the first address on the page that holds a part, in a link that holds words."""
        return str(self.page.locator(f"main a[href*='{part}']", has_text=words).first.get_attribute("href"))

    def refused(self, *words: str) -> None:
        """Make sure that the page says all of these words."""
        said = self.text()
        assert not [each for each in words if each not in said], said


def set_up_by_the_blueprint(lead: Worker, set_up: str) -> None:
    """Go through the wizard from the department's blueprint; what it does not say, the first account does."""
    page = lead.page
    page.goto(set_up, wait_until="networkidle")
    page.wait_for_url("**/set-up/")
    lead.press()
    a_file_that_ranks_people(lead)
    page.check("[name=start][value=S1]")
    lead.press()
    assert page.is_checked("[name=governance][value=internal]")
    assert page.input_value("[name=body_name_ar]") == "دائرة الخدمات الاجتماعية"
    lead.look("programme")
    lead.press()
    lead.fill(legal_basis_ar="قرار رئيس الدائرة رقم 7 لسنة 2026.", notice_on="2026-11-01")
    for _step in ("basis", "words", "forms"):
        lead.press()
    assert page.is_checked("[name=profile][value=small]")
    lead.press()
    assert page.input_value("[name=answer_days]") == "5"
    lead.press()
    lead.fill(name_ar="أمل", name_en="Amal", username="amal", way="passkey")
    lead.press()
    lead.look("check")
    lead.press("main a.btn-primary")
    with_a_passkey(lead)


def a_file_that_ranks_people(lead: Worker) -> None:
    """Send a file that would rank employees and name a clerk: the wizard refuses it by line and key."""
    page = lead.page
    text = 'format = 1\n[programme]\ncode = "x"\nname_ar = "س"\nname_en = "x"\ngovernance = "internal"\nprofile = "small"\n'
    text += 'body_name_ar = "دائرة"\nbody_name_en = "d"\n[naming]\nnegative = ["clerk"]\nranked = ["employee"]\n'
    page.check("[name=start][value=own]")
    page.set_input_files("[name=file]", {"name": "x.toml", "mimeType": "application/toml", "buffer": text.encode()})
    lead.press()
    lead.refused("لا يُرتَّب الأشخاص من زيارات سرية", "لا يُذكر موظف النافذة عند القصور أبدًا")
    lead.look("people-ranked")


def with_a_passkey(somebody: Worker) -> None:
    """Make the passkey of a new account, and reach the place where it works."""
    somebody.press()
    somebody.page.wait_for_url("**/second-factor/codes/")
    somebody.press("main a.btn-primary")


def invited(lead: Worker, note: str, gives: str, body: str = "") -> str:
    """Invite somebody and return the link."""
    lead.open("/console/accounts/invitations/new/")
    lead.fill(note=note, gives=gives)
    if body:
        lead.page.select_option("[name=entity_ref]", label=body)
    lead.send()
    return lead.page.inner_text("#invitation-link")


def joined(somebody: Worker, link: str, name: tuple[str, str]) -> None:
    """Open an account by a link."""
    somebody.page.goto(link, wait_until="networkidle")
    somebody.page.wait_for_url("**/join/")
    somebody.press()
    somebody.fill(name_ar=name[0], name_en=name[1], username=name[1].lower(), way="passkey")
    somebody.press()
    with_a_passkey(somebody)
