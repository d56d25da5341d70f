"""Opening plans: by the programme's rules, or by an officer with a reason. A contested finding waits for its arbiter."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from basira.core.assurance.plan_opening import OpenedBy, Weighed, why_open
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import FindingState, PlanState
from basira.core.kernel.problem import Problem
from basira.core.scoring import Part
from basira.programme.findings import queries as findings
from basira.programme.findings.cards import FindingCard
from basira.programme.findings.clock import Calendar
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act
from basira.programme.plans.models import Plan, PlanMove, PlanRules
from basira.programme.plans.moving import Said, reason_for_a_body, write_move
from basira.programme.plans.rules import FIELDS, RulesCard, rules_card
from basira.programme.results.models import ScoreRun

STANDS = (
    FindingState.ACCEPTED, FindingState.ACCEPTED_IN_PART, FindingState.NO_REPLY, FindingState.UPHELD,
    FindingState.CHANGED,
)  # fmt: skip
"""States of a finding that asks for a plan. Silence is one: nobody gets out of it by saying nothing."""


class FindingUnknown(Problem):
    """No body was told such a finding."""

    code = "plans.finding-unknown"


class NothingToMend(Problem):
    """A strength, or a finding that an arbiter did not uphold, has no plan."""

    code = "plans.nothing-to-mend"


class FindingWaits(Problem):
    """The finding still waits for the body's answer, or for the arbiter's."""

    code = "plans.finding-waits"


class PlanThere(Problem):
    """The finding has its plan already, or the same fault has one that has not ended."""

    code = "plans.already-there"


@transaction.atomic
def set_rules(*, rules: RulesCard, by: Actor, at: datetime) -> None:
    """
    Set the programme's thresholds and clocks. Plans that are open keep theirs.

    :raises NotPermitted: when `by` may not
    """
    permissions.check(by, Act.SET_PLAN_RULES)
    hold_programme()
    values = {name: getattr(rules, name) for name in FIELDS}
    PlanRules.objects.update_or_create(pk=1, defaults=values | {"set_at": at, "set_by": by.ref})
    journal.record(
        "plan-rules.set", subject="programme", by=by, at=at, **{key: str(one) for key, one in values.items()}
    )


@transaction.atomic
def open_plan(*, finding: str, reason: str, by: Actor, at: datetime) -> Plan:
    """
    Open a plan for a finding that no rule asked for, with a reason that the body reads.

    :raises NotPermitted: when `by` may not open plans
    :raises FindingUnknown, NothingToMend, FindingWaits, PlanThere: by the finding
    :raises ReasonMissing, WordsTell: by the reason
    """
    permissions.check(by, Act.OPEN_PLAN)
    said = reason_for_a_body(reason)
    row = Finding.objects.select_related("report").filter(ref=finding).first()
    if row is None:
        raise FindingUnknown()
    card = next(one for one in findings.finding_cards(row.report, at, DEFAULT_DB_ALIAS) if one.ref == finding)
    if card.part is Part.STRENGTH or card.state is FindingState.NOT_UPHELD:
        raise NothingToMend()
    if card.state not in STANDS:
        raise FindingWaits()
    if row.code in _being_mended(row.entity_ref):
        raise PlanThere()
    return _open(row, (OpenedBy.OFFICER, said), (rules_card(), Calendar()), by, at)


def open_due_plans(*, by: Actor, at: datetime) -> int:
    """
    Open the plans that the rules ask for, each in a transaction of its own, and return how many. Again changes nothing.

    :raises NotPermitted: when `by` may not open plans
    """
    permissions.check(by, Act.OPEN_PLAN)
    rules, calendar, opened = rules_card(), Calendar(), 0
    for row, why in _asking(rules, at):
        try:
            with transaction.atomic():
                _open(row, (why, ""), (rules, calendar), by, at)
            opened += 1
        except PlanThere:  # an officer was faster
            continue
    return opened


def _asking(rules: RulesCard, at: datetime) -> Iterator[tuple[Finding, OpenedBy]]:
    """Yield each finding of a body's newest report that asks for a plan and has none, with the rule that says so."""
    newest = EntityReport.objects.order_by("entity_ref", "-starts_on", "-pk").distinct("entity_ref")
    for report in newest.select_related("run").defer("run__inputs", "figures"):
        has_plan = set(Plan.objects.filter(finding__report=report).values_list("finding__ref", flat=True))
        mended = _being_mended(report.entity_ref)
        rows = {row.ref: row for row in Finding.objects.filter(report=report).select_related("report")}
        before = _told_before(report)
        for card in findings.finding_cards(report, at, DEFAULT_DB_ALIAS):
            row = rows[card.ref]
            if card.ref in has_plan or row.code in mended or card.state not in STANDS or card.part is Part.STRENGTH:
                continue
            if why := why_open(_weighed(row, card, report.run, before), rules.opening):
                yield row, why


