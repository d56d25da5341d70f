"""
DC-06 in a real browser: an administrator names three people, each adds a passkey; one asks, two of different bodies approve by
passkeys that sign this request, it cools, and it is opened once, in Arabic and in English.

With BASIRA_SCREENSHOTS set to a folder, each step is pictured there.
"""

import json
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import Reader
from tests.journeys.running import ROOT, Running, own_environment

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PEOPLE = {
    "opener": ("director", "Programme", "ar"),
    "bureau": ("publisher", "Audit bureau", "en"),
    "university": ("arbiter", "University", "ar"),
}
"""Accounts of their own: a passkey that is added to one of the demo's would be asked of every journey after this one."""


class Office:
    """The demo's people at browsers of their own, and the vault behind them."""

    def __init__(self, browser: Browser, demo: Running) -> None:
        self.browser, self.demo = browser, demo
        self.url = demo.url.replace("127.0.0.1", "localhost")  # passkeys know no address by number
        self.readers: list[Reader] = []
        self.faults: list[str] = []
        self.vault = json.loads((demo.data / "run" / "addresses.json").read_text())["vault"]

    def open_account(self, username: str, role: str) -> dict[str, str]:
        command = [str(ROOT / "basira"), "account", username, "--role", role, "--data", str(self.demo.data), "--json"]
        names = ["--name-ar", f"حساب {username}", "--name-en", f"Account {username}"]
        return dict(json.loads(subprocess.check_output([*command, *names], env=own_environment())))

    def at_the_desk(self, account: dict[str, str], language: str, *, passkey: bool) -> Reader:
        made = Reader.of(self.browser, self.url, language=language, width=1280 if language == "en" else 390, dark=False)
        made.expected_statuses = {422}
        self.readers.append(made)
        made.sign_in(account)
        if passkey:
            devtools = made.context.new_cdp_session(made.page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
            made.step("/accounts/passkey/add/")
            self.press(made, "form[data-passkey] button[type=submit]")
        return made

    def press(self, somebody: Reader, selector: str) -> None:
        with somebody.page.expect_navigation(wait_until="load"):
            somebody.page.locator(selector).first.click()

    def look(self, somebody: Reader, what: str) -> None:
        self.faults += [f"{what}: {fault}" for fault in somebody.violations()]
        if overflow := somebody.overflow_px():
            self.faults.append(f"{what} is {overflow} px too wide")
        somebody.keep(f"unmasking-{what}")

    def change(self, statement: str) -> None:
        """Let time pass in the vault."""
        with psycopg.connect(self.vault) as connection:
            connection.execute(statement)

    def a_number(self) -> tuple[str, str]:
        """Return the cycle and the last number in it behind which somebody stands."""
        with psycopg.connect(self.vault) as connection:
            row = connection.execute(
                "SELECT cycle, number FROM cycle_number JOIN person USING (panel_ref) ORDER BY cycle, number DESC"
            ).fetchone()
        assert row is not None
        return str(row[0]), str(row[1])


@pytest.fixture
def office(browser: Browser, demo: Running) -> Iterator[Office]:
    made = Office(browser, demo)
    yield made
    for reader in made.readers:
        assert reader.strangers == [] and reader.faults == []
        reader.close()


def named(office: Office) -> dict[str, Reader]:
    """Have everybody named, and the vault told of their passkeys a day ago."""
    admin = next(each for each in office.demo.demo["accounts"] if each["username"] == "admin")
    administrator = office.at_the_desk(admin, "en", passkey=False)
    people = {}
    for username, (role, body, language) in PEOPLE.items():
        account = office.open_account(username, role)
        page = administrator.step("/console/unmasking/people/")
        shown = page.locator("select[name=account] option").filter(has_text=f"({username})")
        page.select_option("select[name=account]", str(shown.get_attribute("value")))
        page.fill("[name=body]", body)
        page.fill("[name=unit]", "Law")
        office.press(administrator, "form[action$='/people/name/'] button[type=submit]")
        people[username] = office.at_the_desk(account, language, passkey=True)
        people[username].step("/console/unmasking/people/")
        office.press(people[username], "form[action$='/people/keys/'] button[type=submit]")
    office.look(administrator, "people-en-1280")
    office.change("UPDATE signatory SET named_at = named_at - interval '25 hours'")
    office.change("UPDATE signatory_key SET known_at = known_at - interval '25 hours'")
    return people


def test_two_people_apart_open_an_identity_once_by_passkeys_that_sign_it(office):
    cycle, number = office.a_number()
    people = named(office)
    director, place = people["opener"], ""
    page = director.step("/console/unmasking/ask/")
    page.select_option("select[name=cycle]", cycle)
    page.fill("[name=number]", number)
    page.fill("[name=why]", "تهديد وصل إلى صاحب الرقم")
    page.check("[name=ground][value=court-order]")
    page.fill("[name=ground_words]", "أمر المحكمة رقم 12 لسنة 2026")
    office.look(director, "ask-ar-390")
    office.press(director, "main form button.btn-primary")
    place = str(page.evaluate("location.pathname"))
    for username in ("bureau", "university"):
        people[username].step(place)
        office.look(people[username], f"approve-{username}")
        office.press(people[username], f"form[action='{place}approve/'] button[type=submit]")
        expect(people[username].page.locator(f"form[action='{place}approve/']")).to_have_count(0)
    director.step(place)
    office.look(director, "cooling-ar-390")
    expect(page.locator(f"form[action='{place}open/']")).to_have_count(0)
    office.change("UPDATE unmasking SET cooled_at = now() - interval '1 second' WHERE state = 'cooling'")
    director.step(place)
    office.press(director, f"form[action='{place}open/'] button[type=submit]")
    expect(page.locator("main dl dd").first).to_be_visible()
    name = page.locator("main dl dd").first.inner_text()
    office.look(director, "opened-ar-390")
    director.step(place)
    office.look(director, "after-ar-390")
    assert name and name not in page.content()
    expect(page.locator(f"form[action='{place}open/']")).to_have_count(0)
    assert office.faults == []


def test_the_vaults_key_is_changed_by_the_command_while_the_demo_runs(demo):
    command = [str(ROOT / "basira"), "vault", "rotate", "--data", str(demo.data), "--json"]
    said = [json.loads(subprocess.check_output(command, env=own_environment())) for _time in range(2)]
    assert said[0]["rewrapped"] == said[1]["rewrapped"] > 0
    assert said[1]["key_version"] == said[0]["key_version"] + 1
    assert demo.health()[0] == 200
