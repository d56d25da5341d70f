"""
The map of a life event in a cycle, from accepted visits: for the analyst whole, for a body its own steps alone.

A body's steps are counted from the visits at that body and nothing else, so that what another body did changes nothing of
what it reads (ADR-0038).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from basira.core.disclosure import DisclosureRule, Presence
from basira.core.instrument.tree import Questionnaire
from basira.core.journeys import Case as CoreCase
from basira.core.journeys import Counted, Middle, StepCounts, StepPlan, StepVisit, WayMap, step_counts, told, way_map
from basira.core.kernel.journeys import BreakKind, StepRole
from basira.programme.fieldwork.models import CaptureRecord, Visit
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journeys.models import Case, CaseStep, LifeEvent
from basira.programme.journeys.queries import StepCard, step_cards
from basira.programme.results.disclosed import RULE
from basira.programme.results.inputs import AcceptedVisit, accepted_reviews_of, visits_as_edited
from basira.programme.results.models import ScoreRun
from basira.programme.review.models import AnswerEdit, Review

Json = dict[str, Any]

ROLES_OF = {
    BreakKind.ASKED_AGAIN: StepRole.ASKED_AGAIN,
    BreakKind.TYPED_AGAIN: StepRole.TYPED_AGAIN,
    BreakKind.NOT_HANDED_OVER: StepRole.HANDED_OVER,
    BreakKind.MORE_VISITS: StepRole.STEP_VISITS,
    BreakKind.SWITCHED_CHANNEL: StepRole.CHANNEL_SWITCHES,
    BreakKind.LATE: StepRole.RESULT_DAYS,
}
"""Which question tells of which break."""


@dataclass(frozen=True, slots=True)
class EventMap:
    """
    The map of a life event in a cycle for the analyst.

    `codes` names the criterion ("form:code", with its dimension before "/") that asks for a break, by place and kind: by it a
    finding is written. A break whose question is no criterion has none.
    """

    name_ar: str
    name_en: str
    version: int
    steps: tuple[StepCard, ...]
    way: WayMap
    codes: Mapping[tuple[int, BreakKind], str]


@dataclass(frozen=True, slots=True)
class Runs:
    """What the accepted visits of cases told, by case and place, with the criteria that the visits' questionnaires held."""

    cases: tuple[CoreCase, ...]
    codes: Mapping[tuple[int, BreakKind], str]


@dataclass(frozen=True, slots=True)
class BodyTold:
    """
    What a body's report tells beside its steps: the `rule` that all of it meets, and the visits behind each criterion that it
    shows ("dimension/form:code"), at the body and at each of its centres whose dimension is shown.
    """

    rule: DisclosureRule
    criteria: Mapping[str, Collection[Presence]]


def event_map(*, wave: str, event: str) -> EventMap | None:
    """Return the map of a version over its cases in a cycle; None without a case. A fixed number of queries."""
    cases = list(Case.objects.filter(wave__ref=wave, life_event__ref=event).order_by("pk"))
    if not cases:
        return None
    row = LifeEvent.objects.get(ref=event)
    steps = step_cards([row.pk])[row.pk]
    runs = runs_of([case.pk for case in cases])
    return EventMap(
        row.name_ar, row.name_en, row.version, steps, way_map(plans_of(steps), runs.cases, RULE), runs.codes
    )


def plans_of(steps: Collection[StepCard]) -> list[StepPlan]:
    """Return the steps as the core reads them."""
    return [StepPlan(step.place, step.entity_ref, step.promised_days) for step in steps]


