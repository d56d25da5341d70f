"""The report of an entity at the desk, before it is published: for those who may see results."""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.core.scoring import Estimate, Level
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.results import queries
from basira.programme.results.disclosed import RULE
from basira.programme.results.queries import CycleHead, UnitResult
from basira.surfaces.console.results import lines
from basira.surfaces.console.results.views import cycle_name, find_cycle, find_run
from basira.surfaces.shared import reports
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def entity_report(request: StaffRequest, wave: str, unit: str) -> HttpResponse:
    """The page of an entity in the newest run, as a paper for inside."""
    cycle, run = find_cycle(wave), find_run(wave)
    found = queries.unit_result(run=run.ref, level=Level.ENTITY, unit=unit)
    if found is None:
        raise Http404
    answer = reports.answer_with(paper_of(cycle, found), filename="basira-report-inside")
    answer["Cache-Control"] = "private, no-store"
    return answer


def paper_of(cycle: CycleHead, found: UnitResult) -> dict[str, object]:
    """Return the paper of an entity: what its page at the desk says. It says itself that it is not for publication."""
    programme, row, arabic = people.programme_card(), found.row, get_language_bidi()
    heading = reports.Heading(
        programme.name_ar if arabic else programme.name_en,
        row.names.name_ar if arabic else row.names.name_en,
        row.names.parent_ar if arabic else row.names.parent_en,
        cycle_name(cycle),
        programme.simulated,
    )
    change = lines.change_words(row.change)
    return reports.document(
        heading,
        score=figure(row.estimate),
        says=[_("For inside only: these figures are not published.")]
        + ([] if row.change is None else [_("Since the cycle before: %(change)s") % {"change": change}]),
        dimensions=[
            figure(one.estimate) | {"name": one.name_ar if arabic else one.name_en} for one in found.dimensions
        ],
        trend=[figure(one.estimate) | {"cycle": one.name_ar if arabic else one.name_en} for one in found.trend],
        method=reports.method_words(min_visits=RULE.min_visits, min_shoppers=RULE.min_shoppers),
    )


def figure(estimate: Estimate | None) -> dict[str, object]:
    """Return an estimate for the paper; None is a cycle without a score."""
    if estimate is None:
        return reports.figure_of(None, None, None, None, withheld=_("No score in this cycle"))
    return reports.figure_of(estimate.score, estimate.low, estimate.high, estimate.visits)
