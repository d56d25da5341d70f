"""What shoppers say of their own missions: yes, no, another time, take it back, it could not be done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MISSION_MOVES, MissionState, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel
from basira.core.kernel.shopper_moves import (
    LEADS_TO,
    MOST_RESCHEDULES,
    NEED_TIME,
    ReschedulesSpent,
    ShopperMove,
    TimeRefused,
    Window,
    check_another_time,
    check_open,
    check_reason,
    is_short_notice,
)
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training.gate import Task, check_ready
from basira.programme.waves.models import Mission, MissionAnswer, ShopperNeed
from basira.programme.waves.planning import barred_centres
from basira.programme.waves.verbs.plans import OPEN_FOR_MISSIONS

PHONE = "phone"
"""Who asks the vault: its log does not hold when which shopper did something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a shopper says of a mission, under the id that her phone made for it.

    `window` stands with another time alone, in the zone in which the cycle's days are read.
    """

    id: UUID
    mission: str
    move: ShopperMove
    reason: str = ""
    words: str = ""
    window: Window | None = None


class MissionNotFound(Problem):
    """No mission of hers has this ref; whether another shopper's has, is not told."""

    code = "waves.mission-not-found"


class AnswerIdTaken(Problem):
    """Something else was said under this id."""

    code = "waves.move-id-taken"


class OfferLapsed(Problem):
    """The time to answer this offer has passed."""

    code = "waves.offer-lapsed"


class CycleIsOver(Problem):
    """The field work of the cycle has ended, so that nothing can be said of its missions."""

    code = "waves.cycle-is-over"


class NoLongerOffered(Problem):
    """She may not be sent to this body any more, by a bar set since the offer. Why is not told: it may be a list of its staff."""

    code = "waves.no-longer-offered"


@transaction.atomic
def answer_mission(*, answer: Answer, by: Actor, at: datetime) -> MissionState:
    """
    Carry out what a shopper says of her own mission, once by its id, and return where the mission stands.

    The journal says what she did, never why. A short notice is noted, and refused nobody.

    :raises NotPermitted: when `by` is no shopper
    :raises MissionNotFound: for a mission that is not hers, planned only, or none at all
    :raises AnswerIdTaken: when something else was said under this id
    :raises CycleIsOver: when the cycle takes nothing any more
    :raises NotHersToSay: when the mission's state leaves no such move to her
    :raises OfferLapsed: when she answers too late
    :raises ReasonRefused, WordsRefused: when the reason or the words do not go with the move
    :raises ReschedulesSpent, TimeRefused: when another time cannot be had
    :raises NoLongerOffered: when she accepts and may not be sent there any more
    :raises NotReady: when she accepts and lacks what the programme demands
    :raises VaultNotReachable: when only the vault could tell that; the phone asks again
    """
    permissions.check(by, Act.ANSWER_MISSION)
    if answer.move is ShopperMove.ACCEPT:
        _check_ready(answer.mission, by, at)  # before the lock, for which an alarm of hers would wait
    mine = Mission.objects.select_for_update(of=("self",)).filter(ref=answer.mission, cycle_number__ref=by.ref)
    found = mine.exclude(state=MissionState.PLANNED).select_related("wave").first()
    if found is None:
        raise MissionNotFound()
    check_reason(answer.move, answer.reason, answer.words)
    if _was_said(found, answer):
        return MissionState(found.state)
    _check_now(found, answer, at)
    try:
        with transaction.atomic():
            said = _keep(found, answer, at)
    except IntegrityError:  # the same id came for another mission a moment ago
        raise AnswerIdTaken() from None
    if answer.move is ShopperMove.ACCEPT and _is_needed(found, at):
        found.is_known_to_body = True
    _carry_out(found, answer)
    detail = {"move": str(answer.move)} | ({"short_notice": True} if said.is_short_notice else {})
    journal.record("mission.answered", subject=found.ref, by=by, at=at, **detail)
    return MissionState(found.state)


def _check_ready(mission: str, by: Actor, at: datetime) -> None:
    offered = Mission.objects.filter(ref=mission, cycle_number__ref=by.ref, state=MissionState.OFFERED)
    tasks = [
        Task(by.ref, centre, Channel(channel)) for centre, channel in offered.values_list("centre__ref", "channel")
    ]
    if barred_centres([(task.number, task.centre) for task in tasks], by=PHONE):
        raise NoLongerOffered()
    check_ready(tasks, on=localdate(at), by=PHONE)


def _was_said(found: Mission, answer: Answer) -> bool:
    earlier = MissionAnswer.objects.filter(cycle_number_id=found.cycle_number_id, client_id=answer.id).first()
    if earlier is None:
        return False
    start, end = (answer.window.start, answer.window.end) if answer.window else (None, None)
    before = (earlier.mission_id, earlier.move, earlier.reason, earlier.words, earlier.asked_start, earlier.asked_end)
    if before != (found.pk, str(answer.move), answer.reason, answer.words, start, end):
        raise AnswerIdTaken()
    return True


def _check_now(found: Mission, answer: Answer, at: datetime) -> None:
    """Refuse what the cycle, the mission's state or the limits do not allow at this moment."""
    state = MissionState(found.state)
    check_goes_on(WaveState(found.wave.state))
    check_open(answer.move, state)
    if state is MissionState.OFFERED and at > (found.answer_by or found.window_end):
        raise OfferLapsed()
    if answer.move is ShopperMove.ANOTHER_TIME:
        if answer.window is None:
            raise TimeRefused(limit="order", days=0)
        if found.reschedules >= MOST_RESCHEDULES:
            raise ReschedulesSpent(limit=MOST_RESCHEDULES)
        planned = Window(found.planned_start or found.window_start, found.planned_end or found.window_end)
        check_another_time(answer.window, planned, found.wave.ends_on, at)
    else:
        check_move(MISSION_MOVES, state, LEADS_TO[answer.move])


def check_goes_on(state: WaveState) -> None:
    """
    Refuse what is done under a number whose cycle takes nothing any more, as beginning a test: the next cycle has another number.

    :raises CycleIsOver: in such a state
    """
    if state not in OPEN_FOR_MISSIONS:
        raise CycleIsOver()


def _keep(found: Mission, answer: Answer, at: datetime) -> MissionAnswer:
    return MissionAnswer.objects.create(
        mission=found,
        cycle_number_id=found.cycle_number_id,
        client_id=answer.id,
        move=answer.move,
        reason=answer.reason,
        words=answer.words,
        asked_start=answer.window.start if answer.window else None,
        asked_end=answer.window.end if answer.window else None,
        is_short_notice=is_short_notice(answer.move, found.window_start, at),
        said_at=at,
    )


def _is_needed(found: Mission, at: datetime) -> bool:
    """Tell whether she needs this service herself anyway: then the body meets her under her own name (ruling 11)."""
    if found.service_id is None:
        return False
    said = ShopperNeed.objects.filter(cycle_number_id=found.cycle_number_id, service_id=found.service_id)
    return said.filter(said_at__gt=at - NEED_TIME).exists()


def _carry_out(found: Mission, answer: Answer) -> None:
    if answer.move is not ShopperMove.ANOTHER_TIME:
        found.state = LEADS_TO[answer.move]
    elif answer.window:
        found.planned_start = found.planned_start or found.window_start
        found.planned_end = found.planned_end or found.window_end
        found.window_start, found.window_end = answer.window.start, answer.window.end
        found.reschedules += 1
        if found.answer_by:
            found.answer_by = min(found.answer_by, found.window_end)
    found.save()
