"""
What the managers of a body's centres are told of a cycle, as JSON after the disclosure rule.

The figures are those that the public release of the same run may show of the centre, and are told with the body's report: a
later release is compared with them already (`publishing.verbs.check_against_earlier`). They hold no finding: a finding
is the body's to answer.
"""

from dataclasses import replace
from typing import Any

from basira.core.disclosure import DisclosureRule, WithheldBecause
from basira.core.scoring import Level, UnitScore
from basira.programme.findings.metering import least_now, meeting
from basira.programme.findings.models import CentreReport, EntityReport
from basira.programme.findings.reports import (
    BodyScores,
    body_scores,
    digest,
    dimension_rows,
    figure,
    frame_of,
    name,
    verdicts_of,
)
from basira.programme.results import queries as results
from basira.programme.results.disclosed import RULE, key_of
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
KEPT = ("format", "programme", "simulated", "entity", "sector", "cycle", "rule", "engine", "inputs_sha256")
"""What a centre's report has in common with its body's."""


def centre_reports(run: ScoreRun, figures: Json) -> dict[str, Json]:
    """
    Return the reports of a body's centres by their refs, beside the body's own (`figures`); a centre whose total is
    withheld, or rests on less than the programme's least of the meter, has none. Two queries, once the run's scores are cached.
    """
    body = body_scores(run.ref)[figures["entity"]["ref"]]
    least = meeting(body.rule, least_now())
    shown = [centre.key for centre in body.centres if least.is_safe(centre.presence)]
    names = results.centre_names(shown)
    units = {one.unit: one for one in results.frozen_units(run.ref) if one.level is Level.CENTRE}
    head = {key: figures[key] for key in KEPT}
    return {
        ref: head
        | {"centre": {"ref": ref} | name(own.name_ar, own.name_en)}
        | scores_of(run, units[ref], body.rule, least)
        for ref, own in names.items()
    }


def scores_of(run: ScoreRun, unit: UnitScore, rule: DisclosureRule, least: DisclosureRule) -> Json:
    """
    Return a shown centre's total and dimensions; over a part of its visits a dimension's number is only "at least", and under
    `least` it is withheld.
    """
    everybody, verdict = frozenset(unit.presence), verdicts_of(run.ref)[key_of(unit.level, unit.unit)]
    few = {
        part.dimension: WithheldBecause.TOO_FEW_VISITS
        for part in unit.dimensions
        if not least.is_safe(frozenset(part.presence))
    }
    verdict = replace(verdict, dimensions={code: why or few.get(code) for code, why in verdict.dimensions.items()})
    rows = []
    for row in dimension_rows(frame_of(run.ref), BodyScores(unit, unit, verdict, frozenset(), rule=rule)):
        if "withheld" not in row and row["code"] not in verdict.counted:
            row = row | {"visits": row["visits"] // RULE.min_visits * RULE.min_visits, "at_least": True}
        rows.append(row)
    return {"total": figure(unit.total, everybody, everybody, rule), "dimensions": rows}


def write_centre_reports(report: EntityReport, run: ScoreRun) -> int:
    """Write the reports of a body's centres beside its own, in the transaction that informs it; return how many there are."""
    rows = [
        CentreReport(
            entity_ref=report.entity_ref,
            centre_ref=ref,
            report=report,
            starts_on=report.starts_on,
            figures=figures,
            figures_sha256=digest(figures),
        )
        for ref, figures in centre_reports(run, report.figures).items()
    ]
    return len(CentreReport.objects.bulk_create(rows))
