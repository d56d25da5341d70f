"""A body's report as a paper: what its page says, with the three parts and the answers."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from basira.programme.findings import queries
from basira.programme.findings.cards import OwnReport
from basira.programme.people.permissions import Act
from basira.surfaces.portal.document import Document, report_document
from basira.surfaces.shared import figures, report_words, reports
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

DRAWN = ("value", "low", "high")


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def paper(request: StaffRequest, cycle: str) -> HttpResponse:
    """Our report of one cycle as a PDF; 404 for one of which we were not informed."""
    own = queries.own_report(entity_ref=request.actor.entity_ref, at=timezone.now(), cycle=cycle)
    if own is None:
        raise Http404
    return reports.answer_with(paper_of(own), filename="basira-report")


def paper_of(own: OwnReport) -> dict[str, object]:
    """Return the paper of a body's own report, in the reader's language."""
    told = report_document(own, get_language() or "en")
    heading = reports.Heading(
        told["programme"], told["entity"], told["sector"], told["cycle"], simulated=told["simulated"]
    )
    band = report_words.value_and_rest(own.report.total)[1]
    parts = [part | {"findings": [shares(one) for one in part["findings"]]} for part in told["parts"]]
    return reports.document(
        heading,
        score=shares(told["score"]) | ({} if "withheld" in told["score"] else {"band": band}),
        dimensions=[shares(one) for one in told["dimensions"]],
        parts=parts,
        trend=[shares(one) for one in told["trend"]],
        method=told["method"],
    )


def shares(told: Document) -> Document:
    """Return a figure of the document with its numbers as shares of 0 to 1, which is how the paper draws them."""
    if "withheld" in told:
        return told
    drawn = {key: told[key] / 100 for key in DRAWN}
    return told | drawn | {"figure": figures.points(drawn["value"])}
