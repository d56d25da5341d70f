"""What a plan can tell: who may not look, what it says without a plan, on assumptions, after a run, and of a list that was tried."""

from datetime import timedelta

import pytest

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.registry import Channel
from basira.core.scoring import outlook
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import BY, make_world
from tests.surfaces.test_console_waves import HEADER, upload, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(signed_in):
    return signed_in(Role.PLANNER)


@pytest.fixture
def world():
    return make_world(state=WaveState.COMMITTED)


def plan(world, centre, shoppers, *, entity="E", **changes):
    """Plan a mission of each shopper to a centre."""
    for place in shoppers:
        Mission.objects.create(
            wave=world.wave,
            cycle_number=world.numbers[place],
            centre=world.centre(centre, entity=entity),
            channel=Channel.COUNTER,
            scenario=world.scenario,
            questionnaire_version=world.version,
            window_start=MONDAY_9AM,
            window_end=MONDAY_9AM + timedelta(days=7),
            state=changes.pop("state", MissionState.PLANNED),
            **changes,
            **BY,
        )


def page(browser, world, query=""):
    return browser.get(f"/console/cycles/{world.wave.ref}/precision/{query}")


def test_reviewers_and_strangers_do_not_look_and_an_unknown_cycle_is_not_found(world, signed_in, client, planner):
    assert page(signed_in(Role.REVIEWER), world).status_code == 403
    assert "/accounts/login" in page(client, world)["Location"]
    assert planner.get("/console/cycles/nothing/precision/").status_code == 404


def test_a_plan_for_one_centre_has_nothing_to_compare(world, planner):
    plan(world, "A", range(4))
    assert "There is nothing to compare yet" in words(page(planner, world))


def test_a_plan_too_large_for_a_page_is_told_so(world, planner, monkeypatch):
    monkeypatch.setattr(outlook, "MOST_LOOKED_AT", 7)
    plan(world, "A", range(4))
    plan(world, "B", range(4))
    answer = page(planner, world)
    assert answer.status_code == 200 and "more than 7 visits" in words(answer)


def test_before_any_run_the_page_says_that_it_assumes_and_warns_of_what_the_plan_cannot_do(world, planner):
    plan(world, "A", range(4))
    plan(world, "B", range(5, 7), entity="F")
    plan(world, "B", (8,), entity="F", state=MissionState.DECLINED)
    plan(world, "B", (9,), entity="F", is_repeat=True)
    said = words(page(planner, world))
    assert "The plan: 6 visits that will be scored" in said and "the variances are assumed" in said
    assert "This plan cannot carry a ranking" in said
    assert "1 centre gets fewer than 4 visits, so it will have no place." in said
    assert "The plan falls into 2 groups that no shopper joins" in said


def test_after_a_run_its_variances_speak_and_arabic_says_it_too(signed_in, django_assert_max_num_queries):
    before = make_world()
    for centre, entity in (("A", "E"), ("B", "E"), ("C", "F"), ("D", "F")):
        before.visits(centre, 9, entity=entity)
    run = score_wave(wave=before.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    world = make_world(2, WaveState.COMMITTED)
    plan(world, "A", range(8))
    plan(world, "C", range(8), entity="F")
    reader = signed_in(Role.PLANNER)
    with django_assert_max_num_queries(25):
        said = words(page(reader, world, "?level=entity"))
    assert "Variances of the newest scores, Cycle 1" in said and "Entity E" in said and "Centre A" not in said
    assert f"{100 * run.model['variances']['residual'] ** 0.5:.1f}" in said
    assert "ما الذي تستطيع هذه الخطة قوله" in words(page(signed_in(Role.PLANNER, language="ar"), world))


def test_a_list_that_was_tried_is_looked_at_with_what_is_planned_already(world, planner):
    plan(world, "A", range(4))
    world.centre("C-1")
    row = "0001,C-1,counter,s,test,2026-12-01,2026-12-07\n"
    said = words(upload(planner, world, HEADER + row))
    assert "2 centres" in said and "This plan cannot carry a ranking" in said
    assert words(upload(planner, world, HEADER + "wrong")).count("carry a ranking") == 0
