"""Django's registration of the app."""

from django.apps import AppConfig


class WavesConfig(AppConfig):
    """Cycles (waves in code), scenarios and missions."""

    name = "basira.programme.waves"
    label = "waves"
