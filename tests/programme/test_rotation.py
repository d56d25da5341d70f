"""Gaps before somebody returns to a centre, a body, a sector; over cycles, and for who goes about with her."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel import terms
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import CycleNumber, RotationGaps, Shopper
from basira.programme.panel.terms import Gaps, gaps_now, set_gaps
from basira.programme.people.models import KeptBlueprint, Programme
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import MissionPlan
from basira.programme.waves.rotation import Going, resting
from basira.vault.door import MOST_BYTES
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import EVERYBODY, make_centre, make_scene

pytestmark = pytest.mark.django_db
DIRECTOR = actor("salem", Role.DIRECTOR)
BLUEPRINT = """format = 1
[programme]
code = "x"
name_ar = "ب"
name_en = "X"
governance = "independent"
profile = "full"
[shoppers]
rotation_days = 45
rotation_days_body = 20
"""


@pytest.fixture
def scene():
    """A shopper with one mission, on Monday."""
    return make_scene()


def gaps(centre=0, body=0, sector=0):
    set_gaps(gaps=Gaps(centre, body, sector), by=DIRECTOR, at=MONDAY_9AM)


def next_cycle():
    return waves.open_wave(
        name_ar="تالية",
        name_en="Next",
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 3, 1),
        by=EVERYBODY,
        at=MONDAY_9AM,
    )


def number_in(cycle, shopper):
    before = set(CycleNumber.objects.values_list("ref", flat=True))
    panel.number_for_cycle(cycle=cycle, shoppers=[shopper], by=EVERYBODY, at=MONDAY_9AM)
    return CycleNumber.objects.exclude(ref__in=before).get()


def planned_for(scene, number, days, centre=None, wave=None):
    """Plan a mission like the scene's so many days later."""
    like = scene.missions[0]
    start = like.window_start + timedelta(days=days)
    plan = MissionPlan(
        cycle_number=number, centre=(centre or like.centre).ref, channel=Channel.COUNTER, scenario=like.scenario.ref,
        questionnaire_version=scene.version.ref, window_start=start, window_end=start + timedelta(days=1),
    )  # fmt: skip
    return waves.plan_missions(wave=wave or scene.wave, plans=[plan], by=EVERYBODY, at=MONDAY_9AM)


def refused(*arguments, **said):
    with pytest.raises(waves.PlanRefused) as refusal:
        planned_for(*arguments, **said)
    return refusal.value.params["faults"]


def test_only_the_director_sets_gaps_and_within_two_years(mariam_the_panel_officer):
    with pytest.raises(NotPermitted):
        set_gaps(gaps=Gaps(1, 0, 0), by=mariam_the_panel_officer, at=MONDAY_9AM)
    for days in (-1, 731):
        with pytest.raises(terms.GapOutOfRange):
            gaps(days)
    with pytest.raises(IntegrityError), transaction.atomic():
        RotationGaps.objects.create(centre_days=731, body_days=0, sector_days=0)


def test_a_programme_that_was_set_up_has_ninety_days_or_what_its_blueprint_says():
    assert gaps_now() == Gaps(0, 0, 0)  # a rehearsal that nobody set up
    Programme.objects.create(name_ar="ب", name_en="P", set_up_at=MONDAY_9AM)
    assert gaps_now() == Gaps(90, 0, 0)
    KeptBlueprint.objects.create(code="x", text=BLUEPRINT, kept_at=MONDAY_9AM, kept_by="t")
    assert gaps_now() == Gaps(45, 20, 0)
    gaps(30, 5, 1)
    assert gaps_now() == Gaps(30, 5, 1)


def test_the_same_number_does_not_return_before_the_gap_is_over(scene):
    gaps(centre=14)
    assert refused(scene, scene.number.ref, 13) == ["1: barred"]
    assert refused(scene, scene.number.ref, -13) == ["1: barred"]
    planned_for(scene, scene.number.ref, 14)


def test_whoever_declined_was_not_there(scene):
    gaps(centre=14)
    Mission.objects.update(state=MissionState.DECLINED)
    planned_for(scene, scene.number.ref, 3)


