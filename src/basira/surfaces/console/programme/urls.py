"""Addresses of the programme's charter."""

from django.urls import path

from basira.surfaces.console.programme import changing, clocks, cover, metering, phases, sites, views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("edit/", views.edit, name="programme_edit"),
    path("change/", changing.change, name="programme_change"),
    path("phases/", phases.phases, name="programme_phases"),
    path("clocks/", clocks.clocks, name="programme_clocks"),
    path("meter/", metering.least, name="programme_meter"),
    path("download", clocks.file, name="programme_file"),
    path("cover/", cover.cover, name="programme_cover"),
    path("sites/", sites.sites, name="programme_sites"),
    path("sites/recording", sites.recording, name="programme_recording"),
    path("sites/<str:kind>", sites.site, name="programme_site"),
    path("words/", views.words, name="programme_words"),
]
