"""Pages of the library: the documents, and one version with its articles."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.core.kernel.standards import StandardKind
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.standards import queries
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.finding_words import STANDARD_KINDS


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way here, through the registry."""
    return [{"url": reverse("console:registry"), "label": _("Registry")}, *steps]


@require_safe
@allowed_to(Act.VIEW_REGISTRY)
def standards(request: StaffRequest) -> HttpResponse:
    """The documents, searched and filtered by kind."""
    search, kind = asked_text(request), asked_text(request, "kind", limit=20)
    context = {
        "cards": [(card, STANDARD_KINDS[card.kind]) for card in queries.standard_cards(search=search, kind=kind)],
        "most": queries.MOST_SHOWN,
        "search": search,
        "kind": kind,
        "kinds": [(str(one), STANDARD_KINDS[one]) for one in StandardKind],
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_STANDARDS),
        "trail": trail(),
    }
    return render(request, "console/standards/standards.html", context)


@require_safe
@allowed_to(Act.VIEW_REGISTRY)
def standard(request: StaffRequest, ref: str) -> HttpResponse:
    """One version with its articles, and the document's other versions."""
    found = queries.standard_page(ref)
    if found is None:
        raise Http404
    card, articles, others = found
    context = {
        "card": card,
        "kind": STANDARD_KINDS[card.kind],
        "articles": articles,
        "others": others,
        "trail": trail({"url": reverse("console:standards"), "label": _("Laws and standards")}),
    }
    return render(request, "console/standards/standard.html", context)