def runs_of(cases: Collection[int], visits: Collection[str] | None = None) -> Runs:
    """
    Return what the accepted visits of these cases told; `visits` keeps those that a score run counted.

    The missions are asked for first, then their visits by keys: joined at once it would be read table by table where the
    statistics say that tables are empty.
    """
    rows = CaseStep.objects.filter(case__in=list(cases)).values_list("case__ref", "step__place", "mission_id")
    places = {mission: (case, place) for case, place, mission in rows}
    filed = {
        ref: (mission, on)
        for ref, mission, on in Visit.objects.filter(mission__in=list(places)).values_list(
            "ref", "mission_id", "visited_on"
        )
        if visits is None or ref in visits
    }
    accepted = visits_as_edited(
        accepted_reviews_of(Review.objects.filter(visit__ref__in=list(filed))).exclude(visit__mission__is_repeat=True),
        AnswerEdit.objects.filter(visit__ref__in=list(filed)),
    )
    trees = {
        row.pk: Questionnaire.from_dict(row.tree)
        for row in QuestionnaireVersion.objects.filter(pk__in={one.version for one in accepted})
    }
    records = records_of(filed)
    found: dict[str, dict[int, StepVisit]] = {case: {} for case, _place in places.values()}
    codes: dict[tuple[int, BreakKind], str] = {}
    for one in accepted:
        mission, on = filed[one.ref]
        case, place = places[mission]
        found[case][place] = told_of(one, on, trees[one.version], records.get(one.ref))
        codes |= {(place, kind): code for kind, code in codes_of(trees[one.version]).items()}
    return Runs(tuple(CoreCase(ref, own) for ref, own in sorted(found.items())), codes)


def told_of(one: AcceptedVisit, on: Any, tree: Questionnaire, record: CaptureRecord | None) -> StepVisit:
    """Return what an accepted visit told of its step."""
    return told(
        visit=one.ref,
        shopper=one.shopper,
        on=on,
        roles=tree.roles,
        answers=one.answers,
        durations=record.durations if record else None,
        contacts=[each["channel"] for each in record.contacts] if record else (),
    )


def records_of(visits: Collection[str]) -> dict[str, CaptureRecord]:
    """Return the phones' records of visits by the visit's ref. One query."""
    rows = CaptureRecord.objects.filter(visit__ref__in=list(visits)).select_related("visit")
    return {row.visit.ref: row for row in rows}


def codes_of(tree: Questionnaire) -> dict[BreakKind, str]:
    """Return the criterion that asks for each break, as findings name it: "dimension/form:code"."""
    by_path = {one.path: f"{one.dimension}/{tree.form_id}:{one.code}" for one in tree.criteria}
    wanted = {kind: by_path.get(tree.roles.get(role, "")) for kind, role in ROLES_OF.items()}
    return {kind: code for kind, code in wanted.items() if code}


def answers_told(wave: int, ways: Collection[Json]) -> dict[str, frozenset[tuple[str, str]]]:
    """
    Return the answers behind each count of a break in what a body was told of life events (the JSON of its report), by step and
    kind: pairs of visit and criterion ("dimension/form:code").

    Every visit that was ever filed for the step is there, whatever became of it since: what was told stays told. A count of which
    no criterion asks is not there, because no score rests on it; a median is none of them. At most three queries.
    """
    told = {step["ref"]: set(step["breaks"]) for way in ways for step in way["steps"]}
    if not told:
        return {}
    rows = CaseStep.objects.filter(case__wave=wave, step__ref__in=list(told)).values_list("mission_id", "step__ref")
    steps = dict(rows)
    filed = Visit.objects.filter(mission__in=list(steps)).values_list("ref", "mission_id", "questionnaire_version_id")
    visits = list(filed)
    versions = QuestionnaireVersion.objects.filter(pk__in={version for _ref, _mission, version in visits})
    codes = {row.pk: codes_of(Questionnaire.from_dict(row.tree)) for row in versions}
    found: dict[str, set[tuple[str, str]]] = {}
    for ref, mission, version in visits:
        for kind, code in codes[version].items():
            if str(kind) in told[steps[mission]]:
                found.setdefault(f"{steps[mission]} {kind}", set()).add((ref, code))
    return {key: frozenset(answers) for key, answers in found.items()}


