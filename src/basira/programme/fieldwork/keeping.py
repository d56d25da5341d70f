"""How long positions are kept. The one place that reads this setting."""

from datetime import timedelta

from django.conf import settings


def places_kept_for() -> timedelta:
    """Return how long the positions of a visit's capture are kept after they arrived."""
    return timedelta(days=settings.PLACES_KEPT_DAYS)
