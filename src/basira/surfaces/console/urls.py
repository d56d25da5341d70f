"""Addresses of the programme's desk: one package a section, each with its own `urls`."""

from django.urls import include, path

from basira.surfaces.console.home import views as home

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("registry/", include("basira.surfaces.console.registry.urls")),
    path("results/", include("basira.surfaces.console.results.urls")),
]
