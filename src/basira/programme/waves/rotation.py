"""Who may not go to a place yet because she, or who goes about with her, was there: gaps at centre, body and sector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from basira.core.kernel.lifecycles import MissionState
from basira.programme.panel import queries as panel
from basira.programme.panel.terms import Gaps, gaps_now
from basira.programme.registry.models import Centre
from basira.programme.waves.models import Mission


class Going(NamedTuple):
    """
    Who is to go where: a cycle number, a centre's ref, when the window begins. Those of one `case` are one way through bodies
    and do not stand in each other's way; "" is no case.
    """

    number: str
    centre: str
    start: datetime
    case: str = ""


Levels = tuple[str, str, str]
"""The keys of a centre, its body and its sector."""
NOT_IN_THE_PLAN = -1


@dataclass(frozen=True, slots=True)
class Stay:
    """A number at a centre from some moment on; `place` is where in the plan it stands."""

    place: int
    number: str
    start: datetime
    levels: Levels
    case: str = ""


NEVER_WENT = (MissionState.DECLINED, MissionState.EXPIRED, MissionState.WITHDRAWN)
"""States of missions on which nobody was seen anywhere; one that became void may have been."""


def resting(going: Sequence[Going], *, by: str, is_plan: bool = True) -> set[tuple[str, str]]:
    """
    Return those (number, centre) pairs that a gap forbids: before it is over, and as long before one that is planned already.

    Whether it is she or a companion, at the centre or elsewhere at the body, is not told. A shopper carries another number each
    cycle, so the vault is asked who was there; it hears of the numbers alone. `is_plan`: all of them are to go, so that each
    stands in the others' way; not so where one of them is drawn.

    :raises VaultNotReachable: when there are gaps and nobody can tell
    """
    days = gaps_now()
    if not going or not days.longest:
        return set()
    places = _places(each.centre for each in going)
    stays = _planned(going, days, places) + (_going(going, places) if is_plan else [])
    by_level: dict[tuple[int, str], list[Stay]] = {}
    for stay in stays:
        for level, key in enumerate(stay.levels):
            by_level.setdefault((level, key), []).append(stay)
    there = _near(going, places, by_level, days)
    found = {place for place, each in enumerate(going) if there[each].get(each.number, frozenset()) - {place}}
    beside = [
        (place, each.number, sorted(there[each]))
        for place, each in enumerate(going)
        if place not in found and there[each].keys() - {each.number}
    ]
    told = panel.vault().returning([(number, earlier) for _place, number, earlier in beside], by=by)
    return {going[place][:2] for place in found | {beside[each][0] for each in told}}


def _near(
    going: Sequence[Going], places: dict[str, Levels], stays: dict[tuple[int, str], list[Stay]], days: Gaps
) -> dict[Going, dict[str, frozenset[int]]]:
    """
    Return, by who is to go, the numbers that were or will be near within the gaps, each with where in the plan it stands.

    Whoever goes at one moment to one centre meets the same numbers, so that these are looked up once.
    """
    gaps = (days.centre, days.body, days.sector)
    known: dict[tuple[str, datetime, str], dict[str, frozenset[int]]] = {}
    for each in going:
        key = (each.centre, each.start, each.case)
        if key in known:
            continue
        found: dict[str, set[int]] = {}
        for level, name in enumerate(places.get(each.centre, ())):
            for stay in stays.get((level, name), ()):
                is_own_way = each.case != "" and stay.case == each.case
                if not is_own_way and abs(stay.start - each.start) < timedelta(days=gaps[level]):
                    found.setdefault(stay.number, set()).add(stay.place)
        known[key] = {number: frozenset(stood) for number, stood in found.items()}
    return {each: known[each.centre, each.start, each.case] for each in going}


def _places(centres: Iterable[str]) -> dict[str, Levels]:
    """Return, by centre, the keys of its three levels: itself, its body, its body's sector."""
    rows = Centre.objects.filter(ref__in=set(centres)).values_list("ref", "entity__ref", "entity__sector_id")
    return {ref: (ref, entity, str(sector)) for ref, entity, sector in rows}


def _going(going: Sequence[Going], places: dict[str, Levels]) -> list[Stay]:
    """Return what a plan itself would bring about."""
    return [
        Stay(place, each.number, each.start, places[each.centre], each.case)
        for place, each in enumerate(going)
        if each.centre in places
    ]


def _planned(going: Sequence[Going], days: Gaps, places: dict[str, Levels]) -> list[Stay]:
    """Return who went, or is to go, where a gap of these reaches."""
    starts, reach = [each.start for each in going], timedelta(days=days.longest)
    rows = Mission.objects.exclude(state__in=NEVER_WENT).filter(
        window_start__gt=min(starts) - reach, window_start__lt=max(starts) + reach
    )
    if days.sector:
        rows = rows.filter(centre__entity__sector_id__in={sector for _centre, _body, sector in places.values()})
    elif days.body:
        rows = rows.filter(centre__entity__ref__in={body for _centre, body, _sector in places.values()})
    else:
        rows = rows.filter(centre__ref__in=places)
    columns = ("cycle_number__ref", "window_start", "centre__ref", "centre__entity__ref", "centre__entity__sector_id")
    return [
        Stay(NOT_IN_THE_PLAN, number, start, (centre, body, str(sector)))
        for number, start, centre, body, sector in rows.values_list(*columns)
    ]
