"""
The phases of a programme: which sectors it begins with, in the order of time, as its blueprint says.

A cycle belongs to one; until then no later sector is visited in it. A programme without phases visits every sector at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from basira.core.kernel.problem import Problem
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.registry.models import Centre
from basira.programme.waves.models import Wave

NOT_BEGUN = "sector-not-begun"
"""How a plan names a mission in a sector that its cycle has not begun."""


class PhaseUnknown(Problem):
    """The programme has no phase of this code."""

    code = "waves.phase-unknown"


class PhaseGone(Problem):
    """The programme's file names the `phase` no more in which a cycle was opened."""

    code = "waves.phase-gone"


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase: `sectors` are the codes of those that begin with it."""

    code: str
    name_ar: str
    name_en: str
    sectors: tuple[str, ...]


def phases_now() -> tuple[Phase, ...]:
    """Return the programme's phases in the order of time; empty where it has none."""
    blueprint = kept_blueprint()
    return tuple(
        Phase(str(row["code"]), str(row.get("name_ar", "")), str(row.get("name_en", "")), tuple(row["sectors"]))  # type: ignore[arg-type]
        for row in (blueprint.table("phases") if blueprint else ())
    )


def phase_of(code: str) -> Phase | None:
    """Return the phase of this code; None where no phase is said, or the programme has none of it."""
    return next((each for each in phases_now() if each.code == code), None) if code else None


def begun_in(phase: str) -> frozenset[str] | None:
    """
    Return the codes of the sectors that have begun in a phase; None where none is said, which bounds nothing.

    In a phase that the programme does not have, or has no more, no sector has begun.
    """
    if not phase:
        return None
    begun: set[str] = set()
    for each in phases_now():
        begun.update(each.sectors)
        if each.code == phase:
            return frozenset(begun)
    return frozenset()


def check_phase(phase: str) -> None:
    """
    Refuse a phase that the programme does not have; "" is a cycle that no phase bounds.

    :raises PhaseUnknown: when it is another's
    """
    if phase and phase not in {each.code for each in phases_now()}:
        raise PhaseUnknown()


def check_stands(wave: Wave) -> None:
    """
    Refuse a cycle whose phase the programme's file names no more: a file may change phases while a cycle is a draft.

    :raises PhaseGone: with the phase in which it was opened
    """
    if wave.phase and phase_of(wave.phase) is None:
        raise PhaseGone(phase=wave.phase)


def not_begun(wave: Wave, centres: Iterable[str]) -> set[str]:
    """Return those of these centres (by ref) whose body's sector has not begun in the phase of a cycle."""
    begun = begun_in(wave.phase)
    if begun is None:
        return set()
    asked = Centre.objects.filter(ref__in=set(centres))
    return set(asked.exclude(entity__sector__code__in=begun).values_list("ref", flat=True))
