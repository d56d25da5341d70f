"""
Looking, in a real browser: the map and its list, the charts of the desk, the keyboard alone, and what a page weighs.

Chromium draws WebGL in software here (SwiftShader). With BASIRA_SCREENSHOTS set to a folder, each sight is pictured there.
"""

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGHTS = [
    ("ar", 390, False),
    ("en", 1280, True),
    *(pytest.param(sight, marks=pytest.mark.nightly) for sight in [("en", 390, True), ("ar", 1280, True)]),
]
"""Both languages, both widths, light and dark in two sights; the other two come at night."""
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"
MOST_BYTES = 120_000


def account(demo: Running, username: str) -> dict[str, str]:
    return next(each for each in demo.demo["accounts"] if each["username"] == username)


def keep(reader: Reader, name: str, sight: tuple[str, int, bool]) -> None:
    if folder := os.environ.get("BASIRA_SCREENSHOTS"):
        reader.picture(Path(folder) / f"{name}-{sight[0]}-{sight[1]}{'-dark' if sight[2] else ''}.png")


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_the_public_map_comes_on_a_click_and_its_list_is_its_equal(reader: Callable[..., Reader], sight):
    language, width, dark = sight
    somebody = reader(language=language, width=width, dark=dark, maps=True)
    asked: list[str] = []
    somebody.page.on("request", lambda request: asked.append(request.url))
    page = somebody.go("/map/")
    assert not [url for url in asked if re.search(r"map(-worker)?\.js|ground\.json|centres\.json", url)]
    assert somebody.violations() == []
    page.click("[data-map-show]")
    page.wait_for_selector(".sign")
    assert page.locator(".maplibregl-canvas").get_attribute("aria-label") == page.locator("h1").inner_text()
    keep(somebody, "map", sight)
    entry = page.locator(".places [data-place]").nth(3)
    entry.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-card")
    name = entry.locator(".place-name").inner_text()
    assert name in page.inner_text(".map-card") and name in page.inner_text("[data-map-says]")
    assert page.locator(".map-card").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert entry.get_attribute("aria-current") == "true"
    keep(somebody, "map-chosen", sight)
    # And the other way: a sign on the map marks its line in the list.
    page.keyboard.press("Escape")
    for _nearer in range(8):  # a sign of several leads nearer, until it stands alone or they share one point
        page.locator(".sign").last.dispatch_event("click")
        page.wait_for_timeout(400)
        marked = page.locator(".places [aria-current] .place-name")
        if name not in (said := page.inner_text("[data-map-says]")):
            break
    assert said and name not in said and marked.count() >= 1
    assert somebody.overflow_px() == 0
    assert somebody.violations() == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_without_webgl_the_list_says_everything(reader: Callable[..., Reader], language: str):
    somebody = reader(language=language, width=390)
    somebody.page.add_init_script(NO_WEBGL)
    page = somebody.go("/map/")
    page.click("[data-map-show]")
    page.wait_for_selector("[data-map-failed]:visible")
    page.locator(".places a").first.click()
    page.wait_for_url("**/centres/**")
    assert somebody.violations() == []


def test_the_desks_maps_draw_at_once(demo: Running, reader: Callable[..., Reader]):
    officer = reader(language="ar", width=1280, maps=True)
    officer.sign_in(account(demo, "director"))
    for path in ("/console/registry/map/", results_path(officer) + "map/"):
        officer.go(path)
        officer.page.wait_for_selector(".sign")
        assert officer.violations() == []


