"""Experiences that nobody assigned: the planner opens a questionnaire for them, the shopper begins one herself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import ShopperClass, may_be_sent
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, WaveState
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel, MissionKind
from basira.core.kernel.shopper_moves import EVERYDAY_A_CYCLE, EVERYDAY_TIME, ShopperMove
from basira.gateways.vault import VaultNotReachable
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre
from basira.programme.training.gate import NotReady, Task, lacking, times_taken_back
from basira.programme.waves.everyday_forms import has_everyday
from basira.programme.waves.models import EverydayForm, Mission, MissionAnswer, Scenario, Wave
from basira.programme.waves.phases import not_begun
from basira.programme.waves.planning import barred_centres, barred_here
from basira.programme.waves.verbs.answering import PHONE, AnswerIdTaken, CycleIsOver
from basira.programme.waves.verbs.cycles import hold_state
from basira.programme.waves.verbs.moving import ScenarioNotApproved


@dataclass(frozen=True, slots=True)
class Everyday:
    """What a shopper begins, under the id that her phone made: which open form, at which centre, by which channel."""

    id: UUID
    form: str
    centre: str
    channel: Channel = Channel.COUNTER


class EverydayOpenAlready(Problem):
    """This questionnaire is open for everyday experiences in this cycle."""

    code = "waves.everyday-open-already"


class NoEverydayHere(Problem):
    """The programme's blueprint has no everyday experiences."""

    code = "waves.no-everyday-here"


class EverydayNotOpen(Problem):
    """No such questionnaire is open for everyday experiences in her cycle."""

    code = "waves.everyday-not-open"


class EverydayCentreUnknown(Problem):
    """No active centre has this ref, or she may not go there, or its sector has not begun; which of these is not told."""

    code = "waves.everyday-centre-unknown"


class EverydaySpent(Problem):
    """She has begun `limit` everyday experiences in this cycle."""

    code = "waves.everyday-spent"


@transaction.atomic
def open_everyday(*, wave: str, version: str, scenario: str, by: Actor, at: datetime) -> EverydayForm:
    """
    Open a published questionnaire with an approved scenario for everyday experiences in a cycle.

    :raises NotPermitted: when `by` may not plan
    :raises ScenarioNotApproved: when the scenario is a draft
    :raises EverydayOpenAlready: when this questionnaire is open there
    :raises NoEverydayHere: when the programme has no everyday experiences
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    if not has_everyday():
        raise NoEverydayHere()
    played = Scenario.objects.get(ref=scenario)
    if played.approved_at is None:
        raise ScenarioNotApproved(codes=[played.code])
    asked = QuestionnaireVersion.objects.get(ref=version, state=QuestionnaireState.PUBLISHED)
    facts = {"wave": Wave.objects.get(ref=wave), "questionnaire_version": asked, "scenario": played}
    try:
        with transaction.atomic():
            opened = EverydayForm.objects.create(**facts, opened_at=at, opened_by=by.ref)
    except IntegrityError:
        raise EverydayOpenAlready() from None
    journal.record("everyday.opened", subject=opened.ref, by=by, at=at, wave=wave)
    return opened


@transaction.atomic
def close_everyday(*, form: str, by: Actor, at: datetime) -> None:
    """
    Close a questionnaire for everyday experiences; what was begun may be finished. Closing again changes nothing.

    :raises NotPermitted: when `by` may not plan
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    if EverydayForm.objects.filter(ref=form, closed_at=None).update(closed_at=at, closed_by=by.ref):
        journal.record("everyday.closed", subject=form, by=by, at=at)


@transaction.atomic
def begin_everyday(*, everyday: Everyday, by: Actor, at: datetime) -> Mission:
    """
    Make the mission of an experience that nobody assigned, once by the phone's id, and return it as accepted.

    It counts as known to the body: in her own life a shopper comes under her own name.

    :raises NotPermitted: when `by` is no shopper
    :raises AnswerIdTaken: when something else was said under this id
    :raises CycleIsOver: when the cycle is not in the field
    :raises EverydayNotOpen, EverydayCentreUnknown, EverydaySpent: when it cannot be begun
    :raises NotReady: when she lacks what the programme demands
    :raises VaultNotReachable: when nobody can tell whether she may go there, also since something was taken back from her while the
        vault was asked; the phone asks again
    """
    permissions.check(by, Act.BEGIN_EVERYDAY)
    asked = {(by.ref, everyday.centre)}
    barred = barred_centres(asked, by=PHONE)  # before the lock, for which an alarm of hers would wait
    before = times_taken_back(by.ref)
    lacks = lacking([Task(by.ref, everyday.centre, everyday.channel)], on=localdate(at), by=PHONE)
    number = CycleNumber.objects.select_for_update(no_key=True).get(ref=by.ref)
    if earlier := _begun(number, everyday):
        return earlier
    if lacks:
        raise NotReady(lacks=sorted(str(lack) for each in lacks.values() for lack in each))
    if times_taken_back(by.ref) != before:
        raise VaultNotReachable()
    wave = Wave.objects.get(ref=number.cycle)
    if hold_state(wave_id=wave.pk) is not WaveState.IN_FIELD:
        raise CycleIsOver()
    form = EverydayForm.objects.filter(ref=everyday.form, wave=wave, closed_at=None).select_related("scenario").first()
    is_hers = may_be_sent(ShopperClass(number.shopper_class), MissionKind.EVERYDAY)
    if form is None or form.scenario.approved_at is None or not is_hers or not has_everyday():
        raise EverydayNotOpen()
    centre = Centre.objects.filter(ref=everyday.centre, is_active=True).first()
    if centre is None or barred | barred_here(asked) or not_begun(wave, [centre.ref]):
        raise EverydayCentreUnknown()
    own = Mission.objects.filter(cycle_number=number, kind=MissionKind.EVERYDAY, created_by=by.ref)
    if own.count() >= EVERYDAY_A_CYCLE:
        raise EverydaySpent(limit=EVERYDAY_A_CYCLE)
    mission = _mission(form, number, centre, everyday.channel, at)
    MissionAnswer.objects.create(
        mission=mission,
        cycle_number=number,
        client_id=everyday.id,
        move=ShopperMove.BEGIN_EVERYDAY,
        said_at=at,
    )
    journal.record("mission.begun", subject=mission.ref, by=by, at=at, wave=wave.ref)
    return mission


def _begun(number: CycleNumber, everyday: Everyday) -> Mission | None:
    earlier = MissionAnswer.objects.filter(cycle_number=number, client_id=everyday.id)
    said = earlier.select_related("mission__centre").first()
    if said is None:
        return None
    form = EverydayForm.objects.filter(ref=everyday.form).first()
    made = said.mission
    before = (said.move, made.centre.ref, made.channel, made.questionnaire_version_id)
    version = form.questionnaire_version_id if form else None
    if before != (ShopperMove.BEGIN_EVERYDAY, everyday.centre, everyday.channel, version):
        raise AnswerIdTaken()
    return made


def _mission(form: EverydayForm, number: CycleNumber, centre: Centre, channel: Channel, at: datetime) -> Mission:
    return Mission.objects.create(
        wave_id=form.wave_id,
        cycle_number=number,
        centre=centre,
        channel=channel,
        kind=MissionKind.EVERYDAY,
        is_known_to_body=True,
        scenario=form.scenario,
        questionnaire_version_id=form.questionnaire_version_id,
        window_start=at,
        window_end=at + EVERYDAY_TIME,
        state=MissionState.ACCEPTED,
        created_at=at,
        created_by=number.ref,
    )
