"""A certificate and the signed pledge are taken back: by whom, why, in every cycle; what needs them stops, and they are earned anew."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import Lack, TakenBackFor
from basira.gateways.vault import Vault, VaultNotReachable, VaultRefused
from basira.programme.journal.models import Entry
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import CycleNumber
from basira.programme.people.permissions import NotPermitted
from basira.programme.safety.verbs import alarms
from basira.programme.training.gate import Task, lacking
from basira.programme.training.models import (
    Certificate,
    PledgeSignature,
    PledgeText,
    Qualification,
    TakenBack,
    TrainingDemand,
)
from basira.programme.training.phones import phone_training
from basira.programme.training.verbs import earning, learning, preparing
from basira.programme.training.verbs.revoking import NothingToTakeBack
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission, StopToCome
from basira.project import worker
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


@pytest.mark.parametrize("meanwhile", ["taken-back", "begun"])
def test_what_changed_while_the_vault_was_asked_refuses_and_the_next_try_stops_all(scene, monkeypatch, meanwhile):
    """Two certificates are enough, each for itself; the other is taken back, or a mission comes, between question and lock."""
    other = world.make_qualification(channel="")
    certify(scene, other)
    proof, ask, questions = Qualification.objects.get(channel="counter").ref, Vault.proven, []
    change = {
        "taken-back": lambda: taken_back(scene, other),
        "begun": lambda: planned(scene, channel=Channel.PHONE, state=MissionState.ACCEPTED),
    }[meanwhile]

    def asked(*said, **more):
        questions.append(said)
        if len(questions) == 2:  # what her missions lack: after it comes the lock
            with monkeypatch.context() as once:
                once.setattr(Vault, "proven", ask)
                change()
        return ask(*said, **more)

    monkeypatch.setattr(Vault, "proven", asked)
    with pytest.raises(VaultNotReachable):
        taken_back(scene, proof)
    assert not TakenBack.objects.filter(qualification__ref=proof).exists()
    change()  # the refusal rolled it back here: it was in one transaction
    assert taken_back(scene, proof) == {"taken-back": 1, "begun": 0}[meanwhile]  # one other certificate would be enough


@pytest.mark.django_db(transaction=True)
def test_an_alarm_never_waits_for_what_the_vault_is_asked_while_a_proof_is_taken_back(monkeypatch):
    alone = make_scene()
    world.make_bank()
    certify(alone, world.make_qualification(channel="counter"))
    world.demand()
    sign(alone)
    ask, raised = Vault.proven, []

    def slow(*said, **more):
        with ThreadPoolExecutor() as beside:
            raised.append(beside.submit(alarm_in_a_hurry, alone, f"alarm-number-{len(raised)}").exception())
        return ask(*said, **more)

    monkeypatch.setattr(Vault, "proven", slow)
    taken_back(alone, counter())
    assert raised and set(raised) == {None}


def alarm_in_a_hurry(scene: Scene, client_id: str) -> None:
    """Raise an alarm on a connection of its own, which waits for no lock longer than a moment."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
            alarms.raise_alarm(client_id=client_id, mission=scene.missions[0].ref, by=scene.shopper, at=MONDAY_9AM)
    finally:
        connection.close()


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


def test_days_of_training_are_those_of_the_place_also_before_midnight_in_greenwich():
    made, late = make_scene(), MONDAY_9AM.replace(hour=22, tzinfo=UTC)
    on_tuesday = timezone.localdate(late)
    assert on_tuesday != late.date()  # of the tests themselves: it is past midnight at the place
    world.make_bank()
    qualification = world.make_qualification(channel="counter")
    preparing.recognise(qualification=qualification, numbers=[made.number.ref], by=EVERYBODY, at=late)
    world.demand()
    learning.sign_pledge(pledge=PledgeText.objects.get().ref, language="ar", by=made.shopper, at=late)
    assert Certificate.objects.get().given_on == on_tuesday == PledgeSignature.objects.get().signed_on
    waves.take_back_and_stop(
        number=made.number.ref, proof=qualification, reason=TakenBackFor.RULES, by=EVERYBODY, at=late
    )


