"""How a release stands to the contests of its bodies: what it says of them, and what came after it (ADR-0039)."""

from typing import Any

from basira.core.kernel.lifecycles import ReleaseState
from basira.programme.findings import contest_queries
from basira.programme.publishing.cards import UnitLevel
from basira.programme.publishing.models import Release

Json = dict[str, Any]


def contests_have_moved(wave: str) -> bool:
    """Tell whether a contest of a cycle came or ended since what is out, or on its way, was prepared. Two queries."""
    live = Release.objects.filter(wave__ref=wave).exclude(state=ReleaseState.SUPERSEDED).order_by("-pk").first()
    if live is None:
        return False
    return not tells_contests(live)


def tells_contests(release: Release) -> bool:
    """Tell whether a release says how the contests of its bodies stand at this moment. One query, and one for the cycle."""
    counts = contest_queries.contest_counts(release.wave.ref)
    bodies = [unit for unit in release.snapshot["units"] if unit["level"] == UnitLevel.ENTITY]
    return all(unit.get("contests", {}) == counts.get(unit["ref"], {}) for unit in bodies)


def contested_since(wave: str, unit: Json) -> int:
    """Return how many findings a body contested after what is out was prepared; zero for what is no body. One query."""
    if unit["level"] != UnitLevel.ENTITY:
        return 0
    counts = contest_queries.contest_counts(wave, body=unit["ref"]).get(unit["ref"], {})
    told: dict[str, int] = unit.get("contests", {})
    return max(0, sum(counts.values()) - sum(told.values()))
