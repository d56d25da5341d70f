"""The same loop with real past visits: brought in, approved by two people, and what the public sees of them."""

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.journeys.browsing import Reader
from tests.journeys.running import ROOT, Running, own_environment
from tests.shared_data import shared_data

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAPPED = (
    "centre=qutub_id", "shopper=sp_id", "scenario=case", "minutes=time", "waiting_minutes=time_waiting", "price=p",
    "criterion:questions=checklist:0-1:3:care", "criterion:managed=correct:yes-no:3:care",
    "criterion:explained=g9:yes-no:1:manner", "criterion:phone_used=g1:no-yes:1:manner",
    "criterion:rating=g11:1-10:1:manner",
)  # fmt: skip


def bring_in(demo: Running) -> dict[str, object]:
    """Run `./basira import-visits` beside the running demo and return what it printed."""
    arguments = [word for pair in MAPPED for word in ("--map", pair)]
    finished = subprocess.run(
        [
            str(ROOT / "basira"), "import-visits", str(shared_data("ratings/mystery-patients-mumbai/visits-dev.csv")),
            *arguments, "--entity", "عيادات تجربة / Trial clinics", "--sector", "صحة التجربة / Trial health",
            "--cycle", "زيارات حقيقية / Real visits", "--starts", "2015-01-01", "--ends", "2015-12-31",
            "--accept", "Reviewed by the earlier programme", "--score", "--json",
        ],
        env=own_environment() | {"BASIRA_DATA": str(demo.data)},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr[-2000:]
    return json.loads(finished.stdout)


def account(demo: Running, username: str) -> dict[str, str]:
    """Return the demo account of this name."""
    return next(each for each in demo.demo["accounts"] if each["username"] == username)


def test_real_past_visits_are_browsed_inside_and_shown_by_sector_outside(
    demo: Running, reader: Callable[..., Reader]
) -> None:
    printed = bring_in(demo)
    written = printed["written"]
    assert isinstance(written, dict)
    assert written["visits"] == 407
    releases = f"/console/results/{written['cycle']}/release/"
    director = reader(language="en")
    director.sign_in(account(demo, "director"))
    director.go(f"/console/results/{written['cycle']}/bodies/")
    director.page.locator("form[action$='/inform'] button").first.click()
    with director.page.expect_navigation():
        director.page.locator("dialog[open] button[value=yes]").click()
    director.go(releases)
    with director.page.expect_navigation():
        director.page.locator("form[action$='/prepare'] button").first.click()
    for username in ("publisher", "publisher2"):
        publisher = reader(language="en")
        publisher.sign_in(account(demo, username))
        publisher.go(releases)
        publisher.page.locator("form[action$='/approve'] button").first.click()
        publisher.page.wait_for_load_state("networkidle")
    publisher.page.locator("form[action$='/publish'] button").first.click()
    publisher.page.wait_for_load_state("networkidle")
    assert "QH1FN0004" in director.go("/console/registry/?q=QH1FN0004").content()
    anybody = reader(language="ar")
    sectors = anybody.go(f"/results/?level=sector&cycle={written['cycle']}")
    assert "صحة التجربة" in sectors.content()
    centres = anybody.go(f"/results/?level=centre&cycle={written['cycle']}&q=QH1FN0004")
    assert "QH1FN0004" in centres.content()
    assert centres.locator(".withheld").count() >= 1
