"""What is ranked: the levels that the blueprint names, and nothing where employees of the measured body have visited (ruling 3)."""

from basira.core.scoring import Level
from basira.programme.people import reporting
from basira.programme.results.inputs import visits_of_insiders
from basira.programme.results.models import ScoreRun

NAMED = {Level.ENTITY: frozenset({"body", "unit"}), Level.CENTRE: frozenset({"centre"})}
"""The entries of `naming.ranked` for each level; sectors and the whole programme are nobody's to forbid."""


def ranks_level(level: Level) -> bool:
    """Tell whether the programme ranks this level: a unit of an internal programme stands in the registry as a body."""
    named = reporting.ranked()
    return named is None or level not in NAMED or bool(NAMED[level] & named)


def gives_places(run: str, level: Level) -> bool:
    """Tell whether a run gives places at this level. At most three queries; True for a run that does not exist."""
    if not ranks_level(level):
        return False
    wave = ScoreRun.objects.filter(ref=run).values_list("wave__ref", flat=True).first()
    return not (reporting.is_internal() and wave and visits_of_insiders(wave))
