"""Addresses of the review desk."""

from django.urls import path

from basira.surfaces.console.review import views

urlpatterns = [
    path("", views.queue, name="review"),
    path("<str:ref>/", views.visit, name="review-visit"),
    path("<str:ref>/open", views.take_up, name="review-open"),
    path("<str:ref>/settle", views.settle, name="review-settle"),
    path("<str:ref>/correct", views.correct, name="review-correct"),
    path("<str:ref>/pictures/<str:attachment>", views.picture, name="review-picture"),
]
