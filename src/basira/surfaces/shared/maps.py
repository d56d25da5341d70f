"""
The map of centres for every surface: what its page and its JSON hold, how a pin looks, and what its page may load.

A map never stands alone: the list beside it holds the same centres, by the same words, without any script.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from basira.surfaces.shared.language import current_digits

PINS: Final[dict[str, str]] = {
    "above": "M8 1.500 15 14H1Z",
    "below": "M8 14.500 1 2h14Z",
    "same": "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Z",
    "open": "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Z",
    "withheld": "M2.500 2.500h11v11h-11Z",
    "closed": "M2.500 2.500h11v11h-11Z",
    "not-visited": "M8 1 15 8 8 15 1 8Z",
}
"""The shape of each kind on a 16 grid: kinds differ by shape first, then by colour and word."""


@dataclass(frozen=True, slots=True)
class Place:
    """One centre of a map, in the reader's words. `figure` is what may be said of it; no coordinates: list only."""

    ref: str
    url: str
    name: str
    where: str
    figure: str
    kind: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    @property
    def is_placed(self) -> bool:
        """Tell whether the map can show it."""
        return self.latitude is not None and self.longitude is not None

    @property
    def pin(self) -> SafeString:
        """Its sign."""
        return pin(self.kind)

    @property
    def kind_words(self) -> str:
        """What its sign means."""
        return kind_words(self.kind)


def kind_words(kind: str) -> str:
    """Return what the sign of a kind means."""
    return {
        "above": _("Clearly above the whole programme"),
        "below": _("Clearly below the whole programme"),
        "same": _("Not clearly different from the whole programme"),
        "withheld": _("Score not shown"),
        "not-visited": _("Not visited in this cycle"),
        "open": _("Open for visits"),
        "closed": _("Closed to visits"),
    }[kind]


def kind_of(low: Decimal | None, high: Decimal | None, whole: Decimal | None) -> str:
    """Return how an interval lies to the whole programme's score: above, below, or not clearly different."""
    if low is None or high is None or whole is None or low <= whole <= high:
        return "same"
    return "above" if low > whole else "below"


def pin(kind: str) -> SafeString:
    """Return the sign of a kind as SVG, hidden from screen readers: its word stands beside it."""
    markup = '<svg class="pin pin-{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    return format_html(markup, kind, PINS[kind])


def map_context(places: Sequence[Place], places_url: str) -> dict[str, Any]:
    """Return what `shared/parts/map.html` needs."""
    kinds = [kind for kind in PINS if any(place.kind == kind for place in places)]
    return {
        "places": places,
        "unplaced": sum(not place.is_placed for place in places),
        "places_url": places_url,
        "map_kinds": [{"kind": kind, "pin": pin(kind), "words": kind_words(kind)} for kind in kinds],
        "ground_url": reverse("basemap") if settings.BASEMAP_FILE.is_file() else static("dist/ground.json"),
        "map_digits": str(current_digits()),
    }


def places_answer(places: Iterable[Place]) -> HttpResponse:
    """Return the placed centres as GeoJSON: what the list says of them and where they are, nothing else."""
    features = [
        {
            "type": "Feature",
            "id": place.ref,
            "geometry": {"type": "Point", "coordinates": [float(place.longitude or 0), float(place.latitude or 0)]},
            "properties": {
                "name": place.name,
                "where": place.where,
                "figure": place.figure,
                "kind": place.kind,
                "kind_words": place.kind_words,
                "url": place.url,
            },
        }
        for place in places
        if place.is_placed
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def with_map(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the page of a map start the map's worker; every other page forbids workers."""
    return cast("Callable[..., HttpResponse]", csp_update({"worker-src": [SELF, "blob:"]})(view))