def test_no_id_of_a_phone_that_came_before_signs_again_what_was_taken_back_since(scene):
    signed = {"pledge": PledgeText.objects.get().ref, "language": "ar", "by": scene.shopper, "at": MONDAY_9AM}
    one, of_a_second_phone = uuid4(), uuid4()
    for client_id in (one, of_a_second_phone):
        learning.sign_pledge(client_id=client_id, **signed)
    taken_back(scene, signed["pledge"])
    for client_id in (one, of_a_second_phone):
        learning.sign_pledge(client_id=client_id, **signed)
        assert lacks(scene) == {Lack.PLEDGE}
    learning.sign_pledge(client_id=uuid4(), **signed)  # the twin: signed anew
    assert lacks(scene) == set()


def test_a_certificate_that_is_taken_back_is_earned_anew_by_all_its_tries(scene):
    take(scene, counter())  # an older pass counts no more
    taken_back(scene, counter())
    assert lacks(scene) == {Lack.CERTIFICATE}
    (told,) = phone_training(scene.number.ref, on=MONDAY_9AM.date()).certificates
    assert told.is_taken_back and not told.is_held and not told.has_passed and told.attempts_left == 2
    assert take(scene, counter()).until is not None
    (told,) = phone_training(scene.number.ref, on=MONDAY_9AM.date()).certificates
    assert told.is_held and not told.is_taken_back and lacks(scene) == set()


def in_two_cycles(scene, shoppers=1, second_cycle="") -> list[tuple[CycleNumber, CycleNumber]]:
    """Give shoppers a number in two cycles each; they earn and sign under the first, and the vault keeps it."""
    pairs = []
    cycles = (new_ref(), second_cycle or new_ref())
    for shopper in panel.enrol_shoppers(count=shoppers, state=ShopperState.ACTIVE, **BY):
        first, second = (panel.number_for_cycle(cycle=cycle, shoppers=[shopper], **BY)[0] for cycle in cycles)
        preparing.recognise(qualification=counter(), numbers=[first.ref], **BY)
        signer, pledge = replace(scene.shopper, ref=first.ref), PledgeText.objects.get().ref
        learning.sign_pledge(pledge=pledge, language="en", by=signer, at=MONDAY_9AM)
        pairs.append((first, second))
    earning.keep_waiting(at=MONDAY_9AM)
    return pairs


def sweep(by=SYSTEM, at=MONDAY_9AM) -> int:
    return waves.look_through_missions(by=by, at=at)


def accepted(scene, number: CycleNumber, **facts) -> Mission:
    return planned(scene, cycle_number=number.ref, state=MissionState.ACCEPTED, **facts)


def test_where_the_vault_falls_silent_half_way_nothing_is_taken_back_and_the_next_try_stops_all(scene, monkeypatch):
    ((_first, second),) = in_two_cycles(scene, second_cycle=scene.wave)
    mission, answers = accepted(scene, second), iter([Vault.proven])

    def silent_soon(*asked, **said):
        for answer in answers:
            return answer(*asked, **said)
        raise VaultNotReachable()

    said = {"number": second.ref, "proof": counter(), "reason": TakenBackFor.SECRECY} | BY
    with monkeypatch.context() as while_silent:
        while_silent.setattr(Vault, "proven", silent_soon)
        with pytest.raises(VaultNotReachable):
            waves.take_back_and_stop(**said)
    assert not TakenBack.objects.exists()
    assert waves.take_back_and_stop(**said) == 1
    mission.refresh_from_db()
    assert mission.state == MissionState.WITHDRAWN


def test_her_missions_under_other_numbers_stop_a_moment_later_and_those_of_others_go_on(scene):
    ((first, second), (_other, others)) = in_two_cycles(scene, 2, second_cycle=scene.wave)
    lacks_it = panel.number_for_cycle(
        cycle=scene.wave, shoppers=panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **BY), **BY
    )[0]
    stops, goes_on = accepted(scene, second), accepted(scene, others)
    TrainingDemand.objects.update(certificate=False, pledge=False)
    never_held = accepted(scene, lacks_it)  # agreed before anything was demanded
    TrainingDemand.objects.update(certificate=True, pledge=True)
    said = {"number": first.ref, "proof": counter(), "reason": TakenBackFor.SECRECY} | BY
    waves.take_back_and_stop(**said)
    assert states(stops, goes_on, never_held) == [MissionState.ACCEPTED] * 3
    with pytest.raises(NotPermitted):
        sweep(by=EVERYBODY)
    months_later = MONDAY_9AM + timedelta(days=1000)  # what ended by itself since stops nothing
    assert sweep(at=months_later) == 1
    assert states(stops, goes_on, never_held) == [MissionState.WITHDRAWN, MissionState.ACCEPTED, MissionState.ACCEPTED]
    assert sweep() == 0 and not StopToCome.objects.exists()


