"""Django's registration of the app."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Questionnaires and their immutable versions."""

    name = "basira.programme.instruments"
    label = "instruments"
