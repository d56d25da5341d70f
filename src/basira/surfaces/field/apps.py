"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """The shopper's pages."""

    name = "basira.surfaces.field"
    label = "surface_field"
