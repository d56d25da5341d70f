"""What the programme's file allows of missions: their kinds, which of them a body always knows, and the hours of visits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from django.utils.timezone import localtime

from basira.core.blueprint.values import Blueprint
from basira.core.kernel.open_times import OpenTimes
from basira.core.kernel.problem import Fault, Severity
from basira.core.kernel.registry import Channel, MissionKind
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.registry.models import Centre
from basira.programme.waves.planning import OPEN_MISSIONS, MissionPlan

AT_A_PLACE = frozenset({Channel.COUNTER, Channel.OUTSOURCED, Channel.EVENT})
"""Channels by which somebody goes somewhere; phones and pages answer when they answer."""
RULE_FAULTS = {
    "kind-not-planned": "The programme plans no missions of this kind.",
    "closed-hours": "This window leaves no ten minutes outside prayer times, or outside the hours of Ramadan.",
}
"""How a plan names what the file forbids, with plain words for a list's faults."""


@dataclass(frozen=True, slots=True)
class MissionRules:
    """The rules for missions that are planned from now on. `kinds` is None where every kind is planned."""

    kinds: frozenset[str] | None = None
    known_to_body: frozenset[str] = frozenset()
    times: OpenTimes = field(default_factory=OpenTimes)

    def marked(self, plan: MissionPlan) -> MissionPlan:
        """Return the plan, as known to the body where its kind always is."""
        return replace(plan, is_known_to_body=True) if plan.own_kind in self.known_to_body else plan


def mission_rules() -> MissionRules:
    """Return the rules that hold now: the programme's file says them, and one without a file forbids nothing. One query."""
    file = kept_blueprint()
    return rules_in(file) if file else MissionRules()


def rules_in(file: Blueprint) -> MissionRules:
    """Return the rules that a file says. Where services are not linked, no step of a journey is planned."""
    kinds = frozenset(file.said("missions.kinds", MissionKind))
    if not file.said("missions.linkage", True):
        kinds -= {MissionKind.JOURNEY_STEP}
    opens, closes = file.said("calendar.ramadan_opens"), file.said("calendar.ramadan_closes")
    ramadan = (time.fromisoformat(opens), time.fromisoformat(closes)) if opens and closes else None
    times = OpenTimes(ramadan, bool(file.said("calendar.prayer_pauses", False)))
    return MissionRules(kinds, frozenset(file.said("missions.known_to_body", ())), times)


def ruled_out(plans: Sequence[MissionPlan], rules: MissionRules) -> list[tuple[int, str]]:
    """Return the place (from 1) of each mission that is to come and that the rules forbid, with one of `RULE_FAULTS`."""
    found = []
    points = _points_of(plans) if rules.times.prayer_pauses else {}
    for place, plan in enumerate(plans, 1):
        if plan.state not in OPEN_MISSIONS:
            continue
        if rules.kinds is not None and plan.own_kind not in rules.kinds:
            found.append((place, "kind-not-planned"))
        start, end = localtime(plan.window_start), localtime(plan.window_end)
        if (
            plan.channel in AT_A_PLACE
            and start <= end
            and not rules.times.leave_time(start, end, points.get(plan.centre))
        ):
            found.append((place, "closed-hours"))
    return found


def ruled_row(row: int, fault: str) -> Fault:
    """Return the fault of a row of a list that the rules forbid."""
    return Fault(
        Severity.ERROR, f"mission.{fault}", RULE_FAULTS[fault], row, "window_start" if "hours" in fault else "kind"
    )


def _points_of(plans: Sequence[MissionPlan]) -> dict[str, tuple[float, float]]:
    """Return where the centres of some plans are, in degrees north and east; one without a place is missing."""
    rows = Centre.objects.filter(ref__in={plan.centre for plan in plans})
    places = rows.values_list("ref", "latitude", "longitude")
    return {ref: (float(north), float(east)) for ref, north, east in places if north is not None and east is not None}
