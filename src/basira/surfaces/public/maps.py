"""The map of centres for everybody: published figures, drawn only when the reader asks for it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from basira.programme.publishing import queries
from basira.programme.publishing.cards import CentreSpot, Measure, UnitLevel, Withheld
from basira.surfaces.public import charts, finding, sentences
from basira.surfaces.public.views import briefly, cycle_asked, nothing_yet, shown
from basira.surfaces.shared import maps


@require_safe
@briefly
@maps.with_map
def page(request: HttpRequest) -> HttpResponse:
    """The list of centres with the map beside it."""
    table = queries.results_table(UnitLevel.CENTRE, cycle_asked(request))
    if table is None:
        return nothing_yet(request)
    address = f"{reverse('public:map_places')}?{request.GET.urlencode()}"
    context = maps.map_context(found_places(request), address)
    return shown(request, "public/map.html", table=table, wish=finding.wish_of(request.GET), **context)


@require_safe
@briefly
def places(request: HttpRequest) -> HttpResponse:
    """The same centres as GeoJSON; empty before the first release and for a cycle that is not published."""
    return maps.places_answer(found_places(request))


def found_places(request: HttpRequest) -> list[maps.Place]:
    """Return the published centres that fit the reader's wish, in its order."""
    cycle = cycle_asked(request)
    minute = queries.programme_minute(cycle)
    spots = {spot.row.ref: spot for spot in queries.centre_spots(cycle)}
    rows = finding.found([spot.row for spot in spots.values()], finding.wish_of(request.GET))
    whole = minute.measure if minute else Measure()
    return [place_of(spots[row.ref], whole, cycle or "") for row in rows]


def place_of(spot: CentreSpot, whole: Measure, cycle: str) -> maps.Place:
    """Return a published centre for the map."""
    row = spot.row
    named = [sentences.called(name) for name in (row.entity, row.town) if name is not None]
    return maps.Place(
        row.ref,
        charts.unit_url(UnitLevel.CENTRE, row.ref, cycle),
        sentences.called(row.name),
        " · ".join(named),
        sentences.measure_words(row.measure),
        kind_of(row.measure, whole),
        spot.latitude,
        spot.longitude,
    )


def kind_of(measure: Measure, whole: Measure) -> str:
    """Return the sign of a centre: only what is shown may differ."""
    if measure.withheld is not None:
        return "not-visited" if measure.withheld is Withheld.NOT_VISITED else "withheld"
    return maps.kind_of(measure.low, measure.high, whole.score)
