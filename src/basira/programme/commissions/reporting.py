"""What a single report says: each criterion of one accepted visit, in words. No score, no shopper, no day, no prose."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from basira.core.instrument.scale import AnswerOutsideScale
from basira.core.instrument.tree import Criterion, Questionnaire, points_of, text_in
from basira.core.kernel.commissions import Met, met
from basira.core.kernel.problem import Fault, Severity
from basira.core.scoring import NotScorable
from basira.programme.findings.reports import name
from basira.programme.people import queries as people
from basira.programme.results.inputs import AcceptedVisit
from basira.programme.waves.models import Mission

Json = dict[str, Any]
FORMAT = 1


def single_report(mission: Mission, visit: AcceptedVisit, tree: Questionnaire, *, at: datetime) -> Json:
    """
    Return the report of one visit. The finest time in it is the month in which the mission's window ends, or that of its release
    (`at`) where this is earlier: no report tells of a month that is still to come.

    :raises NotScorable: when an answer does not fit the scale of its criterion, naming each
    """
    programme = people.programme_card()
    unit = mission.centre.entity
    rows = criterion_rows(visit, tree)
    return {
        "format": FORMAT,
        "programme": name(programme.name_ar, programme.name_en),
        "simulated": programme.simulated,
        "unit": {"ref": unit.ref} | name(unit.name_ar, unit.name_en),
        "kind": str(mission.kind),
        "month": f"{timezone.localtime(min(mission.window_end, at)):%Y-%m}",
        "questionnaire": tree.title,
        "criteria": rows,
        "counts": dict(Counter(row["met"] for row in rows)),
    }


def criterion_rows(visit: AcceptedVisit, tree: Questionnaire) -> list[Json]:
    """
    Return each criterion of the questionnaire, in its order, with what the visit found.

    :raises NotScorable: when an answer does not fit the scale of its criterion, naming each
    """
    labels = {question.path: question.labels for question in tree.questions}
    dimensions = {choice.name: choice.labels for choice in tree.dimensions}
    rows, faults = [], []
    for criterion in tree.criteria:
        try:
            found = met(points_of(criterion, str(visit.answers.get(criterion.path, ""))))
        except AnswerOutsideScale as refusal:
            faults.append(Fault(Severity.ERROR, refusal.code, criterion.code, place=criterion.code))
            continue
        rows.append(row_of(criterion, labels.get(criterion.path, {}), dimensions.get(criterion.dimension, {}), found))
    if faults:
        raise NotScorable(faults)
    return rows


def row_of(criterion: Criterion, label: dict[str, str], dimension: dict[str, str], found: Met) -> Json:
    """Return one criterion as a row of a report."""
    return {
        "code": criterion.code,
        "dimension": name(
            text_in(dimension, "ar") or criterion.dimension, text_in(dimension, "en") or criterion.dimension
        ),
        "critical": criterion.critical,
        "met": str(found),
    } | name(text_in(label, "ar") or criterion.code, text_in(label, "en") or criterion.code)
