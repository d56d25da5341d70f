"""What both sides read of a workspace: the same frozen cards, a body's through its own role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from basira.core.kernel.actor import Role
from basira.core.kernel.workspaces import Drawn, Side
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.findings.queries import name_of
from basira.programme.plans.models import Plan
from basira.programme.registry.models import Entity
from basira.programme.workspace.models import Change, Drawing, DrawnStep, Remark, Workspace


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote: a side and a post, never an account."""

    side: Side
    post: Role


@dataclass(frozen=True, slots=True)
class WorkspaceCard:
    """One workspace in a list. `finding_name` is None where it is about no finding; `entity` None in the body's own list."""

    ref: str
    entity_ref: str
    title: str
    finding_ref: str
    finding_name: Name | None
    opened_at: datetime
    by: Writer
    entity: Name | None = None


@dataclass(frozen=True, slots=True)
class DrawnStepCard:
    """One step of a drawing; `minutes` None where nobody knows."""

    who: str
    what: str
    minutes: int | None
    paper: str
    why: str


@dataclass(frozen=True, slots=True)
class DrawingCard:
    """The newest drawing of a kind. `earlier` counts those before it."""

    kind: Drawn
    steps: tuple[DrawnStepCard, ...]
    by: Writer
    drawn_at: datetime
    earlier: int

    @property
    def minutes(self) -> int | None:
        """How many minutes all its steps take; None where one is not known."""
        known = [step.minutes for step in self.steps if step.minutes is not None]
        return sum(known) if len(known) == len(self.steps) else None


@dataclass(frozen=True, slots=True)
class RemarkCard:
    """One remark."""

    words: str
    by: Writer
    said_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """One change; `agreed_by` is None while the other side has not agreed."""

    ref: str
    what: str
    who: str
    due_on: date
    by: Writer
    agreed_by: Writer | None


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """Everything in a workspace. `plan_ref` is the plan for its finding, "" without one."""

    card: WorkspaceCard
    as_is: DrawingCard | None
    could_be: DrawingCard | None
    remarks: tuple[RemarkCard, ...]
    changes: tuple[ChangeCard, ...]
    plan_ref: str

    @property
    def agreed(self) -> tuple[ChangeCard, ...]:
        """The changes to which both sides agree."""
        return tuple(one for one in self.changes if one.agreed_by)


def own_workspaces(*, entity_ref: str, database: str = PORTAL) -> tuple[WorkspaceCard, ...]:
    """
    Return a body's workspaces, the newest first.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        return _cards(Workspace.objects.using(alias).filter(entity_ref=entity_ref), {})


def own_workspace(*, entity_ref: str, ref: str, database: str = PORTAL) -> WorkspacePage | None:
    """
    Return one workspace of a body; None when this body has no such workspace.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        return _page(Workspace.objects.using(alias).filter(entity_ref=entity_ref, ref=ref), {}, alias)


def own_workspace_of(*, entity_ref: str, finding: str, database: str = PORTAL) -> str:
    """Return a body's workspace around a finding; "" while there is none."""
    with own_rows(entity_ref, database=database) as alias:
        rows = Workspace.objects.using(alias).filter(entity_ref=entity_ref, finding__ref=finding)
        return rows.values_list("ref", flat=True).first() or ""


def desk_workspaces() -> tuple[WorkspaceCard, ...]:
    """Return every workspace for the programme, the newest first. Two queries."""
    rows = Workspace.objects.all()
    return _cards(rows, _names(rows))


def desk_workspace(ref: str) -> WorkspacePage | None:
    """Return one workspace for the programme; None when there is none."""
    rows = Workspace.objects.filter(ref=ref)
    return _page(rows, _names(rows), DEFAULT_DB_ALIAS)


def workspace_of_finding(finding: str) -> str:
    """Return the workspace around a finding, for the programme; "" while there is none."""
    return Workspace.objects.filter(finding__ref=finding).values_list("ref", flat=True).first() or ""


def _names(rows: QuerySet[Workspace]) -> Mapping[str, Name]:
    bodies = Entity.objects.filter(ref__in=rows.values("entity_ref"))
    return {one.ref: Name(one.name_ar, one.name_en) for one in bodies}


def _cards(rows: QuerySet[Workspace], names: Mapping[str, Name]) -> tuple[WorkspaceCard, ...]:
    return tuple(_card(row, names) for row in rows.select_related("finding").order_by("-pk"))


def _card(row: Workspace, names: Mapping[str, Name]) -> WorkspaceCard:
    return WorkspaceCard(
        ref=row.ref,
        entity_ref=row.entity_ref,
        title=row.title,
        finding_ref=row.finding.ref if row.finding else "",
        finding_name=name_of(row.finding.figures) if row.finding else None,
        opened_at=row.opened_at,
        by=Writer(Side(row.side), Role(row.post)),
        entity=names.get(row.entity_ref),
    )


def _page(rows: QuerySet[Workspace], names: Mapping[str, Name], alias: str) -> WorkspacePage | None:
    row = rows.select_related("finding").first()
    if row is None:
        return None
    plan = Plan.objects.using(alias).filter(finding=row.finding_id).values_list("ref", flat=True).first()
    return WorkspacePage(
        card=_card(row, names),
        as_is=_drawing(row, Drawn.AS_IS, alias),
        could_be=_drawing(row, Drawn.COULD_BE, alias),
        remarks=_remarks(row, alias),
        changes=_changes(row, alias),
        plan_ref=plan or "" if row.finding_id else "",
    )


def _drawing(row: Workspace, kind: Drawn, alias: str) -> DrawingCard | None:
    newest = Drawing.objects.using(alias).filter(workspace=row, kind=kind).order_by("-place").first()
    if newest is None:
        return None
    steps = DrawnStep.objects.using(alias).filter(drawing=newest).order_by("place")
    return DrawingCard(
        kind=kind,
        steps=tuple(DrawnStepCard(one.who, one.what, one.minutes, one.paper, one.why) for one in steps),
        by=Writer(Side(newest.side), Role(newest.post)),
        drawn_at=newest.drawn_at,
        earlier=newest.place - 1,
    )


def _remarks(row: Workspace, alias: str) -> tuple[RemarkCard, ...]:
    return tuple(
        RemarkCard(one.words, Writer(Side(one.side), Role(one.post)), one.said_at)
        for one in Remark.objects.using(alias).filter(workspace=row).order_by("pk")
    )


def _changes(row: Workspace, alias: str) -> tuple[ChangeCard, ...]:
    found = []
    for one in Change.objects.using(alias).filter(workspace=row).select_related("agreement").order_by("pk"):
        agreement = getattr(one, "agreement", None)
        agreed_by = Writer(Side(agreement.side), Role(agreement.post)) if agreement else None
        writer = Writer(Side(one.side), Role(one.post))
        found.append(ChangeCard(one.ref, one.what, one.who, one.due_on, writer, agreed_by))
    return tuple(found)
