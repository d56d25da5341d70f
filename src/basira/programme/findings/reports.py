"""
The reports of a score run, one a body, as JSON after the disclosure rule: what was withheld gets into none of them.

A report speaks of one body only, in the questionnaire's own words and in figures. It holds no visit, no shopper, no time
finer than the cycle, and nothing that a shopper wrote.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from basira.core.disclosure import (
    DisclosureRule,
    MeasuredBody,
    Presence,
    ShownCentre,
    Verdict,
    criteria_to_show,
    disclose,
)
from basira.core.scoring import (
    ENGINE,
    Estimate,
    Level,
    Part,
    ReportRule,
    UnitScore,
    part_of,
    score_units,
)
from basira.core.scoring.estimate import CONFIDENCE
from basira.programme.people import queries as people
from basira.programme.registry.models import Entity
from basira.programme.results import queries as results
from basira.programme.results.disclosed import RULE, key_of, measured, rule_for
from basira.programme.results.inputs import criterion_texts, ratings_of
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
FORMAT = 1
LINES = ReportRule()
"""The two lines between the parts; the same for every body."""
MARK = "\t"
"""Between a dimension and a criterion: neither's code holds one."""


@dataclass(frozen=True, slots=True)
class BodyScores:
    """One body in a run: its scores by dimension and by criterion, its verdict, and the criteria and centres that are shown."""

    unit: UnitScore
    by_criterion: UnitScore
    verdict: Verdict
    shown: frozenset[str]
    centres: tuple[ShownCentre, ...] = ()
    rule: DisclosureRule = RULE


def reports_of(run: str, entity_ref: str = "") -> tuple[Json, ...]:
    """
    Return the report of every body in a run ("": of all), in the order of their refs, with the names that hold now.

    :raises ScoreRun.DoesNotExist: when there is no such run
    """
    frozen = ScoreRun.objects.select_related("wave").defer("inputs", "model").get(ref=run)
    bodies = [ref for ref in body_scores(run) if entity_ref in ("", ref)]
    entities = Entity.objects.select_related("sector").in_bulk(bodies, field_name="ref")
    programme = people.programme_card()
    return tuple(report(frozen, entities[ref], body_scores(run)[ref], programme) for ref in bodies if ref in entities)


@lru_cache(maxsize=4)
def body_scores(run: str) -> dict[str, BodyScores]:
    """
    Return every body of a run with what the rule says of it. Cached: a run never changes.

    :raises ScoreRun.DoesNotExist: when there is no such run
    """
    frozen = ScoreRun.objects.get(ref=run)
    ratings, rule = ratings_of(frozen.inputs), rule_for(frozen)
    units = results.frozen_units(run)
    verdicts = verdicts_of(run)
    fine = [replace(one, dimension=f"{one.dimension}{MARK}{one.criterion}") for one in ratings]
    criteria = {unit.unit: unit for unit in score_units(fine, level=Level.ENTITY)}
    bodies = {}
    for unit in units:
        if unit.level is not Level.ENTITY:
            continue
        verdict = verdicts[key_of(unit.level, unit.unit)]
        centres = [
            shown_centre(one, verdicts[key_of(one.level, one.unit)])
            for one in units
            if one.level is Level.CENTRE and one.parent == unit.unit
        ]
        named = [one for one in centres if one]
        body = measured_body(unit, criteria[unit.unit], verdict, named)
        shown = criteria_to_show(body, rule) if verdict.total is None else frozenset[str]()
        bodies[unit.unit] = BodyScores(unit, criteria[unit.unit], verdict, shown, tuple(named), rule)
    return bodies


@lru_cache(maxsize=4)
def verdicts_of(run: str) -> dict[str, Verdict]:
    """Return what may be shown of every unit of a run, by `key_of`. Cached: a run never changes."""
    rule = rule_for(ScoreRun.objects.get(ref=run))
    return {verdict.key: verdict for verdict in disclose([measured(unit) for unit in results.frozen_units(run)], rule)}


