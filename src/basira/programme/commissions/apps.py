"""Django's registration of the app."""

from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    """Single reports within one body."""

    name = "basira.programme.commissions"
    label = "commissions"
