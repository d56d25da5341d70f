"""Opening cycles, writing scenarios, planning missions and saying what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from basira.core.kernel.actor import Actor
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.lifecycles import (
    MISSION_MOVES,
    WAVE_MOVES,
    MissionState,
    QuestionnaireState,
    WaveState,
    check_move,
)
from basira.core.kernel.problem import Problem
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Service
from basira.programme.waves.models import Mission, Scenario, Wave
from basira.programme.waves.planning import MissionPlan as MissionPlan
from basira.programme.waves.planning import repeated_places


class WaveNotOpen(Problem):
    """The cycle takes no new missions in its state."""

    code = "waves.not-open"


class PlanRefused(Problem):
    """A mission plan names what does not exist or does not fit; `faults` lists each by its place in the plan."""

    code = "waves.plan-refused"


class MissionRepeated(Problem):
    """Missions of a plan (`places`, from 1) send a shopper to the same centre, with the same scenario, in the same window."""

    code = "waves.mission-repeated"


class WaveDatesRefused(Problem):
    """A cycle would end before it starts."""

    code = "waves.ends-before-start"


class DoneByItsVisit(Problem):
    """Nobody says that a mission is done: its visit does, when it is filed."""

    code = "waves.done-by-its-visit"


class ScenarioCodeTaken(Problem):
    """Another scenario has this code."""

    code = "waves.scenario-code-taken"


@transaction.atomic
def open_wave(*, name_ar: str, name_en: str, starts_on: date, ends_on: date, by: Actor, at: datetime) -> Wave:
    """
    Open a measuring cycle as a draft, with the next public number.

    :raises NotPermitted: when `by` may not plan
    :raises WaveDatesRefused: when it would end before it starts
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    if ends_on < starts_on:
        raise WaveDatesRefused()
    number = (Wave.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    wave = Wave.objects.create(
        number=number,
        name_ar=name_ar,
        name_en=name_en,
        state=WaveState.DRAFT,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=at,
        created_by=by.ref,
    )
    journal.record("wave.opened", subject=wave.ref, by=by, at=at, number=number)
    return wave


def hold_state(*, wave_id: int) -> WaveState:
    """
    Return a cycle's state as it is now, held until the transaction ends: nobody moves the cycle before that.

    Many may hold it at once. Called by `fieldwork` inside the transaction that files visits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM waves_wave WHERE id = %s FOR SHARE", [wave_id])
        return WaveState(cursor.fetchone()[0])


def lock_wave(*, wave: str) -> WaveState:
    """Return the state of the cycle with this ref, its row locked: who files into it has finished, or waits."""
    return WaveState(Wave.objects.select_for_update().values_list("state", flat=True).get(ref=wave))


def lock_missions(*, mission_ids: Sequence[int]) -> None:
    """Lock missions until the transaction ends, in one order, for a verb downstream that decides what counts for them."""
    list(Mission.objects.select_for_update().filter(pk__in=mission_ids).order_by("pk").values_list("pk"))


MOVED_BY_PLANNING = frozenset({WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.CLOSED})
"""Where planning may move a cycle. Ending its review, scoring and announcing it are verbs of their own, downstream."""


class MoveIsNotPlannings(Problem):
    """Review, scoring and publishing move a cycle there themselves, when their own work is done."""

    code = "waves.move-is-not-plannings"


@transaction.atomic
def move_wave(*, wave: str, to: WaveState, by: Actor, at: datetime) -> Wave:
    """
    Move a cycle along the part of its lifecycle that planning decides: committed, in the field, closed.

    :raises NotPermitted: when `by` may not move cycles
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises MoveIsNotPlannings: for a move that review, scoring or publishing makes
    """
    permissions.check(by, Act.MOVE_WAVE)
    found = Wave.objects.select_for_update().get(ref=wave)
    check_move(WAVE_MOVES, WaveState(found.state), to)
    if to not in MOVED_BY_PLANNING:
        raise MoveIsNotPlannings(to=str(to))
    return advance_wave(wave=wave, to=to, by=by, at=at)


@transaction.atomic
def advance_wave(*, wave: str, to: WaveState, by: Actor, at: datetime) -> Wave:
    """
    Move a cycle on, for a verb downstream that has checked its own permission and policy in the same transaction.

    :raises MoveNotAllowed: when the lifecycle has no such move
    """
    found = Wave.objects.select_for_update().get(ref=wave)
    check_move(WAVE_MOVES, WaveState(found.state), to)
    found.state = to
    found.save(update_fields=["state"])
    journal.record("wave.moved", subject=wave, by=by, at=at, to=str(to))
    return found


@transaction.atomic
def write_scenario(*, code: str, texts: dict[str, str], by: Actor, at: datetime) -> Scenario:
    """
    Write a scenario. `texts` holds name_ar, name_en and any of story_, must_, may_, never_ in both languages.

    :raises NotPermitted: when `by` may not plan
    :raises ScenarioCodeTaken: when another scenario has this code
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    check_identifier(code)
    if Scenario.objects.filter(code=code).exists():
        raise ScenarioCodeTaken(code=code)
    try:
        with transaction.atomic():
            scenario = Scenario.objects.create(code=code, created_at=at, created_by=by.ref, **texts)
    except IntegrityError:  # another took the code a moment ago
        raise ScenarioCodeTaken(code=code) from None
    journal.record("scenario.written", subject=scenario.ref, by=by, at=at, code=code)
    return scenario


@transaction.atomic
def edit_scenario(*, scenario: str, texts: dict[str, str], by: Actor, at: datetime) -> None:
    """
    Change the texts of the scenario with this ref; its code stays. The journal says which texts, not what they say.

    :raises NotPermitted: when `by` may not plan
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    found = Scenario.objects.select_for_update().get(ref=scenario)
    changed = sorted(name for name, text in texts.items() if getattr(found, name) != text)
    for name in changed:
        setattr(found, name, texts[name])
    if changed:
        found.save(update_fields=changed)
        journal.record("scenario.edited", subject=scenario, by=by, at=at, changed=changed)


OPEN_FOR_MISSIONS = frozenset({WaveState.DRAFT, WaveState.COMMITTED, WaveState.IN_FIELD})


@transaction.atomic
def plan_missions(*, wave: str, plans: Sequence[MissionPlan], by: Actor, at: datetime) -> list[Mission]:
    """
    Write missions into a cycle, all or none. An empty plan writes nothing.

    :raises NotPermitted: when `by` may not plan
    :raises WaveNotOpen: when the cycle is closed
    :raises PlanRefused: with every fault by its place
    :raises MissionRepeated: when a mission to be planned is there already, or twice in the plan
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    found = Wave.objects.select_for_update().get(ref=wave)
    if WaveState(found.state) not in OPEN_FOR_MISSIONS:
        raise WaveNotOpen(state=found.state)
    known = KnownRefs.of(found, plans)
    faults = [fault for place, plan in enumerate(plans, 1) for fault in known.faults_of(place, plan)]
    if faults:
        raise PlanRefused(count=len(faults), faults=faults)
    if places := repeated_places(wave, plans):
        raise MissionRepeated(places=places)
    missions = Mission.objects.bulk_create([known.mission(found, plan, by, at) for plan in plans], batch_size=500)
    lines = [journal.Line("mission.planned", mission.ref, {"wave": wave}) for mission in missions]
    journal.record_many(lines, by=by, at=at)
    return missions


@dataclass(frozen=True, slots=True)
class KnownRefs:
    """What the refs of a plan stand for, looked up once."""

    numbers: dict[str, int]
    centres: dict[str, int]
    services: dict[str, int]
    scenarios: dict[str, int]
    versions: dict[str, int]

    @classmethod
    def of(cls, wave: Wave, plans: Sequence[MissionPlan]) -> "KnownRefs":
        """Look up every ref that the plans name."""
        published = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED)
        return cls(
            dict(CycleNumber.objects.filter(cycle=wave.ref).values_list("ref", "pk")),
            dict(Centre.objects.filter(ref__in={plan.centre for plan in plans}).values_list("ref", "pk")),
            dict(
                Service.objects.filter(code__in={plan.service for plan in plans if plan.service}).values_list(
                    "code", "pk"
                )
            ),
            dict(Scenario.objects.filter(ref__in={plan.scenario for plan in plans}).values_list("ref", "pk")),
            dict(published.values_list("ref", "pk")),
        )

    def faults_of(self, place: int, plan: MissionPlan) -> list[str]:
        """Return what is wrong with one plan: "3: centre" when the third names no known centre."""
        wanted = {
            "cycle_number": plan.cycle_number in self.numbers,
            "centre": plan.centre in self.centres,
            "service": plan.service is None or plan.service in self.services,
            "scenario": plan.scenario in self.scenarios,
            "questionnaire_version": plan.questionnaire_version in self.versions,
            "window": plan.window_start <= plan.window_end,
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
            scenario_id=self.scenarios[plan.scenario],
            questionnaire_version_id=self.versions[plan.questionnaire_version],
            window_start=plan.window_start,
            window_end=plan.window_end,
            state=plan.state,
            created_at=at,
            created_by=by.ref,
        )


