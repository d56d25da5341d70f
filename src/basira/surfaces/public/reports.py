"""The report of an entity for everybody: published figures only, so it has no findings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from basira.programme.publishing import queries
from basira.programme.publishing.cards import Measure, UnitLevel, UnitPage
from basira.surfaces.public import sentences
from basira.surfaces.public.views import briefly, cycle_asked
from basira.surfaces.shared import reports


@require_safe
@briefly
def entity_report(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of an entity as a paper."""
    page = queries.unit_page(ref, cycle_asked(request))
    if page is None or page.row.level is not UnitLevel.ENTITY:
        raise Http404
    return reports.answer_with(paper_of(page), filename="basira-report")


def paper_of(page: UnitPage) -> dict[str, object]:
    """Return the paper of a published entity: what its page says, and nothing more."""
    facts = queries.method_facts(page.cycle.ref)
    minute = queries.programme_minute(page.cycle.ref)
    row, called = page.row, sentences.called
    heading = reports.Heading(
        called(minute.programme) if minute else "",
        called(row.name),
        called(row.sector) if row.sector else "",
        called(page.cycle.name),
        page.cycle.simulated,
    )
    return reports.document(
        heading,
        score=figure(row.measure),
        says=[
            said
            for said in (
                sentences.change_words(row.change),
                sentences.place_words(row.rank),
                *sentences.contest_words(page.contests, page.contested_since),
            )
            if said
        ],
        dimensions=[figure(one.measure) | {"name": called(one.name)} for one in page.dimensions]
        if row.measure.is_shown
        else [],
        trend=[figure(point.measure) | {"cycle": called(point.cycle.name)} for point in page.trend],
        method=reports.method_words(min_visits=facts.min_visits, min_shoppers=facts.min_shoppers) if facts else [],
    )


def figure(measure: Measure) -> dict[str, object]:
    """Return a published measure for the paper."""
    why = "" if measure.withheld is None else sentences.why_withheld(measure.withheld)
    return reports.figure_of(measure.score, measure.low, measure.high, measure.visits, withheld=why)
