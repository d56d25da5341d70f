"""Planning missions into a cycle, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import ShopperClass, may_be_sent
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, WaveState
from basira.core.kernel.problem import Problem
from basira.core.kernel.shopper_moves import ANSWER_TIME
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Service
from basira.programme.waves.house_rules import mission_rules, ruled_out
from basira.programme.waves.models import Mission, Scenario, Wave
from basira.programme.waves.phases import NOT_BEGUN, check_stands, not_begun
from basira.programme.waves.planning import (
    MissionPlan,
    away_places,
    barred_centres,
    barred_here,
    classes_of,
    repeated_places,
    unready_places,
)
from basira.programme.waves.rotation import Going, resting


class WaveNotOpen(Problem):
    """The cycle takes no new missions in its state."""

    code = "waves.not-open"


class PlanRefused(Problem):
    """A mission plan names what does not exist or does not fit; `faults` lists each by its place in the plan."""

    code = "waves.plan-refused"


class MissionRepeated(Problem):
    """Missions of a plan (`places`, from 1) send a shopper to the same centre, with the same scenario, in the same window."""

    code = "waves.mission-repeated"


OPEN_FOR_MISSIONS = frozenset({WaveState.DRAFT, WaveState.COMMITTED, WaveState.IN_FIELD})


@transaction.atomic
def plan_missions(*, wave: str, plans: Sequence[MissionPlan], by: Actor, at: datetime) -> list[Mission]:
    """
    Write missions into a cycle, all or none. An empty plan writes nothing.

    :raises NotPermitted: when `by` may not plan
    :raises WaveNotOpen: when the cycle is closed
    :raises PhaseGone: when the programme's file names the cycle's phase no more
    :raises PlanRefused: with every fault by its place
    :raises MissionRepeated: when a mission to be planned is there already, or twice in the plan
    :raises VaultNotReachable: when nobody can tell who may not go where; nothing is planned
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    rules = mission_rules()
    plans = [rules.marked(plan) for plan in plans]
    pairs = [(plan.cycle_number, plan.centre) for plan in plans]
    barred = barred_centres(pairs, by=by.ref)  # before the lock: phones that file wait for whoever holds it
    going = [Going(plan.cycle_number, plan.centre, plan.window_start, plan.case) for plan in plans]
    barred |= resting(going, by=by.ref)
    unready = [f"{place}: {fault}" for place, fault in unready_places(plans, at)]
    unready += [f"{place}: {fault}" for place, fault in ruled_out(plans, rules)]
    unready += [f"{place}: away" for place in away_places(plans)]
    found = Wave.objects.select_for_update().get(ref=wave)
    check_stands(found)
    known = KnownRefs.of(found, plans, barred | barred_here(pairs))
    unapproved = [
        f"{place}: scenario-not-approved" for place, plan in enumerate(plans, 1) if plan.scenario in known.drafts
    ]
    later = not_begun(found, (plan.centre for plan in plans))
    unready += [f"{place}: {NOT_BEGUN}" for place, plan in enumerate(plans, 1) if plan.centre in later]
    return _write(found, plans, known, [*unapproved, *unready], by, at)


def check_rules(*, wave: Wave, plan: MissionPlan) -> None:
    """
    Refuse a mission that the programme's file forbids, whoever goes: by its kind, its hours, or its sector in the cycle's phase.

    :raises PhaseGone: as `plan_missions`
    :raises PlanRefused: with every fault, as of a plan of one
    """
    check_stands(wave)
    faults = [fault for _place, fault in ruled_out([plan], mission_rules())]
    faults += [NOT_BEGUN] if not_begun(wave, [plan.centre]) else []
    if faults:
        raise PlanRefused(count=len(faults), faults=[f"1: {fault}" for fault in faults])


@transaction.atomic
def record_past_missions(*, wave: str, plans: Sequence[MissionPlan], by: Actor, at: datetime) -> list[Mission]:
    """
    Write missions that were made before the programme came here, so that their visits can be brought in.

    Nobody is sent anywhere by it: their scenarios need no approval, and get none.

    :raises NotPermitted: when `by` may not bring in past visits
    :raises WaveNotOpen: when the cycle is closed
    :raises PlanRefused: with every fault by its place; a mission that is not done is one
    """
    permissions.check(by, Act.IMPORT_VISITS)
    found = Wave.objects.select_for_update().get(ref=wave)
    known = KnownRefs.of(found, plans, set())
    unmade = [f"{place}: state" for place, plan in enumerate(plans, 1) if plan.state is not MissionState.DONE]
    return _write(found, plans, known, unmade, by, at)


