"""A phone's own key, what it is offered on the way, and the two parts that go with a visit, as a phone sends them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from basira.core.assurance.capture_record import Verdict, key_id
from basira.core.kernel.registry import MissionKind
from basira.programme.fieldwork.models import CapturePlaces, CaptureRecord, Conflict, DeviceKey
from basira.programme.journal.models import Entry
from tests.capture_scene import CANARY_MINUTE, places_json, point, signed, spoken, values_for
from tests.field_scene import Scene, carry_key, filled, keep_evidence_in, make_scene
from tests.surfaces.test_field import file

pytestmark = pytest.mark.django_db
DEVICE = "/notes/device"


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene()


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


def put(client: Client, body: object):
    return client.put(DEVICE, json.dumps(body), content_type="application/json")


def test_without_a_key_of_the_list_no_phone_is_noted(client, scene):
    assert put(client, {"key": spoken(point())}).status_code == 401
    assert not DeviceKey.objects.exists()


@pytest.mark.parametrize("body", [{"key": "x"}, {}, {"key": ""}, {"key": spoken(point()[:-1])}])
def test_what_is_no_key_is_refused_in_words(phone, body):
    answer = put(phone, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "fieldwork.device-key-unfit")
    assert answer.json()["message"]


@pytest.mark.parametrize("body", [[], {"key": 5}, {"key": "\x00"}])
def test_what_is_no_object_of_texts_is_refused(phone, body):
    assert (put(phone, body).status_code, put(phone, body).json()["code"]) == (400, "field.not-understood")


def test_an_eleventh_key_is_too_many(phone):
    assert [put(phone, {"key": spoken(point(number))}).status_code for number in range(11)] == [200] * 10 + [429]


def test_a_phone_says_its_key_and_is_told_its_id(phone):
    for _ in range(2):
        answer = put(phone, {"key": spoken(point())})
        assert (answer.status_code, answer.json()) == (200, {"id": key_id(point())})
    assert DeviceKey.objects.count() == 1


def test_the_state_names_the_instruments_of_every_kind(phone):
    told = phone.get("/notes/state.json").json()["instruments"]
    assert set(told) == {str(kind) for kind in MissionKind}
    assert told["counter-visit"] == {
        "marks": ["arrived", "ticket", "called", "served", "left"],
        "counts": ["queue", "open-counters", "referrals", "appointment-days"],
        "promises": ["wait-minutes", "fee", "days", "documents"],
        "log": True,
    }
    assert (told["spot-check"]["promises"], told["spot-check"]["log"], told["event"]["promises"]) == ([], False, [])
    assert told["phone-call"]["marks"] == ["dialled", "machine", "hold-began", "hold-ended", "human", "ended"]


def parts(record: bytes, places: bytes = b"") -> dict[str, SimpleUploadedFile]:
    found = {"record.json": SimpleUploadedFile("record.json", record)}
    return found | ({"places.json": SimpleUploadedFile("places.json", places)} if places else {})


def test_both_parts_go_with_a_visit_and_other_bytes_are_a_conflict(phone, scene):
    put(phone, {"key": spoken(point())})
    xml = filled()
    record = signed(values_for(xml, mission=scene.missions[0].ref))
    answer = file(phone, scene, xml, **parts(record, places_json((25.1, 55.2, 9.0))))
    assert (answer.status_code, answer.json()["missing"]) == (201, [])
    assert CaptureRecord.objects.get().verdict == Verdict.SOUND and CapturePlaces.objects.get().sealed_ref
    assert file(phone, scene, xml, **parts(record)).status_code == 201
    other = file(phone, scene, xml, **parts(record + b" "))
    assert (other.status_code, other.json()["code"]) == (409, "fieldwork.attachment-taken")
    assert Conflict.objects.get().filename == "record.json"


def test_a_huge_record_and_huge_places_stop_nothing(phone, scene):
    answer = file(phone, scene, filled(), **parts(b"x" * 6_000_000, b"y" * 6_000_000))
    assert answer.status_code == 201
    assert CaptureRecord.objects.get().flags == ["too-large"] and CapturePlaces.objects.get().score is None


def test_no_line_of_the_journal_or_the_log_says_when_or_with_which_key(phone, scene, caplog):
    put(phone, {"key": spoken(point())})
    xml = filled()
    file(phone, scene, xml, **parts(signed(values_for(xml)), places_json((25.1, 55.2, 9.0))))
    told = json.dumps(list(Entry.objects.values("act", "subject", "detail"))) + caplog.text
    assert CANARY_MINUTE not in told and key_id(point()) not in told and spoken(point()) not in told
