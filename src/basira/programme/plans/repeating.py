"""
The covert repeat: ordered by a planner after the time of grace, made by whom the vault draws, judged by its own answers, and
told to the bodies together with its whole cycle. No body learns before that there was one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from basira.core.assurance.repeats import (
    DaysUnfit,
    RepeatOutcome,
    allowed_shoppers,
    check_persona,
    comparable_window,
    outcome_of,
    quarter_of,
)
from basira.core.instrument.scale import AnswerOutsideScale
from basira.core.instrument.tree import Questionnaire, points_of
from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import may_be_sent
from basira.core.kernel.lifecycles import PLAN_MOVES, MissionState, PlanState, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import KIND_BY_CHANNEL, Channel
from basira.core.scoring import ReportRule
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.clock import Calendar
from basira.programme.findings.subjects import about
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries as panel
from basira.programme.panel.models import CycleNumber, FieldKey
from basira.programme.panel.own import away_whole
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans import queries, states
from basira.programme.plans.models import Plan, PlanMove, Repeat, Verdict
from basira.programme.plans.moving import Said, any_plan_row, write_move
from basira.programme.plans.origins import criteria_in, origin_of, version_for
from basira.programme.plans.rules import repeats_fixes, rules_card
from basira.programme.review.models import AnswerEdit, Review
from basira.programme.training.gate import Task, lacking
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission, Scenario, Wave
from basira.programme.waves.planning import MissionPlan, barred_centres, classes_of
from basira.programme.waves.rotation import Going, resting

OPEN_CYCLES = (WaveState.COMMITTED, WaveState.IN_FIELD)
OUT_OF_THE_FIELD = (
    WaveState.CLOSED, WaveState.REVIEWED, WaveState.SCORED, WaveState.INFORMED, WaveState.ANNOUNCED,
)  # fmt: skip
FIXED_FROM = ReportRule().strength_from
"""From this share of points on a repeat has seen the fault mended: the line from which a report calls it good."""


class NoRepeatsHere(Problem):
    """The programme's blueprint repeats no experience after findings."""

    code = "repeats.none-here"


class NoOrigin(Problem):
    """No visit behind the finding is there any more, or no published questionnaire asks about it."""

    code = "repeats.no-origin"


class NoCycleOpen(Problem):
    """No cycle that takes missions holds these days."""

    code = "repeats.no-cycle-open"


class ScenarioUnfit(Problem):
    """The scenario is unknown, or no second person has approved it."""

    code = "repeats.scenario-unfit"


class NobodyNew(Problem):
    """Fewer than five of those who may go are new to the place; how many, or who, is not told."""

    code = "repeats.nobody-new"


class CycleInField(Problem):
    """Verdicts are told when the cycle of the repeats has left the field: before, they would date a visit."""

    code = "repeats.cycle-in-field"


class RepeatsOpen(Problem):
    """`count` repeats of the cycle are still to be made or judged."""

    code = "repeats.still-open"


@transaction.atomic
def order_repeat(*, plan: str, scenario: str, days: tuple[date, date], by: Actor, at: datetime) -> Repeat:
    """
    Order a repeat: at the centre where the fault was seen most, in another persona, at like hours, by whom the vault draws.

    The mission is planned in the cycle that holds the days, and is offered as every other one is.

    :raises NotPermitted: when `by` may not order repeats
    :raises NoRepeatsHere: when the programme repeats nothing
    :raises PlanNotFound, MoveNotAllowed: when there is no such plan, or no repeat of it is due
    :raises NoOrigin, DaysUnfit, NoCycleOpen: when it cannot be compared
    :raises ScenarioUnfit, PersonaMet: by the scenario
    :raises PlanRefused: by the programme's file, with why
    :raises TooFewToChoose, NobodyNew: when nobody may go
    :raises VaultNotReachable: when nobody can tell who was there; nothing is ordered
    """
    permissions.check(by, Act.ORDER_REPEAT)
    if not repeats_fixes():
        raise NoRepeatsHere()
    found, last = any_plan_row(plan)
    state = states.state_for_programme(found, last, at)
    check_move(PLAN_MOVES, state, PlanState.REPEAT_ORDERED)
    origin = origin_of(found.finding)
    version = version_for(origin, about(found.finding)) if origin else None
    if origin is None or version is None:
        raise NoOrigin()
    _check_scenario(scenario, found, origin)
    wave = _wave_of(days, at)
    window = comparable_window(origin.window_start, origin.window_end, days, timezone.get_current_timezone())
    planned = MissionPlan(
        cycle_number="",
        centre=origin.centre.ref,
        channel=Channel(origin.channel),
        scenario=scenario,
        questionnaire_version=version.ref,
        window_start=window[0],
        window_end=window[1],
        service=origin.service.code if origin.service else None,
        is_repeat=True,
    )
    waves.check_rules(wave=wave, plan=planned)  # whoever goes: nobody is drawn for it
    number, drawn_from = _draw(wave, origin, found, window, (by, at))
    # Its entry in the journal is that of every planned mission. One that named the plan, or a repeat, would let whoever reads
    # the journal join them; who ordered it and when stands in the frozen row.
    (mission,) = waves.plan_missions(wave=wave.ref, plans=[replace(planned, cycle_number=number)], by=by, at=at)
    return Repeat.objects.create(
        plan=found, move=last, mission=mission, drawn_from=drawn_from, ordered_at=at, ordered_by=by.ref
    )


