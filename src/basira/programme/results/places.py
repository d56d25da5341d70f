"""
What is ranked and what is named: the levels that the blueprint says; and nothing is ranked where employees of the measured
body have visited (ruling 3).
"""

from basira.core.scoring import Level
from basira.programme.people import reporting
from basira.programme.results.inputs import has_insiders

NAMED = {Level.ENTITY: frozenset({"body", "unit"}), Level.CENTRE: frozenset({"centre"})}
"""
The entries of `naming.*` for each level: a unit of an internal programme stands in the registry as a body.

Sectors and the whole programme are nobody's name.
"""


def ranks_level(level: Level) -> bool:
    """Tell whether the programme ranks this level."""
    return _says(level, "ranked")


def names_level(level: Level) -> bool:
    """
    Tell whether the units of this level may be named in public for what falls short.

    A centre only where its body is: whoever reads of it reads whose it is.
    """
    return _says(level, "negative") and (level is not Level.CENTRE or _says(Level.ENTITY, "negative"))


def _says(level: Level, key: str) -> bool:
    """Tell whether `naming.<key>` holds a level; where the blueprint says nothing, the method decides and it does."""
    named = reporting.named(key)
    return named is None or level not in NAMED or bool(NAMED[level] & named)


def gives_places(run: str, level: Level) -> bool:
    """Tell whether a run gives places at this level. At most two queries; True for a run that does not exist."""
    if level is Level.PROGRAMME:
        return True
    return ranks_level(level) and not has_insiders(run)
