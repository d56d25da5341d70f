"""Phases of a programme bound the sectors of a cycle; a later one is refused, and changing the key changes what is."""

import io
from dataclasses import replace
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from basira.core.imports.missions import check_missions
from basira.core.imports.reading import read_table
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.programme.journal import queries as journal
from basira.programme.registry.models import Sector
from basira.programme.waves import queries, verbs
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.phases import PhaseGone, PhaseUnknown, begun_in, phases_now
from basira.programme.waves.verbs import Everyday
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import EVERYBODY, make_scene
from tests.programme.kept_world import starts_from
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 31)}
FIRST = '["municipal", "social", "health"]'
JUSTICE_FIRST = ((FIRST, '["municipal", "justice"]'), ('["education", "justice", ', '["education", '))
SALEM = actor("salem", Role.DIRECTOR, Role.PLANNER)


@pytest.fixture
def world():
    """A draft cycle in the first phase, whose only sector begins with the second."""
    starts_from()
    made = make_world(state=WaveState.DRAFT)
    made.centre("C-1")
    Wave.objects.update(phase="first")
    Sector.objects.update(code="justice")
    made.wave.refresh_from_db()
    return made


@pytest.fixture
def plan(world):
    return world.mission_plan()


def planned(world, plan, by):
    return verbs.plan_missions(wave=world.wave.ref, plans=[plan], by=by, at=MONDAY_9AM)


def test_a_cycle_is_of_a_phase_that_the_programme_has(huda_the_planner):
    opening = {"name_ar": "د", "name_en": "C", "by": huda_the_planner, "at": MONDAY_9AM} | DAYS
    with pytest.raises(PhaseUnknown):
        verbs.open_wave(**opening, phase="first")
    assert phases_now() == () and verbs.open_wave(**opening).phase == ""
    starts_from()
    with pytest.raises(PhaseUnknown):
        verbs.open_wave(**opening, phase="third")
    opened = verbs.open_wave(**opening, phase="first")
    assert queries.wave_card(opened.ref).phase == "first"
    assert journal.entries_about(opened.ref)[0].detail["phase"] == "first"


def test_a_mission_in_a_sector_that_has_not_begun_is_refused_by_its_place(world, plan, huda_the_planner):
    with pytest.raises(verbs.PlanRefused) as refusal:
        planned(world, plan, huda_the_planner)
    assert refusal.value.params["faults"] == ["1: sector-not-begun"]
    assert not Mission.objects.exists()


def test_a_list_names_the_row_whose_sector_has_not_begun(world, plan):
    cells = {
        "number": world.numbers[0].number, "centre": "C-1", "channel": "counter", "scenario": world.scenario.code,
        "form": world.version.questionnaire.form_id, "window_start": "2026-12-01", "window_end": "2026-12-02",
    }  # fmt: skip
    text = io.StringIO()
    text.write(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    checked = check_missions(read_table(text.getvalue().encode(), "missions.csv"))
    plans, faults = queries.plan_of_rows(
        wave=world.wave.ref, rows=checked.missions, zone=ZoneInfo("Asia/Qatar"), at=MONDAY_9AM
    )
    assert plans == () and [(each.code, each.column) for each in faults] == [("mission.sector-not-begun", "centre")]


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ((), "all"),  # its own phase
        ((), ""),  # a cycle that no phase bounds
        (JUSTICE_FIRST, "first"),
    ],
)
def test_it_is_planned_once_its_sector_has_begun(world, plan, huda_the_planner, changes, phase):
    starts_from(*changes)
    Wave.objects.update(phase=phase)
    assert planned(world, plan, huda_the_planner)


def test_a_phase_holds_the_sectors_of_those_before_it():
    starts_from()
    assert begun_in("first") == {"municipal", "social", "health"}
    assert begun_in("all") > begun_in("first") and "tax" in begun_in("all")
    assert begun_in("") is None and begun_in("of another programme") == frozenset()


def committed(world):
    return verbs.move_wave(wave=world.wave.ref, to=WaveState.COMMITTED, by=SALEM, at=MONDAY_9AM)


@pytest.mark.parametrize("phase", ["first", "all"])
def test_a_draft_whose_phase_the_file_has_no_more_takes_no_mission_and_commits_itself_to_nothing(world, plan, phase):
    Wave.objects.update(phase=phase)
    world.wave.refresh_from_db()
    starts_from((f'code = "{phase}"', 'code = "begin"'))
    for refused in (
        lambda: planned(world, plan, SALEM),
        lambda: verbs.check_rules(wave=world.wave, plan=plan),
        lambda: queries.plan_of_rows(wave=world.wave.ref, rows=(), zone=ZoneInfo("Asia/Qatar"), at=MONDAY_9AM),
        lambda: committed(world),
    ):
        with pytest.raises(PhaseGone) as refusal:
            refused()
        assert refusal.value.params == {"phase": phase}
    assert Wave.objects.get().state == WaveState.DRAFT and not Mission.objects.exists()
    starts_from()  # put back by the file
    assert committed(world).state == WaveState.COMMITTED


def test_a_draft_commits_itself_to_no_mission_in_a_sector_that_its_phase_has_lost_since(world, plan):
    starts_from(*JUSTICE_FIRST)
    (mission,) = planned(world, plan, SALEM)
    starts_from()
    with pytest.raises(verbs.SectorsNotBegun) as refusal:
        committed(world)
    assert refusal.value.params == {"centres": ["C-1"]} and Wave.objects.get().state == WaveState.DRAFT
    verbs.move_mission(mission=mission.ref, to=MissionState.WITHDRAWN, by=SALEM, at=MONDAY_9AM)
    assert committed(world).state == WaveState.COMMITTED


def test_nobody_begins_an_everyday_experience_in_a_sector_that_has_not_begun():
    scene = make_scene()
    starts_from()
    Sector.objects.update(code="justice")
    first = scene.missions[0]
    form = verbs.open_everyday(
        wave=scene.wave, version=scene.version.ref, scenario=first.scenario.ref, by=EVERYBODY, at=MONDAY_9AM
    )
    everyday = Everyday(id=uuid4(), form=form.ref, centre=first.centre.ref)
    Wave.objects.update(phase="first")
    with pytest.raises(verbs.EverydayCentreUnknown):
        verbs.begin_everyday(everyday=everyday, by=scene.shopper, at=MONDAY_9AM)
    Wave.objects.update(phase="all")
    assert verbs.begin_everyday(everyday=replace(everyday, id=uuid4()), by=scene.shopper, at=MONDAY_9AM)
