"""Addresses of the journal."""

from django.urls import path

from basira.surfaces.console.journal import views

urlpatterns = [path("", views.journal, name="journal")]
