"""What a cycle waits for: one step or more in every state, and whose turn it is."""

from datetime import date

import pytest
from django.utils import translation

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import MissionState, ReleaseState, WaveState
from basira.programme.waves.queries import WaveCard
from basira.surfaces.console.waves.ahead import Step, ahead_of, steps_of
from basira.surfaces.console.waves.standing import Standing

M = MissionState


def standing(state, missions=None, *, is_for_the_public=True, **facts):
    missions = missions or {}
    days = (date(2026, 1, 1), date(2026, 2, 1))
    wave = WaveCard("W", 3, "د", "C", state, *days, sum(missions.values()), 0, is_for_the_public=is_for_the_public)
    return Standing(wave, missions, **{"numbers": 2, "active": 2} | facts)


def staff(*roles, ref="me"):
    return Actor(ActorKind.ACCOUNT, ref, frozenset(roles))


@pytest.mark.parametrize(
    ("found", "steps"),
    [
        (standing(WaveState.DRAFT, numbers=0, active=0), [Step.NOBODY_ACTIVE]),
        (standing(WaveState.DRAFT, numbers=0, unnumbered=2), [Step.GIVE_NUMBERS]),
        (standing(WaveState.DRAFT), [Step.PLAN]),
        (standing(WaveState.DRAFT, {M.PLANNED: 1}), [Step.OFFER, Step.COMMIT]),
        (standing(WaveState.COMMITTED, {M.OFFERED: 6}), [Step.ACCEPT, Step.START]),
        (standing(WaveState.IN_FIELD, {M.ACCEPTED: 6}), [Step.VISIT]),
        (standing(WaveState.IN_FIELD, {M.OFFERED: 1, M.DONE: 5}), [Step.ACCEPT]),
        (standing(WaveState.IN_FIELD, {M.DONE: 6}), [Step.CLOSE]),
        (standing(WaveState.CLOSED, unsettled=2), [Step.REVIEW]),
        (standing(WaveState.CLOSED), [Step.END_REVIEW]),
        (standing(WaveState.REVIEWED), [Step.SCORE]),
        (standing(WaveState.SCORED), [Step.INFORM]),
        (standing(WaveState.INFORMED), [Step.PREPARE]),
        (standing(WaveState.INFORMED, is_for_the_public=False), []),
        (standing(WaveState.INFORMED, release=ReleaseState.PREPARED), [Step.APPROVE]),
        (standing(WaveState.INFORMED, release=ReleaseState.APPROVED), [Step.PUBLISH]),
        (standing(WaveState.ANNOUNCED), []),
        (standing(WaveState.ANNOUNCED, release=ReleaseState.PREPARED), [Step.APPROVE]),
    ],
)
def test_each_state_has_its_next_steps(found, steps):
    assert list(steps_of(found)) == steps


def test_no_state_before_the_last_leaves_the_desk_without_a_step():
    for state in WaveState:
        assert list(steps_of(standing(state))) or state in (WaveState.IN_FIELD, WaveState.ANNOUNCED)


@pytest.mark.parametrize(
    ("reader", "is_mine", "waits_for"),
    [
        (staff(Role.ANALYST), True, ""),
        (staff(Role.PLANNER), False, "Waiting for: analyst, to run the scores"),
    ],
)
def test_another_roles_turn_is_named(reader, is_mine, waits_for):
    with translation.override("en"):
        (found,) = ahead_of(standing(WaveState.REVIEWED), reader)
        assert found.is_mine is is_mine
        assert not waits_for or found.waits_for == waits_for


def test_who_has_approved_waits_for_the_second_publisher():
    found = standing(WaveState.INFORMED, release=ReleaseState.PREPARED, approved_by=("me",))
    with translation.override("en"):
        (mine,) = ahead_of(found, staff(Role.PUBLISHER))
        (theirs,) = ahead_of(found, staff(Role.PUBLISHER, ref="other"))
    assert not mine.is_mine and mine.waits_for == "Waiting for: a second publisher, to approve the release"
    assert theirs.is_mine


def test_shoppers_are_waited_for_by_everybody():
    with translation.override("en"):
        (found,) = ahead_of(standing(WaveState.IN_FIELD, {M.ACCEPTED: 1}), staff(*Role))
    assert not found.is_mine and found.waits_for == "Waiting for: the shoppers, to make their visits"
