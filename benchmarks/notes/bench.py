"""
What the shopper's notes cost a cheap phone (issue 4): bytes until the list is shown, the engine as one lazy file that the phone
keeps, time until somebody can type, and time until the cover hides everything; in a real Chromium against the real server.

The main thread runs at a sixth of its speed (Emulation.setCPUThrottlingRate); the network is loopback, and the service worker,
the key derivation and the compositor run in threads that are not slowed. A blank page with the same service worker is measured
in the same run: the least that a page of this kind can cost here. All data are invented.
"""

import gzip
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
for folder in (HERE.parent / "submission", HERE.parent / "capture", ROOT / "src"):
    sys.path.insert(0, str(folder))

from browser import chromium, hides, interactive_ms, phone, slowed, three_fingers  # noqa: E402
from captured import FORM_ID, write_workbook  # noqa: E402
from peer import blank_page  # noqa: E402
from playwright.sync_api import Browser, Page, Response  # noqa: E402
from playwright.sync_api import Error as PlaywrightError  # noqa: E402
from serving import row, script, start  # noqa: E402
from watching import Watched  # noqa: E402
from weighing import ENGINE_LIMIT, SHELL_LIMIT, faults, weigh  # noqa: E402

DIST = ROOT / "src" / "basira" / "surfaces" / "shared" / "static" / "dist"
RATE = 6
OPENINGS = int(os.environ.get("BASIRA_BENCH_OPENINGS", "5"))
HIDINGS = int(os.environ.get("BASIRA_BENCH_HIDINGS", "30"))
INTERACTIVE_MS, HIDDEN_MS = 2000, 100
CODE = "718294"
LIST, NOTE = ".notes-next", ".notes-questions"


def run() -> list[dict[str, Any]]:
    """Start a server with one shopper and a browser, measure, and return the rows."""
    folder = Path(tempfile.mkdtemp(prefix="basira-notes-"))
    folder.chmod(0o711)
    server = start(folder)
    try:
        assert server.stdout is not None  # noqa: S101  it was asked for
        url = json.loads(server.stdout.readline())["url"].replace("127.0.0.1", "localhost")
        workbook = folder / f"{FORM_ID}.xlsx"
        write_workbook(workbook)
        told = json.loads(
            script(Watched(server.pid, folder / "data"), str(HERE.parent / "capture" / "scene.py"), str(workbook), "2")
        )
        first, link = (f"{url}/notes/open#{each['link']}" for each in told)  # a link brings one phone in
        with chromium() as browser:
            return [
                *loading_rows(browser, first),
                *first_rows(browser, link),
                *kept_rows(browser, link),
                *peer_rows(browser),
                row("load average", round(os.getloadavg()[0], 2), ""),
            ]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def loading_rows(browser: Browser, link: str) -> list[dict[str, Any]]:
    """Return what is loaded until the list is shown, what a note loads then, and that it opens without a line."""
    page = phone(browser)
    came: list[Response] = []
    page.on("response", lambda each: came.append(each))
    come_in(page, link)
    first = gzipped(came)
    shell = {name: size for name, size in first.items() if name.endswith((".js", ".css", "/open"))}
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)  # the form is sealed on the phone by now
    page.context.set_offline(True)
    came.clear()
    page.locator(LIST).first.click()
    page.wait_for_selector(NOTE)
    later = [plain(Path(urlsplit(each.url).path).name) for each in came if each.url.endswith(".js")]
    page.context.close()
    weight = weigh(DIST, kept_names(link))
    return [
        row("shell: page, style and scripts until the list is shown, gzip", sum(shell.values()), "bytes", SHELL_LIMIT),
        *(row(f"shell: {name}", size, "bytes") for name, size in sorted(shell.items())),
        row("beside it: signs, card and state, gzip", sum(first.values()) - sum(shell.values()), "bytes"),
        row("scripts that a note loads then, without a line", ", ".join(later), ""),
        row("the engine came alone, late, and from the phone's own store", len(later) == 1, "", True),
        row("the engine, gzip", sum(weight.later.values()), "bytes", ENGINE_LIMIT),
        row("faults of the built files", len(faults(weight)), "", 0),
    ]


def kept_names(link: str) -> list[str]:
    """Return the names of the files that the served worker is told to keep, without what the server adds for its caches."""
    with urlopen(f"{link.partition('/notes/')[0]}/notes/worker.js") as answer:  # noqa: S310  our own server
        told = re.search(r"const SHELL=(\{.*?\});", answer.read().decode())
    return [plain(Path(each).name) for each in json.loads(told[1])["files"]] if told else []


def plain(name: str) -> str:
    """Return a file's name without its hash."""
    return re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)


