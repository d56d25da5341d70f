"""
What a body reads of its plans, what the desk reads of all, and what anybody is told.

The first kind goes through `own_rows`: the database itself shows one body's rows, and the filter is the second lock. It reads
no table in which a repeat stands.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, DateTimeField, Q, QuerySet, Value
from django.utils import timezone

from basira.core.assurance.influence import ContactKind
from basira.core.assurance.plan_ladder import Lateness, Owed, Rung, owed
from basira.core.assurance.plan_opening import OpenedBy
from basira.core.assurance.repeats import RepeatOutcome, time_to_fix
from basira.core.kernel.lifecycles import MissionState, PlanState, WaveState
from basira.programme.findings import queries as findings
from basira.programme.findings.cards import FileCard, FindingCard
from basira.programme.findings.clock import Calendar
from basira.programme.findings.models import Finding, Reply
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.plans import states
from basira.programme.plans.cards import (
    AtTheTop,
    ContactCard,
    DeskPlan,
    EscalationCard,
    FixedSince,
    ListedPlans,
    MoveCard,
    Origin,
    PersonaChoice,
    PlanCard,
    PublicFacts,
    RepeatCard,
    StepCard,
    VerdictsWaiting,
)
from basira.programme.plans.models import Contact, Escalation, Plan, PlanMove, PlanStep, ProofFile, Repeat
from basira.programme.plans.origins import origin_of
from basira.programme.plans.rules import grace_until
from basira.programme.registry.models import Entity
from basira.programme.results.disclosed import RULE
from basira.programme.waves.models import Mission, Scenario

PLAYED = (MissionState.ACCEPTED, MissionState.DONE)
"""States of a mission in which its persona was met at the centre, or is about to be."""


def own_plans(*, entity_ref: str, at: datetime, database: str = PORTAL) -> tuple[PlanCard, ...]:
    """
    Return a body's plans: what it owes by its day, then what waits for others, then what ended. Eight queries.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        return in_order(plan_cards(Plan.objects.using(alias).filter(entity_ref=entity_ref), at, alias))


def own_plan(*, entity_ref: str, ref: str, at: datetime, database: str = PORTAL) -> PlanCard | None:
    """
    Return one plan of a body; None when this body has no such plan.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        cards = plan_cards(Plan.objects.using(alias).filter(entity_ref=entity_ref, ref=ref), at, alias)
    return cards[0] if cards else None


def standing_counts(at: datetime) -> tuple[int, int]:
    """Return how many plans are past their day, and how many wait for the programme to agree. One query."""
    newest = PlanMove.objects.order_by("plan", "-place").distinct("plan").values("pk")
    rows = PlanMove.objects.filter(pk__in=newest).aggregate(
        late=Count("pk", filter=Q(due_on__lt=timezone.localdate(at))),
        proposed=Count("pk", filter=Q(to=PlanState.PROPOSED)),
    )
    return rows["late"], rows["proposed"]


def plans_at_the_top() -> tuple[AtTheTop, ...]:
    """Return the plans whose present delay has reached the programme's own top, the oldest day first. One query."""
    newest = PlanMove.objects.order_by("plan", "-place").distinct("plan").values("pk")
    rows = Escalation.objects.filter(rung=Rung.TOP, move__in=newest).order_by("due_on", "pk")
    names = ("plan__finding__report__figures__entity", "plan__finding__figures__ar", "plan__finding__figures__en")
    return tuple(
        AtTheTop(ref, findings.name_of(entity), Name(arabic, english), Lateness(lateness), due_on)
        for ref, entity, arabic, english, lateness, due_on in rows.values_list(
            "plan__ref", *names, "lateness", "due_on"
        )
    )


def finding_to_mend(ref: str, at: datetime) -> FindingCard | None:
    """Return a finding that a body was told, for the desk; None when there is none."""
    row = Finding.objects.select_related("report").filter(ref=ref).first()
    if row is None:
        return None
    return next(one for one in findings.finding_cards(row.report, at, DEFAULT_DB_ALIAS) if one.ref == ref)


def own_plans_of_findings(
    *, entity_ref: str, finding_refs: Iterable[str], at: datetime, database: str = PORTAL
) -> dict[str, PlanCard]:
    """Return a body's plans for some of its findings, by the finding's ref; a finding without one is missing."""
    with own_rows(entity_ref, database=database) as alias:
        rows = Plan.objects.using(alias).filter(entity_ref=entity_ref, finding__ref__in=list(finding_refs))
        return {card.finding_ref: card for card in plan_cards(rows, at, alias)}


