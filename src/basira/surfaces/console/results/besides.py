"""What shoppers wrote besides the questions, at the results of a cycle: for those alone who may read visits one by one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from basira.programme.people import permissions
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.programme.review.queries import PAGE
from basira.programme.review.words_besides import words_besides, words_table
from basira.programme.waves import queries as waves
from basira.programme.waves.queries import WaveCard
from basira.surfaces.console.review.capture_terms import SEEN
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_page, asked_text
from basira.surfaces.shared.downloads import download, kind_asked
from basira.surfaces.shared.mission_words import KIND_NAMES


@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """The observations, good stories and proposals of a cycle's accepted visits, a kind at a time."""
    cycle = cycle_or_404(wave)
    found = words_besides(wave, kind=asked_text(request, "kind"), page=asked_page(request))
    context = {
        "cycle": cycle,
        "found": found,
        "rows": [(card, KIND_NAMES[card.mission_kind] if card.mission_kind else "") for card in found.cards],
        "chips": [
            {"value": kind, "label": label, "count": found.counts[kind], "is_current": kind == found.kind}
            for kind, label in SEEN.items()
        ],
        "page": Paginator(range(found.total), PAGE).get_page(found.page),
        "trail": trail(request),
    }
    return render(request, "console/results/besides.html", context)


@require_GET
@allowed_to(Act.VIEW_REVIEWS)
def table(request: StaffRequest, wave: str, kind: str) -> HttpResponseBase:
    """All of them as a file."""
    asked, cycle = kind_asked(kind), cycle_or_404(wave)
    people.note_export(
        table="words", subject=wave, kind=asked, act=Act.VIEW_REVIEWS, by=request.actor, at=timezone.now()
    )
    return download(request, words_table(wave), name=f"words-{cycle.number}", title=_("Written besides"), kind=asked)


def cycle_or_404(wave: str) -> WaveCard:
    """Return a cycle, or answer 404."""
    cycle = waves.wave_card(wave)
    if cycle is None:
        raise Http404
    return cycle


def trail(request: StaffRequest) -> list[dict[str, str]]:
    """Return the way here: from the results for who may see them, else from the review."""
    if permissions.can(request.actor, Act.VIEW_RESULTS):
        return [{"url": reverse("console:results"), "label": _("Results")}]
    return [{"url": reverse("console:review"), "label": _("Review")}]
