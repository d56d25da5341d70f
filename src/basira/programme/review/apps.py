"""Django's registration of the app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """From submission to verdict: questions, edits, decisions."""

    name = "basira.programme.review"
    label = "review"
