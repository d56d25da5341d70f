"""Django's registration of the app."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Laws, charter promises and service standards, version by version."""

    name = "basira.programme.standards"
    label = "standards"