def body_of(answer: Response) -> bytes:
    """Return what was answered; asked for anew where the page went on meanwhile, and the browser let go of it."""
    try:
        return answer.body()
    except PlaywrightError:
        with urlopen(answer.url) as again:  # noqa: S310  our own server, a page that is anybody's
            return bytes(again.read())


def gzipped(came: list[Response]) -> dict[str, int]:
    """Return what each answer weighs as gzip, by the last part of its address; fonts apart."""
    found: dict[str, int] = {}
    for each in list(came):
        name = urlsplit(each.url).path
        if not name.endswith(".woff2") and each.ok:
            found[plain(name.rsplit("/", 1)[-1]) if "." in name else name] = len(gzip.compress(body_of(each), 9))
    return found


def first_rows(browser: Browser, link: str) -> list[dict[str, Any]]:
    """Return how long the first opening takes on a slow phone that has nothing yet."""
    waits = []
    for _ in range(OPENINGS):
        page = phone(browser)
        slowed(page, RATE)
        waits.append(interactive_ms(page, link))
        page.context.close()
    return spread(f"first visit at {RATE}× slower: until the code can be typed", waits, INTERACTIVE_MS)


def kept_rows(browser: Browser, link: str) -> list[dict[str, Any]]:
    """Return how long an opening takes from the phone's own store, how long the list, and how fast it is all hidden."""
    page = phone(browser)
    come_in(page, link)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)
    page.context.set_offline(True)
    session = slowed(page, RATE)
    home = f"{link.partition('/notes/')[0]}/notes/"
    waits = [interactive_ms(page, home) for _ in range(OPENINGS)]
    began = time.perf_counter()
    unlock(page)
    page.wait_for_selector(LIST)
    listed = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    page.locator(LIST).first.click()
    page.wait_for_selector(NOTE)
    opened = (time.perf_counter() - began) * 1000
    rows = spread(
        f"from the phone's own store at {RATE}×, without a line: until the code can be typed", waits, INTERACTIVE_MS
    )
    rows.append(row(f"from the code to the list at {RATE}×", round(listed), "ms"))
    rows.append(row(f"from the list to a form at {RATE}×, the first time", round(opened), "ms"))
    for name, act in (
        ("the key", lambda: page.keyboard.press("Escape")),
        ("three fingers", lambda: three_fingers(session)),
    ):
        rows += hiding_rows(page, f"hidden from an open form by {name} at {RATE}×", act)
    page.context.close()
    return rows


def hiding_rows(page: Page, name: str, act: Any) -> list[dict[str, Any]]:
    """Hide an open form again and again, and return how long until that was painted."""
    already = len(hides(page))
    for count in range(HIDINGS):
        page.wait_for_timeout(200)
        act()
        page.wait_for_function("count => window.benchHides.length === count", arg=already + count + 1)
        page.locator(".notes-cover .notes-name").click()
        unlock(page)
        page.wait_for_selector(NOTE)
    found = hides(page)[already:]
    return [
        *spread(name, [each["ms"] for each in found], HIDDEN_MS, worst_too=True),
        row(f"{name}: the list covered everything", sum(each["covered"] for each in found) == HIDINGS, "", True),
    ]


def peer_rows(browser: Browser) -> list[dict[str, Any]]:
    """Return what a blank page with the same service worker takes, first and from its store."""
    with blank_page((DIST / "field-worker.js").read_text()) as address:
        first = []
        for _ in range(OPENINGS):
            page = phone(browser)
            slowed(page, RATE)
            first.append(interactive_ms(page, address))
            page.context.close()
        page = phone(browser)
        interactive_ms(page, address)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        slowed(page, RATE)
        kept = [interactive_ms(page, address) for _ in range(OPENINGS)]
        page.context.close()
    return [
        *spread(f"peer, a blank page: first visit at {RATE}×", first),
        *spread(f"peer, a blank page: from its store at {RATE}×", kept),
    ]


def come_in(page: Page, link: str) -> None:
    """Open the link of a key on a phone that has nothing yet, choose a code, and wait for the list."""
    page.goto(link)
    page.fill("#code", CODE)
    page.fill("#code-again", CODE)
    page.locator(".notes-lock button[type=submit]").click()
    page.wait_for_selector(LIST)


def unlock(page: Page) -> None:
    """Type the code of the phone."""
    page.fill("#code", CODE)
    page.locator(".notes-lock button[type=submit]").click()


def spread(name: str, waits: list[float], bar: float | None = None, *, worst_too: bool = False) -> list[dict[str, Any]]:
    """Return median and worst; the bar is the median's, and the worst's too where that is asked for."""
    return [
        row(f"{name}: median of {len(waits)}", round(median(waits), 1), "ms", bar),
        row(f"{name}: worst", round(max(waits), 1), "ms", bar if worst_too else None),
    ]
