"""Django's registration of the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Sectors, entities, centres, services and channels."""

    name = "basira.programme.registry"
    label = "registry"
