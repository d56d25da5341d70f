"""What the desk reads of orders, and what a unit reads of its own single reports."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from basira.core.kernel.commissions import SINGLE_KINDS, Addressee, Met
from basira.core.kernel.registry import MissionKind
from basira.programme.commissions.models import Commission, SingleReply, SingleReport
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.people import queries as people
from basira.programme.people.charter import Governance
from basira.programme.results.inputs import accepted_reviews_of
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import OPEN_MISSIONS

Json = dict[str, Any]


class CommissionStep(StrEnum):
    """How far an order is; it follows from what stands beside it."""

    ORDERED = "ordered"
    ACCEPTED = "to-report"
    REPORTED = "report-released"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a single report."""

    name: Name
    dimension: Name
    critical: bool
    met: Met


@dataclass(frozen=True, slots=True)
class SingleReportCard:
    """
    A single report as its reader sees it. `month` is its first day; `reply` is empty before there is one.

    `answer_by` is the last day for it; None to the top, and in a report from before days were kept.
    """

    ref: str
    unit: Name
    kind: MissionKind
    month: date
    criteria: tuple[CriterionRow, ...]
    counts: dict[Met, int]
    answer_by: date | None
    released_at: datetime
    simulated: bool
    reply: str
    replied_at: datetime | None

    @property
    def not_met(self) -> tuple[CriterionRow, ...]:
        """What was not met, or in part; the critical ones first."""
        fallen = [row for row in self.criteria if row.met in (Met.NO, Met.PARTLY)]
        return tuple(sorted(fallen, key=lambda row: (not row.critical, row.met is Met.PARTLY)))

    @property
    def fulfilled(self) -> tuple[CriterionRow, ...]:
        """What was met, in the questionnaire's order."""
        return tuple(row for row in self.criteria if row.met is Met.YES)


@dataclass(frozen=True, slots=True)
class CommissionCard:
    """An order at the desk; `report` is None before it is released."""

    ref: str
    mission_ref: str
    unit: Name
    kind: MissionKind
    addressee: Addressee
    why: str
    ordered_at: datetime
    ordered_by: str
    step: CommissionStep
    report: SingleReportCard | None


def is_internal() -> bool:
    """Tell whether the programme is internal to one body: only then is a single visit ever reported."""
    charter = people.charter_card()
    return charter is not None and charter.governance is Governance.INTERNAL


def waits(row: Commission) -> bool:
    """Tell whether an order is neither withdrawn nor reported."""
    return not hasattr(row, "withdrawal") and not hasattr(row, "report")


def commission_cards() -> tuple[CommissionCard, ...]:
    """Return every order, the newest first; empty before the first. Two queries."""
    rows = list(_listed().order_by("-pk"))
    accepted = _accepted({row.mission_id for row in rows})
    return tuple(commission_card(row, row.mission_id in accepted) for row in rows)


def commission_page(ref: str) -> CommissionCard | None:
    """Return one order; None when there is no such order."""
    row = _listed().filter(ref=ref).first()
    return commission_card(row, bool(_accepted({row.mission_id}))) if row else None


def commission_of(mission: str) -> str:
    """Return the ref of a mission's order that was not withdrawn; "" when it has none."""
    standing = Commission.objects.filter(mission__ref=mission, withdrawal=None)
    return standing.values_list("ref", flat=True).first() or ""


def may_be_ordered(mission: str) -> bool:
    """Tell whether a report of a mission's visit may be ordered still: it is to come, of a kind for it, and not ordered."""
    fit = Mission.objects.filter(ref=mission, kind__in=SINGLE_KINDS, is_repeat=False, state__in=OPEN_MISSIONS)
    return fit.exists() and not commission_of(mission)


def commission_card(row: Commission, is_accepted: bool) -> CommissionCard:
    """Return an order as a card."""
    unit = row.mission.centre.entity
    report = getattr(row, "report", None)
    card = report_card(report, getattr(report, "reply", None)) if report else None
    return CommissionCard(
        ref=row.ref,
        mission_ref=row.mission.ref,
        unit=Name(unit.name_ar, unit.name_en),
        kind=MissionKind(row.mission.kind),
        addressee=Addressee(row.addressee),
        why=row.why,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        step=step_of(row, card, is_accepted),
        report=card,
    )


def step_of(row: Commission, report: SingleReportCard | None, is_accepted: bool) -> CommissionStep:
    """Return how far an order is."""
    if report is not None:
        return CommissionStep.REPLIED if report.reply else CommissionStep.REPORTED
    if hasattr(row, "withdrawal"):
        return CommissionStep.WITHDRAWN
    return CommissionStep.ACCEPTED if is_accepted else CommissionStep.ORDERED


def own_single_reports(*, entity_ref: str, database: str = PORTAL) -> tuple[SingleReportCard, ...]:
    """
    Return the single reports of a unit, the newest first; empty before the first.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        rows = list(SingleReport.objects.using(alias).filter(entity_ref=entity_ref).order_by("-pk"))
        replies = {one.report_id: one for one in SingleReply.objects.using(alias).filter(report__in=rows)}
    return tuple(report_card(row, replies.get(row.pk)) for row in rows)


def own_unanswered(*, entity_ref: str, database: str = PORTAL) -> int:
    """
    Return how many single reports of a unit have no reply yet. Two queries.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        return SingleReport.objects.using(alias).filter(entity_ref=entity_ref, reply=None).count()


def own_single_report(*, entity_ref: str, ref: str, database: str = PORTAL) -> SingleReportCard | None:
    """
    Return one single report of a unit; None when this unit has no such report.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        row = SingleReport.objects.using(alias).filter(ref=ref, entity_ref=entity_ref).first()
        if row is None:
            return None
        return report_card(row, SingleReply.objects.using(alias).filter(report=row).first())


def report_card(row: SingleReport, reply: SingleReply | None) -> SingleReportCard:
    """Return a single report as a card."""
    figures: Json = row.figures
    criteria = tuple(
        CriterionRow(name_of(row), name_of(row["dimension"]), row["critical"], Met(row["met"]))
        for row in figures["criteria"]
    )
    return SingleReportCard(
        ref=row.ref,
        unit=name_of(figures["unit"]),
        kind=MissionKind(figures["kind"]),
        month=date.fromisoformat(f"{figures['month']}-01"),
        criteria=criteria,
        counts=dict(Counter(row.met for row in criteria)),
        answer_by=row.answer_by,
        released_at=row.released_at,
        simulated=figures["simulated"],
        reply=reply.words if reply else "",
        replied_at=reply.replied_at if reply else None,
    )


def name_of(values: Json) -> Name:
    """Read a name in both languages."""
    return Name(values["ar"], values["en"])


def _listed() -> Any:
    related = ("mission__centre__entity", "withdrawal", "report__reply")
    return Commission.objects.select_related(*related)


def _accepted(missions: set[int]) -> set[int]:
    """Return the keys of those missions whose visit was accepted. One query."""
    reviews = accepted_reviews_of(Review.objects.filter(visit__mission__in=missions))
    return {key for key in reviews.values_list("visit__mission_id", flat=True) if key is not None}
