"""Cycles, scenarios and missions: each refusal first, then what the verb writes, with its journal entry."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import QuerySet

from basira.core.imports.missions import check_missions
from basira.core.imports.reading import read_table
from basira.core.kernel.lifecycles import MissionState, MoveNotAllowed, WaveState
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import queries, scenario_cards, verbs
from basira.programme.waves.models import Scenario, Wave
from basira.programme.waves.queries import MissionFilter
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture
def world():
    return make_world(state=WaveState.DRAFT)


@pytest.fixture
def plan(world):
    return world.mission_plan()


@pytest.fixture
def planned(world, plan, huda_the_planner):
    later = replace(plan, window_end=plan.window_end + timedelta(hours=1))
    return verbs.plan_missions(wave=world.wave.ref, plans=[plan, later], by=huda_the_planner, at=MONDAY_9AM)


def opened(by, **changes):
    facts = {"name_ar": "الدورة", "name_en": "Cycle", "starts_on": FIRST, "ends_on": LAST} | changes
    return verbs.open_wave(**facts, by=by, at=MONDAY_9AM)


def states(world):
    return queries.missions_by_state(world.wave.ref)


# Who may


def test_an_analyst_plans_nothing(world, plan, planned, yousef_the_analyst):
    by, at, wave = yousef_the_analyst, MONDAY_9AM, world.wave.ref
    writes = [
        lambda: opened(by),
        lambda: verbs.move_wave(wave=wave, to=WaveState.COMMITTED, by=by, at=at),
        lambda: verbs.write_scenario(code="x", texts={}, by=by, at=at),
        lambda: verbs.edit_scenario(scenario=world.scenario.ref, texts={"name_en": "X"}, by=by, at=at),
        lambda: verbs.plan_missions(wave=wave, plans=[plan], by=by, at=at),
        lambda: verbs.move_mission(mission=planned[0].ref, to=MissionState.OFFERED, by=by, at=at),
        lambda: verbs.move_missions(wave=wave, start=MissionState.PLANNED, to=MissionState.OFFERED, by=by, at=at),
    ]
    before = journal.journal_page().entries
    for write in writes:
        with pytest.raises(NotPermitted):
            write()
    assert journal.journal_page().entries == before


# Cycles


def test_a_cycle_does_not_end_before_it_starts(huda_the_planner):
    with pytest.raises(verbs.WaveDatesRefused):
        opened(huda_the_planner, starts_on=LAST, ends_on=FIRST)
    assert not Wave.objects.exists()


def test_a_cycle_does_not_skip_a_step_or_go_back(world, salem_the_director):
    for to in (WaveState.IN_FIELD, WaveState.DRAFT):
        with pytest.raises(MoveNotAllowed) as refusal:
            verbs.move_wave(wave=world.wave.ref, to=to, by=salem_the_director, at=MONDAY_9AM)
        assert refusal.value.params["open"] == ["committed"]
    assert journal.entries_about(world.wave.ref) == ()


def test_planning_does_not_end_a_review_or_score_or_announce(world, salem_the_director):
    for to in (WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.CLOSED):
        verbs.move_wave(wave=world.wave.ref, to=to, by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(verbs.MoveIsNotPlannings):
        verbs.move_wave(wave=world.wave.ref, to=WaveState.REVIEWED, by=salem_the_director, at=MONDAY_9AM)
    assert queries.wave_card(world.wave.ref).state is WaveState.CLOSED


def test_cycles_are_numbered_one_after_the_other(huda_the_planner):
    first, second = opened(huda_the_planner), opened(huda_the_planner)
    assert (first.number, second.number) == (1, 2)
    assert [card.number for card in queries.wave_cards()] == [2, 1]
    assert journal.entries_about(first.ref)[0].act == "wave.opened"


def test_a_cycle_moves_all_its_way_and_each_step_is_journalled(world, salem_the_director):
    way = list(WaveState)[1:]
    for to in way:
        move = verbs.move_wave if to in verbs.MOVED_BY_PLANNING else verbs.advance_wave
        move(wave=world.wave.ref, to=to, by=salem_the_director, at=MONDAY_9AM)
    assert queries.wave_card(world.wave.ref).state is WaveState.ANNOUNCED
    assert [entry.detail["to"] for entry in journal.entries_about(world.wave.ref)] == [str(state) for state in way]


# Scenarios


def test_a_scenario_code_is_taken_once(world, huda_the_planner):
    with pytest.raises(verbs.ScenarioCodeTaken):
        verbs.write_scenario(code="s", texts={"name_ar": "س", "name_en": "S"}, by=huda_the_planner, at=MONDAY_9AM)
    assert Scenario.objects.count() == 1


def test_a_scenario_is_written_and_changed_and_the_journal_names_the_fields_alone(huda_the_planner):
    texts = {"name_ar": "تجديد جواز", "name_en": "Passport renewal", "story_en": "A secret story"}
    written = verbs.write_scenario(code="passport", texts=texts, by=huda_the_planner, at=MONDAY_9AM)
    verbs.edit_scenario(
        scenario=written.ref, texts=texts | {"must_en": "Ask for the fee"}, by=huda_the_planner, at=MONDAY_9AM
    )
    verbs.edit_scenario(scenario=written.ref, texts={"name_en": "Passport renewal"}, by=huda_the_planner, at=MONDAY_9AM)
    assert scenario_cards.scenario_texts(written.ref).must_en == "Ask for the fee"
    entries = journal.entries_about(written.ref)
    assert [entry.act for entry in entries] == ["scenario.written", "scenario.edited"]
    assert entries[1].detail == {"changed": ["must_en"]}
    assert "secret" not in str(entries)


# Missions


def test_a_plan_with_one_fault_is_refused_whole(world, plan, huda_the_planner):
    bad = replace(plan, centre="nowhere", window_end=plan.window_start - timedelta(days=1))
    with pytest.raises(verbs.PlanRefused) as refusal:
        verbs.plan_missions(wave=world.wave.ref, plans=[plan, bad], by=huda_the_planner, at=MONDAY_9AM)
    assert refusal.value.params["faults"] == ["2: centre", "2: window"]
    assert states(world) == {}


def test_a_number_of_another_cycle_is_refused(world, plan, huda_the_planner):
    other = make_world(2)
    with pytest.raises(verbs.PlanRefused):
        verbs.plan_missions(
            wave=world.wave.ref,
            plans=[replace(plan, cycle_number=other.numbers[0].ref)],
            by=huda_the_planner,
            at=MONDAY_9AM,
        )


def test_a_closed_cycle_takes_no_missions(world, plan, huda_the_planner):
    Wave.objects.update(state=WaveState.CLOSED)
    with pytest.raises(verbs.WaveNotOpen):
        verbs.plan_missions(wave=world.wave.ref, plans=[plan], by=huda_the_planner, at=MONDAY_9AM)


def test_planned_missions_are_journalled_each(world, planned):
    assert states(world) == {MissionState.PLANNED: 2}
    assert [journal.entries_about(mission.ref)[0].act for mission in planned] == ["mission.planned"] * 2


def test_a_planned_mission_is_not_accepted_before_it_is_offered(planned, huda_the_planner):
    with pytest.raises(MoveNotAllowed):
        verbs.move_mission(mission=planned[0].ref, to=MissionState.ACCEPTED, by=huda_the_planner, at=MONDAY_9AM)
    assert queries.mission_card(planned[0].ref).state is MissionState.PLANNED


def test_missions_move_one_by_one(planned, huda_the_planner):
    for to in (MissionState.OFFERED, MissionState.ACCEPTED, MissionState.WITHDRAWN):
        verbs.move_mission(mission=planned[0].ref, to=to, by=huda_the_planner, at=MONDAY_9AM)
    assert queries.mission_card(planned[0].ref).state is MissionState.WITHDRAWN
    assert queries.mission_card(planned[1].ref).state is MissionState.PLANNED
    assert len(journal.entries_about(planned[0].ref)) == 4


def test_many_missions_make_only_a_move_that_the_lifecycle_has(world, planned, huda_the_planner):
    with pytest.raises(MoveNotAllowed):
        verbs.move_missions(
            wave=world.wave.ref,
            start=MissionState.PLANNED,
            to=MissionState.NOT_DONE,
            by=huda_the_planner,
            at=MONDAY_9AM,
        )
    assert states(world) == {MissionState.PLANNED: 2}


def test_many_missions_move_together_and_are_journalled_each(world, planned, huda_the_planner):
    how = {"start": MissionState.PLANNED, "to": MissionState.OFFERED, "by": huda_the_planner, "at": MONDAY_9AM}
    assert verbs.move_missions(wave=world.wave.ref, **how) == 2
    assert verbs.move_missions(wave=world.wave.ref, **how) == 0
    assert states(world) == {MissionState.OFFERED: 2}
    assert [entry.act for entry in journal.entries_about(planned[0].ref)] == ["mission.planned", "mission.moved"]


def test_missions_are_found_by_number_centre_and_state(world, planned):
    ref = world.wave.ref
    assert queries.count_missions(MissionFilter(ref, search=world.numbers[0].number)) == 2
    assert queries.count_missions(MissionFilter(ref, search="مركز C-1", state="planned")) == 2
    assert queries.count_missions(MissionFilter(ref, state="done")) == 0
    assert queries.mission_cards(wave=ref, search="nothing") == ()
    assert queries.mission_counts() == {ref: {MissionState.PLANNED: 2}}
    assert queries.mission_card("nobody") is None


def test_what_is_late_is_accepted_and_past_its_window(world, planned, huda_the_planner):
    verbs.move_mission(mission=planned[0].ref, to=MissionState.OFFERED, by=huda_the_planner, at=MONDAY_9AM)
    verbs.move_mission(mission=planned[0].ref, to=MissionState.ACCEPTED, by=huda_the_planner, at=MONDAY_9AM)
    assert queries.missions_overdue(MONDAY_9AM) == {}
    assert queries.missions_overdue(MONDAY_9AM + timedelta(days=8)) == {world.wave.ref: 1}


# Lists


def list_of(*rows):
    header = "number,centre,channel,scenario,form,from,until"
    check = check_missions(read_table("\n".join([header, *rows]).encode(), "missions.csv"))
    assert check.faults == ()
    return check.missions


def test_a_list_with_unknown_codes_says_each_by_row_and_plans_nothing(world):
    world.centre("C-1")
    rows = list_of(
        "0001,C-1,counter,s,test,2026-12-01,2026-12-07",
        "9999,C-9,counter,x,other,2026-12-01,2026-12-07",
    )
    plans, faults = queries.plan_of_rows(wave=world.wave.ref, rows=rows, zone=ZoneInfo("Asia/Dubai"), at=MONDAY_9AM)
    assert plans == ()
    assert [(fault.row, fault.code) for fault in faults] == [
        (3, "mission.unknown-number"),
        (3, "mission.unknown-centre"),
        (3, "mission.unknown-scenario"),
        (3, "mission.unknown-form"),
    ]


def test_a_sound_list_becomes_missions_in_the_zone_of_the_programme(world, huda_the_planner):
    world.centre("C-1")
    rows = list_of("م-0001,C-1,حضوري,s,test,2026-12-01,2026-12-07 14:00")
    plans, faults = queries.plan_of_rows(wave=world.wave.ref, rows=rows, zone=ZoneInfo("Asia/Dubai"), at=MONDAY_9AM)
    assert faults == ()
    (mission,) = verbs.plan_missions(wave=world.wave.ref, plans=plans, by=huda_the_planner, at=MONDAY_9AM)
    assert mission.window_start.isoformat() == "2026-12-01T00:00:00+04:00"
    assert mission.window_end.isoformat() == "2026-12-07T14:00:00+04:00"
    assert queries.mission_card(mission.ref).number == "م-0001"


def test_nobody_says_that_a_mission_is_done(world, planned, huda_the_planner):
    for state in (MissionState.OFFERED, MissionState.ACCEPTED):
        verbs.move_mission(mission=planned[0].ref, to=state, by=huda_the_planner, at=MONDAY_9AM)
    with pytest.raises(verbs.DoneByItsVisit):
        verbs.move_mission(mission=planned[0].ref, to=MissionState.DONE, by=huda_the_planner, at=MONDAY_9AM)
    with pytest.raises(verbs.DoneByItsVisit):
        verbs.move_missions(
            wave=world.wave.ref, start=MissionState.ACCEPTED, to=MissionState.DONE, by=huda_the_planner, at=MONDAY_9AM
        )


def test_a_scenario_code_taken_a_moment_ago_is_refused_in_words(world, huda_the_planner, monkeypatch):
    texts = {"name_ar": "تجديد", "name_en": "Renewal"}
    verbs.write_scenario(code="again", texts=texts, by=huda_the_planner, at=MONDAY_9AM)
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)  # both looked before either wrote
    with pytest.raises(verbs.ScenarioCodeTaken):
        verbs.write_scenario(code="again", texts=texts, by=huda_the_planner, at=MONDAY_9AM)


def test_a_mission_that_is_there_is_refused_by_its_place(world, plan, planned, huda_the_planner):
    other = replace(plan, window_end=plan.window_end + timedelta(days=1))
    with pytest.raises(verbs.MissionRepeated) as refusal:
        verbs.plan_missions(wave=world.wave.ref, plans=[other, plan, other], by=huda_the_planner, at=MONDAY_9AM)
    assert refusal.value.params["places"] == [2, 3]
    assert sum(states(world).values()) == 2


def test_a_mission_that_was_withdrawn_may_be_planned_again(world, plan, planned, huda_the_planner):
    for mission in planned:
        verbs.move_mission(mission=mission.ref, to=MissionState.WITHDRAWN, by=huda_the_planner, at=MONDAY_9AM)
    verbs.plan_missions(wave=world.wave.ref, plans=[plan], by=huda_the_planner, at=MONDAY_9AM)
    assert states(world)[MissionState.PLANNED] == 1
