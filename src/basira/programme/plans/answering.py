"""What a body does with its plan: proposes steps, does them, declares the fault mended with proof, and signs it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from basira.core.assurance.reasons import Sign, told_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import PLAN_MOVES, PlanState, check_move
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.programme.findings.clock import Calendar
from basira.programme.findings.kept_files import Files, check_files, kept_with_their_rows
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans.models import (
    MOST_POST,
    MOST_STEP,
    MOST_WORDS,
    Plan,
    PlanMove,
    PlanStep,
    ProofFile,
    StepDone,
)
from basira.programme.plans.moving import Said, move_on, own_plan_row, reason_of

MOST_STEPS = 5
LONGEST = timedelta(days=366)
"""No step is due later than this from its proposal on."""


class StepsRefused(Problem):
    """A proposal has faulty steps; `faults` lists each as "2: due-on" by its place from 1, or "0: steps" for their number."""

    code = "plans.steps-refused"


class NotUnderWay(Problem):
    """Steps are done in a plan that was agreed and not yet declared."""

    code = "plans.not-under-way"


class StepNotFound(Problem):
    """The plan as it was agreed has no such step."""

    code = "plans.step-not-found"


class StepIsDone(Problem):
    """The step is done already."""

    code = "plans.step-is-done"


class StepsOpen(Problem):
    """`count` steps of the plan are not done."""

    code = "plans.steps-open"


class ProofMissing(Problem):
    """Declaring a fault mended takes at least one file that shows it, and words of at most `limit` letters."""

    code = "plans.proof-missing"


class SignedByDeclarer(Problem):
    """Whoever declared a fault mended does not sign it off."""

    code = "plans.signed-by-declarer"


@dataclass(frozen=True, slots=True)
class Step:
    """A step to be: what, by which post (never a person), until when."""

    what: str
    post: str
    due_on: date


def propose_plan(*, plan: str, steps: Sequence[Step], by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Propose the steps of a plan of the body that `by` speaks for, all or none.

    :raises NotPermitted: when `by` may not write plans
    :raises PortalNotSetUp, NoBody: from `own_rows`
    :raises PlanNotFound, MoveNotAllowed, MovedMeanwhile: by where the plan stands
    :raises StepsRefused: with every fault by its place
    """
    permissions.check(by, Act.WRITE_PLAN)
    with own_rows(by.whole_body, database=database) as alias:
        found, last = own_plan_row(plan, by, alias)
        check_move(PLAN_MOVES, PlanState(last.to), PlanState.PROPOSED)
        if faults := faults_of(steps, timezone.localdate(at)):
            raise StepsRefused(faults=faults)
        move = move_on(found, last, PlanState.PROPOSED, Said(), by, at, alias)
        for place, step in enumerate(steps, 1):
            PlanStep.objects.using(alias).create(
                entity_ref=by.entity_ref,
                move=move,
                place=place,
                what=step.what.strip(),
                post=step.post.strip(),
                due_on=step.due_on,
            )


def faults_of(steps: Sequence[Step], today: date) -> list[str]:
    """Return what is wrong with proposed steps, each by its place from 1; empty when nothing is."""
    if not 1 <= len(steps) <= MOST_STEPS:
        return ["0: steps"]
    faults, calendar = [], Calendar()
    for place, step in enumerate(steps, 1):
        sound = {
            "what": 0 < len(step.what.strip()) <= MOST_STEP,
            "post": 0 < len(step.post.strip()) <= MOST_POST,
            "person": Sign.PERSON not in told_by(step.post),
            "due-on": today < step.due_on <= today + LONGEST,
            "day-off": calendar.is_workday(step.due_on),
        }
        faults += [f"{place}: {name}" for name, is_sound in sound.items() if not is_sound]
    return faults