def _write(
    found: Wave, plans: Sequence[MissionPlan], known: "KnownRefs", faults: Sequence[str], by: Actor, at: datetime
) -> list[Mission]:
    if WaveState(found.state) not in OPEN_FOR_MISSIONS:
        raise WaveNotOpen(state=found.state)
    every = [*faults, *(fault for place, plan in enumerate(plans, 1) for fault in known.faults_of(place, plan))]
    if every:
        raise PlanRefused(count=len(every), faults=every)
    if places := repeated_places(found.ref, plans):
        raise MissionRepeated(places=places)
    missions = Mission.objects.bulk_create([known.mission(found, plan, by, at) for plan in plans], batch_size=500)
    lines = [journal.Line("mission.planned", mission.ref, {"wave": found.ref}) for mission in missions]
    journal.record_many(lines, by=by, at=at)
    return missions


@dataclass(frozen=True, slots=True)
class KnownRefs:
    """What the refs of a plan stand for, looked up once."""

    numbers: dict[str, int]
    centres: dict[str, int]
    services: dict[str, int]
    scenarios: dict[str, int]
    drafts: set[str]
    versions: dict[str, int]
    barred: set[tuple[str, str]]
    classes: dict[str, ShopperClass]

    @classmethod
    def of(cls, wave: Wave, plans: Sequence[MissionPlan], barred: set[tuple[str, str]]) -> "KnownRefs":
        """Look up every ref that the plans name."""
        scenarios = Scenario.objects.filter(ref__in={plan.scenario for plan in plans})
        published = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED)
        return cls(
            dict(CycleNumber.objects.filter(cycle=wave.ref).values_list("ref", "pk")),
            dict(Centre.objects.filter(ref__in={plan.centre for plan in plans}).values_list("ref", "pk")),
            dict(
                Service.objects.filter(code__in={plan.service for plan in plans if plan.service}).values_list(
                    "code", "pk"
                )
            ),
            dict(scenarios.values_list("ref", "pk")),
            set(scenarios.filter(approved_at=None).values_list("ref", flat=True)),
            dict(published.values_list("ref", "pk")),
            barred,
            classes_of(wave.ref),
        )

    def faults_of(self, place: int, plan: MissionPlan) -> list[str]:
        """
        Return what is wrong with one plan: "3: centre" when the third names no known centre, "3: barred" when its shopper
        may not go there; why is not told. "3: class" when its
        shopper is of a class that is sent on no mission of this kind.
        """
        wanted = {
            "cycle_number": plan.cycle_number in self.numbers,
            "centre": plan.centre in self.centres,
            "service": plan.service is None or plan.service in self.services,
            "scenario": plan.scenario in self.scenarios,
            "questionnaire_version": plan.questionnaire_version in self.versions,
            "window": plan.window_start <= plan.window_end,
            "barred": (plan.cycle_number, plan.centre) not in self.barred,
            "class": may_be_sent(self.classes.get(plan.cycle_number, ShopperClass.VOLUNTEER), plan.own_kind),
        }
        return [f"{place}: {name}" for name, is_good in wanted.items() if not is_good]

    def mission(self, wave: Wave, plan: MissionPlan, by: Actor, at: datetime) -> Mission:
        """Return the unsaved mission of a plan without faults."""
        return Mission(
            wave=wave,
            cycle_number_id=self.numbers[plan.cycle_number],
            centre_id=self.centres[plan.centre],
            service_id=self.services[plan.service] if plan.service else None,
            channel=plan.channel,
            kind=plan.own_kind,
            is_known_to_body=plan.is_known_to_body,
            is_repeat=plan.is_repeat,
            scenario_id=self.scenarios[plan.scenario],
            questionnaire_version_id=self.versions[plan.questionnaire_version],
            window_start=plan.window_start,
            window_end=plan.window_end,
            answer_by=stands_until(plan, at) if plan.state is MissionState.OFFERED else None,
            state=plan.state,
            created_at=at,
            created_by=by.ref,
        )


def stands_until(plan: MissionPlan, at: datetime) -> datetime:
    """Return until when the offer of a plan stands."""
    return plan.answer_by or min(plan.window_end, at + ANSWER_TIME)
