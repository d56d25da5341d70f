"""Django's registration of the app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Reports to the bodies, findings and answers."""

    name = "basira.programme.findings"
    label = "findings"
