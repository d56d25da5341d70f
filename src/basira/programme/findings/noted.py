"""
Which figures of a body an analyst may speak of, and how her confirmed findings enter the body's report.

She speaks of a criterion or a dimension that the report shows, or of a dimension at a centre whose figure is shown: the
disclosure rule has weighed all of these together. What she says of a figure is what the figure itself says, never more.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from basira.core.disclosure import Presence
from basira.core.kernel.lifecycles import NotedState
from basira.core.kernel.problem import Problem
from basira.core.scoring import Certainty, Level, Part, priority, supported_parts
from basira.programme.findings import reports
from basira.programme.findings.metering import least_now, meeting
from basira.programme.findings.models import EntityReport, NotedFinding, Recommendation
from basira.programme.findings.subjects import CENTRE_MARK
from basira.programme.journeys.maps import BodyTold, own_parts
from basira.programme.journeys.models import LifeEventStep
from basira.programme.results import queries as results
from basira.programme.results.models import ScoreRun
from basira.programme.standards import queries as standards

Json = dict[str, Any]
Key = tuple[str, str]
"""A figure that may be spoken of: (code, ref of the centre or "")."""
SEVERAL = 2
"""Earlier cycles with the same finding from which on it is lasting."""


class NotesOpen(Problem):
    """Findings of analysts still wait for a second person; `count` says how many."""

    code = "findings.notes-open"


class NotesOutdated(Problem):
    """Confirmed findings say what the newest scores do not say any more; `count` says how many."""

    code = "findings.notes-outdated"


def subjects(run: ScoreRun, entity_ref: str) -> dict[Key, Json]:
    """
    Return every figure of a body that may be spoken of: criteria, dimensions, dimensions at its shown centres.

    Empty for a body that the run does not know, or whose total is withheld.
    """
    body = reports.body_scores(run.ref).get(entity_ref)
    if body is None or body.verdict.total is not None:
        return {}
    shown, criteria, _findings = reports.rows_of(run.ref, entity_ref)
    dimensions = [
        row | {"code": f"{row['code']}/", "dimension": reports.name(row["ar"], row["en"]) | {"code": row["code"]}}
        for row in shown
        if "withheld" not in row
    ]
    found = {(row["code"], ""): row for row in criteria if "withheld" not in row}
    return found | {(row["code"], ""): row for row in dimensions} | centre_subjects(run, body, dimensions)


def centre_subjects(run: ScoreRun, body: reports.BodyScores, dimensions: Sequence[Json]) -> dict[Key, Json]:
    """Return each shown dimension at each shown centre of a body, called by both names."""
    shown = {centre.key: centre for centre in body.centres}
    names = results.centre_names(list(shown))
    found: dict[Key, Json] = {}
    for unit in results.frozen_units(run.ref):
        if unit.level is not Level.CENTRE or unit.unit not in shown or unit.unit not in names:
            continue
        scores = {part.dimension: part for part in unit.dimensions}
        for row in dimensions:
            code = row["dimension"]["code"]
            if code not in shown[unit.unit].dimensions or code not in scores:
                continue
            presence, own = frozenset(scores[code].presence), names[unit.unit]
            found[row["code"], unit.unit] = {
                "code": f"{row['code']}{CENTRE_MARK}{unit.unit}",
                "dimension": row["dimension"],
                "part": reports.part_name(scores[code].estimate, presence, body.rule),
                "centre": reports.name(own.name_ar, own.name_en),
                **reports.name(f"{row['ar']} – {own.name_ar or own.name_en}", f"{row['en']} – {own.name_en}"),
                **reports.figure(scores[code].estimate, presence, frozenset(unit.presence), body.rule),
            }
    return found


def is_supported(part: str, row: Json | None) -> bool:
    """Tell whether a figure says what a finding says of it."""
    return row is not None and part in supported_parts(row["part"])


def settled_notes(run: ScoreRun) -> dict[str, list[NotedFinding]]:
    """
    Return the confirmed findings of a run's cycle by body, ready for the reports.

    :raises NotesOpen: while any waits for a second person
    :raises NotesOutdated: when any says what this run does not say
    """
    notes = confirmed_notes(run)
    waiting = NotedFinding.objects.filter(wave=run.wave_id, state=NotedState.DRAFTED).count()
    if waiting:
        raise NotesOpen(count=waiting)
    outdated = 0
    for entity, own in notes.items():
        rows = subjects(run, entity)
        outdated += sum(not is_supported(one.part, rows.get((one.code, one.centre_ref))) for one in own)
    if outdated:
        raise NotesOutdated(count=outdated)
    return notes


def confirmed_notes(run: ScoreRun) -> dict[str, list[NotedFinding]]:
    """Return the confirmed findings of a run's cycle by body, in the order in which they were written. Two queries."""
    rows = NotedFinding.objects.filter(wave=run.wave_id, state=NotedState.CONFIRMED).order_by("pk")
    rows = rows.select_related("way_step__life_event")
    found: dict[str, list[NotedFinding]] = {}
    for row in rows.prefetch_related("recommendations"):
        found.setdefault(row.entity_ref, []).append(row)
    return found


