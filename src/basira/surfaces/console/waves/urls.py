"""Addresses of cycles, missions and scenarios."""

from django.urls import path

from basira.surfaces.console.waves import cycles, everyday, missions, precision, scenarios, uploads

urlpatterns = [
    path("cycles/", cycles.waves, name="waves"),
    path("cycles/open/", cycles.open_wave, name="wave_open"),
    path("cycles/<str:ref>/", cycles.wave, name="wave"),
    path("cycles/<str:ref>/move/<str:to>/", cycles.move_wave, name="wave_move"),
    path("cycles/<str:ref>/plan/", missions.plan_mission, name="mission_plan"),
    path("cycles/<str:ref>/upload/", uploads.upload_missions, name="missions_upload"),
    path("cycles/<str:ref>/upload/missions.csv", uploads.template, name="missions_template"),
    path("cycles/<str:ref>/move-missions/", missions.move_missions, name="missions_move"),
    path("cycles/<str:ref>/precision/", precision.precision, name="wave_precision"),
    path("cycles/<str:ref>/everyday/", everyday.everyday, name="wave_everyday"),
    path("everyday/<str:ref>/close/", everyday.close_everyday, name="everyday_close"),
    path("missions/<str:ref>/", missions.mission, name="mission"),
    path("missions/<str:ref>/move/", missions.move_mission, name="mission_move"),
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/write/", scenarios.write_scenario, name="scenario_write"),
    path("scenarios/<str:ref>/", scenarios.scenario, name="scenario"),
    path("scenarios/<str:ref>/edit/", scenarios.edit_scenario, name="scenario_edit"),
    path("scenarios/<str:ref>/approve/", scenarios.approve_scenario, name="scenario_approve"),
]
