"""The boards of the portal: a body at a glance for its head, and their own centres for the managers of these."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from basira.core.scoring import Part
from basira.programme.findings import queries
from basira.programme.findings.own_centres import CentreCard, change_since_before, own_centres
from basira.programme.people.permissions import Act
from basira.programme.plans.boards import own_plan_board
from basira.programme.publishing.peers import peers_of
from basira.surfaces.portal.board_words import (
    centre_lines,
    change_sentence,
    fix_sentence,
    peer_lines,
    peers_lead,
    plan_counts,
)
from basira.surfaces.portal.views import address_of
from basira.surfaces.shared import charts, report_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

MOST_STRENGTHS = 5


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def board(request: StaffRequest) -> HttpResponse:
    """Our body at a glance: what is done well, where we stand, what waits, what is being mended."""
    mine, at = request.actor.whole_body, timezone.now()
    own = queries.own_report(entity_ref=mine, at=at)
    if own is None:
        return render(request, "portal/nothing_yet.html")
    report, peers = own.report, peers_of(mine, own.report.cycle.ref)
    plans = own_plan_board(entity_ref=mine, at=at)
    context = {
        "own": own,
        "report": report,
        "strengths": report_words.finding_lines(report.part(Part.STRENGTH)[:MOST_STRENGTHS], address_of),
        "more_strengths": max(0, len(report.part(Part.STRENGTH)) - MOST_STRENGTHS),
        "dimensions": peer_lines(report, peers),
        "peers_lead": peers_lead(peers),
        "change": change_sentence(change_since_before(own.trend), len(own.trend)),
        "trend": report_words.trend_chart(own.trend),
        "open": report_words.finding_lines(report.open_findings, address_of),
        "plans": plans,
        "plan_counts": plan_counts(plans),
        "fix": fix_sentence(plans.fix),
        "centres": centre_lines(own_centres(entity_ref=mine)),
        "axis": charts.interval_axis(),
    }
    return render(request, "portal/board.html", context)


def managed(request: StaffRequest) -> tuple[CentreCard, ...]:
    """Return the centres that the signed-in account manages, as far as they were told of; never another."""
    return own_centres(entity_ref=request.actor.entity_ref, centres=request.actor.centres)


@never_cache
@require_safe
@allowed_to(Act.VIEW_OWN_CENTRES)
def centres(request: StaffRequest) -> HttpResponse:
    """The centres that are mine to manage."""
    context = {"centres": centre_lines(managed(request)), "axis": charts.interval_axis()}
    return render(request, "portal/centres.html", context)


@never_cache
@require_safe
@allowed_to(Act.VIEW_OWN_CENTRES)
def centre(request: StaffRequest, ref: str) -> HttpResponse:
    """One of my centres; 404 for every other, as for one of which nothing was told."""
    card = next((one for one in managed(request) if one.ref == ref), None)
    if card is None:
        raise Http404
    strong = [one for one in card.dimensions if one.part is Part.STRENGTH]
    context = {
        "card": card,
        "strengths": [report_words.called(one.name) for one in strong],
        "dimensions": report_words.dimension_lines(card.dimensions),
        "change": change_sentence(card.change, len(card.trend)),
        "trend": report_words.trend_chart(card.trend),
        "axis": charts.interval_axis(),
    }
    return render(request, "portal/centre.html", context)
