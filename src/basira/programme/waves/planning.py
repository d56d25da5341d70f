"""Missions to be, and what their refs and codes stand for, looked up once for a whole plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.timezone import localdate

from basira.core.imports.missions import MissionRow
from basira.core.kernel.classes import ShopperClass, may_be_sent
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState
from basira.core.kernel.problem import Fault, Severity
from basira.core.kernel.registry import KIND_BY_CHANNEL, Channel, MissionKind
from basira.core.kernel.training import Lack
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.panel import queries as panel
from basira.programme.panel.models import Bar, CycleNumber
from basira.programme.panel.own import away_whole
from basira.programme.registry.models import Centre, Service
from basira.programme.training.gate import Task, lacking
from basira.programme.waves.models import Mission, Scenario
from basira.programme.waves.phases import NOT_BEGUN
from basira.programme.waves.rotation import Going, resting


@dataclass(frozen=True, slots=True)
class MissionPlan:
    """
    One mission to be, by refs and codes; `state` is where it starts (planned, or accepted when already agreed).

    `answer_by` is for one that starts as offered: until when the offer stands, where not the usual time. `case` is the same for
    the missions of one way through bodies, between which no gap is kept.
    """

    cycle_number: str
    centre: str
    channel: Channel
    scenario: str
    questionnaire_version: str
    window_start: datetime
    window_end: datetime
    service: str | None = None
    state: MissionState = MissionState.PLANNED
    kind: MissionKind | None = None
    is_known_to_body: bool = False
    is_repeat: bool = False
    answer_by: datetime | None = None
    case: str = ""

    @property
    def own_kind(self) -> MissionKind:
        """Return what is said, or what the channel makes of it."""
        return self.kind or KIND_BY_CHANNEL[self.channel]


def barred_centres(pairs: Iterable[tuple[str, str]], *, by: str) -> set[tuple[str, str]]:
    """
    Return those (cycle number, centre) pairs of refs, out of these, at whose body the number may not appear.

    :raises VaultNotReachable: when the vault, which knows of earlier cycles, does not answer
    """
    wanted = set(pairs)
    bodies = bodies_of(centre for _number, centre in wanted)
    asked = {(number, bodies[centre]) for number, centre in wanted if centre in bodies}
    found = panel.barred(asked, by=by)
    return {(number, centre) for number, centre in wanted if (number, bodies.get(centre, "")) in found}


def unready_places(plans: Sequence[MissionPlan], at: datetime) -> list[tuple[int, str]]:
    """
    Return the place (from 1) of each mission that is to come whose shopper lacks what the programme demands, with what it is:
    "not-trained", "pledge-not-signed". What was done, declined or lapsed already sends nobody anywhere.

    :raises VaultNotReachable: when only the vault could tell
    """
    to_come = {
        place: Task(plan.cycle_number, plan.centre, plan.channel)
        for place, plan in enumerate(plans, 1)
        if plan.state in OPEN_MISSIONS
    }
    lacks = lacking(to_come.values(), on=localdate(at), by="desk")
    return [
        (place, LACK_FAULTS[lack])
        for place, task in to_come.items()
        for lack in Lack
        if lack in lacks.get(task, frozenset())
    ]


def away_places(plans: Sequence[MissionPlan]) -> list[int]:
    """Return the places (from 1) of missions to be planned whose window lies wholly in days on which their shopper is away."""
    windows = {
        place: (plan.cycle_number, localdate(plan.window_start), localdate(plan.window_end))
        for place, plan in enumerate(plans, 1)
        if plan.state is MissionState.PLANNED
    }
    away = away_whole(list(windows.values()))
    return [place for place, window in windows.items() if window in away]


LACK_FAULTS = {Lack.CERTIFICATE: "not-trained", Lack.PLEDGE: "pledge-not-signed"}
"""How a plan names what is lacking."""

OPEN_MISSIONS = frozenset({MissionState.PLANNED, MissionState.OFFERED, MissionState.ACCEPTED})
"""States in which a visit is still to come."""


def barred_here(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the same by this cycle's bars and the providers' interests, as they stand now: one may be a moment old."""
    wanted = set(pairs)
    bodies = bodies_of(centre for _number, centre in wanted)
    bars = Bar.objects.filter(cycle_number__ref__in={number for number, _centre in wanted})
    asked = {(number, bodies[centre]) for number, centre in wanted if centre in bodies}
    found = set(bars.values_list("cycle_number__ref", "entity__ref")) | panel.interests_of(asked)
    return {(number, centre) for number, centre in wanted if (number, bodies.get(centre, "")) in found}


def classes_of(wave: str) -> dict[str, ShopperClass]:
    """Return the class of each number of a cycle that is no volunteer's, by the number's ref."""
    rows = CycleNumber.objects.filter(cycle=wave).exclude(shopper_class=ShopperClass.VOLUNTEER)
    return {ref: ShopperClass(said) for ref, said in rows.values_list("ref", "shopper_class")}