def _check_scenario(scenario: str, plan: Plan, origin: Mission) -> None:
    if not Scenario.objects.filter(ref=scenario, approved_at__isnull=False).exists():
        raise ScenarioUnfit()
    check_persona(scenario, queries.played_there(plan, origin))


def _wave_of(days: tuple[date, date], at: datetime) -> Wave:
    first, last = days
    if first > last or first < timezone.localdate(at):
        raise DaysUnfit()
    open_ones = Wave.objects.filter(state__in=OPEN_CYCLES, starts_on__lte=first, ends_on__gte=last)
    found = open_ones.order_by("-starts_on", "-pk").first()
    if found is None:
        raise NoCycleOpen()
    return found


def _draw(
    wave: Wave, origin: Mission, plan: Plan, window: tuple[datetime, datetime], said: tuple[Actor, datetime]
) -> tuple[str, int]:
    """Return the number of whom the vault drew among those who may go, and how many these were."""
    by, at = said
    numbers = list(CycleNumber.objects.filter(cycle=wave.ref).values_list("ref", flat=True))
    centre = origin.centre.ref
    tasks = [Task(number, centre, Channel(origin.channel)) for number in numbers]
    unready = {task.number for task in lacking(tasks, on=timezone.localdate(at), by=by.ref)}
    numbers = [number for number in numbers if number not in unready]
    keyed = FieldKey.objects.filter(cycle_number__ref__in=numbers).values_list("cycle_number__ref", "is_open")
    opened = {number for number, is_open in keyed if is_open}
    choice = allowed_shoppers(
        numbers,
        barred=_unfit(wave, numbers, origin, window, by),
        went_there=set(_numbers_at(origin, Q(wave=wave))),
        keys_closed={number for number, _is_open in keyed} - opened,
    )
    since = at - timedelta(days=rules_card().rotation_days)
    own = Q(pk__in=Repeat.objects.filter(plan=plan).values("mission"))
    earlier = _numbers_at(origin, own | Q(wave=plan.finding.report.wave_id) | Q(window_end__gte=since))
    drawn = panel.vault().draw_apart(choice.allowed, sorted(set(earlier)), by=by.ref)
    if drawn is None:
        raise NobodyNew()
    return drawn, len(choice.allowed)


def _unfit(
    wave: Wave, numbers: Sequence[str], origin: Mission, window: tuple[datetime, datetime], by: Actor
) -> set[str]:
    """Return the numbers that may not go to the origin's centre, or not yet, are away, or of a class that is not sent so."""
    centre, kind = origin.centre.ref, KIND_BY_CHANNEL[Channel(origin.channel)]
    pairs = barred_centres([(one, centre) for one in numbers], by=by.ref)
    pairs |= resting([Going(one, centre, window[0]) for one in numbers], by=by.ref, is_plan=False)
    never = {one for one, said in classes_of(wave.ref).items() if not may_be_sent(said, kind)}
    first, last = (timezone.localdate(moment) for moment in window)
    away = {number for number, _first, _last in away_whole([(one, first, last) for one in numbers])}
    return {number for number, _centre in pairs} | never | away


def _numbers_at(origin: Mission, which: Q) -> list[str]:
    """Return the numbers that went to the origin's centre, or are to go there; one whose mission became void may have."""
    there = waves.OPEN_MISSIONS | {MissionState.DONE, MissionState.VOID}
    missions = Mission.objects.filter(which, centre=origin.centre_id, state__in=there)
    return list(missions.values_list("cycle_number__ref", flat=True))


