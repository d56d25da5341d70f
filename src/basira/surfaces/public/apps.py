"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Published results, for everybody."""

    name = "basira.surfaces.public"
    label = "surface_public"
