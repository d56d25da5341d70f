"""Somebody at a keyboard who opens pages, fills their forms and sends them, and waits no longer than each page takes."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tests.journeys.test_set_up import PASSWORD, Somebody, code_now


class Hand(Somebody):
    """A reader who works: `fill` and `send` are what she does on most pages."""

    def open(self, path: str) -> str:
        """Open a page, and return what its main part says."""
        self.page.goto(self.reader.url + path, wait_until="load")
        return self.says()

    def says(self) -> str:
        """Return what the main part of the open page says."""
        return str(self.page.inner_text("main"))

    def at(self) -> str:
        """Return the path of the open page."""
        return urlsplit(self.page.url).path

    def press(self, selector: str = "main form button.btn-primary") -> None:
        """Press a button, and wait for what comes."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(selector).first.click()

    def send(self, action: str = "") -> str:
        """Press the button of the page's form, or of the one that goes to an address; say yes when it asks."""
        page = self.page
        found = page.locator(f"main form[action$='{action}']" if action else "main form:has(button[type=submit])")
        form = found.first if action else found.last
        asks = form.get_attribute("data-ask")
        with page.expect_navigation(wait_until="load"):
            form.locator("button[type=submit]").last.click()
            if asks:
                page.locator("dialog[open] button[value=yes]").click()
        return self.says()

    def fill(self, path: str, look: str = "", **values: str) -> str:
        """Open a page, fill its form, send it, and return what came."""
        self.open(path)
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        if look:
            self.look(look)
        return self.send()

    def links(self, part: str) -> list[str]:
        """Return the paths on the page that hold `part`, each once, in their order."""
        found = self.page.eval_on_selector_all(f"main a[href*='{part}']", "all => all.map(each => each.pathname)")
        return list(dict.fromkeys(found))

    def link_of(self, words: str) -> str:
        """Return where the first link of the main part goes whose words hold `words`."""
        return str(self.page.locator("main a", has_text=words).first.evaluate("each => each.pathname"))

    def join(self, link: str, username: str, name: str) -> None:
        """Open an account by a link, with a password and an app."""
        page = self.page
        page.goto(link, wait_until="load")
        page.wait_for_url("**/join/")
        self.press()
        for field, value in (("name_ar", name), ("name_en", username.title()), ("username", username)):
            page.fill(f"[name={field}]", value)
        page.check("[name=way][value=password]")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        self.press()
        self.add_app()

    def add_app(self) -> None:
        """Add the second factor that is asked for, and go on."""
        self.page.fill("[name=code]", code_now(self.page.inner_text("#totp-key")))
        self.press()
        self.press("main a.btn-primary")


def words_in(text: str) -> str:
    """Return a text with one space where a page has several, or a mark of direction."""
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069\u200e\u200f]", "", text))


def today() -> date:
    """Return the day as a Basira counts it whose server says nothing of its time zone."""
    return datetime.now(ZoneInfo("Asia/Dubai")).date()
