"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class OpenrosaConfig(AppConfig):
    """Intake from OpenRosa clients."""

    name = "basira.surfaces.openrosa"
    label = "surface_openrosa"
