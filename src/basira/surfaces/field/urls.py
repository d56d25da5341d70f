"""Addresses of the shopper's pages; none of them names what they are."""

from django.urls import path

from basira.surfaces.field import entering, shell, state, views

app_name = "field"
urlpatterns = [
    path("", shell.notes, name="home"),
    path("worker.js", shell.worker, name="worker"),
    path("card.json", shell.card, name="card"),
    path("open", shell.notes, name="open"),
    path("session", entering.enter, name="enter"),
    path("state.json", state.state, name="state"),
    path("<str:ref>/submission", views.submission, name="submission"),
    path("<str:ref>/form.xml", views.form, name="form"),
    path("<str:ref>/media/<str:filename>", views.media, name="media"),
]
