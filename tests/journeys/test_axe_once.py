"""Axe looks at whatever a page shows once in a run; what was not shown before, and what has a fault, is looked at whenever it comes."""

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


@pytest.mark.parametrize("more", ['<p role="alert">Refused</p>', "<dialog open><p>Sure?</p></dialog>"])
def test_a_refusal_and_a_dialog_are_looked_at(somebody, more):
    assert shown(somebody, 3) == []
    shown(somebody, 3, more)
    assert states.looks == {"looked at": 2, "seen before": 0}


def test_what_was_hidden_is_looked_at_once_it_shows(somebody):
    assert shown(somebody, 3, f"<section hidden>{NAMELESS}</section>") == []
    assert "button-name" in str(shown(somebody, 3, f"<section>{NAMELESS}</section>"))


def test_another_language_and_another_width_are_looked_at(somebody):
    assert shown(somebody, 3) == []
    somebody.page.evaluate("document.documentElement.lang = 'ar'")
    assert somebody.violations() == []
    somebody.page.set_viewport_size({"width": 1280, "height": 900})
    assert somebody.violations() == []
    somebody.page.emulate_media(color_scheme="dark")
    somebody.violations()
    assert states.looks == {"looked at": 4, "seen before": 0}


def test_other_words_more_rows_and_a_part_of_what_passed_are_spared(somebody):
    assert shown(somebody, 3, "<p>More</p>") == shown(somebody, 30, "<p>Others</p>") == shown(somebody, 1) == []
    assert states.looks == {"looked at": 1, "seen before": 2}
    assert states.kinds == {"blank": 1}


@pytest.mark.parametrize(
    ("passed", "without"),
    [
        ("<label for='a'>Name</label><input id='a'>", "<input id='a'>"),
        ("<button type='button'>Go</button>", "<button type='button'></button>"),
        ("<p id='n'>Name</p><input aria-labelledby='n'>", "<input aria-labelledby='n'>"),
        ("<a href='/'>Home</a>", "<a href='/'></a>"),
    ],
)
def test_what_lacks_a_name_that_it_had_is_no_part_of_what_passed(somebody, passed, without):
    assert shown(somebody, 3, passed) == []
    assert len(shown(somebody, 3, without)) == 1


def test_a_page_without_its_title_is_looked_at(somebody):
    assert shown(somebody, 3) == []
    somebody.page.evaluate("document.title = ''")
    assert "document-title" in str(somebody.violations())


def test_what_one_process_of_a_run_saw_the_others_do_not_look_at_again(somebody, monkeypatch, tmp_path):
    monkeypatch.setenv(SHELF, str(tmp_path))
    seen, other = states.State("/x/", frozenset({"1", "2"})), states.State("/x/", frozenset({"2", "3"}))
    assert not states.is_seen(seen)
    told = "from tests.journeys.states import State, remember; remember(State('/x/', frozenset({'1', '2'})))"
    subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=True, timeout=60)
    assert states.is_seen(seen) and not states.is_seen(other)
