"""Addresses of life events at the desk."""

from django.urls import path

from basira.surfaces.console.journeys import cases, importing, maps, views, writing

urlpatterns = [
    path("journeys/", views.life_events, name="journeys"),
    path("journeys/write/", writing.write, name="journeys_write"),
    path("journeys/import/", importing.upload, name="journeys_import"),
    path("journeys/import/<str:digest>", importing.confirm, name="journeys_import_confirm"),
    path("journeys/<str:event>/", views.life_event, name="journeys_event"),
    path("journeys/<str:event>/maps/<str:wave>/", maps.event_map, name="journeys_map"),
    path("cycles/<str:wave>/cases/", cases.cases, name="wave_cases"),
    path("cycles/<str:wave>/cases/<str:event>/plan", cases.plan, name="wave_case_plan"),
]
