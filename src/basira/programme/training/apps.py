"""Django's registration of the app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses, tests, certificates and the pledge."""

    name = "basira.programme.training"
    label = "training"
