"""Scoring a cycle: one frozen run, with everything that went in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Problem
from basira.core.scoring import ENGINE, Estimate, Level, Rating, UnitScore, inputs_digest, score_units
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.inputs import gather_inputs, ratings_of
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.running import Step, Tell, quiet
from basira.programme.results.waiting import waits_of
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave

SCORABLE = frozenset(
    {
        WaveState.IN_FIELD,
        WaveState.CLOSED,
        WaveState.REVIEWED,
        WaveState.SCORED,
        WaveState.INFORMED,
        WaveState.ANNOUNCED,
    }
)
"""A run before review has ended is a look at how it goes; only one after it can be released (publishing checks)."""


class WaveNotScorable(Problem):
    """The cycle is not in the field yet, so there is nothing to score; `state` says where it is."""

    code = "results.wave-not-scorable"


class NothingAccepted(Problem):
    """No visit of the cycle has been accepted, so there is nothing to score."""

    code = "results.nothing-accepted"


class NothingMeasured(Problem):
    """The accepted visits answered no criterion that applied: their forms have none, or everything was N/A."""

    code = "results.nothing-measured"


@transaction.atomic
def score_wave(*, wave: str, by: Actor, at: datetime, tell: Tell = quiet) -> ScoreRun:
    """
    Score the accepted visits of a cycle into a new frozen run. A reviewed cycle becomes scored by its first run.

    `tell` is told how far it is.

    :raises NotPermitted: when `by` may not score
    :raises WaveNotScorable: when the cycle is not in the field yet
    :raises NothingAccepted: when no visit of it has been accepted
    :raises NothingMeasured: when no criterion applied in any of them, so that there would be a run without a score
    :raises NotScorable: when answers contradict their scales, with every case
    """
    permissions.check(by, Act.SCORE_WAVE)
    found = Wave.objects.get(ref=wave)
    state = alone_with(found)
    if state not in SCORABLE:
        raise WaveNotScorable(state=str(state))
    tell(Step.INPUTS, 0)
    inputs, ratings = measured(wave)
    # Not at the top: NumPy is a tenth of a server's memory, which a process that never scores need not hold.
    from basira.programme.results.modelled import modelled

    run = ScoreRun.objects.create(
        wave=found,
        method=ENGINE,
        inputs=inputs,
        inputs_sha256=inputs_digest(ratings),
        model=modelled(ratings, tell),
        waits=waits_of(inputs),
        visits=len(inputs["visits"]),
        run_at=at,
        run_by=by.ref,
    )
    tell(Step.RATIOS, 0)
    rows = list(score_rows(run, (unit for level in Level for unit in score_units(ratings, level=level))))
    tell(Step.WRITING, 0)
    Score.objects.bulk_create(rows, batch_size=500)
    journal.record("scores.run", subject=run.ref, by=by, at=at, wave=wave, visits=run.visits, inputs=run.inputs_sha256)
    if state is WaveState.REVIEWED:
        waves.advance_wave(wave=wave, to=WaveState.SCORED, by=by, at=at)
    return run


def measured(wave: str) -> tuple[dict[str, Any], tuple[Rating, ...]]:
    """
    Return what goes into a run of a cycle, as it is kept and as it is scored.

    :raises NothingAccepted: without an accepted visit
    :raises NothingMeasured: when no criterion applied in any
    """
    inputs = gather_inputs(wave)
    if not inputs["visits"]:
        raise NothingAccepted()
    ratings = ratings_of(inputs)
    if all(rating.share is None for rating in ratings):
        raise NothingMeasured()
    return inputs, ratings


def alone_with(wave: Wave) -> WaveState:
    """
    Return a cycle's state as it is now. Until the transaction ends nobody moves the cycle or runs its scores beside us.

    Phones file meanwhile, since a run of a large cycle takes a minute: they hold the state too (`waves.hold_state`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"scores of {wave.ref}"])
    return waves.hold_state(wave_id=wave.pk)


def score_rows(run: ScoreRun, units: Iterable[UnitScore]) -> Iterator[Score]:
    """Return the unsaved rows of a run: one a unit for its total, and one for each of its dimensions."""
    for unit in units:
        yield score_row(run, unit, "", unit.total, unit.shoppers)
        for part in unit.dimensions:
            shoppers = len({shopper for _, shopper in part.presence})
            yield score_row(run, unit, part.dimension, part.estimate, shoppers)


def score_row(run: ScoreRun, unit: UnitScore, dimension: str, estimate: Estimate, shoppers: int) -> Score:
    """Return one unsaved row."""
    return Score(
        run=run,
        level=unit.level,
        unit=unit.unit or str(unit.level),
        dimension=dimension,
        visits=estimate.visits,
        shoppers=shoppers,
        score=as_float(estimate.score),
        standard_error=as_float(estimate.se),
        low=as_float(estimate.low),
        high=as_float(estimate.high),
        critical_failures=0 if dimension else unit.critical_failures,
    )


def as_float(value: object) -> float | None:
    """Return a six-place decimal as the float that is stored; None stays None."""
    return None if value is None else float(str(value))
