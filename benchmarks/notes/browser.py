"""A cheap phone's browser, and the two clocks that run inside the page: until somebody can type, and until the cover is painted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]

UNTIL_TYPED = """(() => {
    const ready = (window.benchReady = {}), ends = [];
    new PerformanceObserver((list) => list.getEntries().forEach((task) => ends.push(task.startTime + task.duration)))
        .observe({ type: "longtask", buffered: true });
    const painted = (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(0);
    });
    const look = () => {
        const field = document.querySelector("#code");
        if (!field || field.disabled || document.activeElement !== field) return requestAnimationFrame(look);
        painted(() => {
            ready.painted = performance.now();
            setTimeout(() => (ready.at = Math.max(ready.painted, ...ends)), 1000);
        });
    };
    look();
})()"""
"""From the beginning of the navigation until the field has the focus and stands painted, and no long task is left within a second."""

UNTIL_COVERED = """(() => {
    const hides = (window.benchHides = []);
    const began = (event) => {
        const meant = event.type === "keydown" ? event.key === "Escape" : event.touches.length === 3;
        if (!meant || document.documentElement.dataset.cover === "on") return;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
                const ms = performance.now() - event.timeStamp;
                const seen = document.elementFromPoint(innerWidth / 2, 20);
                const isGone = !document.querySelector(".notes-real")?.checkVisibility();
                hides.push({ ms, covered: isGone && Boolean(seen?.closest(".notes-cover")) });
            };
            channel.port2.postMessage(0);
        });
    };
    addEventListener("keydown", began, true);
    addEventListener("touchstart", began, { capture: true, passive: true });
})()"""
"""From the event's own time stamp until the frame after it is painted; and what then stands on the screen."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium, as the journeys do."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise RuntimeError("no Chromium on this machine: ./basira test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def phone(browser: Browser) -> Page:
    """Open a page as wide as a phone, that takes touches and has the clocks in it; nothing is kept from another."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ar-AE", device_scale_factor=2
    )
    context.set_default_timeout(60_000)
    for clock in (UNTIL_TYPED, UNTIL_COVERED):
        context.add_init_script(clock)
    return context.new_page()


def slowed(page: Page, rate: float) -> CDPSession:
    """Slow the page's main thread down by a rate; 1 is as fast as the machine."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return session


def interactive_ms(page: Page, address: str) -> float:
    """Open an address and return the ms until somebody can type."""
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.benchReady?.at")
    return float(page.evaluate("() => window.benchReady.at"))


def hides(page: Page) -> list[dict[str, Any]]:
    """Return what was measured of every hiding since the page was opened."""
    found: list[dict[str, Any]] = page.evaluate("() => window.benchHides")
    return found


def three_fingers(session: CDPSession) -> None:
    """Lay three fingers on the screen, and lift them."""
    points = [{"x": 100 + 60 * place, "y": 420, "id": place} for place in range(3)]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
