"""What `state.json` says of sealed sendings: the point to seal to, and what came of what was given over."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from basira.core.instrument.sendings import Outcome
from basira.core.kernel.lifecycles import MissionState
from basira.programme.fieldwork import stores
from basira.programme.waves.phones import PhoneMission

NOT_TAKEN = _("What you sent here could not be taken in. It is kept, sealed. Your contact will tell you what to do.")


def seal_json() -> dict[str, str] | None:
    """Return the programme's public point, in base64url; null where phones are not to seal."""
    point = stores.point_for_phones()
    return None if point is None else {"point": urlsafe_b64encode(point).decode().rstrip("=")}


def as_given_over(mission: PhoneMission, outcomes: Mapping[str, str]) -> PhoneMission:
    """Return a mission as its shopper knows it: done from the moment that the phone gave everything over."""
    if mission.state is not MissionState.ACCEPTED or outcomes.get(mission.ref) != "":
        return mission
    return replace(mission, state=MissionState.DONE, moves=(), reschedules_left=0, scenario=None, version_id=None)


def not_taken(mission: PhoneMission, outcomes: Mapping[str, str]) -> Any:
    """Return why what was given over is still to be done, in words; None for everything else."""
    is_kept = outcomes.get(mission.ref) in (Outcome.REFUSED, Outcome.SET_ASIDE)
    return NOT_TAKEN if is_kept and mission.state is not MissionState.DONE else None