def plans_of_report(*, wave: str, entity_ref: str, at: datetime) -> dict[str, PlanCard]:
    """Return the plans for the findings of one body's report, by the finding's ref. For the desk."""
    rows = Plan.objects.filter(entity_ref=entity_ref, finding__report__wave__ref=wave)
    return {card.finding_ref: card for card in plan_cards(rows, at, DEFAULT_DB_ALIAS)}


def listed_plans(at: datetime) -> ListedPlans:
    """Return the order of every plan for the programme, and how many are late, without reading the plans. Two queries."""
    today = timezone.localdate(at)
    newest = PlanMove.objects.order_by("plan", "-place").distinct("plan")
    at_the_top = set(Escalation.objects.filter(rung=Rung.TOP).values_list("plan", "due_on"))
    keys, late, top = [], 0, 0
    for plan, ref, to, due_on in newest.values_list("plan", "plan__ref", "to", "due_on"):
        due = owed(PlanState(to), due_on, has_replied=True)  # which of two things it owes changes no day
        keys.append(order_of(PlanState(to), due, ref))
        is_late = due is not None and today > due.due_on
        late, top = late + is_late, top + (is_late and (plan, due_on) in at_the_top)
    return ListedPlans(tuple(ref for *_rest, ref in sorted(keys)), late, top)


def desk_plans(at: datetime, refs: Collection[str] | None = None) -> tuple[DeskPlan, ...]:
    """Return every plan for the programme, or those with these refs, late ones first. Eleven queries at most."""
    plans, ordered = Plan.objects.all(), Repeat.objects.all()
    if refs is not None:
        plans, ordered = plans.filter(ref__in=refs), ordered.filter(plan__ref__in=refs)
    cards = in_order(plan_cards(plans, at, DEFAULT_DB_ALIAS))
    repeats = _repeats(ordered)
    return tuple(_desk_plan(card, repeats.get(card.ref, ())) for card in cards)


def desk_plan(ref: str, at: datetime) -> DeskPlan | None:
    """Return one plan for the programme; None when there is none."""
    cards = plan_cards(Plan.objects.filter(ref=ref), at, DEFAULT_DB_ALIAS)
    return _desk_plan(cards[0], _repeats(Repeat.objects.filter(plan__ref=ref)).get(ref, ())) if cards else None


def plan_cards(plans: QuerySet[Plan], at: datetime, alias: str) -> tuple[PlanCard, ...]:
    """Return plans as cards, the oldest first. Nine queries at most, however many; two where there is none."""
    rows = list(plans.select_related("finding__report").order_by("pk"))
    if not rows:
        return ()
    moves: dict[int, list[PlanMove]] = {}
    for move in PlanMove.objects.using(alias).filter(plan__in=rows).order_by("place"):
        moves.setdefault(move.plan_id, []).append(move)
    proposals = [
        max(pks) for pks in ([m.pk for m in own if m.to == PlanState.PROPOSED] for own in moves.values()) if pks
    ]
    calendar = Calendar()
    never_before = {row.pk: day for row in rows if (day := _late_after(row, moves[row.pk], calendar))}
    steps = _steps(proposals, never_before, at, alias)
    files: dict[int, list[FileCard]] = {}
    for one in ProofFile.objects.using(alias).filter(move__plan__in=rows).order_by("pk"):
        files.setdefault(one.move_id, []).append(FileCard(one.ref, one.filename, one.kind, one.size_bytes))
    climbed: dict[int, list[EscalationCard]] = {}
    for rung in Escalation.objects.using(alias).filter(plan__in=rows).order_by("pk"):
        card = EscalationCard(Rung(rung.rung), Lateness(rung.lateness), rung.due_on, rung.reached_at)
        climbed.setdefault(rung.plan_id, []).append(card)
    replied = set(
        Reply.objects.using(alias)
        .filter(finding__in=[row.finding_id for row in rows])
        .values_list("finding", flat=True)
    )
    over = states.over_grace({row: moves[row.pk][-1] for row in rows}, at)
    return tuple(
        _card(
            row, moves[row.pk], steps.get(row.pk, ()), files, climbed.get(row.pk, []), row.finding_id in replied,
            row in over, at,
        )
        for row in rows
    )  # fmt: skip


def _late_after(row: Plan, moves: list[PlanMove], calendar: Calendar) -> date | None:
    """Return the day until which no step is late: the body has its time from the agreement on. None before that."""
    for move in reversed(moves):
        if move.to == PlanState.AGREED:
            return calendar.after(move.moved_at, row.plan_days)
        if move.to == PlanState.PROPOSED:
            break
    return None


