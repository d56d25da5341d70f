"""A running demo and a real browser for the journeys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import states
from tests.journeys.browsing import CHROMIUM_ARGUMENTS, MAP_ARGUMENTS, Reader, chromium_path
from tests.journeys.desk import publish
from tests.journeys.running import Running, demo_in


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo as its newcomers start it, on a free port with a folder of its own."""
    with demo_in(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def map_browser(browser: Browser) -> Iterator[Browser]:
    """Another Chromium, which draws maps."""
    launched = browser.browser_type.launch(executable_path=chromium_path(), args=MAP_ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def desk(demo: Running, browser: Browser) -> Iterator[Reader]:
    """The officer, who has published the reference form."""
    account = next(each for each in demo.demo["accounts"] if each["username"] == "director")
    officer = Reader.of(browser, demo.url, language="en", width=1280, dark=False)
    officer.sign_in(account)
    publish(officer)
    yield officer
    officer.close()


@pytest.fixture
def reader(demo: Running, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    """Return a maker of readers; each keeps a record of its requests and faults, checked when the test ends."""
    readers: list[Reader] = []

    def make(*, language: str = "ar", width: int = 1280, dark: bool = False, maps: bool = False) -> Reader:
        where = request.getfixturevalue("map_browser") if maps else browser
        made = Reader.of(where, demo.url, language=language, width=width, dark=dark)
        readers.append(made)
        return made

    yield make
    failed = getattr(request.node, "journey_failed", False)
    for number, each in enumerate(readers):
        if failed:
            each.picture(Path("screenshots") / f"failed-{request.node.name[:60]}-{number}.png")
        each.close()
    if not failed:
        for each in readers:
            assert each.strangers == [], "requests left for a third party"
            assert each.faults == [], "the browser reported faults"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember a failure, so that its page is pictured."""
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:  # type: ignore[attr-defined]
        item.journey_failed = True  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what axe looked at, by kind of address, and how often all that a page showed had passed before."""
    if not any(states.looks.values()):
        return
    looked, spared = states.looks["looked at"], states.looks["seen before"]
    terminalreporter.write_line(
        f"axe looked {looked} times at {len(states.kinds)} kinds of pages, and was spared {spared} times"
    )
    terminalreporter.write_line("  " + " · ".join(f"{kind} {count}" for kind, count in sorted(states.kinds.items())))