def reports_with_notes(
    run: ScoreRun, notes: Mapping[str, Sequence[NotedFinding]], entity_ref: str = ""
) -> tuple[Json, ...]:
    """
    Return the report of every body in a run ("": of all), each with what the analysts noted of it and with its own steps of life
    events.
    """
    ways = own_parts(run, bodies_told(run, entity_ref))
    return tuple(
        (with_notes(figures, run, notes[ref]) if ref in notes else figures) | with_ways(ways, ref)
        for figures in reports.reports_of(run.ref, entity_ref)
        for ref in (figures["entity"]["ref"],)
    )


def bodies_told(run: ScoreRun, entity_ref: str = "") -> dict[str, BodyTold]:
    """
    Return what the reports of bodies ("": all) tell beside their steps of life events; a body whose total is withheld is not
    there. A step tells no number under the programme's least of the meter. One query, once the run's scores are cached.
    """
    least = least_now()
    return {
        ref: BodyTold(meeting(body.rule, least), told_criteria(body))
        for ref, body in reports.body_scores(run.ref).items()
        if entity_ref in ("", ref) and body.verdict.total is None
    }


def told_criteria(body: reports.BodyScores) -> dict[str, list[Presence]]:
    """Return the visits behind each criterion that a body's report shows, at the body and at each centre that shows it."""
    found: dict[str, list[Presence]] = {}
    for part in body.by_criterion.dimensions:
        if part.dimension in body.shown:
            dimension, criterion = part.dimension.split(reports.MARK)
            own = frozenset(part.presence)
            centres = [own & centre.presence for centre in body.centres if dimension in centre.dimensions]
            found[f"{dimension}/{criterion}"] = [own, *centres]
    return found


def with_ways(ways: Mapping[str, Sequence[Json]], entity_ref: str) -> Json:
    """Return the part of a report about life events; empty for a body through which none ran, or of which nothing may be told."""
    return {"ways": ways[entity_ref]} if entity_ref in ways else {}


def with_notes(figures: Json, run: ScoreRun, notes: Sequence[NotedFinding]) -> Json:
    """
    Return a report with an analyst's findings in it: beside the figure where the rule speaks of it too, else as a row of
    their own. What the run does not support is left out: a preview may show less, `settled_notes` refuses before a release.
    """
    if not notes:
        return figures
    rows = subjects(run, figures["entity"]["ref"])
    found = {row["code"]: row for row in figures["findings"]}
    for one in notes:
        row = rows.get((one.code, one.centre_ref))
        if row is not None and is_supported(one.part, row):
            found[row["code"]] = found.get(row["code"], row | {"part": one.part}) | {"noted": said(one, row["code"])}
    return figures | {"findings": reports.in_order(found.values())}


def said(one: NotedFinding, code: str) -> Json:
    """Return what an analyst said, in codes and with every name that a page needs; no person and no visit."""
    articles = standards.articles_by_ref(one.articles)
    return {
        "wording": one.wording,
        "topic": one.topic,
        "severity": one.severity,
        "recurrence": recurrence(one, code),
        "step": one.step,
        "way": way_row(one.way_step) if one.way_step else None,
        "causes": one.causes,
        "articles": [article_row(articles[ref]) for ref in one.articles if ref in articles],
        "remark": {"ar": one.remark_ar, "en": one.remark_en} if one.remark_ar else None,
        "recommendations": [recommendation_row(each) for each in in_priority(one.recommendations.all())],
    }


def way_row(step: LifeEventStep) -> Json:
    """Return the step of a life event that a finding names: the body's own, by its names."""
    event = step.life_event
    names = {"event": reports.name(event.name_ar, event.name_en), "step": reports.name(step.name_ar, step.name_en)}
    return {"ref": step.ref} | names


def recurrence(one: NotedFinding, code: str) -> str:
    """Return how often earlier reports of the body said the same of the same figure."""
    earlier = EntityReport.objects.filter(entity_ref=one.entity_ref, starts_on__lt=one.wave.starts_on)
    before = earlier.filter(findings__code=code, findings__part=one.part).count()
    return "first" if not before else "again" if before < SEVERAL else "lasting"


def article_row(card: standards.ArticleCard) -> Json:
    """Return an article as it stood when the report was made."""
    return {
        "kind": str(card.kind),
        "title": reports.name(card.title_ar, card.title_en),
        "version": card.version,
        "number": card.number,
        "text": reports.name(card.text_ar, card.text_en),
    }


def recommendation_row(one: Recommendation) -> Json:
    """Return a recommendation as a report holds it."""
    return {
        "text": {"ar": one.text_ar, "en": one.text_en},
        "owner": {"ar": one.owner_ar, "en": one.owner_en},
        "effect": str(one.effect),
        "unit": one.unit,
        "certainty": one.certainty,
        "effort": one.effort,
        "due_on": one.due_on.isoformat(),
        "priority": str(priority(one.effect, Certainty(one.certainty))),
    }


def in_priority(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """Return recommendations by unit, the largest expected gain first."""
    return sorted(
        recommendations, key=lambda one: (one.unit != "points", -priority(one.effect, Certainty(one.certainty)), one.pk)
    )


def parts_of_row(row: Json) -> tuple[Part, ...]:
    """Return the parts that a figure lets an analyst say."""
    return tuple(Part(part) for part in sorted(supported_parts(row["part"])))