def _weighed(row: Finding, card: FindingCard, run: ScoreRun, before: list[set[str]]) -> Weighed:
    part = card.outcome.now_part or card.part if card.outcome else card.part
    in_a_row = 0
    if part is Part.SHORTCOMING:
        in_a_row = 1 + next((n for n, told in enumerate(before) if row.code not in told), len(before))
    return Weighed(
        score=card.figure.score if card.figure.score is not None else Decimal(1),
        high=card.figure.high,
        is_critical=row.code in _critical_codes(run.ref),
        in_a_row=in_a_row,
    )


@lru_cache(maxsize=4)
def _critical_codes(run: str) -> frozenset[str]:
    """Return the codes of a run's critical criteria as findings write them. Cached: a run never changes."""
    inputs = ScoreRun.objects.values_list("inputs", flat=True).get(ref=run)
    return frozenset(f"{dimension}/{code}" for code, dimension, _weight, critical in inputs["criteria"] if critical)


def _told_before(report: EntityReport) -> list[set[str]]:
    """Return the codes of the shortcomings of each earlier report of a body as its arbiter left them, the newest first."""
    earlier = EntityReport.objects.filter(entity_ref=report.entity_ref, starts_on__lt=report.starts_on)
    told: dict[int, set[str]] = {pk: set() for pk in earlier.order_by("-starts_on").values_list("pk", flat=True)}
    rows = Finding.objects.filter(report__in=list(told)).exclude(outcome__outcome=FindingState.NOT_UPHELD)
    for pk, code, part, now_part in rows.values_list("report_id", "code", "part", "outcome__now_part"):
        if (now_part or part) == Part.SHORTCOMING:
            told[pk].add(code)
    return list(told.values())


def _being_mended(entity_ref: str) -> set[str]:
    """Return the codes for which a body has a plan that has not ended: the same fault has one plan at a time."""
    ended = PlanMove.objects.filter(to=PlanState.VERIFIED).values("plan")
    plans = Plan.objects.filter(entity_ref=entity_ref).exclude(pk__in=ended)
    return set(plans.values_list("finding__code", flat=True))


def _open(row: Finding, why: tuple[OpenedBy, str], clocks: tuple[RulesCard, Calendar], by: Actor, at: datetime) -> Plan:
    rules, calendar = clocks
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                entity_ref=row.entity_ref,
                finding=row,
                opened_for=why[0],
                reason=why[1],
                plan_days=rules.plan_days,
                sign_days=rules.sign_days,
                rung_days=rules.rung_days,
                grace_days=rules.grace_days,
                opened_at=at,
                opened_by=by.ref,
            )
    except IntegrityError:
        raise PlanThere() from None
    journal.record("plan.opened", subject=plan.ref, by=by, at=at, finding=row.ref, why=str(why[0]))
    write_move(plan, None, PlanState.OPEN, Said(due_on=calendar.after(at, rules.plan_days)), by, at)
    return plan