def bodies_of(centres: Iterable[str]) -> dict[str, str]:
    """Return the ref of each centre's body by the centre's ref."""
    return dict(Centre.objects.filter(ref__in=set(centres)).values_list("ref", "entity__ref"))


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What the codes of a mission list stand for: the refs by number and by code."""

    numbers: dict[str, str]
    centres: dict[str, str]
    scenarios: dict[str, str]
    drafts: set[str]
    forms: dict[str, str]
    services: set[str]
    barred: set[tuple[str, str]]
    classes: dict[str, ShopperClass]

    @classmethod
    def of(cls, wave: str, rows: Sequence[MissionRow], zone: tzinfo) -> "KnownCodes":
        """Look up every code that the rows name, with times in `zone`; of a form, the version that was published last."""
        versions = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED).order_by("published_at")
        centres = Centre.objects.filter(code__in={row.centre for row in rows}, is_active=True)
        scenarios = Scenario.objects.filter(code__in={row.scenario for row in rows})
        services = Service.objects.filter(code__in={row.service for row in rows if row.service})
        numbers = dict(CycleNumber.objects.filter(cycle=wave).values_list("number", "ref"))
        places = dict(centres.values_list("code", "ref"))
        going = [
            Going(numbers[row.number], places[row.centre], row.window_start.replace(tzinfo=zone))
            for row in rows
            if row.number in numbers and row.centre in places
        ]
        return cls(
            numbers,
            places,
            dict(scenarios.values_list("code", "ref")),
            set(scenarios.filter(approved_at=None).values_list("code", flat=True)),
            dict(versions.values_list("questionnaire__form_id", "ref")),
            set(services.values_list("code", flat=True)),
            barred_centres({(each.number, each.centre) for each in going}, by="desk") | resting(going, by="desk"),
            classes_of(wave),
        )

    def faults_of(self, row: MissionRow) -> list[Fault]:
        """Return a fault for each code of a row that stands for nothing or may not be; empty for a sound row."""
        if (self.numbers.get(row.number, ""), self.centres.get(row.centre, "")) in self.barred:
            return [barred_row(row)]
        wanted = (
            ("number", row.number, row.number in self.numbers),
            ("centre", row.centre, row.centre in self.centres),
            ("scenario", row.scenario, row.scenario in self.scenarios),
            ("form", row.form, row.form in self.forms),
            ("service", row.service, not row.service or row.service in self.services),
        )
        faults = [unsent(row)] if not self.sends(row) else []
        faults += [unknown(row.row, target, text) for target, text, is_known in wanted if not is_known]
        if row.scenario in self.drafts:
            message = f"The scenario {row.scenario} is a draft: a second person has not approved it."
            told = (("text", row.scenario),)
            faults.append(
                Fault(Severity.ERROR, "mission.scenario-not-approved", message, row.row, "scenario", params=told)
            )
        return faults

    def sends(self, row: MissionRow) -> bool:
        """Tell whether the row's shopper, where there is one, is of a class that is sent on such missions."""
        said = self.classes.get(self.numbers.get(row.number, ""), ShopperClass.VOLUNTEER)
        return may_be_sent(said, row.kind or KIND_BY_CHANNEL[row.channel])

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
            kind=row.kind,
            is_known_to_body=row.is_known_to_body,
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


def away_row(row: MissionRow) -> Fault:
    """Return the fault of a row whose whole window lies in days on which its shopper is away."""
    message = f"The shopper {row.number} is away on all days of this window."
    return Fault(Severity.ERROR, "mission.away", message, row.row, "number", params=(("number", row.number),))


def not_begun_row(row: MissionRow) -> Fault:
    """Return the fault of a row whose centre lies in a sector that its cycle's phase has not begun."""
    message = f"The sector of {row.centre} has not begun in the phase of this cycle."
    return Fault(Severity.ERROR, f"mission.{NOT_BEGUN}", message, row.row, "centre", params=(("centre", row.centre),))


def unready_row(row: MissionRow, fault: str) -> Fault:
    """Return the fault of a row whose shopper lacks something; `fault` is one of `LACK_FAULTS`."""
    message = f"The shopper {row.number} is not ready for this mission: {fault}."
    return Fault(Severity.ERROR, f"mission.{fault}", message, row.row, "number", params=(("number", row.number),))


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


def unsent(row: MissionRow) -> Fault:
    """Return the fault of a mission on which a shopper of this class is never sent."""
    message = f"The shopper {row.number} is of a class that is not sent on missions of this kind."
    return Fault(Severity.ERROR, "mission.class", message, row.row, "number", params=(("number", row.number),))


def barred_row(row: MissionRow) -> Fault:
    """Return the fault of a mission to a body where its shopper may not appear; why is nobody's to know here."""
    message = f"The shopper {row.number} may not be sent to {row.centre}."
    params = (("number", row.number), ("centre", row.centre))
    return Fault(Severity.ERROR, "mission.barred", message, row.row, "number", params=params)
