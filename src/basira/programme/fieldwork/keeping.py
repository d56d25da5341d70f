"""How long positions are kept: as the programme's file says, else as the server was started with."""

from datetime import timedelta

from django.conf import settings

from basira.programme.people.blueprints import said_now


def places_kept_for() -> timedelta:
    """Return how long the positions of a visit's capture are kept after they arrived."""
    return timedelta(days=int(said_now("clocks.positions_days", settings.PLACES_KEPT_DAYS)))
