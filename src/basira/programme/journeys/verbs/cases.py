"""Planning one case: the missions of all its steps at once, each held against its own body, and what binds them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel, MissionKind
from basira.programme.journal import verbs as journal
from basira.programme.journeys.models import Case, CaseStep, LifeEvent, LifeEventStep
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave
from basira.programme.waves.verbs import MissionPlan


class LifeEventNotFound(Problem):
    """There is no such life event, or there is a newer version of it; new cases run through the newest."""

    code = "journeys.life-event-not-found"


class CaseDoesNotFit(Problem):
    """The case does not fit its life event; `faults` says each by the step's place, as in "2: elsewhere"."""

    code = "journeys.case-does-not-fit"


@dataclass(frozen=True, slots=True)
class StepOrder:
    """The mission of one step, by refs. `cycle_number` is another shopper's only where the case is split."""

    cycle_number: str
    centre: str
    scenario: str
    questionnaire_version: str
    window_start: datetime
    window_end: datetime
    is_known_to_body: bool = False
    state: MissionState = MissionState.PLANNED


@transaction.atomic
def plan_case(
    *,
    wave: str,
    life_event: str,
    orders: Sequence[StepOrder],
    is_split: bool = False,
    by: Actor,
    at: datetime,
) -> Case:
    """
    Plan one case: a mission for each step in the order of the way, all or none. The first step's shopper is the case's.

    Who may not go to a body on the way is refused there, as for every mission; the fault says at which step.

    :raises NotPermitted: when `by` may not plan
    :raises LifeEventNotFound: without such a life event, or for one that has a newer version
    :raises CaseDoesNotFit: when the steps, their bodies, their order in time or their shoppers do not fit
    :raises WaveNotOpen, PlanRefused, MissionRepeated, VaultNotReachable: from `waves.plan_missions`
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    event = LifeEvent.objects.filter(ref=life_event).first()
    if event is None or LifeEvent.objects.filter(code=event.code, version__gt=event.version).exists():
        raise LifeEventNotFound()
    steps = list(event.steps.select_related("entity", "service", "centre").order_by("place"))
    if faults := faults_of(steps, orders, is_split):
        raise CaseDoesNotFit(faults=faults)
    own_way = new_ref()
    plans = [replace(plan_of(step, order), case=own_way) for step, order in zip(steps, orders, strict=True)]
    missions = waves.plan_missions(wave=wave, plans=plans, by=by, at=at)
    case = Case.objects.create(
        wave=Wave.objects.get(ref=wave),
        life_event=event,
        cycle_number=CycleNumber.objects.get(ref=orders[0].cycle_number),
        is_split=is_split,
        planned_at=at,
        planned_by=by.ref,
    )
    CaseStep.objects.bulk_create(
        CaseStep(case=case, step=step, mission=mission) for step, mission in zip(steps, missions, strict=True)
    )
    journal.record("case.planned", subject=case.ref, by=by, at=at, wave=wave, code=event.code, version=event.version)
    return case


def faults_of(steps: Sequence[LifeEventStep], orders: Sequence[StepOrder], is_split: bool) -> list[str]:
    """Return what does not fit, by the step's place; a case without an order for each step has one fault, "steps"."""
    if not steps or len(steps) != len(orders):
        return ["steps"]
    bodies = dict(Centre.objects.filter(ref__in={one.centre for one in orders}).values_list("ref", "entity_id"))
    faults = []
    for step, order in zip(steps, orders, strict=True):
        is_own = order.centre == step.centre.ref if step.centre else bodies.get(order.centre) == step.entity_id
        if not is_own:
            faults.append(f"{step.place}: elsewhere")
        if order.cycle_number != orders[0].cycle_number and not is_split:
            faults.append(f"{step.place}: another-shopper")
    for place, (before, after) in enumerate(pairwise(orders), 2):
        if after.window_start < before.window_start or after.window_end < before.window_end:
            faults.append(f"{place}: before-the-last")
    return faults


def plan_of(step: LifeEventStep, order: StepOrder) -> MissionPlan:
    """Return the mission of a step."""
    return MissionPlan(
        cycle_number=order.cycle_number,
        centre=order.centre,
        channel=Channel(step.channel),
        service=step.service.code,
        scenario=order.scenario,
        questionnaire_version=order.questionnaire_version,
        window_start=order.window_start,
        window_end=order.window_end,
        state=order.state,
        kind=MissionKind.JOURNEY_STEP,
        is_known_to_body=order.is_known_to_body,
    )