@transaction.atomic
def move_mission(*, mission: str, to: MissionState, by: Actor, at: datetime) -> None:
    """
    Move a mission along its lifecycle.

    :raises NotPermitted: when `by` may not plan
    :raises DoneByItsVisit: for a move that only the visit itself makes
    :raises MoveNotAllowed: when the lifecycle has no such move
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    found = Mission.objects.select_for_update().get(ref=mission)
    _check_said(to)
    check_move(MISSION_MOVES, MissionState(found.state), to)
    found.state = to
    found.save(update_fields=["state"])
    journal.record("mission.moved", subject=mission, by=by, at=at, to=str(to))


@transaction.atomic
def move_missions(*, wave: str, start: MissionState, to: MissionState, by: Actor, at: datetime) -> int:
    """
    Move every mission of a cycle that is in `start`, and return how many there were; none changes nothing.

    :raises NotPermitted: when `by` may not plan
    :raises DoneByItsVisit: for a move that only the visit itself makes
    :raises MoveNotAllowed: when the lifecycle has no such move
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    _check_said(to)
    check_move(MISSION_MOVES, start, to)
    missions = Mission.objects.select_for_update().filter(wave__ref=wave, state=start)
    refs = list(missions.values_list("ref", flat=True))
    Mission.objects.filter(ref__in=refs).update(state=to)
    journal.record_many([journal.Line("mission.moved", ref, {"to": str(to)}) for ref in refs], by=by, at=at)
    return len(refs)


def _check_said(to: MissionState) -> None:
    if to is MissionState.DONE:
        raise DoneByItsVisit()


def mark_done(*, mission_id: int) -> bool:
    """
    Mark an accepted mission as done because its visit was just filed; the visit's own journal entry tells of it.

    Returns whether it was open: a second visit to the same mission changes nothing and is for the reviewer to see.
    Called by `fieldwork` inside its transaction, after its own permission check.
    """
    return bool(Mission.objects.filter(pk=mission_id, state=MissionState.ACCEPTED).update(state=MissionState.DONE))
