"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Each body's own report and answers, for its liaison."""

    name = "basira.surfaces.portal"
    label = "surface_portal"
