"""A certificate and the signed pledge are taken back: by whom, why, in every cycle; what needs them stops, and they are earned anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import Lack, TakenBackFor
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.journal.models import Entry
from basira.programme.panel import verbs as panel
from basira.programme.people.permissions import NotPermitted
from basira.programme.training.gate import Task, lacking
from basira.programme.training.models import Certificate, PledgeSignature, PledgeText, Qualification, TakenBack
from basira.programme.training.phones import phone_training
from basira.programme.training.verbs import earning, learning, preparing
from basira.programme.training.verbs.revoking import NothingToTakeBack
from basira.programme.waves import verbs as waves
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme import training_world as world
from tests.programme.test_training import take
from tests.programme.test_training_gate import certify, lacks, planned, sign

pytestmark = pytest.mark.django_db
BY = {"by": EVERYBODY, "at": MONDAY_9AM}


@pytest.fixture
def scene() -> Scene:
    """A number with a certificate for the counter and a signature, where both are demanded."""
    made = make_scene()
    world.make_bank()
    certify(made, world.make_qualification(channel="counter"))
    world.demand()
    sign(made)
    return made


def counter() -> str:
    return str(Qualification.objects.get().ref)


def taken_back(scene, proof, reason=TakenBackFor.RULES, **said) -> int:
    return waves.take_back_and_stop(number=scene.number.ref, proof=proof, reason=reason, **BY | said)


def test_only_a_panel_officer_takes_back_and_only_what_is_held(scene, salem_the_director, noura_the_reviewer):
    for stranger in (salem_the_director, noura_the_reviewer, scene.shopper):
        with pytest.raises(NotPermitted):
            taken_back(scene, counter(), by=stranger)
    with pytest.raises(NothingToTakeBack):
        taken_back(scene, world.make_qualification(channel="phone"))
    taken_back(scene, Qualification.objects.get(channel="counter").ref)
    with pytest.raises(NothingToTakeBack):
        taken_back(scene, Qualification.objects.get(channel="counter").ref)
    assert TakenBack.objects.count() == 1


def test_where_the_vault_is_silent_nothing_is_taken_back(scene, monkeypatch):
    def silent(*_asked, **_said):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "take_back_proof", silent)
    with pytest.raises(VaultNotReachable):
        taken_back(scene, counter())
    assert not TakenBack.objects.exists() and lacks(scene) == set()


def test_the_database_keeps_what_was_taken_back_for_one_thing_and_a_known_reason(scene):
    taken_back(scene, counter())
    row, number = (
        TakenBack.objects.get(),
        {"cycle_number": scene.number, "taken_back_at": MONDAY_9AM, "taken_back_by": "t"},
    )
    kind, pledge = Qualification.objects.get(), PledgeText.objects.get()
    for change in (
        lambda: TakenBack.objects.update(reason="own-wish"),
        lambda: row.delete(),
        lambda: Certificate.objects.update(taken_back=None),
        lambda: TakenBack.objects.create(reason="rules-not-kept", **number),
        lambda: TakenBack.objects.create(reason="rules-not-kept", qualification=kind, pledge=pledge, **number),
        lambda: TakenBack.objects.create(reason="she talks", qualification=kind, **number),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_missions_that_need_it_stop_and_others_go_on_with_who_and_why_in_the_journal(scene):
    certify(scene, world.make_qualification(channel="phone"))
    stops = [planned(scene, state=state) for state in (MissionState.PLANNED, MissionState.ACCEPTED)]
    goes_on = planned(scene, channel=Channel.PHONE, window_end=MONDAY_9AM + timedelta(days=5))
    over = planned(scene, state=MissionState.DECLINED, window_end=MONDAY_9AM + timedelta(days=4))
    proof = Qualification.objects.get(channel="counter").ref
    assert taken_back(scene, proof, TakenBackFor.SECRECY) == len(stops) + 1  # and the scene's own mission
    for mission in (*stops, goes_on, over):
        mission.refresh_from_db()
    assert {mission.state for mission in stops} == {MissionState.WITHDRAWN}
    assert (goes_on.state, over.state) == (MissionState.PLANNED, MissionState.DECLINED)
    entry = Entry.objects.get(act="certificate.taken-back")
    assert (entry.subject, entry.detail["reason"]) == (scene.number.ref, "secrecy-not-kept")
    assert Entry.objects.filter(act="mission.moved", detail__reason="taken-back").count() == len(stops) + 1


def test_a_pledge_that_is_taken_back_stops_everything_and_is_signed_anew(scene):
    pledge = PledgeText.objects.get().ref
    assert taken_back(scene, pledge, TakenBackFor.OWN_WISH) == 1
    assert lacks(scene) == {Lack.PLEDGE} and Entry.objects.filter(act="pledge.taken-back").count() == 1
    told = phone_training(scene.number.ref, on=MONDAY_9AM.date())
    assert (told.has_signed, told.is_signature_taken_back) == (False, True)
    sign(scene)
    told = phone_training(scene.number.ref, on=MONDAY_9AM.date())
    assert (told.has_signed, told.is_signature_taken_back) == (True, False)
    assert lacks(scene) == set() and PledgeSignature.objects.count() == 2


def test_a_certificate_that_is_taken_back_is_earned_anew_by_all_its_tries(scene):
    take(scene, counter())  # an older pass counts no more
    taken_back(scene, counter())
    assert lacks(scene) == {Lack.CERTIFICATE}
    (told,) = phone_training(scene.number.ref, on=MONDAY_9AM.date()).certificates
    assert told.is_taken_back and not told.is_held and not told.has_passed and told.attempts_left == 2
    assert take(scene, counter()).until is not None
    (told,) = phone_training(scene.number.ref, on=MONDAY_9AM.date()).certificates
    assert told.is_held and not told.is_taken_back and lacks(scene) == set()


def test_it_stands_no_more_in_the_cycles_that_come_and_is_told_to_the_vault_no_more(scene):
    shoppers = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **BY)
    first, second = (
        panel.number_for_cycle(cycle=cycle, shoppers=shoppers, **BY)[0] for cycle in (new_ref(), new_ref())
    )
    preparing.recognise(qualification=counter(), numbers=[first.ref], **BY)
    shopper, pledge = replace(scene.shopper, ref=first.ref), PledgeText.objects.get().ref
    learning.sign_pledge(pledge=pledge, language="en", by=shopper, at=MONDAY_9AM)
    earning.keep_waiting(at=MONDAY_9AM)
    tasks = [Task(number.ref, scene.missions[0].centre.ref, Channel.COUNTER) for number in (first, second)]
    assert lacking(tasks, on=MONDAY_9AM.date(), by="t") == {}  # the twin: before, it holds in both
    waves.take_back_and_stop(number=second.ref, proof=counter(), reason=TakenBackFor.MISTAKE, **BY)
    earning.keep_waiting(at=MONDAY_9AM)
    assert set(lacking(tasks[1:], on=MONDAY_9AM.date(), by="t")[tasks[1]]) == {Lack.CERTIFICATE}
    (told,) = (each for each in phone_training(second.ref, on=MONDAY_9AM.date()).certificates if each.ref == counter())
    assert told.is_taken_back and not Certificate.objects.filter(cycle_number=second).exists()


def test_a_certificate_that_the_vault_had_not_heard_of_is_never_told_it_once_it_is_taken_back(scene):
    assert Certificate.objects.get().kept_at is None
    taken_back(scene, counter())
    earning.keep_waiting(at=MONDAY_9AM)
    assert Certificate.objects.get().kept_at is None and lacks(scene) == {Lack.CERTIFICATE}
