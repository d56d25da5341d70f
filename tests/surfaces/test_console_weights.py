"""The weight simulator at the desk: who may not, what cannot be said, then the order under a draft's weights."""

import re

import pytest
from django.urls import reverse

from basira.core.instrument.editing import steps
from basira.core.instrument.editing.book import Book
from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import WaveState
from basira.programme.instruments.copies import Naming, Step, begin_empty, change_copy
from basira.programme.instruments.models import WorkingCopy
from basira.programme.journal.models import Entry
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import converted_here
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
SALEM = actor("salem", Role.PLANNER)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Convert in this process; tests/gateways proves the limited one."""
    monkeypatch.setattr("basira.gateways.xlsforms.convert_in_limits", converted_here)


@pytest.fixture
def world():
    """Two bodies: E greets and errs in its fees, F the other way round; the fee weighs three times as much."""
    made = make_world()
    for shopper in range(6):
        made.visit("A", shopper, answers="yes no" if shopper else "yes yes")
        made.visit("B", shopper, answers="no yes" if shopper else "yes yes", entity="F")
    made.wave.state = WaveState.REVIEWED
    made.wave.save()
    score_wave(wave=made.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    return made


def a_copy(*, form_id: str = "test", weights: dict[str, str]) -> str:
    """A copy with these criteria and their weights; the cycle was measured with the form "test"."""
    ref = begin_empty(naming=Naming("draft", "زيارة", "Visit"), by=SALEM, at=MONDAY_9AM)

    def change(book: Book) -> Book:
        for number, (code, weight) in enumerate(weights.items()):
            book, at = steps.add(book, kind="yes_no", name=code, after=2 + number)
            cells = {"label::English (en)": code, "label::العربية (ar)": code, "bind::basira:criterion": code}
            book = book.with_sheet("survey", book.survey.changed(at, cells | {"bind::basira:weight": weight}))
        return book.with_settings({"form_id": form_id})

    change_copy(ref=ref, revision=1, step=Step("x", change), by=SALEM, at=MONDAY_9AM)
    return ref


def page(browser, ref: str, **asked: str):
    return browser.get(reverse("console:instruments-edit-weights", args=[ref]), asked)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def test_who_sees_no_results_tries_no_weights(world, signed_in):
    ref = a_copy(weights={"greeted": "1"})
    for role in (Role.PLANNER, Role.REVIEWER, Role.PANEL_OFFICER):
        assert page(signed_in(role), ref).status_code == 403


def test_a_form_with_faults_and_a_programme_without_results_say_so(signed_in):
    director = signed_in(Role.DIRECTOR)
    assert "No cycle has been reviewed" in words(page(director, a_copy(weights={"greeted": "1"})))
    assert "has errors" in words(page(director, a_copy(weights={"fee": "-1"})))


def test_a_cycle_that_is_not_finished_is_not_offered(world, signed_in):
    world.wave.state = WaveState.CLOSED
    world.wave.save()
    ref, run = a_copy(weights={"greeted": "1"}), ScoreRun.objects.get().ref
    assert "No cycle has been reviewed" in words(page(signed_in(Role.DIRECTOR), ref, run=run))


@pytest.mark.parametrize("run", ["nowhere", "%00", "x" * 80])
def test_a_run_that_is_not_there_is_no_error(run, world, signed_in):
    assert page(signed_in(Role.DIRECTOR), a_copy(weights={"greeted": "1"}), run=run).context["result"] is None


def test_a_cycle_of_another_form_says_nothing_of_these_weights(world, signed_in):
    answer = page(signed_in(Role.DIRECTOR), a_copy(form_id="other", weights={"greeted": "1"}))
    assert "not measured with this questionnaire" in words(answer) and answer.context["bodies"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The order changes for 2 of 2 bodies. None of it goes beyond chance"),
        ("ar", "يتغير ترتيب جهتين من 2"),
    ],
)
def test_other_weights_turn_the_order_and_nothing_is_stored(language, said, world, signed_in):
    director, ref = (
        signed_in(Role.DIRECTOR, language=language),
        a_copy(weights={"greeted": "9", "fee": "1", "fresh": "1"}),
    )
    before = (
        ScoreRun.objects.count(),
        Score.objects.count(),
        Entry.objects.count(),
        WorkingCopy.objects.get(ref=ref).revision,
    )
    answer = page(director, ref)
    assert said in answer.context["summary"]
    assert [(line.names.name_en, line.order.place_before, line.order.place_after) for line in answer.context["bodies"]] == [
        ("Entity E", 2, 1), ("Entity F", 1, 2),
    ]  # fmt: skip
    assert answer.context["result"].unanswered == ("fresh",) and answer.context["result"].left_out == ()
    after = (
        ScoreRun.objects.count(),
        Score.objects.count(),
        Entry.objects.count(),
        WorkingCopy.objects.get(ref=ref).revision,
    )
    assert after == before


def test_the_same_weights_leave_the_order_and_the_points(world, signed_in, django_assert_max_num_queries):
    director, ref = signed_in(Role.DIRECTOR), a_copy(weights={"greeted": "1", "fee": "3"})
    answer = page(director, ref)
    assert "stays as it was" in words(answer)
    assert all(line.order.before == line.order.after for line in answer.context["bodies"])
    with django_assert_max_num_queries(14):
        page(director, ref)
