"""Django's registration of the app."""

from django.apps import AppConfig


class RecruitingConfig(AppConfig):
    """Calls, applications, vetting and choice."""

    name = "basira.programme.recruiting"
    label = "recruiting"
