"""Addresses of withheld files."""

from django.urls import path

from basira.surfaces.console.retention import views

urlpatterns = [
    path("", views.withheld, name="withheld"),
    path("<str:ref>/", views.withheld_file, name="withheld_file"),
    path("<str:ref>/propose", views.propose, name="withheld_propose"),
    path("<str:ref>/approve", views.approve, name="withheld_approve"),
    path("<str:ref>/refuse", views.refuse, name="withheld_refuse"),
]
