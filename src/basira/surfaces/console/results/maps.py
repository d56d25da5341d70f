"""The scores of a cycle on a map, before they are published."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.core.scoring import Estimate, Level
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry
from basira.programme.results import queries
from basira.surfaces.console.results.views import cycle_name, find_cycle, find_run, trail
from basira.surfaces.shared import maps, reports
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


@require_safe
@allowed_to(Act.VIEW_RESULTS)
@maps.with_map
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """The centres of a cycle's newest run, as a list and on the map."""
    cycle = find_cycle(wave)
    wanted = wanted_by(request)
    address = f"{reverse('console:results-places', args=[wave])}?{request.GET.urlencode()}"
    context = {
        "wanted": wanted,
        "sectors": registry.sector_cards(),
        "regions": registry.regions(),
        "trail": trail({"url": reverse("console:results-table", args=[wave]), "label": cycle_name(cycle)}),
        "map_now": True,
        "back_url": reverse("console:results-map", args=[wave]),
        "title": _("Scores on the map: %(cycle)s") % {"cycle": cycle_name(cycle)},
    }
    return render(request, "console/registry/map.html", context | maps.map_context(found_places(wave, wanted), address))


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def places(request: StaffRequest, wave: str) -> HttpResponse:
    """The same centres as GeoJSON."""
    answer = maps.places_answer(found_places(wave, wanted_by(request)))
    answer["Cache-Control"] = "private, no-store"
    return answer


def wanted_by(request: StaffRequest) -> registry.CentreFilter:
    """Return the filter that the address names."""
    sector, region = asked_text(request, "sector", limit=40), asked_text(request, "region", limit=120)
    return registry.CentreFilter(search=asked_text(request), sector=sector, region=region)


def found_places(wave: str, wanted: registry.CentreFilter) -> list[maps.Place]:
    """Return the centres that fit with their scores."""
    run = find_run(wave).ref
    whole = next((row.estimate for row in queries.score_table(run=run, level=Level.PROGRAMME)), None)
    scores = {row.unit: row.estimate for row in queries.score_table(run=run, level=Level.CENTRE)}
    return [
        place_of(wave, found, scores.get(found.card.ref), whole)
        for found in registry.centre_places(wanted)
        if found.card.is_active or found.card.ref in scores
    ]


def place_of(wave: str, found: registry.CentrePlace, estimate: Estimate | None, whole: Estimate | None) -> maps.Place:
    """Return one centre with its score for the map; one without a visit leads to the registry."""
    card, arabic = found.card, get_language_bidi()
    entity, town = (card.entity_ar, card.town_ar) if arabic else (card.entity_en, card.town_en)
    if estimate is None:
        url, figure, kind = reverse("console:registry_centre", args=[card.ref]), _("No accepted visit"), "not-visited"
    else:
        url = reverse("console:results-unit", args=[wave, Level.CENTRE, card.ref])
        kind = maps.kind_of(estimate.low, estimate.high, whole.score if whole else None)
        figure = str(reports.figure_of(estimate.score, estimate.low, estimate.high, estimate.visits).get("words", "—"))
    return maps.Place(
        card.ref,
        url,
        (card.name_ar if arabic else card.name_en) or card.name_ar,
        " · ".join(one for one in (entity, town) if one),
        figure,
        kind,
        found.latitude,
        found.longitude,
    )
