"""How well the places among a visit's answers fit its mission: told once, as it is filed, for the places are sealed after that."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from basira.core.assurance.presence import Presence, Sample, presence, sample_of
from basira.programme.fieldwork import captures

A_KILOMETRE_M, A_HUNDRED_M = 1000, 100


def presence_of_answers(places: Iterable[str], started: str, mission_id: int | None) -> dict[str, Any] | None:
    """
    Return what is stored of how the places that were answered fit a mission; None without places. At most one query.

    The distance is kept as it is told: to a hundred metres, from a kilometre on to a kilometre.
    """
    at = moment_of(started)
    found = [sample for sample in map(sample_of, places) if sample is not None]
    if not found:
        return None
    samples = [Sample(each.latitude, each.longitude, each.accuracy_m, at) for each in found]
    facts = None if mission_id is None else captures.mission_facts(mission_id)
    return as_stored(presence(samples, facts.place if facts else None, facts.window if facts else None))


def as_stored(found: Presence) -> dict[str, Any]:
    """Return a score as its row keeps it."""
    distance = None if found.distance_m is None else rough(found.distance_m)
    reasons = [str(reason) for reason in found.reasons]
    return {"score": found.score, "band": str(found.band), "reasons": reasons, "distance_m": distance}


def rough(metres: float) -> int:
    """Return a distance in metres as people say it; never none at all."""
    step = A_HUNDRED_M if metres < A_KILOMETRE_M else A_KILOMETRE_M
    return max(1, round(metres / step)) * step


def moment_of(said: str) -> datetime | None:
    """Return a moment with its zone; None for what is none, or has no zone."""
    try:
        found = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return found if found.tzinfo else None
