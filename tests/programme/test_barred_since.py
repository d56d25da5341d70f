"""A bar that is set after a mission was planned: it is neither offered nor accepted any more, and why is told to nobody."""

from uuid import uuid4

import pytest

from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.shopper_moves import ShopperMove
from basira.gateways.vault import Vault
from basira.programme.panel import verbs as panel
from basira.programme.panel.staff import keep_staff_list
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(missions=2)


def staff_of_the_body(scene: Scene, national_id: str) -> None:
    """Have the body name twenty people and one more as its own."""
    people = [{"national_id": new_ref()} for _each in range(20)] + [{"national_id": national_id}]
    entity = scene.missions[0].centre.entity.ref
    keep_staff_list(entity_ref=entity, people=people, by=EVERYBODY, at=MONDAY_9AM)


def given_to_a_person(scene: Scene, national_id: str) -> None:
    """Have the scene's missions be those of somebody whom the vault knows."""
    who = panel.Identity(name="Muna", national_id=national_id, phone=new_ref(), email="", language="ar")
    shoppers = panel.enrol_people(identities=[who], state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    (number,) = panel.number_for_cycle(cycle=scene.wave, shoppers=shoppers, by=EVERYBODY, at=MONDAY_9AM)
    Mission.objects.update(cycle_number=number)
    scene.number = number


def all_in(state: MissionState) -> bool:
    return set(Mission.objects.values_list("state", flat=True)) == {state}


def offer_all(scene: Scene) -> int:
    return waves.move_missions(
        wave=scene.wave, start=MissionState.PLANNED, to=MissionState.OFFERED, by=EVERYBODY, at=MONDAY_9AM
    )


def test_whom_a_staff_list_names_since_is_offered_nothing_there(scene):
    her = new_ref()
    given_to_a_person(scene, her)
    Mission.objects.update(state=MissionState.PLANNED)
    staff_of_the_body(scene, her)
    mission = scene.missions[0].ref
    for offer in (
        lambda: waves.move_mission(mission=mission, to=MissionState.OFFERED, by=EVERYBODY, at=MONDAY_9AM),
        lambda: offer_all(scene),
    ):
        with pytest.raises(waves.ShoppersBarred) as refusal:
            offer()
        assert refusal.value.params == {"numbers": [scene.number.number]}
    assert all_in(MissionState.PLANNED)


def test_whom_a_staff_list_names_since_cannot_accept_and_may_decline(scene):
    her = new_ref()
    given_to_a_person(scene, her)
    Mission.objects.update(state=MissionState.OFFERED)
    staff_of_the_body(scene, her)
    mission = scene.missions[0].ref
    with pytest.raises(waves.NoLongerOffered) as refusal:
        waves.answer_mission(answer=waves.Answer(uuid4(), mission, ShopperMove.ACCEPT), by=scene.shopper, at=MONDAY_9AM)
    assert refusal.value.params == {} and all_in(MissionState.OFFERED)
    no = waves.Answer(uuid4(), mission, ShopperMove.DECLINE)
    assert waves.answer_mission(answer=no, by=scene.shopper, at=MONDAY_9AM) is MissionState.DECLINED


def test_a_bar_of_this_cycle_that_was_set_since_is_asked_too(scene):
    Mission.objects.update(state=MissionState.PLANNED)
    entity = scene.missions[0].centre.entity_id
    panel.bar_number(cycle_number=scene.number.ref, entity_id=entity, by=EVERYBODY, at=MONDAY_9AM)
    with pytest.raises(waves.ShoppersBarred):
        offer_all(scene)
    assert all_in(MissionState.PLANNED)


def test_the_vault_is_asked_once_for_all_missions_of_a_cycle_and_not_for_another_move(scene, monkeypatch):
    asked = []

    def counted(_vault, pairs, *, by):
        asked.append((pairs, by))
        return set()

    monkeypatch.setattr(Vault, "barred", counted)
    Mission.objects.update(state=MissionState.PLANNED)
    assert offer_all(scene) == 2 and len(asked) == 1
    waves.move_missions(
        wave=scene.wave, start=MissionState.OFFERED, to=MissionState.WITHDRAWN, by=EVERYBODY, at=MONDAY_9AM
    )
    assert len(asked) == 1
