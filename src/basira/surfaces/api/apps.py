"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The read API and its description."""

    name = "basira.surfaces.api"
    label = "surface_api"
