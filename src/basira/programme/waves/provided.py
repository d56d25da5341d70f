"""The missions of a provider's own people, for its page: by number, to the day, and nothing of what came of them inside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import MissionKind
from basira.programme.panel.own_people import own_people_rows
from basira.programme.panel.providing import own_provider
from basira.programme.registry.models import Centre
from basira.programme.waves.models import Mission

SHOWN = (MissionState.OFFERED, MissionState.ACCEPTED, MissionState.DONE, MissionState.NOT_DONE)
"""What somebody is asked to do, or has done or not: a plan that may still change is the desk's own."""
MOST = 500


@dataclass(frozen=True, slots=True)
class OwnMission:
    """One mission of somebody whom a provider sends."""

    number: str
    kind: MissionKind
    centre_ar: str
    centre_en: str
    first: date
    last: date
    state: MissionState


def own_missions(*, by: Actor) -> tuple[OwnMission, ...]:
    """
    Return the newest missions of the people of the provider that `by` acts for, at most 500; empty when there is none.

    :raises NotPermitted: when she acts for none
    :raises ProvidersNotSetUp: when the database has no role for providers
    """
    rows = list(_rows(own_provider(by)))
    names = {pk: (ar, en) for pk, ar, en in _names({row[2] for row in rows})}
    return tuple(
        OwnMission(
            number=number,
            kind=MissionKind(kind),
            centre_ar=names[centre][0],
            centre_en=names[centre][1],
            first=timezone.localdate(start),
            last=timezone.localdate(end),
            state=MissionState(state),
        )
        for number, kind, centre, start, end, state in rows
    )


def _rows(provider: str) -> Iterator[tuple[str, str, int, datetime, datetime, str]]:
    """Yield the rows that the database itself lets a provider see: no condition here says whose."""
    with own_people_rows(provider):
        missions = Mission.objects.filter(state__in=SHOWN).order_by("-window_start", "pk")
        columns = ("cycle_number__number", "kind", "centre_id", "window_start", "window_end", "state")
        yield from missions.values_list(*columns)[:MOST]


def _names(centres: set[int]) -> Iterator[tuple[int, str, str]]:
    yield from Centre.objects.filter(pk__in=centres).values_list("pk", "name_ar", "name_en")
