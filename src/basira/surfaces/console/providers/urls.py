"""Addresses of providers."""

from django.urls import path

from basira.surfaces.console.providers import desk, own

urlpatterns = [
    path("providers/", desk.providers, name="providers"),
    path("providers/add/", desk.add, name="provider_add"),
    path("providers/<str:ref>/", desk.provider, name="provider"),
    path("providers/<str:ref>/close/", desk.close, name="provider_close"),
    path("company/", own.company, name="company"),
    path("company/stops/", own.stops, name="company_stops"),
    path("company/send/", own.send, name="company_send"),
]
