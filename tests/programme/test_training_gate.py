"""No mission without certificate and pledge, where the programme demands them; and nothing of it where it does not."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from basira.core.imports.missions import MissionRow
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.registry import Channel, MissionKind
from basira.core.kernel.shopper_moves import ShopperMove
from basira.core.kernel.training import Lack, TakenBackFor
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel import verbs as panel
from basira.programme.panel.own import Span, say_away
from basira.programme.registry.models import Sector
from basira.programme.training.gate import NotReady, Task, lacking
from basira.programme.training.models import PledgeText
from basira.programme.training.verbs import earning, learning, preparing
from basira.programme.waves import queries
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import unready_places
from basira.programme.waves.verbs import Answer, Everyday, MissionPlan, PlanRefused, ShoppersNotReady
from basira.programme.waves.verbs import everyday as everyday_verbs
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme import training_world as world

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def plan_like(mission: Mission, **facts) -> MissionPlan:
    """Return the plan of one more mission of the same number, a week later."""
    plain = {
        "cycle_number": mission.cycle_number.ref, "centre": mission.centre.ref, "channel": Channel.COUNTER,
        "scenario": mission.scenario.ref, "questionnaire_version": mission.questionnaire_version.ref,
        "window_start": MONDAY_9AM + timedelta(days=1), "window_end": MONDAY_9AM + timedelta(days=6),
    }  # fmt: skip
    return MissionPlan(**(plain | facts))


def planned(scene, **facts) -> Mission:
    plans = [plan_like(scene.missions[0], **facts)]
    return waves.plan_missions(wave=scene.wave, plans=plans, by=EVERYBODY, at=MONDAY_9AM)[0]


def task(scene, channel=Channel.COUNTER) -> Task:
    return Task(scene.number.ref, scene.missions[0].centre.ref, channel)


def lacks(scene, channel=Channel.COUNTER, on=TODAY) -> set[Lack]:
    return set(lacking([task(scene, channel)], on=on, by="t").get(task(scene, channel), ()))


def certify(scene, qualification) -> None:
    preparing.recognise(qualification=qualification, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)


def sign(scene) -> None:
    newest = PledgeText.objects.order_by("-version")[0]
    learning.sign_pledge(pledge=newest.ref, language="ar", by=scene.shopper, at=MONDAY_9AM)


def test_a_plan_names_what_each_shopper_lacks_by_its_place_and_nothing_is_planned(scene):
    world.make_qualification()
    world.demand()
    past = plan_like(scene.missions[0], state=MissionState.DECLINED)
    with pytest.raises(PlanRefused) as refusal:
        plans = [past, plan_like(scene.missions[0])]
        waves.plan_missions(wave=scene.wave, plans=plans, by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params["faults"] == ["2: not-trained", "2: pledge-not-signed"]
    assert Mission.objects.count() == 1


def test_a_planned_mission_is_not_offered_and_an_offered_one_not_accepted(scene):
    waiting, offered = (
        planned(scene),
        planned(scene, state=MissionState.OFFERED, window_end=MONDAY_9AM + timedelta(days=5)),
    )
    qualification = world.make_qualification()
    world.demand()
    for offer in (
        lambda: waves.move_mission(mission=waiting.ref, to=MissionState.OFFERED, by=EVERYBODY, at=MONDAY_9AM),
        lambda: waves.move_missions(
            wave=scene.wave, start=MissionState.PLANNED, to=MissionState.OFFERED, by=EVERYBODY, at=MONDAY_9AM
        ),
    ):
        with pytest.raises(ShoppersNotReady) as refusal:
            offer()
        assert refusal.value.params == {"numbers": [scene.number.number]}
    with pytest.raises(NotReady) as refusal:
        waves.answer_mission(answer=yes(offered), by=scene.shopper, at=MONDAY_9AM)
    assert refusal.value.params == {"lacks": ["certificate", "pledge"]}
    certify(scene, qualification)
    with pytest.raises(NotReady) as refusal:
        waves.answer_mission(answer=yes(offered), by=scene.shopper, at=MONDAY_9AM)
    assert refusal.value.params == {"lacks": ["pledge"]}
    sign(scene)
    waves.move_mission(mission=waiting.ref, to=MissionState.OFFERED, by=EVERYBODY, at=MONDAY_9AM)
    said = yes(offered)
    for _time in range(2):
        assert waves.answer_mission(answer=said, by=scene.shopper, at=MONDAY_9AM) is MissionState.ACCEPTED


def yes(mission: Mission) -> Answer:
    return Answer(uuid4(), mission.ref, ShopperMove.ACCEPT)


def test_who_lacks_something_may_still_decline_what_she_was_offered(scene):
    offered = planned(scene, state=MissionState.OFFERED)
    world.make_qualification()
    world.demand()
    no = replace(yes(offered), move=ShopperMove.DECLINE)
    assert waves.answer_mission(answer=no, by=scene.shopper, at=MONDAY_9AM) is MissionState.DECLINED


def test_an_everyday_experience_begins_only_once_she_is_ready(scene):
    mission = scene.missions[0]
    form = waves.open_everyday(
        wave=scene.wave, version=scene.version.ref, scenario=mission.scenario.ref, by=EVERYBODY, at=MONDAY_9AM
    )
    qualification = world.make_qualification()
    world.demand(pledge=False)
    everyday = Everyday(uuid4(), form.ref, mission.centre.ref)
    with pytest.raises(NotReady):
        waves.begin_everyday(everyday=everyday, by=scene.shopper, at=MONDAY_9AM)
    certify(scene, qualification)
    begun = waves.begin_everyday(everyday=everyday, by=scene.shopper, at=MONDAY_9AM)
    assert begun.state == MissionState.ACCEPTED


def test_an_everyday_experience_does_not_begin_when_its_certificate_is_taken_back_while_the_vault_is_asked(
    scene, monkeypatch
):
    mission = scene.missions[0]
    form = waves.open_everyday(
        wave=scene.wave, version=scene.version.ref, scenario=mission.scenario.ref, by=EVERYBODY, at=MONDAY_9AM
    )
    qualification = world.make_qualification()
    world.demand(pledge=False)
    certify(scene, qualification)
    everyday, looked = Everyday(uuid4(), form.ref, mission.centre.ref), everyday_verbs.lacking

    def taken_back_since(*tasks, **said):
        lacks = looked(*tasks, **said)
        said = {"number": scene.number.ref, "proof": qualification, "reason": TakenBackFor.SECRECY}
        waves.take_back_and_stop(**said, by=EVERYBODY, at=MONDAY_9AM)
        return lacks

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(everyday_verbs, "lacking", taken_back_since)
        with pytest.raises(VaultNotReachable):  # the phone asks again
            waves.begin_everyday(everyday=everyday, by=scene.shopper, at=MONDAY_9AM)
    assert not Mission.objects.filter(kind=MissionKind.EVERYDAY).exists()


@pytest.mark.parametrize(
    ("facts", "is_enough"),
    [
        ({}, True),
        ({"sector": "interior"}, True),
        ({"channel": "counter"}, True),
        ({"sector": "interior", "channel": "counter"}, True),
        ({"channel": "phone"}, False),
        ({"sector": "health"}, False),
    ],
)
def test_a_certificate_is_for_its_sector_and_channel_or_for_all(scene, facts, is_enough):
    Sector.objects.create(code="health", name_ar="الصحة", name_en="Health")
    qualification = world.make_qualification(**facts)
    world.demand(pledge=False)
    certify(scene, qualification)
    assert lacks(scene) == (set() if is_enough else {Lack.CERTIFICATE})


def test_a_certificate_that_is_over_is_none(scene):
    qualification = world.make_qualification(valid_months=1)
    world.demand(pledge=False)
    certify(scene, qualification)
    assert lacks(scene) == set()
    assert lacks(scene, on=TODAY + timedelta(days=60)) == {Lack.CERTIFICATE}


def test_a_newer_pledge_shuts_the_gate_until_it_is_signed(scene):
    world.demand(certificate=False)
    sign(scene)
    assert lacks(scene) == set()
    preparing.publish_pledge(text=world.words("newer"), by=EVERYBODY, at=MONDAY_9AM)
    assert lacks(scene) == {Lack.PLEDGE}


def test_certificate_and_pledge_hold_in_the_next_cycle_under_another_number(scene):
    shoppers = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    first, second = (
        panel.number_for_cycle(cycle=cycle, shoppers=shoppers, by=EVERYBODY, at=MONDAY_9AM)[0]
        for cycle in ("a" * 26, "b" * 26)
    )
    qualification = world.make_qualification()
    world.demand()
    tasks = [Task(number.ref, scene.missions[0].centre.ref, Channel.COUNTER) for number in (first, second)]
    assert set(lacking(tasks, on=TODAY, by="t")) == set(tasks)
    preparing.recognise(qualification=qualification, numbers=[first.ref], by=EVERYBODY, at=MONDAY_9AM)
    learning.sign_pledge(
        pledge=PledgeText.objects.get().ref, language="en", by=replace(scene.shopper, ref=first.ref), at=MONDAY_9AM
    )
    earning.keep_waiting(at=MONDAY_9AM)
    assert lacking(tasks, on=TODAY, by="t") == {}


def test_without_a_decision_nothing_is_demanded_and_the_vault_is_not_asked(scene, monkeypatch):
    world.make_qualification()

    def silent(*_asked, **_said):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "proven", silent)
    assert lacks(scene) == set() and unready_places([plan_like(scene.missions[0])], MONDAY_9AM) == []
    world.demand(pledge=False)
    with pytest.raises(VaultNotReachable):
        lacks(scene)


def row_of(scene) -> MissionRow:
    """Return a row of a mission list for the scene's number, from tomorrow to the day after."""
    mission = scene.missions[0]
    return MissionRow(
        row=2, number=scene.number.number, centre=mission.centre.code, scenario=mission.scenario.code, form="visit",
        channel=Channel.COUNTER, window_start=(MONDAY_9AM + timedelta(days=1)).replace(tzinfo=None),
        window_end=(MONDAY_9AM + timedelta(days=2)).replace(tzinfo=None), service="",
        kind=MissionKind.COUNTER_VISIT, is_known_to_body=False,
    )  # fmt: skip


