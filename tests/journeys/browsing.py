"""A reader at a real browser: a language, a width, light or dark; every request and fault is kept."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import states

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STANDS_STILL = """isStill => {
    for (const each of document.querySelectorAll("*"))
        if (isStill ? getComputedStyle(each).position === "sticky" : each.dataset.stays === "yes") {
            each.style.position = isStill ? "static" : "";
            isStill ? (each.dataset.stays = "yes") : delete each.dataset.stays;
        }
}"""
"""Bars that stay cover a part of whatever is scrolled under them, which is no fault of its size."""

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

CHROMIUM_ARGUMENTS = [*QUIET, "--disable-gpu"]
"""For most pages: without a GPU process that would draw everything by software shaders, at a third of a journey's cost."""

MAP_ARGUMENTS = [*QUIET, "--enable-unsafe-swiftshader", "--use-gl=angle", "--use-angle=swiftshader"]
"""For maps, which are drawn by WebGL, in software."""


def chromium_path() -> str:
    """Return the machine's Chromium, or skip: `./basira test` installs it, or says what to type."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine: ./basira test installs it")


@dataclass
class Reader:
    """One browser context with one page."""

    context: BrowserContext
    page: Page
    url: str
    strangers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, browser: Browser, url: str, *, language: str, width: int, dark: bool) -> "Reader":
        """Open a context and watch everything that it asks for."""
        locale = {"ar": "ar-AE", "en": "en-GB"}[language]
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 844 if width < 640 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        reader = cls(context, context.new_page(), url)
        home = urlsplit(url).netloc
        reader.page.on("request", lambda asked: reader.note_request(asked.url, home))
        reader.page.on("pageerror", lambda error: reader.faults.append(f"script: {error}"))
        reader.page.on("console", lambda said: reader.note_console(said.type, said.text))
        return reader

    def note_request(self, asked: str, home: str) -> None:
        """Keep a request that leaves for anywhere else."""
        parts = urlsplit(asked)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            self.strangers.append(asked)

    def note_console(self, kind: str, words: str) -> None:
        """Keep an error of the console, save the browser's note on an answer that the test expects."""
        expected = any(f"status of {status}" in words for status in self.expected_statuses)
        if kind == "error" and not expected:
            self.faults.append(f"console: {words}")

    def go(self, path: str) -> Page:
        """Open an address of this Basira, and wait until nothing of it comes any more."""
        self.page.goto(self.url + path, wait_until="networkidle")
        return self.page

    def step(self, path: str) -> Page:
        """Open an address on the way to what is looked at: its page is there, a chart may still come."""
        self.page.goto(self.url + path, wait_until="load")
        return self.page

    def sign_in(self, account: dict[str, str], home: str = "/console/") -> None:
        """Sign in as a demo account, through the page."""
        self.step("/accounts/login/")
        self.page.fill("input[name=login]", account["username"])
        self.page.fill("input[name=password]", account["password"])
        self.page.locator("main form:has([name=password]) button[type=submit]").click()
        self.page.wait_for_url(f"{self.url}{home}")

    def violations(self) -> list[str]:
        """Return what axe finds on the page at WCAG 2.2 AA, each with its first place; nothing where all of it passed before."""
        if not AXE.exists():
            pytest.skip("axe-core is not installed: ./basira test installs it")
        state = states.state_of(self.page)
        if states.is_seen(state):
            return []
        found = self.axe()
        if not found:
            states.remember(state)
        return found

    def axe(self) -> list[str]:
        """Run axe on the page as it is; one whose origin is nobody's may not fetch its style sheet a second time for axe."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        self.page.evaluate(STANDS_STILL, True)
        found = self.page.evaluate(
            """async tags => (await axe.run(document, {
                runOnly: tags, resultTypes: ["violations"], preload: window.origin !== "null"
            })).violations""",
            AXE_TAGS,
        )
        self.page.evaluate(STANDS_STILL, False)
        return [
            f"{each['id']}: {each['help']} at {each['nodes'][0]['target']} {each['nodes'][0]['html'][:120]}"
            for each in found
        ]

    def overflow_px(self) -> int:
        """Return by how many pixels the page is wider than the window; 0 when it fits."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)

    def keep(self, name: str) -> None:
        """Keep a picture in the folder that BASIRA_SCREENSHOTS names, when somebody wants to look."""
        if folder := os.environ.get("BASIRA_SCREENSHOTS"):
            self.picture(Path(folder) / f"{name}.png")

    def close(self) -> None:
        """Close the context."""
        self.context.close()
