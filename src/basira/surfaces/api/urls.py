"""Addresses of the read API. Its description stands at v1/openapi.json; a docs page would load from elsewhere, so none."""

from django.urls import path

from basira.surfaces.api.v1 import api

urlpatterns = [path("v1/", api.urls)]
