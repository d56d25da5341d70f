"""Addresses of the public site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from basira.surfaces.public import calls, draws, letter, maps, reports, views
from basira.surfaces.shared.navigation import Section, register

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("results/", views.results, name="results"),
    path("results.<str:kind>", views.results_file, name="results_file"),
    path("sectors/<str:ref>/", views.sector, name="sector"),
    path("entities/<str:ref>/", views.entity, name="entity"),
    path("entities/<str:ref>/report.pdf", reports.entity_report, name="entity_report"),
    path("map/", maps.page, name="map"),
    path("map/centres.json", maps.places, name="map_places"),
    path("centres/<str:ref>/", views.centre, name="centre"),
    path("not-visited/", views.not_visited, name="not_visited"),
    path("method/", views.method, name="method"),
    path("about/", views.about, name="about"),
    path("letter/", letter.letter, name="letter"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<str:ref>/", calls.call, name="call"),
    path("calls/<str:ref>/apply/", calls.apply, name="apply"),
    path("calls/<str:ref>/apply/identity/", calls.identity, name="apply_identity"),
    path("calls/<str:ref>/draw/", draws.draw, name="draw"),
    path("calls/<str:ref>/draw.json", draws.record, name="draw_record"),
    path("application/", calls.application, name="application"),
]

register(
    "public",
    [
        Section("public:home", _("In a minute"), "home", key="h"),
        Section("public:results", _("Results"), "results", also=("map",), key="r"),
        Section("public:not_visited", _("Not visited"), "missions", key="n"),
        Section("public:method", _("Method"), "instruments", key="m"),
        Section("public:calls", _("Take part"), "panel", also=("application",), key="t"),
        Section("public:about", _("About"), "help", key="a"),
    ],
)
