"""Django's registration of the app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Releases: what the public may see, approved by two."""

    name = "basira.programme.publishing"
    label = "publishing"
