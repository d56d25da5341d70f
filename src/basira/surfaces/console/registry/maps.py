"""The registry on a map: the centres of the list, with the same filters."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.programme.people.permissions import Act
from basira.programme.registry import queries
from basira.surfaces.console.registry.labels import SITE_TYPES
from basira.surfaces.console.registry.views import trail
from basira.surfaces.shared import maps
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


def wanted_by(request: StaffRequest) -> queries.CentreFilter:
    """Return the filter that the address names, as the list of centres reads it."""
    return queries.CentreFilter(
        search=asked_text(request),
        sector=asked_text(request, "sector", limit=40),
        region=asked_text(request, "region", limit=120),
    )


@require_safe
@allowed_to(Act.VIEW_REGISTRY)
@maps.with_map
def page(request: StaffRequest) -> HttpResponse:
    """The centres that fit, as a list and on the map."""
    wanted = wanted_by(request)
    address = f"{reverse('console:registry_places')}?{request.GET.urlencode()}"
    context = {
        "wanted": wanted,
        "sectors": queries.sector_cards(),
        "regions": queries.regions(),
        "trail": trail(),
        "map_now": True,
        "back_url": reverse("console:registry_map"),
        "title": _("Map of the centres"),
    }
    return render(request, "console/registry/map.html", context | maps.map_context(found_places(wanted), address))


@require_safe
@allowed_to(Act.VIEW_REGISTRY)
def places(request: StaffRequest) -> HttpResponse:
    """The same centres as GeoJSON."""
    return maps.places_answer(found_places(wanted_by(request)))


def found_places(wanted: queries.CentreFilter) -> list[maps.Place]:
    """Return the centres that fit, for the map."""
    return [place_of(found) for found in queries.centre_places(wanted)]


def place_of(found: queries.CentrePlace) -> maps.Place:
    """Return one centre for the map."""
    card, arabic = found.card, get_language_bidi()
    entity, town = (card.entity_ar, card.town_ar) if arabic else (card.entity_en, card.town_en)
    return maps.Place(
        card.ref,
        reverse("console:registry_centre", args=[card.ref]),
        (card.name_ar if arabic else card.name_en) or card.name_ar,
        " · ".join(one for one in (entity, town) if one),
        str(SITE_TYPES[card.site_type]),
        "open" if card.is_active else "closed",
        found.latitude,
        found.longitude,
    )
