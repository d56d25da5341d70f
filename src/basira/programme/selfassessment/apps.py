"""Django's registration of the app."""

from django.apps import AppConfig


class SelfAssessmentConfig(AppConfig):
    """What the bodies think of themselves before a cycle."""

    name = "basira.programme.selfassessment"
    label = "selfassessment"
