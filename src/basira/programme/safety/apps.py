"""Django's registration of the app."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Alarms, letters of authority, reports of danger, and whom the duty officer calls."""

    name = "basira.programme.safety"
    label = "safety"
