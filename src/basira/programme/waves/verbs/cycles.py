"""Opening measuring cycles and moving them on."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WAVE_MOVES, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries as panel
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.people.reporting import Reader, readers
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.phases import check_phase, check_stands, not_begun
from basira.programme.waves.planning import OPEN_MISSIONS


class WaveDatesRefused(Problem):
    """A cycle would end before it starts."""

    code = "waves.ends-before-start"


class SectorsNotBegun(Problem):
    """Missions of a cycle go to `centres` (their codes) whose sector has not begun in its phase, as the file has it by now."""

    code = "waves.sectors-not-begun"


@transaction.atomic
def open_wave(
    *, name_ar: str, name_en: str, starts_on: date, ends_on: date, by: Actor, at: datetime, phase: str = ""
) -> Wave:
    """
    Open a measuring cycle as a draft, with the next public number; `phase` bounds its sectors, "" bounds none.

    :raises NotPermitted: when `by` may not plan
    :raises WaveDatesRefused: when it would end before it starts
    :raises PhaseUnknown: for a phase that the programme does not have
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    check_phase(phase)
    if ends_on < starts_on:
        raise WaveDatesRefused()
    number = (Wave.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    wave = Wave.objects.create(
        number=number,
        name_ar=name_ar,
        name_en=name_en,
        state=WaveState.DRAFT,
        starts_on=starts_on,
        ends_on=ends_on,
        phase=phase,
        created_at=at,
        created_by=by.ref,
    )
    said = {"phase": phase} if phase else {}
    journal.record("wave.opened", subject=wave.ref, by=by, at=at, number=number, **said)
    return wave


def hold_state(*, wave_id: int) -> WaveState:
    """
    Return a cycle's state as it is now, held until the transaction ends: nobody moves the cycle before that.

    Many may hold it at once. Called by `fieldwork` inside the transaction that files visits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM waves_wave WHERE id = %s FOR SHARE", [wave_id])
        return WaveState(cursor.fetchone()[0])


def lock_wave(*, wave: str) -> WaveState:
    """Return the state of the cycle with this ref, its row locked: who files into it has finished, or waits."""
    return WaveState(Wave.objects.select_for_update().values_list("state", flat=True).get(ref=wave))


MOVED_BY_PLANNING = frozenset({WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.CLOSED})
"""Where planning may move a cycle. Ending its review, scoring and announcing it are verbs of their own, downstream."""


class MoveIsNotPlannings(Problem):
    """Review, scoring and publishing move a cycle there themselves, when their own work is done."""

    code = "waves.move-is-not-plannings"


@transaction.atomic
def move_wave(*, wave: str, to: WaveState, by: Actor, at: datetime) -> Wave:
    """
    Move a cycle along the part of its lifecycle that planning decides: committed, in the field, closed.

    :raises NotPermitted: when `by` may not move cycles
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises MoveIsNotPlannings: for a move that review, scoring or publishing makes
    :raises PhaseGone, SectorsNotBegun: when it would commit itself to a phase that its file has no more, or to missions beyond it
    """
    permissions.check(by, Act.MOVE_WAVE)
    found = Wave.objects.select_for_update().get(ref=wave)
    check_move(WAVE_MOVES, WaveState(found.state), to)
    if to not in MOVED_BY_PLANNING:
        raise MoveIsNotPlannings(to=str(to))
    if to is WaveState.COMMITTED:
        _check_bounds(found)
    return advance_wave(wave=wave, to=to, by=by, at=at)


def _check_bounds(wave: Wave) -> None:
    """Refuse a draft that does not fit its phase: the file may have changed since it was opened and planned, and stays from now on."""
    check_stands(wave)
    to_come = Mission.objects.filter(wave=wave, state__in=OPEN_MISSIONS)
    beyond = not_begun(wave, to_come.values_list("centre__ref", flat=True))
    if beyond:
        codes = to_come.filter(centre__ref__in=beyond).values_list("centre__code", flat=True)
        raise SectorsNotBegun(centres=sorted(set(codes)))


@transaction.atomic
def advance_wave(*, wave: str, to: WaveState, by: Actor, at: datetime) -> Wave:
    """
    Move a cycle on, for a verb downstream that has checked its own permission and policy in the same transaction.

    Where its bodies are informed, the cycle keeps whether the public is to read it, as they are told.

    :raises MoveNotAllowed: when the lifecycle has no such move
    """
    found = Wave.objects.select_for_update().get(ref=wave)
    check_move(WAVE_MOVES, WaveState(found.state), to)
    found.state = to
    if to is WaveState.INFORMED:
        found.is_for_the_public = Reader.PUBLIC in readers()
    found.save(update_fields=["state", "is_for_the_public"])
    journal.record("wave.moved", subject=wave, by=by, at=at, to=str(to))
    return found


def seal_maps(*, by: Actor, at: datetime) -> int:
    """
    Have the vault seal whose the numbers of cycles that are over were, and return of how many it did. For the schedule.

    Nothing is written on this side: the vault keeps the map and journals its sealing. The same again changes nothing.

    :raises NotPermitted: when `by` is not the schedule
    :raises VaultNotReachable: when the vault does not answer; the next call does it
    """
    permissions.check(by, Act.CLOSE_KEYS)
    over = cycles_over().order_by("number").values_list("ref", flat=True)
    return panel.vault().seal_maps(list(over), by=by.ref)


def cycles_over() -> QuerySet[Wave]:
    """Return the cycles that are over: announced or, where the public was not to read them, told to their bodies."""
    return Wave.objects.filter(Q(state=WaveState.ANNOUNCED) | Q(state=WaveState.INFORMED, is_for_the_public=False))
