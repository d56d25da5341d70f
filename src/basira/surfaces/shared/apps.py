"""Django's registration of the surface (templates, words, static files)."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """What every surface shares: shells, words, the actor, refusals as answers."""

    name = "basira.surfaces.shared"
    label = "surface_shared"