def shown_centre(centre: UnitScore, verdict: Verdict) -> ShownCentre | None:
    """Return a centre as far as it is shown; None when its total is withheld."""
    if verdict.total is not None:
        return None
    dimensions = frozenset(code for code, why in verdict.dimensions.items() if why is None)
    return ShownCentre(centre.unit, frozenset(centre.presence), dimensions)


def measured_body(
    unit: UnitScore, by_criterion: UnitScore, verdict: Verdict, centres: list[ShownCentre]
) -> MeasuredBody:
    """Return what the disclosure rule asks of a body's criteria."""
    criteria = {part.dimension: frozenset(part.presence) for part in by_criterion.dimensions}
    return MeasuredBody(
        presence=frozenset(unit.presence),
        shown=frozenset(code for code, why in verdict.dimensions.items() if why is None),
        centres=tuple(centres),
        criteria=criteria,
        dimension_of={code: code.split(MARK)[0] for code in criteria},
    )


@lru_cache(maxsize=4)
def frame_of(run: str) -> Json:
    """
    Return what pages need of a run's frozen inputs beside its scores: criteria, dimensions, their words, and its bodies.

    No visit is among it: the inputs of a whole country are tens of megabytes. Cached: a run never changes.
    """
    inputs = ScoreRun.objects.values_list("inputs", flat=True).get(ref=run)
    bodies = frozenset(entity for entity, _sector in inputs["centres"].values())
    named = {"criteria": inputs["criteria"], "dimensions": inputs["dimensions"]}
    return named | {"texts": criterion_texts(inputs), "bodies": bodies}


@lru_cache(maxsize=4096)
def rows_of(run: str, entity_ref: str) -> tuple[list[Json], list[Json], list[Json]]:
    """Return the rows of one body in a run: dimensions, criteria, findings. Cached, so that nobody changes them."""
    frame, body = frame_of(run), body_scores(run)[entity_ref]
    dimensions = dimension_rows(frame, body)
    criteria = criterion_rows(frame, body, frame["texts"])
    return dimensions, criteria, findings(dimensions, criteria)


def report(run: ScoreRun, entity: Entity, body: BodyScores, programme: people.ProgrammeCard) -> Json:
    """Return one body's report, with every name that a page needs."""
    everybody = frozenset(body.unit.presence)
    dimensions, criteria, found = rows_of(run.ref, entity.ref)
    return {
        "format": FORMAT,
        "programme": name(programme.name_ar, programme.name_en),
        "simulated": programme.simulated,
        "entity": {"ref": entity.ref} | name(entity.name_ar, entity.name_en),
        "sector": name(entity.sector.name_ar, entity.sector.name_en),
        "cycle": {"ref": run.wave.ref, "number": run.wave.number} | name(run.wave.name_ar, run.wave.name_en),
        "rule": {
            "min_visits": RULE.min_visits,
            "min_shoppers": RULE.min_shoppers,
            "confidence": str(CONFIDENCE),
            "strength_from": str(LINES.strength_from),
            "shortcoming_below": str(LINES.shortcoming_below),
        },
        "engine": ENGINE,
        "inputs_sha256": run.inputs_sha256,
        "total": figure(body.unit.total, everybody, everybody, body.rule)
        if body.verdict.total is None
        else {"withheld": str(body.verdict.total)},
        "dimensions": dimensions,
        "findings": found,
        "looked_at": sum("withheld" not in row for row in criteria),
        "unsure": sum("withheld" not in row and row["part"] is None for row in criteria),
        "withheld": sum("withheld" in row for row in criteria),
    }


def figure(estimate: Estimate, presence: Presence, everybody: Presence, rule: DisclosureRule) -> Json:
    """
    Return a shown figure. Where a few of the body's visits did not count for it, their number is blurred: "at least", in fives.

    Else "applied to 24 of 25 visits" would be a figure about a single visit.
    """
    few_left_out = not rule.is_safe(everybody - presence)
    visits = len(presence)
    return {
        "score": str(estimate.score),
        "se": None if estimate.se is None else str(estimate.se),
        "low": str(estimate.low),
        "high": str(estimate.high),
        "visits": visits // RULE.min_visits * RULE.min_visits if few_left_out else visits,
        "at_least": few_left_out,
    }


