"""Django's registration of the app."""

from django.apps import AppConfig


class PanelConfig(AppConfig):
    """Shoppers by panel ref, and their number of each cycle."""

    name = "basira.programme.panel"
    label = "panel"
