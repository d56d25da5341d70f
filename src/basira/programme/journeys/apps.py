"""Django's registration of the app."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Life events with their steps, cases, and their maps."""

    name = "basira.programme.journeys"
    label = "journeys"
