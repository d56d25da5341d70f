"""Addresses of the journal."""

from django.urls import path

from basira.surfaces.console.journal import exporting, views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("journal.<str:kind>", exporting.journal, name="journal-export"),
]
