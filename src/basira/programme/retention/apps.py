"""Django's registration of the app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Decisions to destroy sealed files that should never have been taken."""

    name = "basira.programme.retention"
    label = "retention"
