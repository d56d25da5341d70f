"""Django's registration of the app."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Visits, submissions and sealed attachments."""

    name = "basira.programme.fieldwork"
    label = "fieldwork"
