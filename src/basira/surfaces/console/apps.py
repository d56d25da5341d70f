"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The programme's desk."""

    name = "basira.surfaces.console"
    label = "surface_console"
