"""
Addresses of the programme's desk: one package a section, each with its own `urls`. All names share one namespace.

A new section is one import and one line in `SECTION_ADDRESSES`.
"""

from django.urls import URLPattern, include, path

from basira.surfaces.console.accounts import urls as accounts
from basira.surfaces.console.home import urls as home
from basira.surfaces.console.instruments import urls as instruments
from basira.surfaces.console.journal import urls as journal
from basira.surfaces.console.navigation import register_sections
from basira.surfaces.console.panel import urls as panel
from basira.surfaces.console.registry import urls as registry
from basira.surfaces.console.results import urls as results
from basira.surfaces.console.waves import urls as waves

# from basira.surfaces.console.review import urls as review

SECTION_ADDRESSES: tuple[tuple[str, list[URLPattern]], ...] = (
    ("", home.urlpatterns),
    ("registry/", registry.urlpatterns),
    ("instruments/", instruments.urlpatterns),
    ("panel/", panel.urlpatterns),
    ("", waves.urlpatterns),
    # ("review/", review.urlpatterns),
    ("results/", results.urlpatterns),
    ("journal/", journal.urlpatterns),
    ("accounts/", accounts.urlpatterns),
)

app_name = "console"
urlpatterns = [path(prefix, include(patterns)) for prefix, patterns in SECTION_ADDRESSES]

register_sections()
