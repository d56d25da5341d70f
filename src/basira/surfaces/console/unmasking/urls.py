"""Addresses of unmasking."""

from django.urls import path

from basira.surfaces.console.unmasking import people, views

urlpatterns = [
    path("", views.unmaskings, name="unmasking"),
    path("ask/", views.ask, name="unmasking_ask"),
    path("people/", people.signatories, name="unmasking_people"),
    path("people/name/", people.name, name="unmasking_name"),
    path("people/keys/", people.keep_keys, name="unmasking_keys"),
    path("people/<str:ref>/dismiss/", people.dismiss, name="unmasking_dismiss"),
    path("<str:ref>/", views.request_page, name="unmasking_request"),
    path("<str:ref>/approve/", views.approve, name="unmasking_approve"),
    path("<str:ref>/end/", views.end, name="unmasking_end"),
    path("<str:ref>/open/", views.open_once, name="unmasking_open"),
]