def finish_step(*, plan: str, step: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Say that a step of an agreed plan is done. The first one puts the plan under way.

    :raises NotPermitted, PortalNotSetUp, NoBody, PlanNotFound, MovedMeanwhile: as `propose_plan`
    :raises NotUnderWay: when the plan is not agreed, or was declared already
    :raises StepNotFound, StepIsDone: by the step
    """
    permissions.check(by, Act.WRITE_PLAN)
    with own_rows(by.whole_body, database=database) as alias:
        found, last = own_plan_row(plan, by, alias)
        if last.to not in (PlanState.AGREED, PlanState.UNDER_WAY):
            raise NotUnderWay()
        wanted = next((one for one in agreed_steps(found, alias) if one.ref == step), None)
        if wanted is None:
            raise StepNotFound()
        try:
            with transaction.atomic(using=alias):
                StepDone.objects.using(alias).create(entity_ref=by.entity_ref, step=wanted, done_at=at, done_by=by.ref)
        except IntegrityError:
            raise StepIsDone() from None
        line = journal.Line("plan.step-done", found.ref, {"step": wanted.ref})
        journal.record_many([line], by=by, at=at, database=alias)
        if last.to == PlanState.AGREED:
            move_on(found, last, PlanState.UNDER_WAY, Said(due_on=last.due_on), by, at, alias)


def agreed_steps(plan: Plan, alias: str) -> list[PlanStep]:
    """Return the steps of a plan's newest proposal, in their order; empty before the first."""
    proposals = PlanMove.objects.using(alias).filter(plan=plan, to=PlanState.PROPOSED).order_by("-place")
    newest = proposals.first()
    return list(PlanStep.objects.using(alias).filter(move=newest).order_by("place")) if newest else []


def declare_fixed(  # noqa: PLR0913  a declaration has these parts
    *, plan: str, words: str, files: Files, store: EvidenceStore, by: Actor, at: datetime, database: str = PORTAL
) -> None:
    """
    Declare the fault of a plan mended, with files that show it. It waits for the head of the body.

    The files are durable on disk before the move is written, and are taken away again when it is not.

    :raises NotPermitted, PortalNotSetUp, NoBody, PlanNotFound, MoveNotAllowed, MovedMeanwhile: as `propose_plan`
    :raises StepsOpen, ProofMissing, TooManyFiles, FilesTooLarge: by what was done and sent
    :raises EvidenceNoSpace, EvidenceNotDurable: when a file could not be kept; nothing was declared
    """
    permissions.check(by, Act.WRITE_PLAN)
    said = words.strip()
    if not files or len(said) > MOST_WORDS:
        raise ProofMissing(limit=MOST_WORDS)
    check_files(files)
    with kept_with_their_rows(store) as kept, own_rows(by.whole_body, database=database) as alias:
        found, last = own_plan_row(plan, by, alias)
        check_move(PLAN_MOVES, PlanState(last.to), PlanState.DECLARED)
        steps = agreed_steps(found, alias)
        done = StepDone.objects.using(alias).filter(step__in=steps).count()
        if done < len(steps):
            raise StepsOpen(count=len(steps) - done)
        kept.extend((filename, sealing.keep()) for filename, sealing in files)
        due_on = Calendar().after(at, found.sign_days)
        move = move_on(found, last, PlanState.DECLARED, Said(said, len(kept), due_on), by, at, alias)
        for filename, sealed in kept:
            ProofFile.objects.using(alias).create(
                entity_ref=by.entity_ref,
                move=move,
                filename=filename,
                kind=sealed.kind,
                size_bytes=sealed.size,
                sha256=sealed.sha256,
                sealed_ref=sealed.ref,
            )


def sign_off(*, plan: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Sign off, as the body's head, what a colleague declared mended: the time of grace begins.

    :raises NotPermitted: when `by` may not sign
    :raises PortalNotSetUp, NoBody, PlanNotFound, MoveNotAllowed, MovedMeanwhile: as `propose_plan`
    :raises SignedByDeclarer: when the same account declared it
    """
    permissions.check(by, Act.SIGN_FIX)
    with own_rows(by.whole_body, database=database) as alias:
        found, last = own_plan_row(plan, by, alias)
        check_move(PLAN_MOVES, PlanState(last.to), PlanState.GRACE)
        if last.moved_by == by.ref:
            raise SignedByDeclarer()
        move_on(found, last, PlanState.GRACE, Said(), by, at, alias)


def return_fix(*, plan: str, words: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Send a declaration back to the body's own people, as its head, with what is missing.

    :raises NotPermitted, PortalNotSetUp, NoBody, PlanNotFound, MoveNotAllowed, MovedMeanwhile: as `sign_off`
    :raises ReasonMissing: without words
    """
    permissions.check(by, Act.SIGN_FIX)
    said = reason_of(words)
    with own_rows(by.whole_body, database=database) as alias:
        found, last = own_plan_row(plan, by, alias)
        check_move(PLAN_MOVES, PlanState(last.to), PlanState.GRACE)  # from wherever it could be signed
        due_on = Calendar().after(at, found.plan_days)
        move_on(found, last, PlanState.UNDER_WAY, Said(said, due_on=due_on), by, at, alias)
