"""
Addresses of the programme's desk: one package a section, each with its own `urls`. All names share one namespace.

A new section is one line here, and one in `navigation.SECTIONS`.
"""

from django.urls import include, path

from basira.surfaces.console.navigation import register_sections

app_name = "console"
urlpatterns = [
    path("", include("basira.surfaces.console.home.urls")),
    path("registry/", include("basira.surfaces.console.registry.urls")),
    path("standards/", include("basira.surfaces.console.standards.urls")),
    path("", include("basira.surfaces.console.journeys.urls")),
    path("instruments/", include("basira.surfaces.console.instruments.urls")),
    path("", include("basira.surfaces.console.calls.urls")),
    path("panel/", include("basira.surfaces.console.panel.urls")),
    path("training/", include("basira.surfaces.console.training.urls")),
    path("", include("basira.surfaces.console.providers.urls")),
    path("", include("basira.surfaces.console.waves.urls")),
    path("review/", include("basira.surfaces.console.review.urls")),
    path("withheld/", include("basira.surfaces.console.retention.urls")),
    path("results/", include("basira.surfaces.console.results.urls")),
    path("sectors/", include("basira.surfaces.console.results.sector_urls")),
    path("workspaces/", include("basira.surfaces.console.workspaces.urls")),
    path("self-assessment/", include("basira.surfaces.console.selfassessment.urls")),
    path("commissions/", include("basira.surfaces.console.commissions.urls")),
    path("contests/", include("basira.surfaces.console.contests.urls")),
    path("plans/", include("basira.surfaces.console.plans.urls")),
    path("", include("basira.surfaces.console.bench.urls")),
    path("duty/", include("basira.surfaces.console.duty.urls")),
    path("unmasking/", include("basira.surfaces.console.unmasking.urls")),
    path("journal/", include("basira.surfaces.console.journal.urls")),
    path("programme/", include("basira.surfaces.console.programme.urls")),
    path("accounts/", include("basira.surfaces.console.accounts.urls")),
]

register_sections()