def _steps(
    proposals: list[int], never_before: Mapping[int, date], at: datetime, alias: str
) -> dict[int, tuple[StepCard, ...]]:
    """Return the steps of the newest proposals by the plan's key, in their order. `never_before` is from `_late_after`."""
    today = timezone.localdate(at)
    found: dict[int, tuple[StepCard, ...]] = {}
    rows = PlanStep.objects.using(alias).filter(move__in=proposals).select_related("done", "move").order_by("place")
    for row in rows:
        done = getattr(row, "done", None)
        floor = never_before.get(row.move.plan_id)
        is_late = done is None and floor is not None and today > max(row.due_on, floor)
        card = StepCard(row.ref, row.what, row.post, row.due_on, done.done_at if done else None, is_late)
        found[row.move.plan_id] = (*found.get(row.move.plan_id, ()), card)
    return found


def _card(  # noqa: PLR0913  a card has these sources
    row: Plan,
    moves: list[PlanMove],
    steps: tuple[StepCard, ...],
    files: Mapping[int, list[FileCard]],
    climbed: list[EscalationCard],
    has_replied: bool,
    is_grace_over: bool,
    at: datetime,
) -> PlanCard:
    last, figures = moves[-1], row.finding.report.figures
    state = states.state_for_body(last)
    due = owed(state, last.due_on, has_replied=has_replied)
    return PlanCard(
        ref=row.ref,
        entity_ref=row.entity_ref,
        finding_ref=row.finding.ref,
        name=findings.name_of(row.finding.figures),
        entity=findings.name_of(figures["entity"]),
        cycle=findings.cycle_name(figures),
        state=state,
        opened_for=OpenedBy(row.opened_for),
        reason=row.reason,
        opened_at=row.opened_at,
        owed=due,
        is_late=due is not None and timezone.localdate(at) > due.due_on,
        grace_until=grace_until(last.moved_at, row.grace_days) if state is PlanState.GRACE else None,
        is_grace_over=is_grace_over,
        quarter=last.quarter,
        steps=steps,
        moves=tuple(_move_card(one, files) for one in moves),
        escalations=tuple(climbed),
    )


def _move_card(one: PlanMove, files: Mapping[int, list[FileCard]]) -> MoveCard:
    own = tuple(files.get(one.pk, ()))
    return MoveCard(one.start, PlanState(one.to), one.words, one.quarter, one.moved_at, one.moved_by, own)


def in_order(cards: Iterable[PlanCard]) -> tuple[PlanCard, ...]:
    """Return what is owed by its day, then what waits for others, then what ended."""
    return tuple(sorted(cards, key=lambda card: order_of(card.state, card.owed, card.ref)))


def order_of(state: PlanState, due: Owed | None, ref: str) -> tuple[bool, bool, str, str]:
    """Return by what a list of plans is ordered."""
    return state is PlanState.VERIFIED, due is None, str(due.due_on if due else ""), ref


def _desk_plan(card: PlanCard, repeats: tuple[tuple[PlanState, RepeatCard], ...]) -> DeskPlan:
    state = card.state
    if card.is_grace_over:
        since = [one for one in repeats if one[1].ordered_at >= card.moves[-1].moved_at]
        state = since[0][0] if since else PlanState.REPEAT_DUE
    return DeskPlan(card, state, tuple(one for _state, one in repeats))


def _repeats(rows: QuerySet[Repeat]) -> dict[str, tuple[tuple[PlanState, RepeatCard], ...]]:
    """Return repeats with where they leave their plan, by the plan's ref, the newest first."""
    found: dict[str, tuple[tuple[PlanState, RepeatCard], ...]] = {}
    wanted = ("plan", "mission__centre", "mission__scenario", "mission__wave", "mission__cycle_number")
    for row in states.looked_up(rows).select_related(*wanted).order_by("-pk"):
        found[row.plan.ref] = (*found.get(row.plan.ref, ()), (states.state_of_repeat(row), _repeat_card(row)))
    return found


def _repeat_card(row: Repeat) -> RepeatCard:
    mission, verdict = row.mission, getattr(row, "verdict", None)
    return RepeatCard(
        mission_ref=mission.ref,
        number=mission.cycle_number.number,
        centre=Name(mission.centre.name_ar, mission.centre.name_en),
        scenario=Name(mission.scenario.name_ar, mission.scenario.name_en),
        cycle_ref=mission.wave.ref,
        window_start=mission.window_start,
        window_end=mission.window_end,
        mission_state=MissionState(mission.state),
        drawn_from=row.drawn_from,
        ordered_at=row.ordered_at,
        outcome=RepeatOutcome(verdict.outcome) if verdict else None,
        shares=tuple((code, Decimal(share)) for code, share in verdict.shares) if verdict else (),
    )


