"""
Addresses of the programme's desk: one package a section, each with its own `urls`. All names share one namespace.

A new section is one line here, and one in `navigation.SECTIONS`.
"""

from django.urls import include, path

from basira.surfaces.console.navigation import register_sections
from basira.surfaces.console.panel import urls as panel
from basira.surfaces.console.registry import urls as registry
from basira.surfaces.console.results import urls as results
from basira.surfaces.console.review import urls as review
from basira.surfaces.console.waves import urls as waves

SECTION_ADDRESSES: tuple[tuple[str, list[URLPattern]], ...] = (
    ("", home.urlpatterns),
    ("registry/", registry.urlpatterns),
    ("instruments/", instruments.urlpatterns),
    ("panel/", panel.urlpatterns),
    ("", waves.urlpatterns),
    ("review/", review.urlpatterns),
    ("results/", results.urlpatterns),
    ("journal/", journal.urlpatterns),
    ("accounts/", accounts.urlpatterns),
)

app_name = "console"
urlpatterns = [
    path("", include("basira.surfaces.console.home.urls")),
    path("registry/", include("basira.surfaces.console.registry.urls")),
    path("instruments/", include("basira.surfaces.console.instruments.urls")),
    path("panel/", include("basira.surfaces.console.panel.urls")),
    path("", include("basira.surfaces.console.waves.urls")),
    # path("review/", include("basira.surfaces.console.review.urls")),
    path("results/", include("basira.surfaces.console.results.urls")),
    path("journal/", include("basira.surfaces.console.journal.urls")),
    path("accounts/", include("basira.surfaces.console.accounts.urls")),
]

register_sections()
