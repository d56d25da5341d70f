"""Addresses of the shopper's pages; none of them names what they are."""

from django.urls import path

from basira.surfaces.field import entering, moves, needs, state, views

app_name = "field"
urlpatterns = [
    path("", views.missions, name="home"),
    path("open", entering.opening, name="open"),
    path("session", entering.enter, name="enter"),
    path("leave", entering.leave, name="leave"),
    path("moves", moves.moves, name="moves"),
    path("centres.json", state.centres, name="centres"),
    path("needs", needs.needs, name="needs"),
    path("services.json", needs.services, name="services"),
    path("state.json", state.state, name="state"),
    path("<str:ref>/", views.mission, name="mission"),
    path("<str:ref>/submission", views.submission, name="submission"),
    path("<str:ref>/form.xml", views.form, name="form"),
    path("<str:ref>/media/<str:filename>", views.media, name="media"),
]
