"""Addresses of calls and applications."""

from django.urls import path

from basira.surfaces.console.calls import calls, choosing, vetting

urlpatterns = [
    path("calls/", calls.calls, name="calls"),
    path("calls/routes/", calls.set_route, name="calls_route"),
    path("calls/gaps/", calls.set_gaps, name="calls_gaps"),
    path("calls/papers/", vetting.papers, name="calls_papers"),
    path("calls/write/", calls.write_call, name="call_write"),
    path("calls/<str:ref>/", calls.call, name="call"),
    path("calls/<str:ref>/edit/", calls.edit_call, name="call_edit"),
    path("calls/<str:ref>/move/", calls.move_call, name="call_move"),
    path("calls/<str:ref>/assess/", vetting.to_assess, name="call_assess"),
    path("calls/<str:ref>/vetting/", vetting.vetting, name="call_vetting"),
    path("calls/<str:ref>/choice/", choosing.choice, name="call_choice"),
    path("calls/<str:ref>/choice/bind/", choosing.bind, name="call_bind"),
    path("calls/<str:ref>/choice/draw/", choosing.draw, name="call_draw"),
    path("calls/<str:ref>/choice/tell/", choosing.tell, name="call_tell"),
    path("calls/<str:ref>/choice/admit/", choosing.admit, name="call_admit"),
    path("calls/<str:ref>/choice/draw.zip", choosing.files, name="call_files"),
    path("calls/<str:ref>/choice/<str:table>.csv", choosing.table, name="call_table"),
    path("applications/<str:ref>/", vetting.application, name="application"),
    path("applications/<str:ref>/assess/", vetting.assess, name="application_assess"),
    path("applications/<str:ref>/settle/", vetting.settle, name="application_settle"),
    path("applications/<str:ref>/replace/", choosing.replace, name="application_replace"),
]
