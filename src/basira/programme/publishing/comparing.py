"""
A release beside everything of its cycle that was told before: to the public, and to the bodies.

Every shown total and dimension of every level is compared; for each body, by itself, also the criteria and the steps of life
events of its report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from basira.core.disclosure import Figures, Marks, Presence, check_bodies, check_revision, of_unit
from basira.core.scoring import Level, UnitScore
from basira.programme.findings import queries as findings
from basira.programme.findings.reports import MARK, body_scores, verdicts_of
from basira.programme.journeys.maps import answers_told
from basira.programme.publishing.snapshot import seen_together
from basira.programme.results import queries as results
from basira.programme.results.disclosed import key_of, rule_for
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
Said = dict[tuple[str, str], Marks]
"""What each visit said of each dimension, by (visit, dimension)."""


@dataclass(frozen=True, slots=True)
class Told:
    """
    A run and the snapshot that the public reads of it; None for what the bodies were told of it, each by itself.

    A body is told of its centres and criteria whatever the public may read by name.
    """

    run: ScoreRun
    snapshot: Json | None = None


def check_told(earlier: Sequence[Told], now: Told) -> None:
    """
    Compare what would be told now with all that was told earlier of the same cycle.

    What the bodies were told counts among it as if everybody had read it: who knows what of whom is not asked.

    :raises RevisionReveals: when a few visits could be read from the difference
    :raises RevisionTellsBody: when one body's figure could, and none is named
    """
    if all(one.run.inputs_sha256 == now.run.inputs_sha256 for one in earlier):
        return
    rule = rule_for(now.run, *(one.run for one in earlier))
    check_revision([figures_of(one) for one in earlier], figures_of(now), rule)
    informed = next((one for one in earlier if one.snapshot is None), None)
    for body in body_scores(informed.run.ref) if informed else ():
        check_revision([figures_of(one, body) for one in earlier], figures_of(now, body), rule)
    if now.snapshot is not None and all(unit["level"] != Level.ENTITY for unit in now.snapshot["units"]):
        out = [one for one in earlier if one.snapshot is not None]
        sectors = {entity: sector for one in (*out, now) for entity, sector in one.run.inputs["centres"].values()}
        sums = [sums_of(one, bodies_in(one.run.inputs)) for one in (*out, now)]
        check_bodies(sums[:-1], sums[-1], seen_together(sectors))


def figures_of(told: Told, body: str = "") -> Figures:
    """Return what each shown figure rests on: of every unit, or of one body and its centres, by criterion."""
    said = said_of(told.run.inputs, by_criterion=bool(body))
    found = sums_of(told, said, body)
    if body and told.snapshot is None:
        found |= criteria_of(told.run, body, said) | steps_of(told.run, body, said)
    return found


def sums_of(told: Told, said: Said, body: str = "") -> dict[str, Marks]:
    """Return the shown totals and dimensions as sums of what was `said`: of every unit, or of one body and its centres."""
    shown = shown_of(told)
    found: dict[str, Marks] = {}
    for score in results.frozen_units(told.run.ref):
        key = key_of(score.level, score.unit)
        if key not in shown or (body and not is_of(score, body)):
            continue
        parts = {part.dimension: marks_of(frozenset(part.presence), part.dimension, said) for part in score.dimensions}
        found[key] = frozenset[tuple[str, ...]]().union(*parts.values())
        for code, marks in parts.items():
            if code in shown[key]:
                found[of_unit(key, code)] = marks
    return found


def bodies_in(inputs: Json) -> Said:
    """Return of each visit and dimension nothing but whose it is: one mark a body, where bodies hide among bodies."""
    whose = {visit[0]: inputs["centres"][visit[2]][0] for visit in inputs["visits"]}
    said = said_of(inputs, by_criterion=False)
    return {(visit, code): frozenset({(whose[visit], whose[visit], code)}) for visit, code in said}


def shown_of(told: Told) -> dict[str, frozenset[str]]:
    """Return the units whose total is shown, by `key_of`, each with its shown dimensions."""
    if told.snapshot is None:
        verdicts = verdicts_of(told.run.ref).values()
        return {one.key: without(one.dimensions) for one in verdicts if one.total is None}
    units = {key_of(Level(unit["level"]), unit["ref"]): unit for unit in told.snapshot["units"]}
    units[key_of(Level.PROGRAMME, "")] = told.snapshot["total"]
    return {
        key: without({code: own.get("withheld") for code, own in unit["dimensions"].items()})
        for key, unit in units.items()
        if not unit["measure"].get("withheld")
    }


def without(withheld: Mapping[str, str | None]) -> frozenset[str]:
    """Return the codes that nothing withholds."""
    return frozenset(code for code, why in withheld.items() if why is None)


def is_of(score: UnitScore, body: str) -> bool:
    """Tell whether a unit is the body or one of its centres."""
    return (score.level is Level.ENTITY and score.unit == body) or (
        score.level is Level.CENTRE and score.parent == body
    )


def criteria_of(run: ScoreRun, body: str, said: Said) -> dict[str, Marks]:
    """Return what each criterion rests on that a body's report showed."""
    found = {}
    scores = body_scores(run.ref)[body]
    for part in scores.by_criterion.dimensions:
        if part.dimension in scores.shown:
            dimension, criterion = part.dimension.split(MARK)
            everything = marks_of(frozenset(part.presence), dimension, said)
            own = frozenset(mark for mark in everything if mark[3] == criterion)
            found[of_unit(key_of(Level.ENTITY, body), part.dimension)] = own
    return found


def steps_of(run: ScoreRun, body: str, said: Said) -> dict[str, Marks]:
    """
    Return what each count rests on that a body was told of its steps of life events, where a criterion asks for it.

    A later figure of the body minus such a count would be what the visits beside the step said.
    """
    told = answers_told(run.wave_id, findings.told_ways(run.wave_id, body))
    found: dict[str, Marks] = {}
    for step, answers in told.items():
        asked = ((visit, *code.split("/", 1)) for visit, code in answers)
        found[of_unit(key_of(Level.ENTITY, body), step)] = frozenset(
            mark for visit, dimension, own in asked for mark in said.get((visit, dimension), ()) if mark[3] == own
        )
    return found


def marks_of(presence: Presence, dimension: str, said: Said) -> Marks:
    """Return what these visits said of a dimension."""
    return frozenset[tuple[str, ...]]().union(*(said[visit, dimension] for visit, _shopper in presence))


def said_of(inputs: Json, *, by_criterion: bool) -> Said:
    """
    Return what each visit said: one mark a dimension, or one a criterion.

    The answers are part of a mark, so that a corrected answer makes another mark of the same visit.
    """
    said: Said = {}
    for visit, shopper, _centre, shares in inputs["visits"]:
        answers: dict[str, list[tuple[str, str]]] = {}
        for place, share in shares:
            criterion, dimension = inputs["criteria"][place][:2]
            if share is not None:
                answers.setdefault(dimension, []).append((criterion, share))
        for dimension, own in answers.items():
            if by_criterion:
                said[visit, dimension] = frozenset((visit, shopper, dimension, *one) for one in own)
            else:
                text = " ".join(sorted(f"{criterion}={share}" for criterion, share in own))
                said[visit, dimension] = frozenset({(visit, shopper, dimension, text)})
    return said
