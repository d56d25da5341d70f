"""Django's registration of the app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Corrective plans, covert repeats, and contacts from measured bodies."""

    name = "basira.programme.plans"
    label = "plans"