def test_a_mission_list_names_who_is_away_in_its_row(scene):
    days = [MONDAY_9AM.date() + timedelta(days=day) for day in (1, 2)]
    say_away(add=[Span(*days)], by=scene.shopper, at=MONDAY_9AM)
    plans, faults = queries.plan_of_rows(
        wave=scene.wave, rows=[row_of(scene)], zone=ZoneInfo("Asia/Dubai"), at=MONDAY_9AM
    )
    assert plans == () and [(fault.code, fault.row) for fault in faults] == [("mission.away", 2)]


def test_a_mission_list_names_who_is_not_ready_in_its_row(scene):
    world.make_qualification()
    world.demand(pledge=False)
    row = row_of(scene)
    plans, faults = queries.plan_of_rows(wave=scene.wave, rows=[row], zone=ZoneInfo("Asia/Dubai"), at=MONDAY_9AM)
    assert plans == () and [fault.code for fault in faults] == ["mission.not-trained"]


def test_nothing_is_planned_that_lies_wholly_in_days_on_which_she_is_away(scene):
    days = [MONDAY_9AM.date() + timedelta(days=day) for day in (1, 6)]
    say_away(add=[Span(*days)], by=scene.shopper, at=MONDAY_9AM)
    with pytest.raises(PlanRefused) as refusal:
        planned(scene)
    assert refusal.value.params["faults"] == ["1: away"]
    assert planned(scene, window_end=MONDAY_9AM + timedelta(days=7)).state == MissionState.PLANNED


def test_no_table_of_training_holds_a_panel_ref():
    """What is learnt, earned and signed stands by cycle number; which shopper that is, only the vault can tell (ADR-0042)."""
    tables = list(apps.get_app_config("training").get_models())
    assert len(tables) >= 10
    for table in tables:
        columns = {field.column for field in table._meta.get_fields() if hasattr(field, "column")}
        assert not {name for name in columns if "panel" in name or "shopper" in name}, table
