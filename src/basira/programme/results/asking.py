"""
Runs of large cycles, made by the worker: asked for once, made once, and why there is none is kept for whoever asked.

A model of 300,000 ratings takes gigabytes for a minute, which a server that answers people and phones does not have.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.results import verbs
from basira.programme.results.inputs import accepted_reviews
from basira.programme.results.models import AskedRun, AskedState, ScoreRun
from basira.programme.results.running import Tell, quiet
from basira.programme.waves.models import Wave

AT_ONCE = 500
"""Accepted visits up to which a run is made while its asker waits: about a second, and some tens of megabytes."""
FAULTS_KEPT = 20
"""Faults by place that are kept of a refused run: enough to begin with at the review desk."""
BROKE_OFF = "results.run-broke-off"


class AlreadyAsked(Problem):
    """A run of this cycle waits or is being made."""

    code = "results.already-asked"


class RunBrokeOff(Problem):
    """The worker ended while it made the run, perhaps for want of memory; nothing of it was kept."""

    code = BROKE_OFF


@dataclass(frozen=True, slots=True)
class AskedCard:
    """
    The newest run that was asked for in a cycle; `refusal` (empty: none) and `params` make the words of why there is none, and
    `faults` are the first of the reasons by place.
    """

    ref: str
    has_begun: bool
    visits: int
    asked_at: datetime
    refusal: str
    params: dict[str, Any]
    faults: tuple[Fault, ...] = ()


def ask_for_scores(*, wave: str, by: Actor, at: datetime, enqueue: Callable[[str], object]) -> bool:
    """
    Score a cycle, now where it is small, else by the worker; tell whether there is a run already.

    :raises AlreadyAsked: when one is waited for
    :raises Problem: as `score_wave`; of a large cycle only what is seen without its answers
    """
    permissions.check(by, Act.SCORE_WAVE)
    visits = accepted_reviews(wave).count()
    if visits <= AT_ONCE:
        verbs.score_wave(wave=wave, by=by, at=at)
        return True
    found = Wave.objects.get(ref=wave)
    if WaveState(found.state) not in verbs.SCORABLE:
        raise verbs.WaveNotScorable(state=found.state)
    try:
        with transaction.atomic():
            asked = AskedRun.objects.create(wave=found, visits=visits, asked_at=at, asked_by=by.ref)
            journal.record("scores.asked", subject=asked.ref, by=by, at=at, wave=wave, visits=visits)
            transaction.on_commit(partial(enqueue, asked.ref))
    except IntegrityError as twice:
        raise AlreadyAsked() from twice
    return False


def make_asked_run(*, ref: str, at: datetime, tell: Tell = quiet) -> bool:
    """
    Make a run that was asked for, in the name and with the rights of who asked; return whether one was made now.

    Whatever stops it is kept as its refusal. One that was begun already is left alone.
    """
    begun = AskedRun.objects.filter(ref=ref, state=AskedState.WAITING).update(state=AskedState.RUNNING, begun_at=at)
    if not begun:
        return False
    asked = AskedRun.objects.select_related("wave").get(ref=ref)
    by = people.actor_by_ref(asked.asked_by) or Actor(ActorKind.ACCOUNT, asked.asked_by)
    try:
        with transaction.atomic():
            run = verbs.score_wave(wave=asked.wave.ref, by=by, at=at, tell=tell)
            AskedRun.objects.filter(ref=ref).update(state=AskedState.DONE, run=run)
    except Problem as refusal:
        refuse(asked, refusal, by=by, at=at)
        return False
    except Exception:
        refuse(asked, RunBrokeOff(), by=by, at=at)
        raise
    return True


@transaction.atomic
def refuse(asked: AskedRun, refusal: Problem, *, by: Actor, at: datetime) -> None:
    """Keep why there is no run, with the first places where it failed."""
    params: dict[str, Any] = {name: str(value) for name, value in refusal.params.items() if name != "faults"}
    if isinstance(refusal, FileRefused):
        params["faults"] = [fault.as_dict() for fault in refusal.faults[:FAULTS_KEPT]]
    AskedRun.objects.filter(ref=asked.ref).update(state=AskedState.REFUSED, refusal=refusal.code, params=params)
    journal.record("scores.refused", subject=asked.ref, by=by, at=at, wave=asked.wave.ref, code=refusal.code)


def close_broken_runs(*, by: Actor, at: datetime) -> int:
    """
    Refuse the runs that were begun and never ended, and return how many those were.

    Called by the one worker when it makes none: at its start, and between two tasks. A run that took the memory of the
    whole machine is not tried again by itself.

    :raises NotPermitted: when `by` may not score
    """
    permissions.check(by, Act.SCORE_WAVE)
    broken = list(AskedRun.objects.select_related("wave").filter(state=AskedState.RUNNING))
    for asked in broken:
        refuse(asked, RunBrokeOff(), by=by, at=at)
    return len(broken)


def waiting_runs() -> list[str]:
    """Return the refs of the runs that wait for the worker, the oldest first."""
    return list(AskedRun.objects.filter(state=AskedState.WAITING).order_by("pk").values_list("ref", flat=True))


def asked_card(wave: str) -> AskedCard | None:
    """Return the newest run that was asked for in a cycle, or None where it is there, or a newer one is."""
    found = AskedRun.objects.filter(wave__ref=wave).order_by("-pk").first()
    if found is None or ScoreRun.objects.filter(wave__ref=wave, run_at__gte=found.begun_at or found.asked_at).exists():
        return None
    params = dict(found.params)
    faults = tuple(fault_of(kept) for kept in params.pop("faults", ()))
    return AskedCard(found.ref, found.begun_at is not None, found.visits, found.asked_at, found.refusal, params, faults)


def fault_of(kept: dict[str, Any]) -> Fault:
    """Return a fault from how it was kept (`Fault.as_dict`)."""
    return Fault(**kept | {"severity": Severity(kept["severity"]), "params": tuple(kept["params"].items())})
