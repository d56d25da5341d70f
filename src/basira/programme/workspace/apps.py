"""Django's registration of the app."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Analysts and one body around one procedure."""

    name = "basira.programme.workspace"
    label = "workspace"