def own_parts(run: ScoreRun, bodies: Mapping[str, BodyTold]) -> dict[str, list[Json]]:
    """
    Return what each of these bodies reads of the life events that ran through it in a run's cycle, by the body's ref, as JSON
    for its report.

    Only visits that the run counted go in. A step of which nothing may be told, or at which nobody was, is not there. Empty
    without cases: then the run's inputs are not read.
    """
    ran = Case.objects.filter(wave=run.wave_id, life_event__steps__entity__ref__in=list(bodies)).distinct()
    cases = list(ran.select_related("life_event").order_by("life_event__code", "pk"))
    if not cases:
        return {}
    visits = {visit[0] for visit in run.inputs["visits"]}
    events = {case.life_event_id: case.life_event for case in cases}
    steps, found = step_cards(events), dict[str, list[Json]]()
    told = dict[tuple[str, str], Presence]()
    for key, event in events.items():
        runs = runs_of([case.pk for case in cases if case.life_event_id == key], visits)
        for step in (one for one in steps[key] if one.entity_ref in bodies):
            here = [case.visits[step.place] for case in runs.cases if step.place in case.visits]
            row = own_row(step, own_counts(step, here, runs.codes, bodies[step.entity_ref], told))
            if row is None:
                continue
            parts = found.setdefault(step.entity_ref, [])
            if not parts or parts[-1]["event"]["ref"] != event.ref:
                parts.append({"event": {"ref": event.ref, "ar": event.name_ar, "en": event.name_en}, "steps": []})
            parts[-1]["steps"].append(row)
    return found


def own_counts(
    step: StepCard,
    here: Sequence[StepVisit],
    codes: Mapping[tuple[int, BreakKind], str],
    body: BodyTold,
    told: dict[tuple[str, str], Presence],
) -> StepCounts:
    """
    Return one step in numbers, without the breaks whose criterion the report withholds.

    `told` holds the visits whose answers were told already, by body and criterion, and grows by this step's: neither a step nor
    all steps together may leave a few visits of a criterion's figure.
    """
    (plan,) = plans_of([step])
    asked = {kind: code for (place, kind), code in codes.items() if place == step.place}
    before = {kind: told.get((step.entity_ref, code), frozenset()) for kind, code in asked.items()}
    beside = {
        kind: [rest for one in body.criteria.get(code, ()) for rest in {one, one - before[kind]}]
        for kind, code in asked.items()
    }
    counts = step_counts(plan, here, body.rule, beside)
    shown = {kind: one for kind, one in counts.breaks.items() if kind not in asked or asked[kind] in body.criteria}
    for kind in asked.keys() & shown.keys():
        if shown[kind].is_safe:
            said = {(one.visit, one.shopper) for one in here if one.is_broken(kind, plan.promised_days) is not None}
            told[step.entity_ref, asked[kind]] = before[kind] | said
    return replace(counts, breaks=shown)


def own_row(step: StepCard, counts: StepCounts) -> Json | None:
    """Return one step as its body reads it: what may be told of it; None where nothing may."""
    told_breaks = {str(kind): seen_row(one) for kind, one in counts.breaks.items() if one.of and one.is_safe}
    middles = {"minutes_inside": counts.minutes_inside, "result_days": counts.result_days}
    numbers = {name: middle_row(one) for name, one in middles.items() if one.value is not None and one.is_safe}
    if not told_breaks and not numbers:
        return None
    return {
        "ref": step.ref,
        "name": {"ar": step.name_ar, "en": step.name_en},
        "promised_days": step.promised_days,
        "breaks": told_breaks,
        "marked": [str(kind) for kind in counts.marked],
    } | numbers


def seen_row(one: Counted) -> Json:
    """Return a count that may be told."""
    return {"seen": one.seen, "of": one.of}


def middle_row(one: Middle) -> Json:
    """Return a median that may be told, as text, so that it is not rounded twice."""
    return {"median": format(one.value, "f") if one.value is not None else "", "of": one.of}
