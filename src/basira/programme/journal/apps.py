"""Django's registration of the app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Append-only record of what was done."""

    name = "basira.programme.journal"
    label = "journal"
