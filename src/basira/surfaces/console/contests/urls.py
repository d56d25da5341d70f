"""Addresses of the arbiter's desk."""

from django.urls import path

from basira.surfaces.console.contests import opening, views

urlpatterns = [
    path("", views.contests, name="contests"),
    path("<str:ref>/", views.contest, name="contest"),
    path("<str:ref>/answer", views.answer, name="contest-answer"),
    path("<str:ref>/confirm", views.confirm, name="contest-confirm"),
    path("<str:ref>/return", views.give_back, name="contest-return"),
    path("<str:ref>/visits/<str:visit>", opening.visit, name="contest-visit"),
    path("<str:ref>/files/<str:file>", opening.file, name="contest-file"),
    path("<str:ref>/files/<str:file>/<str:place>", opening.page, name="contest-page"),
]
