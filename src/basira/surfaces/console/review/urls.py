"""Addresses of the review desk."""

from django.urls import path

from basira.surfaces.console.review import sealed, views

urlpatterns = [
    path("", views.queue, name="review"),
    path("sendings/", sealed.kept, name="review-sendings"),
    path("sendings/<str:ref>/", sealed.one, name="review-sending"),
    path("sendings/<str:ref>/again", sealed.again, name="review-sending-again"),
    path("sendings/<str:ref>/aside", sealed.aside, name="review-sending-aside"),
    path("<str:ref>/", views.visit, name="review-visit"),
    path("<str:ref>/open", views.take_up, name="review-open"),
    path("<str:ref>/settle", views.settle, name="review-settle"),
    path("<str:ref>/correct", views.correct, name="review-correct"),
    path("<str:ref>/pictures/<str:attachment>", views.picture, name="review-picture"),
]
