"""Axe looks at each state of a page once in a run; what is another state, and what has a fault, is looked at whenever it comes."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import states
from tests.journeys.browsing import ROOT, Reader
from tests.journeys.running import SHELF

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = '<html lang="en" dir="ltr"><head><title>List</title></head><body><main><h1>List</h1><ul>{}</ul>{}</main></body></html>'
ROW = "<li>One row</li>"
NAMELESS = "<button type='button'></button>"


@pytest.fixture
def somebody(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A reader of a run that has seen nothing, whose figures are her own."""
    monkeypatch.delenv(SHELF, raising=False)
    monkeypatch.setattr(states, "here", set())
    monkeypatch.setattr(states, "kinds", {})
    monkeypatch.setattr(states, "looks", dict.fromkeys(states.looks, 0))
    made = Reader.of(browser, "http://localhost", language="en", width=390, dark=False)
    yield made
    made.close()


def shown(somebody: Reader, rows: int, more: str = "") -> list[str]:
    somebody.page.set_content(PAGE.format(ROW * rows, more))
    return somebody.violations()


def test_a_fault_is_found_each_time_that_its_page_comes(somebody):
    for _time in range(2):
        assert "button-name" in str(shown(somebody, 3, NAMELESS))
    assert states.looks == {"looked at": 2, "seen before": 0}


def test_a_state_that_passed_hides_no_fault_of_another(somebody):
    assert shown(somebody, 3) == []
    assert "button-name" in str(shown(somebody, 3, NAMELESS))


@pytest.mark.parametrize(
    "more", ['<p role="alert">Refused</p>', "<dialog open><p>Sure?</p></dialog>", "<p hidden>x</p>"]
)
def test_a_refusal_a_dialog_and_a_part_that_is_hidden_are_states_of_their_own(somebody, more):
    assert shown(somebody, 3) == []
    shown(somebody, 3, more)
    assert states.looks == {"looked at": 2, "seen before": 0}


def test_another_language_and_another_width_are_looked_at(somebody):
    assert shown(somebody, 3) == []
    somebody.page.evaluate("document.documentElement.lang = 'ar'")
    assert somebody.violations() == []
    somebody.page.set_viewport_size({"width": 1280, "height": 900})
    assert somebody.violations() == []
    somebody.page.emulate_media(color_scheme="dark")
    somebody.violations()
    assert states.looks == {"looked at": 4, "seen before": 0}


def test_other_words_and_more_rows_of_the_same_are_looked_at_once(somebody):
    assert shown(somebody, 3) == shown(somebody, 30) == shown(somebody, 2) == []
    assert states.looks == {"looked at": 1, "seen before": 2}
    assert states.kinds == {"blank": 1}
    assert shown(somebody, 1) == shown(somebody, 0) == []
    assert states.looks == {"looked at": 3, "seen before": 2}


def test_what_one_process_of_a_run_saw_the_others_do_not_look_at_again(somebody, monkeypatch, tmp_path):
    monkeypatch.setenv(SHELF, str(tmp_path))
    assert not states.is_seen("/x/ 1")
    told = "from tests.journeys import states; states.remember('/x/ 1')"
    subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=True, timeout=60)
    assert states.is_seen("/x/ 1") and not states.is_seen("/x/ 2")
