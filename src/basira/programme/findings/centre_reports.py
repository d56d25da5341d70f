"""
What the managers of a body's centres are told of a cycle, as JSON after the disclosure rule.

The figures are those that the public release of the same run may show of the centre, and are told with the body's report: a
later release is compared with them already (`publishing.verbs.check_against_earlier`). They hold no finding: a finding
is the body's to answer.
"""

from typing import Any

from basira.core.scoring import Level, UnitScore
from basira.programme.findings.models import CentreReport, EntityReport
from basira.programme.findings.reports import (
    BodyScores,
    body_scores,
    digest,
    dimension_rows,
    figure,
    name,
    verdicts_of,
)
from basira.programme.results import queries as results
from basira.programme.results.disclosed import RULE, key_of, rule_for
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
KEPT = ("format", "programme", "simulated", "entity", "sector", "cycle", "rule", "engine", "inputs_sha256")
"""What a centre's report has in common with its body's."""


def centre_reports(run: ScoreRun, figures: Json) -> dict[str, Json]:
    """
    Return the reports of a body's centres by their refs, beside the body's own (`figures`); a centre whose total is
    withheld has none. One query, once the run's scores are cached.
    """
    shown = [centre.key for centre in body_scores(run.ref)[figures["entity"]["ref"]].centres]
    names = results.centre_names(shown)
    units = {one.unit: one for one in results.frozen_units(run.ref) if one.level is Level.CENTRE}
    head = {key: figures[key] for key in KEPT}
    return {
        ref: head | {"centre": {"ref": ref} | name(own.name_ar, own.name_en)} | scores_of(run, units[ref])
        for ref, own in names.items()
    }


def scores_of(run: ScoreRun, unit: UnitScore) -> Json:
    """Return a shown centre's total and dimensions; over a part of its visits a dimension's number is only "at least"."""
    everybody, rule = frozenset(unit.presence), rule_for(run)
    verdict = verdicts_of(run.ref)[key_of(unit.level, unit.unit)]
    rows = []
    for row in dimension_rows(run.inputs, BodyScores(unit, unit, verdict, frozenset(), rule=rule)):
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
