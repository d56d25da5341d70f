"""Every address, by surface."""

from django.urls import include, path
from django.views.i18n import set_language

from basira.surfaces.shared.basemap import basemap
from basira.surfaces.shared.health import health
from basira.surfaces.shared.preferences import set_digits

urlpatterns = [
    path("healthz", health, name="health"),
    path("basemap.json", basemap, name="basemap"),
    path("language", set_language, name="set_language"),
    path("digits", set_digits, name="set_digits"),
    path("accounts/", include("basira.surfaces.shared.account_urls")),
    path("set-up/", include("basira.surfaces.console.set_up.urls")),
    path("join/", include("basira.surfaces.console.join.urls")),
    path("console/", include("basira.surfaces.console.urls")),
    path("portal/", include("basira.surfaces.portal.urls")),
    path("v1/", include("basira.surfaces.openrosa.urls")),
    path("notes/", include("basira.surfaces.field.urls")),
    path("api/", include("basira.surfaces.api.urls")),
    path("", include("basira.surfaces.public.urls")),
]

handler403 = "basira.surfaces.shared.errors.forbidden"
handler404 = "basira.surfaces.shared.errors.not_found"
handler500 = "basira.surfaces.shared.errors.server_error"