def origin_card(plan: str) -> Origin | None:
    """Return what a plan's repeat is compared with; None where no visit behind the finding is there any more."""
    rows = Plan.objects.select_related("finding__report__run").defer("finding__report__figures")
    row = rows.filter(ref=plan).first()
    origin = origin_of(row.finding) if row else None
    if row is None or origin is None:
        return None
    approved = Scenario.objects.filter(approved_at__isnull=False).exclude(ref__in=played_there(row, origin))
    personas = tuple(
        PersonaChoice(one.ref, one.code, Name(one.name_ar, one.name_en)) for one in approved.order_by("code")
    )
    centre = Name(origin.centre.name_ar, origin.centre.name_en)
    return Origin(centre, origin.window_start, origin.window_end, personas)


def played_there(plan: Plan, origin: Mission) -> frozenset[str]:
    """Return the refs of the scenarios played (or about to be) at the centre in the finding's cycle, and in the plan's repeats."""
    of_cycle = Q(wave=plan.finding.report.wave_id, centre=origin.centre_id)
    of_repeats = Q(pk__in=Repeat.objects.filter(plan=plan).values("mission"))
    played = Mission.objects.filter(of_cycle | of_repeats, state__in=PLAYED)
    return frozenset(played.values_list("scenario__ref", flat=True))


def verdicts_waiting() -> tuple[VerdictsWaiting, ...]:
    """Return, by cycle, the repeats of which no body was told yet; empty when there is none. Two queries."""
    ended = set(PlanMove.objects.filter(start=PlanState.GRACE).values_list("plan", "place"))
    rows = states.looked_up(Repeat.objects.select_related("move", "mission__wave")).order_by("mission__wave__starts_on")
    found: dict[str, VerdictsWaiting] = {}
    for row in rows:
        if (row.plan_id, row.move.place + 1) in ended:
            continue
        wave, verdict = row.mission.wave, states.standing_verdict(row)
        before = found.get(wave.ref)
        found[wave.ref] = VerdictsWaiting(
            wave_ref=wave.ref,
            name=Name(wave.name_ar, wave.name_en),
            ready=(before.ready if before else 0) + (verdict is not None),
            open=(before.open if before else 0) + states.is_under_way(row),
            is_in_field=WaveState(wave.state) in (WaveState.DRAFT, WaveState.COMMITTED, WaveState.IN_FIELD),
        )
    return tuple(found.values())


def contact_cards() -> tuple[ContactCard, ...]:
    """Return the log of contacts, the newest first; empty before the first. Two queries."""
    rows = list(Contact.objects.order_by("-came_on", "-pk"))
    names = Entity.objects.in_bulk({row.entity_ref for row in rows}, field_name="ref")
    return tuple(
        ContactCard(
            entity=Name(names[row.entity_ref].name_ar, names[row.entity_ref].name_en),
            post=row.post,
            kind=ContactKind(row.kind),
            words=row.words,
            came_on=row.came_on,
            recorded_at=row.recorded_at,
            received_by=row.received_by,
        )
        for row in rows
    )


def fixed_since(*, wave: str, entity_ref: str) -> FixedSince | None:
    """Return what of a cycle's findings about a body was verified as mended since; None before the first. One query."""
    moves = PlanMove.objects.filter(
        to=PlanState.VERIFIED, entity_ref=entity_ref, plan__finding__report__wave__ref=wave
    ).order_by("-quarter")
    quarters = list(moves.values_list("quarter", flat=True))
    return FixedSince(len(quarters), quarters[0]) if quarters else None


def public_facts() -> PublicFacts:
    """
    Return what anybody is told: the median of days from telling a finding to its verified fix, withheld below the thresholds
    of every figure, and the number of contacts. One query.
    """
    fixes = PlanMove.objects.filter(to=PlanState.VERIFIED).values_list(
        "entity_ref", "moved_at", "plan__finding__report__released_at"
    )
    contacts = Contact.objects.values_list("entity_ref", "recorded_at", Value(None, DateTimeField()))
    rows = list(fixes.union(contacts, all=True))
    fixed = [(entity, moved, told) for entity, moved, told in rows if told is not None]
    days = [(moved - told).days for _entity, moved, told in fixed]
    bodies = {entity for entity, _moved, _told in fixed}
    fix = time_to_fix(days, least=RULE.min_visits, bodies=len(bodies), least_bodies=RULE.min_shoppers)
    return PublicFacts(fix, len(rows) - len(fixed))
