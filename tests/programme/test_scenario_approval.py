"""The second person's look at a scenario: who may not, what is refused, what it opens, and what a change takes back."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from basira.core.kernel.lifecycles import MissionState, MoveNotAllowed, ScenarioState, WaveState
from basira.core.kernel.registry import Channel
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import phones, scenario_cards, verbs
from basira.programme.waves.models import Mission, Scenario
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db

ALL = tuple(ScenarioPoint)


@pytest.fixture
def draft(huda_the_planner):
    texts = {"name_ar": "تجديد", "name_en": "Renewal", "never_en": "Never pay"}
    return verbs.write_scenario(code="renew", texts=texts, by=huda_the_planner, at=MONDAY_9AM)


@pytest.fixture
def world():
    return make_world(state=WaveState.IN_FIELD)


@pytest.fixture
def plan(world, draft):
    return verbs.MissionPlan(
        cycle_number=world.numbers[0].ref,
        centre=world.centre("C-1").ref,
        channel=Channel.COUNTER,
        scenario=draft.ref,
        questionnaire_version=world.version.ref,
        window_start=MONDAY_9AM,
        window_end=MONDAY_9AM + timedelta(days=7),
    )


def approve(scenario, by, revision=1, points=ALL):
    verbs.approve_scenario(scenario=scenario.ref, revision=revision, points=points, by=by, at=MONDAY_9AM)


def state(scenario) -> ScenarioState:
    return scenario_cards.scenario_approval(scenario.ref).state


def acts(scenario):
    return [entry.act for entry in journal.entries_about(scenario.ref)]


def test_an_analyst_approves_nothing(draft, yousef_the_analyst):
    with pytest.raises(NotPermitted):
        approve(draft, yousef_the_analyst)
    assert state(draft) is ScenarioState.DRAFT and acts(draft) == ["scenario.written"]


def test_whoever_wrote_it_last_does_not_approve_it(draft, huda_the_planner, salem_the_director):
    with pytest.raises(verbs.ApprovedByItsAuthor):
        approve(draft, huda_the_planner)
    other = replace(huda_the_planner, ref="lina")
    verbs.edit_scenario(scenario=draft.ref, texts={"must_en": "Ask"}, by=other, at=MONDAY_9AM)
    with pytest.raises(verbs.ApprovedByItsAuthor):
        approve(draft, other, revision=2)
    assert state(draft) is ScenarioState.DRAFT


def test_what_was_not_read_is_not_approved(draft, huda_the_planner, salem_the_director):
    verbs.edit_scenario(scenario=draft.ref, texts={"must_en": "Pay"}, by=huda_the_planner, at=MONDAY_9AM)
    with pytest.raises(verbs.ScenarioChangedSince):
        approve(draft, salem_the_director, revision=1)
    assert state(draft) is ScenarioState.DRAFT


def test_a_point_that_is_left_open_leaves_a_draft(draft, salem_the_director):
    with pytest.raises(verbs.ChecklistIncomplete) as refusal:
        approve(draft, salem_the_director, points=ALL[1:])
    assert refusal.value.params == {"count": 1} and state(draft) is ScenarioState.DRAFT


def test_the_database_itself_keeps_author_and_approver_apart(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=draft.pk).update(approved_by="huda", approved_at=MONDAY_9AM, approved_texts={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=draft.pk).update(approved_by="salem")


def test_a_draft_is_not_planned_and_the_refusal_names_its_place(world, plan, huda_the_planner):
    with pytest.raises(verbs.PlanRefused) as refusal:
        verbs.plan_missions(
            wave=world.wave.ref,
            plans=[replace(plan, scenario=world.scenario.ref), plan],
            by=huda_the_planner,
            at=MONDAY_9AM,
        )
    assert refusal.value.params["faults"] == ["2: scenario-not-approved"] and not Mission.objects.exists()


def test_approval_keeps_who_when_and_what_and_opens_planning(world, draft, plan, huda_the_planner, salem_the_director):
    approve(draft, salem_the_director)
    found = scenario_cards.scenario_approval(draft.ref)
    assert (found.approved_by, found.approved_at, set(found.points)) == ("salem", MONDAY_9AM, set(ScenarioPoint))
    assert acts(draft) == ["scenario.written", "scenario.approved"]
    verbs.plan_missions(wave=world.wave.ref, plans=[plan], by=huda_the_planner, at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        approve(draft, salem_the_director)


def test_a_change_takes_the_approval_back_and_shoppers_read_what_was_approved(
    world, draft, plan, huda_the_planner, salem_the_director
):
    approve(draft, salem_the_director)
    plans = [replace(plan, state=MissionState.ACCEPTED), plan]
    _out, planned = verbs.plan_missions(wave=world.wave.ref, plans=plans, by=huda_the_planner, at=MONDAY_9AM)
    verbs.edit_scenario(scenario=draft.ref, texts={"never_en": "Shout"}, by=huda_the_planner, at=MONDAY_9AM)
    assert state(draft) is ScenarioState.DRAFT and acts(draft)[-1] == "scenario.approval-taken-back"
    (told,) = phones.phone_missions(world.numbers[0].pk)
    assert told.scenario.never_en == "Never pay"
    move = {"to": MissionState.OFFERED, "by": huda_the_planner, "at": MONDAY_9AM}
    with pytest.raises(verbs.ScenarioNotApproved) as refusal:
        verbs.move_mission(mission=planned.ref, **move)
    assert refusal.value.params["codes"] == ["renew"]
    with pytest.raises(verbs.ScenarioNotApproved):
        verbs.move_missions(wave=world.wave.ref, start=MissionState.PLANNED, **move)
    approve(draft, salem_the_director, revision=2)
    assert phones.phone_missions(world.numbers[0].pk)[0].scenario.never_en == "Shout"
    assert verbs.move_missions(wave=world.wave.ref, start=MissionState.PLANNED, **move) == 1


def test_saying_the_same_again_leaves_the_approval(draft, huda_the_planner, salem_the_director):
    approve(draft, salem_the_director)
    verbs.edit_scenario(scenario=draft.ref, texts={"name_en": "Renewal"}, by=huda_the_planner, at=MONDAY_9AM)
    assert state(draft) is ScenarioState.APPROVED


def test_past_missions_need_no_approval_but_must_be_past(world, plan, salem_the_director):
    with pytest.raises(verbs.PlanRefused) as refusal:
        verbs.record_past_missions(wave=world.wave.ref, plans=[plan], by=salem_the_director, at=MONDAY_9AM)
    assert refusal.value.params["faults"] == ["1: state"]
    done = replace(plan, state=MissionState.DONE)
    assert verbs.record_past_missions(wave=world.wave.ref, plans=[done], by=salem_the_director, at=MONDAY_9AM)


def test_an_upgrade_counts_scenarios_in_use_as_approved_and_leaves_the_others_drafts(world, draft, plan):
    done = replace(plan, state=MissionState.DONE)
    other = Scenario.objects.create(code="new", name_ar="ج", name_en="N", created_at=MONDAY_9AM, created_by="huda")
    Scenario.objects.filter(pk=draft.pk).update(written_by="")
    numbers = {"cycle_number": world.numbers[0], "centre": world.centre("C-1"), "questionnaire_version": world.version}
    Mission.objects.create(
        wave=world.wave, scenario=draft, channel=done.channel, window_start=done.window_start, state=done.state,
        window_end=done.window_end, created_at=MONDAY_9AM, created_by="huda", **numbers,
    )  # fmt: skip
    import_module("basira.programme.waves.migrations.0004_scenarios_in_use_count_as_approved").count_those_in_use(
        apps, None
    )
    assert (state(draft), state(other)) == (ScenarioState.APPROVED, ScenarioState.DRAFT)
    found = scenario_cards.scenario_approval(draft.ref)
    assert (found.written_by, found.approved_by, found.points) == ("huda", "before-approval", ())
