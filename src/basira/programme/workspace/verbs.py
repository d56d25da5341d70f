"""What both sides do in a workspace: open it, draw the procedure, say something, propose a change, agree; and take changes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from basira.core.assurance.reasons import Sign, told_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.workspaces import Drawn
from basira.programme.findings.models import Finding
from basira.programme.findings.own_rows import PORTAL
from basira.programme.journal import verbs as journal
from basira.programme.plans import answering
from basira.programme.plans.answering import LONGEST
from basira.programme.registry.models import Entity
from basira.programme.workspace import queries
from basira.programme.workspace.models import (
    MOST_MINUTES,
    MOST_POST,
    MOST_STEP,
    Agreement,
    Change,
    Drawing,
    DrawnStep,
    Remark,
    Workspace,
)
from basira.programme.workspace.writing import (
    Table,
    WordsMissing,
    WorkspaceNotFound,
    at_the_table,
    fit,
    post_of,
    rows_of,
    said,
    side_of,
)

MOST_STEPS = 12
MOST_TITLE = 200


class NothingToWorkOn(Problem):
    """There is no such finding or body, or it is another body's."""

    code = "workspace.nothing-to-work-on"


class AlreadyOpen(Problem):
    """This finding has a workspace."""

    code = "workspace.already-open"


class StepsRefused(Problem):
    """A drawing has faulty steps; `faults` lists each as "2: minutes" by its place from 1, or "0: steps" for their number."""

    code = "workspace.steps-refused"


class DrawnMeanwhile(Problem):
    """The other side drew it anew a moment ago."""

    code = "workspace.drawn-meanwhile"


class ChangeUnfit(Problem):
    """A change says what, by which post and until when: after today, and within a year."""

    code = "workspace.change-unfit"


class ChangeNotFound(Problem):
    """There is no such change in this workspace."""

    code = "workspace.change-not-found"


class OwnChange(Problem):
    """The other side agrees to a change, not the one that proposed it."""

    code = "workspace.own-change"


class AgreedAlready(Problem):
    """The change was agreed to."""

    code = "workspace.agreed-already"


class NothingAgreed(Problem):
    """No change was agreed to, or the finding has no plan that waits for steps."""

    code = "workspace.nothing-agreed"


@dataclass(frozen=True, slots=True)
class DrawnStepText:
    """A step to be drawn: which post does what, in how many minutes, with which paper and why."""

    who: str
    what: str
    minutes: int | None = None
    paper: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A change to be proposed: what, by which post, until when."""

    what: str
    who: str
    due_on: date


def open_workspace(
    *, title: str, by: Actor, at: datetime, finding: str = "", entity: str = "", database: str = PORTAL
) -> str:
    """
    Open a workspace around a finding that a body was told, or (for the programme: of the body `entity`) around a procedure;
    return its ref.

    :raises NotPermitted, NoBody, PortalNotSetUp: as `rows_of`
    :raises NothingToWorkOn, AlreadyOpen, WordsMissing: as they say
    :raises NamesSomebody, WordsBetray and its kin: from `fit`
    """
    clean = title.strip()
    if not 0 < len(clean) <= MOST_TITLE:
        raise WordsMissing(limit=MOST_TITLE)
    with rows_of(by, database) as alias:
        body = by.entity_ref or entity
        about = Finding.objects.using(alias).select_related("report").filter(ref=finding).first() if finding else None
        if about is not None and body in ("", about.entity_ref):
            body = about.entity_ref
        elif finding or not (by.entity_ref or Entity.objects.filter(ref=entity).exists()):
            raise NothingToWorkOn()
        fit([clean], by, body, about)
        try:
            with transaction.atomic(using=alias):
                made = Workspace.objects.using(alias).create(
                    entity_ref=body,
                    finding=about,
                    title=clean,
                    side=side_of(by),
                    post=post_of(by),
                    opened_at=at,
                    opened_by=by.ref,
                )
        except IntegrityError:
            raise AlreadyOpen() from None
        journal.record_many([journal.Line("workspace.opened", made.ref, {})], by=by, at=at, database=alias)
        return made.ref


def draw(
    *, workspace: str, kind: Drawn, steps: Sequence[DrawnStepText], by: Actor, at: datetime, database: str = PORTAL
) -> None:
    """
    Draw the procedure anew, whole, as it is or as it could be.

    :raises NotPermitted, NoBody, PortalNotSetUp, WorkspaceNotFound: as `at_the_table`
    :raises StepsRefused: with every fault by its place
    :raises NamesSomebody, WordsBetray and its kin: from `fit`
    :raises DrawnMeanwhile: when a colleague was faster
    """
    with at_the_table(workspace, by, at, database) as table:
        if faults := faults_of(steps):
            raise StepsRefused(faults=faults)
        _fit(table, [text for step in steps for text in (step.who, step.what, step.paper, step.why)])
        earlier = Drawing.objects.using(table.alias).filter(workspace=table.row, kind=kind).count()
        try:
            with transaction.atomic(using=table.alias):
                drawing = Drawing.objects.using(table.alias).create(
                    workspace=table.row, kind=kind, place=earlier + 1, drawn_at=at, drawn_by=by.ref, **table.written()
                )
        except IntegrityError:
            raise DrawnMeanwhile() from None
        DrawnStep.objects.using(table.alias).bulk_create(
            DrawnStep(
                entity_ref=table.row.entity_ref,
                drawing=drawing,
                place=place,
                who=step.who.strip(),
                what=step.what.strip(),
                minutes=step.minutes,
                paper=step.paper.strip(),
                why=step.why.strip(),
            )
            for place, step in enumerate(steps, 1)
        )
        table.note("workspace.drawn", kind=str(kind), steps=len(steps))


def faults_of(steps: Sequence[DrawnStepText]) -> list[str]:
    """Return what is wrong with steps, each by its place from 1; empty when nothing is."""
    if not 1 <= len(steps) <= MOST_STEPS:
        return ["0: steps"]
    faults = []
    for place, step in enumerate(steps, 1):
        sound = {
            "who": 0 < len(step.who.strip()) <= MOST_POST,
            "person": Sign.PERSON not in told_by(step.who),
            "what": 0 < len(step.what.strip()) <= MOST_STEP,
            "minutes": step.minutes is None or 0 <= step.minutes <= MOST_MINUTES,
            "paper": len(step.paper.strip()) <= MOST_STEP,
            "why": len(step.why.strip()) <= MOST_STEP,
        }
        faults += [f"{place}: {name}" for name, is_sound in sound.items() if not is_sound]
    return faults


def remark(*, workspace: str, words: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Say something to the other side. Files go with an answer or a plan's proofs, where pages are made of them that can be opened.

    :raises NotPermitted, NoBody, PortalNotSetUp, WorkspaceNotFound: as `at_the_table`
    :raises WordsMissing: by what was sent
    :raises NamesSomebody, WordsBetray and its kin: from `fit`
    """
    clean = said(words)
    with at_the_table(workspace, by, at, database) as table:
        _fit(table, [clean])
        Remark.objects.using(table.alias).create(
            workspace=table.row, words=clean, said_at=at, said_by=by.ref, **table.written()
        )
        table.note("workspace.remarked")


