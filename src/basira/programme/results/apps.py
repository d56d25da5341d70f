"""Django's registration of the app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Score runs and their inputs, frozen."""

    name = "basira.programme.results"
    label = "results"
