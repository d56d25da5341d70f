"""The ground of the map where a programme brings its own: borders are political, so the shipped ones can be replaced."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=300)
def basemap(request: HttpRequest) -> FileResponse:
    """The programme's own ground (GeoJSON: surfaces are land, lines are borders); 404 where it has none."""
    try:
        content = settings.BASEMAP_FILE.open("rb")
    except OSError:
        raise Http404 from None
    return FileResponse(content, content_type="application/geo+json")
