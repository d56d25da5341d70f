"""Missions to be, and what their refs and codes stand for, looked up once for a whole plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from basira.core.imports.missions import MissionRow
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState
from basira.core.kernel.problem import Fault, Severity
from basira.core.kernel.registry import Channel
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.panel.models import CycleNumber
from basira.programme.registry.models import Centre, Service
from basira.programme.waves.models import Mission, Scenario


@dataclass(frozen=True, slots=True)
class MissionPlan:
    """One mission to be, by refs and codes; `state` is where it starts (planned, or accepted when already agreed)."""

    cycle_number: str
    centre: str
    channel: Channel
    scenario: str
    questionnaire_version: str
    window_start: datetime
    window_end: datetime
    service: str | None = None
    state: MissionState = MissionState.PLANNED


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What the codes of a mission list stand for: the refs by number and by code."""

    numbers: dict[str, str]
    centres: dict[str, str]
    scenarios: dict[str, str]
    forms: dict[str, str]
    services: set[str]

    @classmethod
    def of(cls, wave: str, rows: Sequence[MissionRow]) -> "KnownCodes":
        """Look up every code that the rows name; of a form, the version that was published last."""
        versions = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED).order_by("published_at")
        centres = Centre.objects.filter(code__in={row.centre for row in rows}, is_active=True)
        services = Service.objects.filter(code__in={row.service for row in rows if row.service})
        return cls(
            dict(CycleNumber.objects.filter(cycle=wave).values_list("number", "ref")),
            dict(centres.values_list("code", "ref")),
            dict(Scenario.objects.filter(code__in={row.scenario for row in rows}).values_list("code", "ref")),
            dict(versions.values_list("questionnaire__form_id", "ref")),
            set(services.values_list("code", flat=True)),
        )

    def faults_of(self, row: MissionRow) -> list[Fault]:
        """Return a fault for each code of a row that stands for nothing; empty for a sound row."""
        wanted = (
            ("number", row.number, row.number in self.numbers),
            ("centre", row.centre, row.centre in self.centres),
            ("scenario", row.scenario, row.scenario in self.scenarios),
            ("form", row.form, row.form in self.forms),
            ("service", row.service, not row.service or row.service in self.services),
        )
        return [unknown(row.row, target, text) for target, text, is_known in wanted if not is_known]

    def plan(self, row: MissionRow, zone: tzinfo) -> MissionPlan:
        """Return the plan of a sound row; its local times are taken in `zone`."""
        return MissionPlan(
            cycle_number=self.numbers[row.number],
            centre=self.centres[row.centre],
            channel=row.channel,
            scenario=self.scenarios[row.scenario],
            questionnaire_version=self.forms[row.form],
            window_start=row.window_start.replace(tzinfo=zone),
            window_end=row.window_end.replace(tzinfo=zone),
            service=row.service or None,
        )


def repeated_places(wave: str, plans: Sequence[MissionPlan]) -> list[int]:
    """
    Return the places (from 1) of missions to be planned that the cycle has, or that an earlier place holds: the same
    shopper, centre, scenario and window. What was declined, lapsed, withdrawn or void may be planned again.
    """
    over = (MissionState.DECLINED, MissionState.EXPIRED, MissionState.WITHDRAWN, MissionState.VOID)
    numbers = {plan.cycle_number for plan in plans}
    rows = Mission.objects.filter(wave__ref=wave, cycle_number__ref__in=numbers).exclude(state__in=over)
    known = set(rows.values_list("cycle_number__ref", "centre__ref", "scenario__ref", "window_start", "window_end"))
    places = []
    for place, plan in enumerate(plans, 1):
        if plan.state is not MissionState.PLANNED:  # agreed or past ones are brought in as they were
            continue
        key = (plan.cycle_number, plan.centre, plan.scenario, plan.window_start, plan.window_end)
        if key in known:
            places.append(place)
        known.add(key)
    return places


def repeated(row: int) -> Fault:
    """Return the fault of a row that plans a mission again."""
    message = "This shopper has a mission to this centre with this scenario in this window already."
    return Fault(Severity.ERROR, "mission.repeated", message, row, "number")


UNKNOWN = {
    "number": "No shopper has the number {text} in this cycle.",
    "centre": "No active centre has the code {text}.",
    "scenario": "No scenario has the code {text}.",
    "form": "No published questionnaire has the form id {text}.",
    "service": "No service has the code {text}.",
}


def unknown(row: int, target: str, text: str) -> Fault:
    """Return the fault of a code that stands for nothing."""
    message = UNKNOWN[target].format(text=text)
    return Fault(Severity.ERROR, f"mission.unknown-{target}", message, row, target, params=(("text", text),))
