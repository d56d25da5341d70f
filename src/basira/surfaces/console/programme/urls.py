"""Addresses of the programme's charter."""

from django.urls import path

from basira.surfaces.console.programme import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("edit/", views.edit, name="programme_edit"),
    path("words/", views.words, name="programme_words"),
]