def states(*missions: Mission) -> list[str]:
    found = dict(Mission.objects.values_list("ref", "state"))
    return [found[mission.ref] for mission in missions]


def test_nothing_says_which_numbers_were_stopped_together(scene):
    ((first, second), (_other, others)) = in_two_cycles(scene, 2, second_cycle=scene.wave)
    missions = [accepted(scene, second), accepted(scene, others)]
    waves.take_back_and_stop(number=first.ref, proof=counter(), reason=TakenBackFor.SECRECY, **BY)
    (waiting,) = StopToCome.objects.all()
    assert {second.ref, others.ref} <= set(waiting.numbers) and first.ref not in waiting.numbers
    before = places(*missions)
    assert sweep() == 1
    after = places(*missions)
    assert not after & before  # both rows are written anew, one of them as it was
    (entry,) = Entry.objects.filter(act="missions.looked-through")
    assert (entry.subject, entry.detail) == ("waves", {})
    assert not Entry.objects.filter(subject__in=[mission.ref for mission in missions], act="mission.moved").exists()


def places(*missions: Mission) -> set[str]:
    """Return where the database keeps the rows of missions: another place once a row is written anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM waves_mission WHERE id = ANY(%s)", [[m.pk for m in missions]])
        return {row[0] for row in cursor.fetchall()}


def test_what_a_bar_and_what_a_taking_back_stopped_under_other_numbers_look_alike(scene):
    """Who reads later that a mission was withdrawn without an entry of its own cannot tell for which of the two."""
    ((first, second), (other, others)) = in_two_cycles(scene, 2, second_cycle=scene.wave)
    missions, goes_on = [accepted(scene, second), accepted(scene, others)], accepted(scene, scene.number)
    waves.take_back_and_stop(number=first.ref, proof=counter(), reason=TakenBackFor.SECRECY, **BY)
    assert sweep() == 1
    waves.say_tie(centre=missions[0].centre.ref, by=replace(scene.shopper, ref=other.ref), at=MONDAY_9AM)
    assert sweep() == 1 and states(goes_on) == [MissionState.ACCEPTED]
    assert Mission.objects.filter(state=MissionState.WITHDRAWN).count() == 2
    assert not Entry.objects.filter(act="mission.moved").exists()
    of_both = Entry.objects.filter(act="missions.looked-through").values("subject", "detail", "by_ref", "by_kind")
    assert of_both.count() == 2 and of_both.distinct().count() == 1


def test_without_the_vault_nothing_stops_under_other_numbers_until_it_answers(scene, monkeypatch):
    ((first, second),) = in_two_cycles(scene, second_cycle=scene.wave)
    mission = accepted(scene, second)
    waves.take_back_and_stop(number=first.ref, proof=counter(), reason=TakenBackFor.SECRECY, **BY)

    def silent(*_asked, **_said):
        raise VaultNotReachable()

    with monkeypatch.context() as while_silent:
        while_silent.setattr(Vault, "proven", silent)
        with pytest.raises(VaultNotReachable):
            sweep()
    assert states(mission) == [MissionState.ACCEPTED]
    assert sweep() == 1 and states(mission) == [MissionState.WITHDRAWN]


@pytest.mark.parametrize("refused", ["numbers_of", "keep_proofs", "seal_maps"])
def test_what_the_vault_refuses_for_good_keeps_the_worker_from_nothing_else(scene, monkeypatch, capsys, refused):
    ((first, second),) = in_two_cycles(scene, second_cycle=scene.wave)
    mission = accepted(scene, second)
    waves.take_back_and_stop(number=first.ref, proof=counter(), reason=TakenBackFor.SECRECY, **BY)
    Certificate.objects.update(kept_at=None)  # to be told to the vault
    (ended,) = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **BY)
    panel.move_shopper(panel_ref=ended.panel_ref, to=ShopperState.ENDED, **BY)

    def broken(*_asked, **_said):
        raise VaultRefused(reason="vault.seal-broken")

    monkeypatch.setattr(Vault, refused, broken)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's transaction would go with it
    worker.close_keys()
    worker.seal_maps()
    assert states(mission) == [MissionState.WITHDRAWN]
    assert capsys.readouterr().err.count("VaultRefused") == 1  # the twin: it was asked, and it was said


def test_it_stands_no_more_in_the_cycles_that_come_and_is_told_to_the_vault_no_more(scene):
    ((first, second),) = in_two_cycles(scene)
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
