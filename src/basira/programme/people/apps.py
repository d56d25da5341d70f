"""Django's registration of the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, roles and the permission table."""

    name = "basira.programme.people"
    label = "people"
