"""What shoppers said of their missions, at the desk: who reads why, and what the lists count."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from basira.core.kernel.actor import Role
from basira.core.kernel.registry import MissionKind
from basira.core.kernel.shopper_moves import ShopperMove
from basira.programme.registry.models import Service
from basira.programme.waves import verbs
from basira.programme.waves.everyday_forms import everyday_cards
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(missions=2)
    Mission.objects.filter(pk=scene.missions[1].pk).update(is_known_to_body=True, kind=MissionKind.SPOT_CHECK)
    said = verbs.Answer(uuid4(), scene.missions[0].ref, ShopperMove.NOT_DONE, "other", "canary: the gate was shut")
    verbs.answer_mission(answer=said, by=scene.shopper, at=MONDAY_9AM + timedelta(days=1))
    return scene


def pages(client, scene):
    return [
        client.get(path).content.decode()
        for path in (f"/console/missions/{scene.missions[0].ref}/", f"/console/cycles/{scene.wave}/")
    ]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.PANEL_OFFICER])
def test_others_read_what_happened_and_not_why(signed_in, scene, role):
    for page in pages(signed_in(role), scene):
        assert "Could not be done" in page and "Something else" not in page and "canary:" not in page


@pytest.mark.parametrize("role", [Role.PLANNER, Role.DUTY_OFFICER])
def test_the_planner_and_the_duty_officer_read_why(signed_in, scene, role):
    mission, cycle = pages(signed_in(role), scene)
    assert "Could not be done" in mission and "Something else" in mission and "canary: the gate was shut" in mission
    assert "Something else" in cycle and "canary:" not in cycle


def test_kinds_and_what_the_body_knows_are_shown_and_counted(signed_in, scene):
    planner = signed_in(Role.PLANNER)
    cycle = planner.get(f"/console/cycles/{scene.wave}/").content.decode()
    assert "Two-minute spot check" in cycle and "is known to the body" in cycle
    mission = planner.get(f"/console/missions/{scene.missions[1].ref}/").content.decode()
    assert "The body can tell who the shopper is." in mission


def test_a_kind_and_the_flag_are_planned_by_hand(signed_in, scene):
    sent = {
        "number": scene.number.number, "centre": scene.missions[0].centre.code, "channel": "counter",
        "kind": "everyday", "is_known_to_body": "on", "scenario": scene.missions[0].scenario.ref,
        "questionnaire_version": scene.version.ref, "window_start": "2026-12-01T08:00", "window_end": "2026-12-02T08:00",
    }  # fmt: skip
    answer = signed_in(Role.PLANNER).post(f"/console/cycles/{scene.wave}/plan/", sent)
    assert answer.status_code == 302
    assert Mission.objects.filter(kind="everyday", is_known_to_body=True, channel="counter").count() == 1


def test_a_questionnaire_is_opened_for_everyday_experiences_once_and_closed(signed_in, scene):
    planner = signed_in(Role.PLANNER)
    path = f"/console/cycles/{scene.wave}/everyday/"
    sent = {"version": scene.version.ref, "scenario": scene.missions[0].scenario.ref}
    assert planner.post(path, {}).status_code == 422
    assert planner.post(path, sent).status_code == 302
    again = planner.post(path, sent)
    assert again.status_code == 422 and "is open for everyday experiences" in again.content.decode()
    (card,) = everyday_cards(scene.wave)
    assert planner.post(f"/console/everyday/{card.ref}/close/").status_code == 302
    assert everyday_cards(scene.wave) == () and planner.post(f"/console/everyday/{card.ref}/close/").status_code == 404
    assert "Nothing is open" in planner.get(path).content.decode()


def test_needs_are_read_by_whoever_reads_answers_alone(signed_in, scene):
    entity = scene.missions[0].centre.entity
    Service.objects.create(code="renew", entity=entity, name_ar="تجديد", name_en="Canary renewal")
    verbs.say_needs(services=["renew"], by=scene.shopper, at=timezone.now())
    path = f"/console/cycles/{scene.wave}/"
    assert "Canary renewal" in signed_in(Role.PLANNER).get(path).content.decode()
    assert "Canary renewal" not in signed_in(Role.DIRECTOR).get(path).content.decode()
