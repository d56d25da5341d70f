"""Addresses of results and publishing at the desk."""

from django.urls import path

from basira.surfaces.console.results import (
    besides,
    bodies,
    charting,
    exporting,
    leading,
    maps,
    metering,
    papers,
    releases,
    views,
    waits,
    weighing,
)

urlpatterns = [
    path("", views.cycles, name="results"),
    path("<str:wave>/", views.table, name="results-table"),
    path("<str:wave>/score", views.score, name="results-score"),
    path("<str:wave>/move", views.move, name="results-move"),
    path("<str:wave>/check", views.check, name="results-check"),
    path("<str:wave>/release/", releases.releases, name="results-releases"),
    path("<str:wave>/release/prepare", releases.prepare, name="results-prepare"),
    path("<str:wave>/release/<str:ref>/<str:step>", releases.step, name="results-release-step"),
    path("<str:wave>/visits.<str:kind>", exporting.visits, name="results-visits-export"),
    path("<str:wave>/<str:level>/scores.<str:kind>", exporting.scores, name="results-export"),
    path("<str:wave>/besides/", besides.page, name="results-besides"),
    path("<str:wave>/besides.<str:kind>", besides.table, name="results-besides-export"),
    path("<str:wave>/bodies/", bodies.bodies, name="results-bodies"),
    path("<str:wave>/bodies/inform", bodies.inform, name="results-inform"),
    path("<str:wave>/meter/", metering.page, name="results-meter"),
    path("<str:wave>/bodies/<str:entity>/", bodies.body, name="results-body"),
    path("<str:wave>/leadership/", leading.page, name="results-leadership"),
    path("<str:wave>/leadership.<str:kind>", leading.table, name="results-leadership-export"),
    path("<str:wave>/findings.<str:kind>", exporting.findings, name="results-findings-export"),
    path("<str:wave>/charts/", charting.page, name="results-charts"),
    path("<str:wave>/charts.json", charting.figures_of, name="results-figures"),
    path("<str:wave>/waits/", waits.page, name="results-waits"),
    path("<str:wave>/composite/", weighing.page, name="results-composite"),
    path("<str:wave>/composite/weigh", weighing.weigh, name="results-composite-weigh"),
    path("<str:wave>/map/", maps.page, name="results-map"),
    path("<str:wave>/map.json", maps.places, name="results-places"),
    path("<str:wave>/entity/<str:unit>/report.pdf", papers.entity_report, name="results-report"),
    path("<str:wave>/<str:level>/<str:unit>/", views.unit, name="results-unit"),
]
