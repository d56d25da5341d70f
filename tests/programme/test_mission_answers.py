"""What shoppers say of their missions: never another's, once by its id, within limits, and what the journal holds."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.registry import Channel, MissionKind
from basira.core.kernel.shopper_moves import (
    NotHersToSay,
    ReasonRefused,
    ReschedulesSpent,
    ShopperMove,
    TimeRefused,
    Window,
)
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import verbs
from basira.programme.waves.models import Mission, MissionAnswer, Wave
from basira.programme.waves.verbs import Answer
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene

pytestmark = pytest.mark.django_db

M = ShopperMove
LATER = MONDAY_9AM + timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(missions=2)
    Mission.objects.filter(pk=scene.missions[0].pk).update(
        state=MissionState.OFFERED, answer_by=MONDAY_9AM + timedelta(hours=72)
    )
    return scene


def say(scene, move, place=0, *, at=LATER, by=None, **facts):
    said = Answer(facts.pop("id", None) or uuid4(), scene.missions[place].ref, move, **facts)
    return verbs.answer_mission(answer=said, by=by or scene.shopper, at=at)


def now(scene, place=0) -> Mission:
    return Mission.objects.get(pk=scene.missions[place].pk)


def window(days=2, hours=4):
    start = LATER + timedelta(days=days)
    return Window(start, start + timedelta(hours=hours))


def test_nobody_of_the_desk_answers_for_a_shopper(scene, huda_the_planner):
    with pytest.raises(NotPermitted):
        say(scene, M.ACCEPT, by=huda_the_planner)
    assert now(scene).state == MissionState.OFFERED and not MissionAnswer.objects.exists()


def test_anothers_mission_a_planned_one_and_none_at_all_are_the_same_refusal(scene):
    other = make_scene(version=scene.version)
    Mission.objects.filter(pk=scene.missions[1].pk).update(state=MissionState.PLANNED)
    told = []
    for mission in (other.missions[0].ref, scene.missions[1].ref, "nothing"):
        with pytest.raises(verbs.MissionNotFound) as refusal:
            said = Answer(uuid4(), mission, M.HAND_BACK, "unwell")
            verbs.answer_mission(answer=said, by=scene.shopper, at=LATER)
        told.append((refusal.value.code, refusal.value.params))
    assert told[0] == told[1] == told[2] and now(other).state == MissionState.ACCEPTED
    assert not MissionAnswer.objects.exists()


def test_a_move_that_the_state_does_not_leave_her_is_refused_and_leaves_no_trace(scene):
    for place, move, reason in ((0, M.HAND_BACK, "unwell"), (1, M.ACCEPT, ""), (1, M.DECLINE, "")):
        before = journal.entries_about(scene.missions[place].ref)
        with pytest.raises(NotHersToSay):
            say(scene, move, place, reason=reason)
        assert journal.entries_about(scene.missions[place].ref) == before
    with pytest.raises(ReasonRefused):
        say(scene, M.NOT_DONE, 1)
    assert not MissionAnswer.objects.exists()


def test_an_offer_is_not_taken_after_its_time(scene):
    with pytest.raises(verbs.OfferLapsed):
        say(scene, M.ACCEPT, at=MONDAY_9AM + timedelta(hours=72, seconds=1))
    assert say(scene, M.ACCEPT, at=MONDAY_9AM + timedelta(hours=72)) is MissionState.ACCEPTED


def test_nothing_is_said_once_the_field_work_is_over(scene):
    Wave.objects.update(state=WaveState.CLOSED)
    with pytest.raises(verbs.CycleIsOver):
        say(scene, M.ACCEPT)


@pytest.mark.parametrize(
    "place, move, reason, state",
    [
        (0, M.ACCEPT, "", MissionState.ACCEPTED),
        (0, M.DECLINE, "", MissionState.DECLINED),
        (0, M.DECLINE, "too-far", MissionState.DECLINED),
        (1, M.HAND_BACK, "unwell", MissionState.WITHDRAWN),
        (1, M.NOT_DONE, "closed", MissionState.NOT_DONE),
    ],
)
def test_each_move_leads_to_its_state_and_the_journal_does_not_say_why(scene, place, move, reason, state):
    assert say(scene, move, place, reason=reason, words="because of home" if reason else "") is state
    assert now(scene, place).state == state
    entry = journal.entries_about(scene.missions[place].ref)[-1]
    assert (entry.act, entry.detail["move"]) == ("mission.answered", str(move))
    assert "home" not in str(entry) and (not reason or reason not in str(entry))


def test_the_same_move_sent_twice_counts_once_and_stays_done(scene):
    said = {"id": uuid4(), "reason": "too-far"}
    assert say(scene, M.DECLINE, **said) is say(scene, M.DECLINE, **said) is MissionState.DECLINED
    Wave.objects.update(state=WaveState.CLOSED)
    assert say(scene, M.DECLINE, at=LATER + timedelta(days=60), **said) is MissionState.DECLINED
    assert MissionAnswer.objects.count() == 1
    assert [entry.act for entry in journal.entries_about(scene.missions[0].ref)].count("mission.answered") == 1


def test_something_else_under_the_same_id_is_refused_and_kept_nowhere(scene):
    own = uuid4()
    say(scene, M.ACCEPT, id=own)
    for move, place, facts in (
        (M.ANOTHER_TIME, 0, {"window": window()}),
        (M.HAND_BACK, 0, {"reason": "unwell"}),
        (M.HAND_BACK, 1, {"reason": "unwell"}),
    ):
        with pytest.raises(verbs.AnswerIdTaken):
            say(scene, move, place, id=own, **facts)
    assert (now(scene).state, now(scene, 1).state) == (MissionState.ACCEPTED, MissionState.ACCEPTED)
    assert MissionAnswer.objects.count() == 1 and now(scene).reschedules == 0


def test_an_id_is_her_own_another_shopper_may_make_the_same(scene):
    other, own = make_scene(version=scene.version), uuid4()
    say(scene, M.ACCEPT, id=own)
    assert say(other, M.HAND_BACK, id=own, reason="unwell") is MissionState.WITHDRAWN


def test_a_short_notice_is_noted_and_not_refused(scene):
    start = now(scene, 1).window_start
    assert say(scene, M.HAND_BACK, 1, reason="unwell", at=start - timedelta(hours=47)) is MissionState.WITHDRAWN
    assert MissionAnswer.objects.get().is_short_notice
    assert journal.entries_about(scene.missions[1].ref)[-1].detail["short_notice"] is True


def test_another_time_moves_the_window_keeps_the_planned_one_and_ends_after_two(scene):
    planned = now(scene, 1)
    for days in (2, 3):
        assert say(scene, M.ANOTHER_TIME, 1, window=window(days)) is MissionState.ACCEPTED
    found = now(scene, 1)
    assert (found.window_start, found.window_end) == (window(3).start, window(3).end)
    assert (found.planned_start, found.planned_end) == (planned.window_start, planned.window_end)
    with pytest.raises(ReschedulesSpent):
        say(scene, M.ANOTHER_TIME, 1, window=window(4))
    assert now(scene, 1).window_start == window(3).start


def test_another_time_stays_inside_the_cycle_and_in_the_future(scene):
    for asked in (window(days=20), window(days=7), window(days=-2), window(hours=24 * 8)):
        with pytest.raises(TimeRefused):
            say(scene, M.ANOTHER_TIME, 1, window=asked)
    with pytest.raises(TimeRefused):
        say(scene, M.ANOTHER_TIME, 1)
    assert now(scene, 1).reschedules == 0 and not MissionAnswer.objects.exists()


def test_the_database_itself_keeps_the_limits(scene):
    mine = Mission.objects.filter(pk=scene.missions[1].pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(reschedules=3, planned_start=MONDAY_9AM, planned_end=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(reschedules=1)
    own = uuid4()
    say(scene, M.ACCEPT, id=own)
    facts = {"cycle_number": scene.number, "client_id": own, "move": M.HAND_BACK, "said_at": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        MissionAnswer.objects.create(mission=mine.get(), **facts)


# Offers


def test_only_the_schedule_ends_offers(scene, huda_the_planner):
    for by in (huda_the_planner, scene.shopper):
        with pytest.raises(NotPermitted):
            verbs.expire_offers(by=by, at=LATER)


def test_an_offer_ends_after_the_answer_time_or_with_its_window_and_only_once(scene):
    assert verbs.expire_offers(by=SYSTEM, at=MONDAY_9AM + timedelta(hours=72)) == 0
    assert verbs.expire_offers(by=SYSTEM, at=MONDAY_9AM + timedelta(hours=72, seconds=1)) == 1
    assert verbs.expire_offers(by=SYSTEM, at=MONDAY_9AM + timedelta(days=30)) == 0
    assert (now(scene).state, now(scene, 1).state) == (MissionState.EXPIRED, MissionState.ACCEPTED)
    assert journal.entries_about(scene.missions[0].ref)[-1].detail == {"to": "expired"}


def test_offering_starts_the_clock_one_by_one_and_together(scene):
    Mission.objects.filter(pk__in=[each.pk for each in scene.missions]).update(
        state=MissionState.PLANNED, answer_by=None
    )
    Mission.objects.filter(pk=scene.missions[1].pk).update(window_end=MONDAY_9AM + timedelta(hours=5))
    how = {"to": MissionState.OFFERED, "by": EVERYBODY, "at": MONDAY_9AM}
    verbs.move_mission(mission=scene.missions[0].ref, **how)
    assert verbs.move_missions(wave=scene.wave, start=MissionState.PLANNED, **how) == 1
    assert now(scene).answer_by == MONDAY_9AM + timedelta(hours=72)
    assert now(scene, 1).answer_by == MONDAY_9AM + timedelta(hours=5)


# Kinds


def test_a_mission_is_of_the_kind_that_is_said_or_that_its_channel_makes(scene):
    first = scene.missions[0]
    plan = verbs.MissionPlan(
        cycle_number=scene.number.ref,
        centre=first.centre.ref,
        channel=Channel.PHONE,
        scenario=first.scenario.ref,
        questionnaire_version=scene.version.ref,
        window_start=MONDAY_9AM,
        window_end=LATER,
    )
    plans = [
        plan,
        replace(plan, kind=MissionKind.SPOT_CHECK, is_known_to_body=True, window_end=LATER + timedelta(hours=1)),
    ]
    missions = verbs.plan_missions(wave=scene.wave, plans=plans, by=EVERYBODY, at=MONDAY_9AM)
    kinds = [(each.kind, each.is_known_to_body) for each in Mission.objects.filter(pk__in=[m.pk for m in missions])]
    assert sorted(kinds) == [("phone-call", False), ("spot-check", True)]


def test_an_upgrade_fills_the_kinds_by_channel(scene):
    Mission.objects.filter(pk=scene.missions[0].pk).update(channel=Channel.APP)
    import_module("basira.programme.waves.migrations.0006_fill_mission_kind_by_channel").fill(apps, None)
    assert (now(scene).kind, now(scene, 1).kind) == (MissionKind.WEBSITE_OR_APP, MissionKind.COUNTER_VISIT)
