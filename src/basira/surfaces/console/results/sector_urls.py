"""Addresses of a sector's pages: a section of their own, for a sector's lead reads nothing else of the results."""

from django.urls import path

from basira.surfaces.console.results import sectors

urlpatterns = [
    path("", sectors.sectors, name="sectors"),
    path("<str:sector>/<str:wave>/", sectors.sector, name="sector"),
    path("<str:sector>/<str:wave>/<str:what>.<str:kind>", sectors.table, name="sector-export"),
]