def results_path(officer: Reader) -> str:
    """Return the address of the newest cycle with scores."""
    officer.go("/console/results/")
    links = officer.page.eval_on_selector_all("main th a", "all => all.map(each => each.pathname)")
    for path in links:
        officer.go(path)
        if officer.page.locator("a[href$='charts/']").count():
            return str(path)
    raise AssertionError("no cycle has scores")


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_the_desks_charts_are_drawn_with_their_tables(demo: Running, reader: Callable[..., Reader], sight):
    language, width, dark = sight
    analyst = reader(language=language, width=width, dark=dark)
    analyst.sign_in(account(demo, "analyst"))
    page = analyst.go(results_path(analyst) + "charts/")
    page.wait_for_selector("[data-drawn]")
    for name in ("league", "funnel", "trend", "heat"):
        box = page.locator(f"[data-chart={name}]")
        assert box.get_attribute("dir") == "ltr" and box.locator("svg").count() == 1
        assert len(box.get_attribute("aria-label") or "") > 20
        # Nothing of the drawing is cut off: every word stands inside its box.
        assert (
            page.evaluate(
                """name => { const box = document.querySelector(`[data-chart=${name}]`), frame = box.getBoundingClientRect();
            return [...box.querySelectorAll('text')].filter(word => { const place = word.getBoundingClientRect();
            return place.left < frame.left - 1 || place.right > frame.right + 1; }).map(word => word.textContent) }""",
                name,
            )
            == []
        ), name
    first = page.locator("[data-chart=league] text").first.bounding_box()
    middle = page.locator("[data-chart=league]").bounding_box()
    assert first and middle
    assert (first["x"] > middle["x"] + middle["width"] / 2) == (language == "ar"), "mirrored for Arabic, on purpose"
    keep(analyst, "charts", sight)
    assert analyst.overflow_px() == 0
    assert analyst.violations() == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_visit_is_settled_without_a_mouse(demo: Running, reader: Callable[..., Reader], language: str):
    reviewer = reader(language=language)
    reviewer.sign_in(account(demo, "reviewer"))
    page = reviewer.page
    page.mouse.click = None  # type: ignore[assignment,method-assign]  whoever uses it here, fails
    press = page.keyboard.press
    press("g")
    press("v")
    page.wait_for_url("**/console/review/")
    press("j")
    with page.expect_navigation():
        press("Enter")
    first = page.url
    with page.expect_navigation():
        press("n")
    assert page.url != first
    with page.expect_navigation():
        press("p")
    assert page.url == first
    press("v")
    assert page.evaluate("document.activeElement.id") == "verdict"
    # 4: reject; its reason is typed, and what is typed is no shortcut.
    press("4")
    assert page.evaluate("document.activeElement.value") == "rejected"
    page.keyboard.press("Tab")
    page.keyboard.type("no reason but a test: n p 1 ?")
    assert page.url.split("#")[0] == first and page.locator("dialog[open]").count() == 0
    with page.expect_navigation():
        press("Control+Enter")
    assert page.url != first
    assert page.locator(".notices, [role=status]").count() > 0
    # 1: accept, and Enter sends.
    second = page.url
    press("1")
    assert page.evaluate("document.activeElement.value") == "accepted"
    with page.expect_navigation():
        press("Enter")
    assert page.url != second or page.locator(".faults-box").count() == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_keys_are_shown_and_can_be_switched_off(reader: Callable[..., Reader], language: str):
    somebody = reader(language=language)
    page = somebody.go("/results/")
    page.keyboard.press("?")
    assert page.locator("dialog#keys[open]").count() == 1
    assert somebody.violations() == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("gm?")
    assert page.locator("dialog[open]").count() == 0 and page.url.endswith("/results/")
    page.evaluate("document.activeElement.blur()")
    page.click(".keys-opener")
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.keyboard.press("j")
    assert page.locator("dialog[open]").count() == 0, "switched off, no single key acts"
    somebody.go("/results/")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0, "and it stays so"


@pytest.mark.parametrize("path", ["/", "/results/", "/map/", "/not-visited/", "/method/"])
def test_a_public_page_weighs_at_most_120_kb_without_its_letters(reader: Callable[..., Reader], path: str):
    somebody = reader(language="ar", width=390)
    weights: dict[str, int] = {}
    somebody.page.on("response", lambda answer: weights.setdefault(answer.url, len(gzip.compress(answer.body()))))
    somebody.go(path)
    counted = {url: size for url, size in weights.items() if not url.endswith(".woff2")}
    assert len(counted) >= 3
    assert sum(counted.values()) <= MOST_BYTES, counted
