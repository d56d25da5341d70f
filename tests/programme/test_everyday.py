"""Experiences that nobody assigned: who opens them, what a shopper may begin, once by her phone's id, and how they count."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.registry import MissionKind
from basira.core.kernel.shopper_moves import EVERYDAY_A_CYCLE, ShopperMove
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.journal import queries as journal
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import Shopper
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Centre
from basira.programme.safety.queries import dangers
from basira.programme.safety.verbs import alarms
from basira.programme.waves import verbs
from basira.programme.waves.everyday_forms import everyday_cards
from basira.programme.waves.models import EverydayForm, Mission, Scenario, Wave
from basira.programme.waves.verbs import Everyday
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme.kept_world import NO_EVERYDAY, starts_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def opened(scene, by=EVERYBODY) -> EverydayForm:
    scenario = scene.missions[0].scenario
    return verbs.open_everyday(wave=scene.wave, version=scene.version.ref, scenario=scenario.ref, by=by, at=MONDAY_9AM)


def begin(scene, form, *, by=None, **facts) -> Mission:
    said = {"id": uuid4(), "form": form.ref, "centre": scene.missions[0].centre.ref} | facts
    return verbs.begin_everyday(everyday=Everyday(**said), by=by or scene.shopper, at=MONDAY_9AM)


def count() -> int:
    return Mission.objects.filter(kind=MissionKind.EVERYDAY).count()


def test_only_planners_open_and_close_and_only_shoppers_begin(scene, yousef_the_analyst, huda_the_planner):
    with pytest.raises(NotPermitted):
        opened(scene, yousef_the_analyst)
    form = opened(scene)
    with pytest.raises(NotPermitted):
        verbs.close_everyday(form=form.ref, by=yousef_the_analyst, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        begin(scene, form, by=huda_the_planner)
    assert count() == 0


def test_a_draft_is_not_opened_and_a_form_is_open_once(scene):
    Scenario.objects.update(approved_at=None, approved_by=None)
    with pytest.raises(verbs.ScenarioNotApproved):
        opened(scene)
    Scenario.objects.update(approved_at=MONDAY_9AM, approved_by="second")
    form = opened(scene)
    with pytest.raises(verbs.EverydayOpenAlready):
        opened(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        EverydayForm.objects.filter(pk=form.pk).update(closed_at=MONDAY_9AM)


def test_nothing_is_begun_that_is_closed_of_another_cycle_or_waits_for_an_approval(scene):
    other = make_scene(version=scene.version)
    form, foreign = opened(scene), opened(other)
    with pytest.raises(verbs.EverydayNotOpen):
        begin(scene, foreign)
    Scenario.objects.update(approved_at=None, approved_by=None)
    with pytest.raises(verbs.EverydayNotOpen):
        begin(scene, form)
    assert not everyday_cards(scene.wave)[0].is_usable
    verbs.close_everyday(form=form.ref, by=EVERYBODY, at=MONDAY_9AM)
    Scenario.objects.update(approved_at=MONDAY_9AM, approved_by="second")
    with pytest.raises(verbs.EverydayNotOpen):
        begin(scene, form)
    assert everyday_cards(scene.wave) == () and count() == 0


def test_an_unknown_place_a_closed_cycle_and_too_many_are_refused(scene):
    form = opened(scene)
    with pytest.raises(verbs.EverydayCentreUnknown):
        begin(scene, form, centre="nothing")
    for _each in range(EVERYDAY_A_CYCLE):
        begin(scene, form)
    with pytest.raises(verbs.EverydaySpent):
        begin(scene, form)
    Wave.objects.update(state=WaveState.CLOSED)
    with pytest.raises(verbs.CycleIsOver):
        begin(scene, form)
    assert count() == EVERYDAY_A_CYCLE


def test_what_is_begun_is_hers_accepted_and_known_to_the_body(scene):
    mission = begin(scene, opened(scene))
    found = Mission.objects.get(ref=mission.ref)
    assert (found.cycle_number_id, found.state) == (scene.number.pk, MissionState.ACCEPTED)
    assert found.is_known_to_body and found.kind == MissionKind.EVERYDAY and found.created_by == scene.number.ref
    assert [entry.act for entry in journal.entries_about(mission.ref)] == ["mission.begun"]


def test_begun_twice_with_one_id_is_one_and_something_else_under_it_is_refused(scene):
    form, own = opened(scene), uuid4()
    assert begin(scene, form, id=own).ref == begin(scene, form, id=own).ref
    elsewhere = Centre.objects.get(pk=scene.missions[0].centre_id)
    elsewhere.pk, elsewhere.ref, elsewhere.code = None, "elsewhere", "C-9"
    elsewhere.save()
    with pytest.raises(verbs.AnswerIdTaken):
        begin(scene, form, id=own, centre="elsewhere")
    with pytest.raises(verbs.AnswerIdTaken):
        said = verbs.Answer(own, scene.missions[0].ref, ShopperMove.HAND_BACK, "unwell")
        verbs.answer_mission(answer=said, by=scene.shopper, at=MONDAY_9AM)
    assert count() == 1


def alarm(scene, **values) -> None:
    alarms.raise_alarm(
        client_id="an-alarm-id", mission=scene.missions[0].ref, by=scene.shopper, at=MONDAY_9AM, **values
    )


def test_whoever_is_barred_from_a_body_begins_nothing_there(scene):
    form, own = opened(scene), uuid4()
    before = begin(scene, form, id=own)
    alarm(scene)
    with pytest.raises(verbs.EverydayCentreUnknown):
        begin(scene, form)
    assert begin(scene, form, id=own).ref == before.ref  # what was answered once is answered the same
    assert count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_bar_of_an_earlier_cycle_holds_too():
    scene = make_scene()
    alarm(scene)
    later = make_scene(version=scene.version)
    hers = panel.number_for_cycle(cycle=later.wave, shoppers=Shopper.objects.all(), by=EVERYBODY, at=MONDAY_9AM)[0]
    with pytest.raises(verbs.EverydayCentreUnknown):
        begin(later, opened(later), by=type(later.shopper)(later.shopper.kind, hers.ref))


def test_a_bar_that_is_set_while_the_vault_is_asked_holds(scene, monkeypatch):
    form = opened(scene)
    monkeypatch.setattr(Vault, "barred", lambda *_any, **_more: alarm(scene) or set())
    with pytest.raises(verbs.EverydayCentreUnknown):
        begin(scene, form)


def test_without_the_vault_nothing_is_begun(scene, monkeypatch):
    def silent(*_any, **_more):
        raise VaultNotReachable

    form = opened(scene)
    monkeypatch.setattr(Vault, "barred", silent)
    with pytest.raises(VaultNotReachable):
        begin(scene, form)
    assert count() == 0


def test_her_list_of_places_to_go_leaves_out_where_she_is_barred_and_that_of_dangers_does_not(scene):
    code, hers = scene.missions[0].centre.code, scene.number.ref
    assert [each.ref for each in dangers.places(code, open_to=hers)] == [scene.missions[0].centre.ref]
    alarm(scene)
    assert dangers.places(code, open_to=hers) == ()
    assert [each.ref for each in dangers.places(code)] == [scene.missions[0].centre.ref]


def test_a_programme_whose_blueprint_has_none_opens_none_and_what_was_open_is_begun_no_more(scene):
    form = opened(scene)
    starts_from()
    assert len(everyday_cards(scene.wave)) == 1  # S3 has them
    starts_from(*NO_EVERYDAY)
    EverydayForm.objects.update(closed_at=MONDAY_9AM, closed_by="huda")
    with pytest.raises(verbs.NoEverydayHere):
        opened(scene)
    EverydayForm.objects.update(closed_at=None, closed_by=None)
    assert everyday_cards(scene.wave) == ()
    with pytest.raises(verbs.EverydayNotOpen):
        begin(scene, form)
    assert count() == 0