def test_a_gap_holds_over_cycles_although_her_numbers_cannot_be_linked(scene):
    gaps(centre=40)
    cycle, (her,) = next_cycle(), Shopper.objects.all()
    (stranger,) = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    new, other = number_in(cycle.ref, her), number_in(cycle.ref, stranger)
    assert refused(scene, new.ref, 30, wave=cycle.ref) == ["1: barred"]
    planned_for(scene, other.ref, 30, wave=cycle.ref)
    planned_for(scene, new.ref, 40, wave=cycle.ref)


def test_a_companion_is_locked_out_with_her(scene):
    gaps(centre=40)
    (other,) = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    beside = number_in(scene.wave, other)
    planned_for(scene, beside.ref, 1)
    Mission.objects.filter(cycle_number=beside).delete()
    terms.note_companions(numbers=(scene.number.ref, beside.ref), by=EVERYBODY, at=MONDAY_9AM)
    assert refused(scene, beside.ref, 1) == ["1: barred"]


def test_only_the_panel_officer_notes_companions_and_of_one_cycle(scene, huda_the_planner):
    with pytest.raises(NotPermitted):
        terms.note_companions(numbers=(scene.number.ref, scene.number.ref), by=huda_the_planner, at=MONDAY_9AM)
    (her,) = Shopper.objects.all()
    later = number_in(next_cycle().ref, her)
    for numbers in ((scene.number.ref, scene.number.ref), (scene.number.ref, later.ref)):
        with pytest.raises(terms.NotTwoShoppers):
            terms.note_companions(numbers=numbers, by=EVERYBODY, at=MONDAY_9AM)


def test_a_gap_at_the_body_or_sector_reaches_its_other_centres(scene):
    elsewhere = make_centre("C-other")
    gaps(centre=14)
    planned_for(scene, scene.number.ref, 2, centre=elsewhere)
    Mission.objects.filter(centre=elsewhere).delete()
    gaps(body=14)
    assert refused(scene, scene.number.ref, 2, centre=elsewhere) == ["1: barred"]
    gaps(sector=14)
    assert refused(scene, scene.number.ref, 2, centre=elsewhere) == ["1: barred"]


def test_two_missions_of_one_plan_stand_in_each_others_way(scene):
    gaps(centre=14)
    like, start = scene.missions[0], MONDAY_9AM + timedelta(days=60)
    one = MissionPlan(
        cycle_number=scene.number.ref, centre=like.centre.ref, channel=Channel.COUNTER, scenario=like.scenario.ref,
        questionnaire_version=scene.version.ref, window_start=start, window_end=start,
    )  # fmt: skip
    later = replace(one, window_start=start + timedelta(days=2), window_end=start + timedelta(days=2))
    with pytest.raises(waves.PlanRefused) as refusal:
        waves.plan_missions(wave=scene.wave, plans=[one, later], by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params["faults"] == ["1: barred", "2: barred"]


def test_what_is_asked_about_a_whole_plan_fits_the_line_that_the_vault_reads(scene, monkeypatch):
    """With a gap at the body, each of two thousand rows meets all the others."""
    sizes, centre = [], scene.missions[0].centre.ref

    def measured(_vault, verb, by, **said):
        sizes.append(len(json.dumps({"v": 1, "verb": verb, "by": by, **said}, ensure_ascii=False).encode()) + 1)
        return []

    monkeypatch.setattr(Vault, "ask", measured)
    gaps(body=90)
    start = MONDAY_9AM + timedelta(days=30)
    assert resting([Going(new_ref(), centre, start) for _each in range(2000)], by="t") == set()
    assert sizes and max(sizes) <= MOST_BYTES


def test_while_the_vault_is_silent_nobody_is_sent_where_she_may_be_known(scene, monkeypatch):
    gaps(centre=40)
    (stranger,) = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    other = number_in(scene.wave, stranger)

    def silent(*_any, **_more):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "returning", silent)
    with pytest.raises(VaultNotReachable):
        planned_for(scene, other.ref, 1)