def dimension_rows(inputs: Json, body: BodyScores) -> list[Json]:
    """
    Return each dimension that the body's visits had, in the questionnaire's order; a shown one with the codes of the criteria
    that it is the mean of (none where they are not known one by one, as at a centre).
    """
    scores = {part.dimension: part for part in body.unit.dimensions}
    parts = [part.dimension.partition(MARK) for part in body.by_criterion.dimensions]
    everybody = frozenset(body.unit.presence)
    rows = []
    for code, arabic, english in inputs["dimensions"]:
        if code not in scores:
            continue
        why = body.verdict.dimensions[code]
        row: Json = {"code": code, "part": None} | name(arabic, english)
        if why is not None:
            rows.append(row | {"withheld": str(why)})
            continue
        own = scores[code]
        rows.append(
            row
            | figure(own.estimate, frozenset(own.presence), everybody, body.rule)
            | {"part": part_name(own.estimate, frozenset(own.presence), body.rule)}
            | {
                "criteria": sorted(
                    f"{code}/{criterion}" for dimension, _mark, criterion in parts if criterion and dimension == code
                )
            }
        )
    return rows


def criterion_rows(inputs: Json, body: BodyScores, texts: Mapping[str, tuple[str, str]]) -> list[Json]:
    """Return each criterion that the body's visits had, in the questionnaire's order, with its part."""
    scores = {part.dimension: part for part in body.by_criterion.dimensions}
    everybody = frozenset(body.unit.presence)
    names = {code: name(arabic, english) for code, arabic, english in inputs["dimensions"]}
    rows, seen = [], set()
    for criterion, dimension, _weight, _critical in inputs["criteria"]:
        code = f"{dimension}{MARK}{criterion}"
        if code not in scores or code in seen:
            continue
        seen.add(code)
        row: Json = {
            "code": f"{dimension}/{criterion}",
            "dimension": {"code": dimension} | names.get(dimension, name(dimension, dimension)),
        } | name(*texts.get(criterion, (criterion, criterion)))
        if code not in body.shown:
            rows.append(row | {"withheld": True})
            continue
        own = scores[code]
        rows.append(
            row
            | figure(own.estimate, frozenset(own.presence), everybody, body.rule)
            | {"part": part_name(own.estimate, frozenset(own.presence), body.rule)}
        )
    return rows


def part_name(estimate: Estimate, presence: Presence, rule: DisclosureRule) -> str | None:
    """Return the part by name; None where nothing sure can be said. The thresholds are asked once more."""
    part = part_of(estimate, LINES) if presence and rule.is_safe(presence) else None
    return None if part is None else str(part)


def findings(dimensions: list[Json], criteria: list[Json]) -> list[Json]:
    """
    Return the findings, part by part. Within a part the surest stand first, by their figures.

    A finding is about a criterion. A dimension is one itself only where none of its criteria may be shown, so that
    nothing is told twice.
    """
    told = {row["dimension"]["code"] for row in criteria if "withheld" not in row}
    alone = [
        row | {"code": f"{row['code']}/", "dimension": name(row["ar"], row["en"]) | {"code": row["code"]}}
        for row in dimensions
        if row["code"] not in told and row["part"]
    ]
    return in_order([row for row in criteria if "withheld" not in row and row["part"]] + alone)


def in_order(found: Iterable[Json]) -> list[Json]:
    """Return findings part by part, within a part the surest first."""
    rows = list(found)
    order = {
        Part.STRENGTH: lambda row: (-float(row["low"]), row["code"]),
        Part.SHORTCOMING: lambda row: (float(row["high"]), row["code"]),
        Part.OPPORTUNITY: lambda row: (float(row["score"]), row["code"]),
    }
    return [row for part in Part for row in sorted((one for one in rows if one["part"] == part), key=order[part])]


def name(arabic: str, english: str) -> Json:
    """Return a name in both languages; one fills in for the other where it is missing."""
    return {"ar": arabic or english, "en": english or arabic}


def digest(figures: Json) -> str:
    """Return the SHA-256 (hex) of a report in canonical form."""
    text = json.dumps(figures, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
