"""Addresses of the review desk."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.urls import path

from basira.surfaces.console.review import views

sounding = csp_update({"media-src": [SELF]})
"""The policy of the pages on which a sound may be heard."""

urlpatterns = [
    path("", views.queue, name="review"),
    path("<str:ref>/", sounding(views.visit), name="review-visit"),
    path("<str:ref>/open", views.take_up, name="review-open"),
    path("<str:ref>/settle", sounding(views.settle), name="review-settle"),
    path("<str:ref>/correct", views.correct, name="review-correct"),
    path("<str:ref>/pictures/<str:attachment>", views.picture, name="review-picture"),
]