def judge_repeats(*, by: Actor, at: datetime) -> int:
    """
    Judge every repeat whose visit was accepted, by its answers as edited, and return how many. Again changes nothing.

    The frozen verdict is its own record: an entry in the journal a moment after a review would tell which visit it was.

    :raises NotPermitted: when `by` is not the worker
    """
    permissions.check(by, Act.JUDGE_REPEATS)
    waiting = Repeat.objects.filter(verdict=None).exclude(mission__state=MissionState.VOID)
    count = 0
    for repeat in waiting.select_related("plan__finding").order_by("pk"):
        count += _judge(repeat, by, at)
    return count


@transaction.atomic
def _judge(repeat: Repeat, by: Actor, at: datetime) -> bool:
    reviews = Review.objects.filter(visit__mission=repeat.mission_id, state__in=states.ACCEPTED).order_by("pk")
    review = reviews.select_related("visit__questionnaire_version").first()
    if review is None:
        return False
    shares = list(_shares(review.visit, repeat.plan))
    outcome = outcome_of([(share, critical) for _code, share, critical in shares], fixed_from=FIXED_FROM)
    Verdict.objects.create(
        repeat=repeat,
        visit=review.visit,
        outcome=outcome,
        shares=[[code, format(share, "f")] for code, share, _critical in shares],
        judged_at=at,
        judged_by=by.ref,
    )
    return True


def _shares(visit: Visit, plan: Plan) -> Iterator[tuple[str, Decimal, bool]]:
    """Yield (code, share of its points, whether critical) of each criterion that the finding is about and that applied."""
    edits = dict(AnswerEdit.objects.filter(visit=visit).order_by("pk").values_list("path", "after"))
    answers = {**visit.answers, **edits}
    for one in criteria_in(Questionnaire.from_dict(visit.questionnaire_version.tree), about(plan.finding)):
        try:
            share = points_of(one, str(answers.get(one.path, "")))
        except AnswerOutsideScale:  # a visit that is not scored may hold one: it says nothing
            continue
        if share is not None:
            yield one.code, share, one.critical


@transaction.atomic
def release_verdicts(*, wave: str, by: Actor, at: datetime) -> int:
    """
    Tell every body at one moment what the repeats of a cycle saw, and return how many plans that moved.

    :raises NotPermitted: when `by` may not
    :raises CycleInField: while the cycle is in the field, or before
    :raises RepeatsOpen: while a repeat of it is to be made or judged
    """
    permissions.check(by, Act.RELEASE_VERDICTS)
    found = Wave.objects.filter(ref=wave).first()
    if found is None or WaveState(found.state) not in OUT_OF_THE_FIELD:
        raise CycleInField()
    waves.lock_missions(mission_ids=[repeat.mission_id for repeat in untold_repeats(found)])  # none becomes void now
    untold = untold_repeats(found)
    if waiting := sum(1 for repeat in untold if states.is_under_way(repeat)):
        raise RepeatsOpen(count=waiting)
    quarter, calendar, moved = quarter_of(found.ends_on), Calendar(), 0
    for repeat in untold:
        if verdict := states.standing_verdict(repeat):
            moved += _tell(repeat, RepeatOutcome(verdict.outcome), (quarter, calendar), by, at)
    journal.record("verdicts.released", subject=wave, by=by, at=at, plans=moved)
    return moved


def untold_repeats(wave: Wave) -> list[Repeat]:
    """Return the repeats of a cycle after whose sign-off nothing was told yet, in no order that tells anything."""
    told = PlanMove.objects.filter(start=PlanState.GRACE).values("plan", "place")
    ended = {(plan, place - 1) for plan, place in told.values_list("plan", "place")}
    rows = states.looked_up(Repeat.objects.filter(mission__wave=wave)).select_related("plan", "move")
    return [row for row in rows.order_by("ref") if (row.plan_id, row.move.place) not in ended]


def _tell(repeat: Repeat, outcome: RepeatOutcome, when: tuple[str, Calendar], by: Actor, at: datetime) -> int:
    quarter, calendar = when
    plan, last = any_plan_row(repeat.plan.ref)
    if last.pk != repeat.move_id:
        return 0
    to = PlanState.VERIFIED if outcome is RepeatOutcome.FIXED else PlanState.NOT_FIXED
    due_on = calendar.after(at, plan.plan_days) if to is PlanState.NOT_FIXED else None
    write_move(plan, last, to, Said(due_on=due_on, quarter=quarter), by, at)
    return 1
