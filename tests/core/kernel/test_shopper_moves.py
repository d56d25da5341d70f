"""The tables and limits of what a shopper may say of her mission."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from basira.core.kernel.lifecycles import MISSION_MOVES, MissionState
from basira.core.kernel.shopper_moves import (
    CANCEL_NOTICE,
    LEADS_TO,
    MOST_RESCHEDULES,
    MOST_WORDS,
    MOVES_FROM,
    REASONS,
    WANTS_REASON,
    MoveReason,
    NotHersToSay,
    ReasonRefused,
    ShopperMove,
    TimeRefused,
    Window,
    WordsRefused,
    check_another_time,
    check_open,
    check_reason,
    is_short_notice,
    moves_from,
)

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PLANNED = Window(NOW + timedelta(days=1), NOW + timedelta(days=2))
LAST_DAY = date(2026, 12, 31)


@pytest.mark.parametrize("state", MissionState)
@pytest.mark.parametrize("move", ShopperMove)
def test_a_move_is_open_exactly_where_its_table_says(state, move):
    if move in MOVES_FROM.get(state, ()):
        check_open(move, state)
    else:
        with pytest.raises(NotHersToSay):
            check_open(move, state)


def test_every_move_leads_where_the_lifecycle_of_missions_goes():
    for state, moves in MOVES_FROM.items():
        for move in moves - {ShopperMove.ANOTHER_TIME}:
            assert LEADS_TO[move] in MISSION_MOVES[state]


def test_another_time_is_not_offered_once_it_is_spent():
    assert ShopperMove.ANOTHER_TIME in moves_from(MissionState.ACCEPTED, MOST_RESCHEDULES - 1)
    assert ShopperMove.ANOTHER_TIME not in moves_from(MissionState.ACCEPTED, MOST_RESCHEDULES)
    assert moves_from(MissionState.DONE, 0) == ()


@pytest.mark.parametrize("move", sorted(WANTS_REASON))
def test_some_moves_want_a_reason_of_their_own(move):
    for reason in ("", "nonsense", next(each for each in MoveReason if each not in REASONS[move])):
        with pytest.raises(ReasonRefused):
            check_reason(move, reason, "")
    for reason in REASONS[move]:
        check_reason(move, reason, "words" if reason is MoveReason.OTHER else "")


def test_words_stand_beside_a_reason_and_must_where_it_is_something_else():
    for reason, words in (("", "words"), ("other", ""), ("too-far", "x" * (MOST_WORDS + 1))):
        with pytest.raises(WordsRefused):
            check_reason(ShopperMove.DECLINE, reason, words)
    check_reason(ShopperMove.DECLINE, "", "")
    check_reason(ShopperMove.DECLINE, "too-far", "x" * MOST_WORDS)


@pytest.mark.parametrize(
    "limit, changes",
    [
        ("order", {"end": PLANNED.start}),
        ("past", {"start": NOW}),
        ("ahead", {"start": NOW + timedelta(days=14, seconds=1), "end": NOW + timedelta(days=14, seconds=2)}),
        ("length", {"end": PLANNED.end + timedelta(seconds=1)}),
    ],
)
def test_another_time_keeps_each_limit(limit, changes):
    with pytest.raises(TimeRefused) as refusal:
        check_another_time(replace(PLANNED, **changes), PLANNED, LAST_DAY, NOW)
    assert refusal.value.params["limit"] == limit


def test_another_time_ends_inside_the_cycle():
    with pytest.raises(TimeRefused):
        check_another_time(PLANNED, PLANNED, PLANNED.end.date() - timedelta(days=1), NOW)
    check_another_time(PLANNED, PLANNED, PLANNED.end.date(), NOW)
    last = Window(NOW + timedelta(days=14), NOW + timedelta(days=15))
    check_another_time(last, PLANNED, LAST_DAY, NOW)


def test_a_short_notice_is_noted_of_what_is_handed_back_alone():
    assert is_short_notice(ShopperMove.HAND_BACK, NOW + CANCEL_NOTICE - timedelta(seconds=1), NOW)
    assert not is_short_notice(ShopperMove.HAND_BACK, NOW + CANCEL_NOTICE, NOW)
    assert not is_short_notice(ShopperMove.DECLINE, NOW, NOW)
