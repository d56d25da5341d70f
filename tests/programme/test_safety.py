"""Alarms and bars, and how the duty desk is reached: each refusal first, then what the verb writes, with its entry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.duty import Told, Way
from basira.core.kernel.lifecycles import AlarmState, MissionState, MoveNotAllowed, WaveState
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.journal import queries as journal
from basira.programme.panel import queries as panel_queries
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import Bar, Shopper
from basira.programme.people.permissions import NotPermitted
from basira.programme.safety import models
from basira.programme.safety.queries import alarms as alarm_queries
from basira.programme.safety.queries.waiting import waiting
from basira.programme.safety.verbs import alarms, dangers, desk, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import PlanRefused
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.safety_scene import AT, ID, TEXT, acts_of, plan_for, raised, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(missions=2)


def test_nobody_else_does_what_is_the_duty_officers(scene, huda_the_planner, salem_the_director, a_stranger):
    alarm, danger = raised(scene).ref, reported(scene)
    letter = letters.issue_letter(mission=scene.missions[1].ref, by=EVERYBODY, at=AT)
    before = journal.journal_page(size=500).entries
    for by in (huda_the_planner, salem_the_director, a_stranger, scene.shopper):
        for write in (
            lambda by=by: alarms.see_alarm(alarm=alarm, by=by, at=AT),
            lambda by=by: alarms.note_alarm(alarm=alarm, words="x", by=by, at=AT),
            lambda by=by: alarms.close_alarm(alarm=alarm, words="x", by=by, at=AT),
            lambda by=by: alarms.name_mission(alarm=alarm, mission="x", by=by, at=AT),
            lambda by=by: letters.confirm_letter(letter=letter, by=by, at=AT),
            lambda by=by: letters.withdraw_letter(letter=letter, by=by, at=AT),
            lambda by=by: letters.see_letter(letter=letter, by=by, at=AT),
            lambda by=by: dangers.send_danger(danger=danger, words=TEXT, by=by, at=AT),
            lambda by=by: dangers.hold_danger_back(danger=danger, reason="x", by=by, at=AT),
            lambda by=by: dangers.postpone_danger(
                danger=danger, until=AT + timedelta(hours=1), reason="x", by=by, at=AT
            ),
            lambda by=by: dangers.tell(
                danger=danger, whom=Told.TOP, function="x", way=Way.PHONE, told_at=AT, by=by, at=AT
            ),
        ):
            with pytest.raises(NotPermitted):
                write()
    assert journal.journal_page(size=500).entries == before


def test_an_account_raises_no_alarm_shows_no_letter_and_reports_no_danger(scene):
    report = DangerReport(client_id=ID, what="other", since="now", mission=scene.missions[0].ref)
    for write in (
        lambda: alarms.raise_alarm(client_id=ID, by=EVERYBODY, at=AT),
        lambda: letters.show_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=AT),
        lambda: dangers.report_danger(report=report, by=EVERYBODY, at=AT),
    ):
        with pytest.raises(NotPermitted):
            write()


# Alarms and bars


def test_an_alarm_voids_bars_and_takes_back_in_one_go(scene):
    raised(scene)
    states = [Mission.objects.get(pk=mission.pk).state for mission in scene.missions]
    assert states == [MissionState.VOID, MissionState.WITHDRAWN]  # both centres are of one body
    bar = Bar.objects.get()
    assert (bar.cycle_number_id, bar.entity_id) == (scene.number.pk, scene.missions[0].centre.entity_id)
    assert "cycle-number.barred" in acts_of(scene.number.ref)
    assert journal.entries_about(scene.missions[0].ref)[-1].detail == {"to": "void", "reason": "safety"}


def test_an_alarm_that_fails_half_way_leaves_nothing(scene, monkeypatch):
    def fail(**_any):
        raise RuntimeError

    monkeypatch.setattr(alarms.panel, "bar_number", fail)
    with pytest.raises(RuntimeError):
        raised(scene)
    assert not models.Alarm.objects.exists()
    assert Mission.objects.get(pk=scene.missions[0].pk).state == MissionState.ACCEPTED


def test_a_mission_that_was_done_becomes_void_and_one_that_was_declined_stays(scene):
    Mission.objects.filter(pk=scene.missions[0].pk).update(state=MissionState.DONE)
    Mission.objects.filter(pk=scene.missions[1].pk).update(state=MissionState.DECLINED)
    raised(scene)
    raised(scene, client_id="another-id", mission=scene.missions[1].ref)
    states = [Mission.objects.get(pk=mission.pk).state for mission in scene.missions]
    assert states == [MissionState.VOID, MissionState.DECLINED]


def test_a_barred_number_is_refused_by_its_place_in_a_plan(scene, huda_the_planner):
    raised(scene)
    centre = scene.missions[0].centre
    other = panel.number_for_cycle(
        cycle=scene.wave,
        shoppers=panel.enrol_shoppers(count=1, state="active", by=EVERYBODY, at=AT),
        by=EVERYBODY,
        at=AT,
    )
    plans = [plan_for(scene, centre, other[0].ref), plan_for(scene, centre)]
    with pytest.raises(PlanRefused) as refusal:
        waves.plan_missions(wave=scene.wave, plans=plans, by=huda_the_planner, at=AT)
    assert refusal.value.params["faults"] == ["2: barred"]
    waves.plan_missions(wave=scene.wave, plans=plans[:1], by=huda_the_planner, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_bar_outlasts_its_cycle_though_nothing_here_links_the_numbers(huda_the_planner):
    scene = make_scene()
    raised(scene)
    assert Bar.objects.get().kept_at is not None
    next_one = make_scene(version=scene.version)  # another shopper's; ours is numbered in it, too
    number = panel.number_for_cycle(cycle=next_one.wave, shoppers=Shopper.objects.all(), by=EVERYBODY, at=AT)[0]
    with pytest.raises(PlanRefused) as refusal:
        waves.plan_missions(
            wave=next_one.wave,
            plans=[replace(plan_for(next_one, scene.missions[0].centre), cycle_number=number.ref)],
            by=huda_the_planner,
            at=AT,
        )
    assert refusal.value.params["faults"] == ["1: barred"]
    assert Bar.objects.count() == 1  # of the first cycle alone: eligibility left the vault, nothing else


@pytest.mark.django_db(transaction=True)
def test_a_bar_of_a_number_that_the_vault_does_not_know_waits_and_is_told_of(monkeypatch):
    scene = make_scene()
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "bar", lambda *_any, **_more: False)
        raised(scene)
        assert Bar.objects.get().kept_at is None
    assert acts_of(scene.number.ref)[-2:] == ["cycle-number.barred", "cycle-number.bar-not-kept"]
    panel.number_for_cycle(cycle=scene.wave, shoppers=[], by=EVERYBODY, at=AT)
    assert Bar.objects.get().kept_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_silent_vault_stops_no_alarm_and_hears_of_it_before_it_numbers_again(monkeypatch):
    scene = make_scene()

    def silent(*_any, **_more):
        raise VaultNotReachable

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "bar", silent)
        raised(scene)
        assert Bar.objects.get().kept_at is None
    panel.number_for_cycle(cycle=scene.wave, shoppers=[], by=EVERYBODY, at=AT)
    assert Bar.objects.get().kept_at is not None


def test_without_the_vault_nobody_is_sent_anywhere(scene, huda_the_planner, monkeypatch):
    def silent(*_any, **_more):
        raise VaultNotReachable

    monkeypatch.setattr(Vault, "barred", silent)
    with pytest.raises(VaultNotReachable):
        waves.plan_missions(
            wave=scene.wave, plans=[plan_for(scene, scene.missions[0].centre)], by=huda_the_planner, at=AT
        )


def test_an_alarm_is_seen_once_noted_and_closed(scene, omar_the_duty_officer):
    ref, by = raised(scene).ref, omar_the_duty_officer
    with pytest.raises(MoveNotAllowed):
        alarms.close_alarm(alarm=ref, words="Called", by=by, at=AT)
    alarms.see_alarm(alarm=ref, by=by, at=AT)
    with pytest.raises(MoveNotAllowed):
        alarms.see_alarm(alarm=ref, by=by, at=AT)
    for words in ("", "   ", "x" * 4001):
        with pytest.raises(alarms.WordsMissing):
            alarms.note_alarm(alarm=ref, words=words, by=by, at=AT)
    alarms.note_alarm(alarm=ref, words="Canary words", by=by, at=AT)
    alarms.close_alarm(alarm=ref, words="She is home", by=by, at=AT)
    page = alarm_queries.alarm_page(ref)
    assert [note.words for note in page.notes] == ["Canary words", "She is home"]
    assert (page.card.state, page.card.seen_by, page.closed_by) == (AlarmState.CLOSED, "omar", "omar")
    acts = ["alarm.raised", "alarm.seen", "alarm.noted", "alarm.noted", "alarm.closed"]
    assert acts_of(ref) == acts and "Canary" not in str(journal.entries_about(ref))


def test_an_alarm_without_a_mission_gets_its_own_shoppers_alone(scene, omar_the_duty_officer):
    ref, by = raised(scene, mission="").ref, omar_the_duty_officer
    other = make_scene(version=scene.version)
    with pytest.raises(alarms.MissionNotHers):
        alarms.name_mission(alarm=ref, mission=other.missions[0].ref, by=by, at=AT)
    choices = {each.ref for each in alarm_queries.alarm_page(ref).choices}
    assert choices == {mission.ref for mission in scene.missions}
    alarms.name_mission(alarm=ref, mission=scene.missions[0].ref, by=by, at=AT)
    assert Mission.objects.get(pk=scene.missions[0].pk).state == MissionState.VOID and Bar.objects.count() == 1
    with pytest.raises(alarms.MissionNamed):
        alarms.name_mission(alarm=ref, mission=scene.missions[1].ref, by=by, at=AT)


def test_the_desk_lists_the_oldest_unanswered_first(scene, omar_the_duty_officer):
    first = raised(scene, mission="").ref
    second = alarms.raise_alarm(client_id="second-id", by=scene.shopper, at=AT + timedelta(minutes=1)).ref
    third = alarms.raise_alarm(client_id="third-id-x", by=scene.shopper, at=AT + timedelta(minutes=2)).ref
    alarms.see_alarm(alarm=first, by=omar_the_duty_officer, at=AT)
    assert [card.ref for card in alarm_queries.alarm_cards()] == [second, third, first]
    assert waiting(AT).alarms == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE safety_alarm SET minutes_before = 9",
        "DELETE FROM safety_alarm",
        "UPDATE safety_alarm SET state = 'seen'",
        "UPDATE safety_alarm SET seen_at = now()",
    ],
)
def test_the_database_refuses_to_rewrite_an_alarm(change, scene):
    raised(scene)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# How they are reached


def test_numbers_and_contacts_are_kept_by_those_who_may(
    scene, noura_the_reviewer, khalid_the_administrator, salem_the_director
):
    entity = scene.missions[0].centre.entity.ref
    contact = desk.Contact("غرفة السلامة", "Safety room", "+1 2")
    for write in (
        lambda by: desk.set_duty_desk(phones=["1"], hours_ar="", hours_en="", by=by, at=AT),
        lambda by: desk.set_contact(entity=entity, contact=contact, by=by, at=AT),
    ):
        with pytest.raises(NotPermitted):
            write(noura_the_reviewer)
    for phones in ([], ["  "], ["1", "2", "3", "4"]):
        with pytest.raises(desk.PhoneMissing):
            desk.set_duty_desk(phones=phones, hours_ar="", hours_en="", by=khalid_the_administrator, at=AT)
    with pytest.raises(desk.BodyUnknown):
        desk.set_contact(entity="nobody", contact=contact, by=salem_the_director, at=AT)
    with pytest.raises(desk.ContactIncomplete):
        desk.set_contact(entity="", contact=replace(contact, phone=" "), by=salem_the_director, at=AT)
    for _again in range(2):
        desk.set_contact(entity="", contact=contact, by=salem_the_director, at=AT)
        desk.set_contact(entity=entity, contact=contact, by=salem_the_director, at=AT)
        desk.set_duty_desk(phones=["+1 2"], hours_ar="", hours_en="", by=khalid_the_administrator, at=AT)
    assert models.EmergencyContact.objects.count() == 2 and models.DutyDesk.objects.count() == 1
    assert "+1 2" not in str(journal.journal_page(size=500).entries)


def test_the_panel_alone_learns_no_more_than_who_may_not_go(scene):
    raised(scene)
    entity = scene.missions[0].centre.entity.ref
    asked = {(scene.number.ref, entity), (scene.number.ref, "elsewhere" + "x" * 17), ("nobody" + "x" * 20, entity)}
    assert panel_queries.barred(asked, by="test") == {(scene.number.ref, entity)}


def test_a_cycle_that_is_closed_still_hears_an_alarm():
    scene = make_scene(state=WaveState.REVIEWED)
    assert raised(scene).is_new
