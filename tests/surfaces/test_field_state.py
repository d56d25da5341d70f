"""What a phone fetches to work without a line: who gets it, what it holds, and that it is sent once."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from basira.core.kernel.lifecycles import MissionState
from basira.programme.panel import verbs as panel
from basira.programme.registry.models import Centre
from basira.programme.safety.models import DutyDesk
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, keep_evidence_in, link_for, make_scene

pytestmark = pytest.mark.django_db
ADDRESS = "/notes/state.json"


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene(missions=2)


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


def put(mission: Mission, state: MissionState) -> None:
    Mission.objects.filter(pk=mission.pk).update(state=state)


def test_without_a_key_there_is_no_state(client, scene):
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (401, "field.key-withdrawn")


def test_a_withdrawn_key_ends_at_once(phone, scene):
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    assert phone.get(ADDRESS).status_code == 401


def test_anothers_missions_are_not_told(phone, scene):
    other = make_scene(version=scene.version)
    text = phone.get(ADDRESS).content.decode()
    assert other.missions[0].ref not in text and scene.missions[0].ref in text


def test_neither_number_nor_key_nor_planner_is_told(phone, scene):
    text = phone.get(ADDRESS).content.decode()
    for canary in (scene.number.number, scene.number.ref, scene.token, "everybody", scene.wave):
        assert canary not in text


def test_a_planned_mission_is_not_told_and_one_that_is_over_only_says_so(phone, scene):
    put(scene.missions[0], MissionState.PLANNED)
    put(scene.missions[1], MissionState.WITHDRAWN)
    (over,) = phone.get(ADDRESS).json()["missions"]
    assert (over["ref"], over["state"]) == (scene.missions[1].ref, "withdrawn")
    assert (over["scenario"], over["form"], over["submission"]) == (None, None, None)


def test_a_mission_brings_its_card_its_place_and_its_form(phone, scene):
    Centre.objects.filter(pk=scene.missions[0].centre_id).update(latitude="25.2", longitude="55.3", town_en="Dubai")
    told = phone.get(ADDRESS).json()
    assert told["contract"] == 1 and len(told["words"]) == 32
    assert datetime.fromisoformat(told["at"]).tzinfo == UTC
    assert told["cycle"] == {
        "number": scene.project, "starts_on": "2026-11-01", "ends_on": "2026-11-30", "takes_visits": True,
    }  # fmt: skip
    mission = next(each for each in told["missions"] if each["ref"] == scene.missions[0].ref)
    assert (mission["kind"], mission["state"], mission["channel"]) == ("counter-visit", "accepted", "counter")
    assert mission["window"] == {"start": "2026-11-23T05:00:00Z", "end": "2026-11-30T05:00:00Z"}
    assert mission["centre"]["ref"] == scene.missions[0].centre.ref
    assert mission["centre"]["town_en"] == "Dubai" and mission["centre"]["site_type"] == "office"
    assert mission["centre"]["position"] == {"latitude": 25.2, "longitude": 55.3}
    assert (mission["scenario"]["name_ar"], mission["scenario"]["name_en"]) == ("تجديد", "Renewal")
    assert (mission["service"], mission["known_to_body"]) == (None, False)
    form = mission["form"]
    assert (form["id"], form["version_id"], form["md5"]) == ("visit", scene.version.ref, scene.version.xform_md5)
    assert form["mission_path"] == "/data/mission"
    assert [each["name"] for each in form["media"]] == ["missions.csv"]
    assert phone.get(form["address"]).status_code == phone.get(form["media"][0]["address"]).status_code == 200


def test_whom_to_call_is_known_before_anything_happens(phone, scene):
    assert phone.get(ADDRESS).json()["phones"] == []
    DutyDesk.objects.create(phones=["+971 4 555 0100"], changed_at=MONDAY_9AM)
    assert phone.get(ADDRESS).json()["phones"] == ["+971 4 555 0100"]


def test_the_form_of_an_offered_mission_may_be_fetched_and_no_visit_filed(phone, scene):
    put(scene.missions[0], MissionState.OFFERED)
    mission = next(each for each in phone.get(ADDRESS).json()["missions"] if each["state"] == "offered")
    assert phone.get(mission["form"]["address"]).status_code == 200
    assert phone.put(mission["submission"]).status_code == 404


def test_what_a_phone_has_is_not_sent_again(phone, scene):
    first = phone.get(ADDRESS)
    again = phone.get(ADDRESS, headers={"if-none-match": f'"nothing", W/{first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"") and again["ETag"] == first["ETag"]
    put(scene.missions[0], MissionState.VOID)
    changed = phone.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_every_answer_carries_what_a_post_must_send_back(scene):
    strict = carry_key(Client(enforce_csrf_checks=True), scene)
    told = strict.get(ADDRESS)
    again = strict.get(ADDRESS, headers={"if-none-match": told["ETag"]})
    entering = {"link": f"{link_for(scene.number.ref, at=timezone.now())}/{scene.project}"}
    for answer in (told, again):
        assert (
            strict.post("/notes/session", entering, headers={"x-csrftoken": answer["X-CSRFToken"]}).status_code == 200
        )
    assert strict.post("/notes/session", entering).status_code == 403


def test_the_cost_does_not_grow_with_the_missions(phone, scene):
    phone.get(ADDRESS)
    with CaptureQueriesContext(connection) as asked:
        told = json.loads(phone.get(ADDRESS).content)
    assert len(told["missions"]) == 2 and len(asked) <= 13, [each["sql"] for each in asked]
