"""Addresses of the shopper's pages; none of those that a browser shows names what they are."""

from django.urls import path

from basira.surfaces.field import calls, entering, views

app_name = "field"
urlpatterns = [
    path("", views.missions, name="home"),
    path("open", entering.opening, name="open"),
    path("session", entering.enter, name="enter"),
    path("leave", entering.leave, name="leave"),
    path("alarm", calls.alarm, name="alarm"),
    path("letter", calls.letter, name="letter"),
    path("danger", calls.danger, name="danger"),
    path("danger/<str:client_id>/photo", calls.danger_photo, name="danger_photo"),
    path("places", calls.find_places, name="places"),
    path("<str:ref>/", views.mission, name="mission"),
    path("<str:ref>/submission", views.submission, name="submission"),
    path("<str:ref>/form.xml", views.form, name="form"),
    path("<str:ref>/media/<str:filename>", views.media, name="media"),
]