def propose_change(*, workspace: str, change: ChangeText, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Propose a change of the procedure to the other side.

    :raises NotPermitted, NoBody, PortalNotSetUp, WorkspaceNotFound: as `at_the_table`
    :raises ChangeUnfit: as it says
    :raises NamesSomebody, WordsBetray and its kin: from `fit`
    """
    what, who, today = change.what.strip(), change.who.strip(), timezone.localdate(at)
    with at_the_table(workspace, by, at, database) as table:
        is_said = 0 < len(what) <= MOST_STEP and 0 < len(who) <= MOST_POST
        if not is_said or not today < change.due_on <= today + LONGEST:
            raise ChangeUnfit()
        _fit(table, [what, who])
        Change.objects.using(table.alias).create(
            workspace=table.row,
            what=what,
            who=who,
            due_on=change.due_on,
            proposed_at=at,
            proposed_by=by.ref,
            **table.written(),
        )
        table.note("workspace.change-proposed")


def agree_to_change(*, workspace: str, change: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Agree to a change that the other side proposed, once.

    :raises NotPermitted, NoBody, PortalNotSetUp, WorkspaceNotFound: as `at_the_table`
    :raises ChangeNotFound, OwnChange, AgreedAlready: as they say
    """
    with at_the_table(workspace, by, at, database) as table:
        found = Change.objects.using(table.alias).filter(workspace=table.row, ref=change).first()
        if found is None:
            raise ChangeNotFound()
        if found.side == table.side:
            raise OwnChange()
        try:
            with transaction.atomic(using=table.alias):
                Agreement.objects.using(table.alias).create(
                    change=found, agreed_at=at, agreed_by=by.ref, **table.written()
                )
        except IntegrityError:
            raise AgreedAlready() from None
        table.note("workspace.change-agreed", change=found.ref)


def take_into_plan(*, workspace: str, by: Actor, at: datetime, database: str = PORTAL) -> str:
    """
    Propose the changes to which both sides agree as the steps of the plan for the finding; return the plan's ref.

    :raises NotPermitted, NoBody, PortalNotSetUp: as `own_rows` and `propose_plan`
    :raises WorkspaceNotFound, NothingAgreed: as they say
    :raises StepsRefused, MoveNotAllowed, MovedMeanwhile: from `propose_plan`
    """
    side_of(by)
    page = queries.own_workspace(entity_ref=by.whole_body, ref=workspace, database=database)
    if page is None:
        raise WorkspaceNotFound()
    if not page.agreed or not page.plan_ref:
        raise NothingAgreed()
    steps = [answering.Step(one.what, one.who, one.due_on) for one in page.agreed]
    answering.propose_plan(plan=page.plan_ref, steps=steps, by=by, at=at, database=database)
    return page.plan_ref


def _fit(table: Table, texts: Sequence[str]) -> None:
    fit([text.strip() for text in texts], table.by, table.row.entity_ref, table.row.finding)
