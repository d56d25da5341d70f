"""What a phone says of its missions, over the wire: the door, the token, the shape, and an answer for each move."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.shopper_moves import MoveReason, ShopperMove
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel import verbs as panel
from basira.programme.registry.models import Service
from basira.programme.safety.verbs import alarms
from basira.programme.waves import verbs
from basira.programme.waves.answers import ReasonCount, reason_counts
from basira.programme.waves.models import Mission, MissionAnswer, Wave
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, make_scene

pytestmark = pytest.mark.django_db
ADDRESS = "/notes/moves"


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(missions=2)
    today = timezone.now()
    Wave.objects.update(ends_on=(today + timedelta(days=60)).date())
    facts = {"window_start": today + timedelta(days=3), "window_end": today + timedelta(days=5)}
    Mission.objects.update(**facts)
    Mission.objects.filter(pk=scene.missions[0].pk).update(
        state=MissionState.OFFERED, answer_by=today + timedelta(days=1)
    )
    return scene


@pytest.fixture
def phone(scene: Scene) -> Client:
    client = Client(headers={"accept-language": "en"})
    carry_key(client, scene)
    return client


def post(client: Client, *moves: object, **headers: str):
    return client.post(ADDRESS, json.dumps({"moves": moves}), "application/json", headers=headers)


def search(client: Client, what: str, words: str):
    return client.post(f"/notes/{what}", json.dumps({"search": words}), "application/json").json()


def move(scene: Scene, what: str, place: int = 0, **facts: object) -> dict[str, object]:
    return {"id": str(uuid4()), "mission": scene.missions[place].ref, "move": what, **facts}


def state(scene: Scene, place: int = 0) -> str:
    return Mission.objects.get(pk=scene.missions[place].pk).state


def test_without_a_key_or_with_a_withdrawn_one_nothing_is_said(client, phone, scene):
    assert post(client, move(scene, "accept")).status_code == 401
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    answer = post(phone, move(scene, "accept"))
    assert (answer.status_code, answer.json()["code"]) == (401, "field.key-withdrawn")
    assert state(scene) == MissionState.OFFERED


def test_a_post_wants_the_token_that_the_state_carries(scene):
    strict = carry_key(Client(enforce_csrf_checks=True), scene)
    assert post(strict, move(scene, "accept")).status_code == 403 and state(scene) == MissionState.OFFERED
    fresh = strict.get("/notes/state.json")["X-CSRFToken"]
    assert post(strict, move(scene, "accept"), **{"x-csrftoken": fresh}).status_code == 200
    assert state(scene) == MissionState.ACCEPTED


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"{", b'{"moves": 3}', b'{"moves": [3]}', b'{"moves": [{}]}', b"\xff", b"[" * 100_000,
        b'{"moves": [{"id": "7", "mission": "a", "move": "accept"}]}',
        b'{"moves": [{"id": "0b7c4c1e-0000-4000-8000-000000000000", "mission": "a", "move": "fly"}]}',
        b'{"moves": [{"id": "0b7c4c1e-0000-4000-8000-000000000000", "mission": "a\\u0000", "move": "accept"}]}',
        b'{"moves": [{"id": "0b7c4c1e-0000-4000-8000-000000000000", "mission": "a", "move": "another-time"}]}',
        b'{"moves": [{"id": "0b7c4c1e-0000-4000-8000-000000000000", "mission": "a", "move": "another-time",'
        b' "window": {"start": "2026-12-01T00:00:00", "end": "2026-12-02T00:00:00"}}]}',
        b'{"moves": [{"id": "0b7c4c1e-0000-4000-8000-000000000000", "mission": "a", "move": "decline",'
        b' "reason": "other", "words": "\\ud800"}]}',
    ],
)  # fmt: skip
def test_what_is_not_of_the_shape_is_refused_whole(phone, scene, body):
    good = json.dumps(move(scene, "accept")).encode()
    if body.startswith(b'{"moves": [{'):
        body = body.replace(b"[{", b"[" + good + b", {", 1)
    answer = phone.post(ADDRESS, body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "field.moves-unreadable")
    assert state(scene) == MissionState.OFFERED and not MissionAnswer.objects.exists()


def test_too_many_moves_are_refused_whole(phone, scene):
    answer = post(phone, *[move(scene, "accept") for _each in range(101)])
    assert (answer.status_code, answer.json()["code"]) == (413, "field.too-many-moves")
    assert phone.post(ADDRESS, b" " * 300_000, "application/json").status_code == 413
    assert state(scene) == MissionState.OFFERED


def test_anothers_mission_is_refused_by_itself_and_the_others_are_done(phone, scene):
    other = make_scene(version=scene.version)
    asked = [
        move(other, "hand-back", reason="unwell"),
        {"id": str(uuid4()), "mission": "nothing", "move": "accept"},
        move(scene, "accept"),
    ]
    told = post(phone, *asked).json()["answers"]
    assert [each["id"] for each in told] == [each["id"] for each in asked]
    assert [each["outcome"] for each in told] == ["refused", "refused", "done"]
    assert told[0]["code"] == told[1]["code"] == "waves.mission-not-found"
    assert told[0]["message"] == told[1]["message"] and "not yours" in told[0]["message"]
    assert state(other) == MissionState.ACCEPTED and told[2]["state"] == "accepted"


def test_a_list_that_is_sent_twice_is_answered_the_same(phone, scene):
    start = timezone.now() + timedelta(days=4)
    asked_for = {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat()}
    asked = [
        move(scene, "accept"),
        move(scene, "another-time", window=asked_for),
        move(scene, "not-done", 1, reason="other", words="The street was closed."),
    ]
    first, again = post(phone, *asked).json()["answers"], post(phone, *asked).json()["answers"]
    assert [each["outcome"] for each in first] == ["done"] * 3 and [each["outcome"] for each in again] == ["done"] * 3
    assert MissionAnswer.objects.count() == 3
    told = {each["ref"]: each for each in phone.get("/notes/state.json").json()["missions"]}
    mission = told[scene.missions[0].ref]
    assert (mission["state"], mission["reschedules_left"]) == ("accepted", 1)
    assert mission["planned_window"] and mission["planned_window"] != mission["window"]
    assert mission["moves"] == ["another-time", "hand-back", "not-done"]
    assert told[scene.missions[1].ref]["moves"] == []


def test_a_refusal_is_in_the_readers_words_and_the_words_of_a_shopper_leave_the_server_nowhere(phone, scene):
    told = post(phone, move(scene, "decline", reason="other", words="x" * 501), move(scene, "not-done", 1)).json()
    assert [each["code"] for each in told["answers"]] == ["waves.move-words", "waves.move-reason"]
    assert "at most 500 letters" in told["answers"][0]["message"]
    post(phone, move(scene, "decline", reason="other", words="canary words"))
    assert "canary words" not in phone.get("/notes/state.json").content.decode()


def test_the_desk_counts_why_missions_were_declined_or_handed_back_for_whoever_may_read_it(phone, scene, signed_in):
    cycle = f"/console/cycles/{scene.wave}/"
    assert "Why missions were not taken" not in signed_in(Role.PLANNER).get(cycle).content.decode()
    post(
        phone,
        move(scene, "decline", reason="too-far"),
        move(scene, "hand-back", 1, reason="other", words="canary words"),
    )
    assert reason_counts(scene.wave) == (
        ReasonCount(ShopperMove.DECLINE, MoveReason.TOO_FAR, 1),
        ReasonCount(ShopperMove.HAND_BACK, MoveReason.OTHER, 1),
    )
    for role in (Role.PLANNER, Role.DUTY_OFFICER):
        page = signed_in(role).get(cycle).content.decode()
        part = page[page.index('id="why"') :].split("</section>")[0]
        assert "Too far" in part and "1</bdi> time" in part and "canary words" not in part
    assert 'id="why"' not in signed_in(Role.DIRECTOR).get(cycle).content.decode()


def test_a_decline_without_a_reason_is_counted_as_one(phone, scene):
    post(phone, move(scene, "decline"))
    assert reason_counts(scene.wave) == (ReasonCount(ShopperMove.DECLINE, None, 1),)
    assert reason_counts(make_scene(version=scene.version).wave) == ()


def test_the_state_says_what_may_be_said_and_why_in_both_languages(phone, scene):
    told = phone.get("/notes/state.json").json()
    assert told["limits"] == {"words": 500, "reschedules": 2, "booking_days": 14, "notice_hours": 48}
    assert set(told["reasons"]) == {"decline", "hand-back", "not-done"}
    closed = next(each for each in told["reasons"]["not-done"] if each["code"] == "closed")
    assert closed["en"] == "It was closed" and closed["ar"] not in ("", closed["en"])
    offered = next(each for each in told["missions"] if each["state"] == "offered")
    assert offered["moves"] == ["accept", "decline", "another-time"] and offered["answer_by"]


def test_an_everyday_experience_is_begun_found_in_the_state_and_its_form_fetched(phone, scene):
    first = scene.missions[0]
    form = verbs.open_everyday(
        wave=scene.wave, version=scene.version.ref, scenario=first.scenario.ref, by=EVERYBODY, at=MONDAY_9AM
    )
    assert [each["ref"] for each in phone.get("/notes/state.json").json()["everyday"]] == [form.ref]
    (centre,) = search(phone, "places", first.centre.code)["places"]
    asked = {"id": str(uuid4()), "move": "begin-everyday", "everyday": form.ref, "centre": centre["ref"]}
    (told,), (again,) = post(phone, asked).json()["answers"], post(phone, asked).json()["answers"]
    assert told == again and (told["outcome"], told["state"]) == ("done", "accepted")
    missions = {each["ref"]: each for each in phone.get("/notes/state.json").json()["missions"]}
    begun = missions[told["mission"]]
    assert (begun["kind"], begun["known_to_body"], begun["channel"]) == ("everyday", True, "counter")
    assert phone.get(begun["form"]["address"]).status_code == 200
    (refused,) = post(phone, asked | {"id": str(uuid4()), "everyday": "nothing"}).json()["answers"]
    assert refused["code"] == "waves.everyday-not-open"


def test_who_is_barred_is_offered_no_place_and_a_silent_vault_refuses_nothing_for_good(phone, scene, monkeypatch):
    first, second = scene.missions
    form = verbs.open_everyday(
        wave=scene.wave, version=scene.version.ref, scenario=first.scenario.ref, by=EVERYBODY, at=MONDAY_9AM
    )

    def to_go() -> list[dict[str, object]]:
        asked = {"search": first.centre.code, "everyday": True}
        return phone.post("/notes/places", json.dumps(asked), "application/json").json()["places"]

    def silent(*_any, **_more):
        raise VaultNotReachable

    assert [each["ref"] for each in to_go()] == [first.centre.ref]
    begun = {"id": str(uuid4()), "move": "begin-everyday", "everyday": form.ref, "centre": first.centre.ref}
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "barred", silent)
        answer = post(phone, begun, move(scene, "accept"))
        assert (answer.status_code, answer.json()["code"]) == (503, "vault.not-reachable")
        assert state(scene) == MissionState.OFFERED  # whether she may go there only the vault can tell
        answer = post(phone, begun, move(scene, "decline", reason="other", words="Away"))
    assert (answer.status_code, answer.json()["code"]) == (503, "vault.not-reachable")
    assert state(scene) == MissionState.DECLINED  # what asks nobody is carried out, and is the same when it comes again
    told = post(phone, begun, move(scene, "accept", 1)).json()["answers"]
    assert told[0]["outcome"] == "done"
    alarms.raise_alarm(client_id="an-alarm-id", mission=second.ref, by=scene.shopper, at=MONDAY_9AM)
    assert to_go() == [] and search(phone, "places", first.centre.code)["places"]


def test_what_she_needs_is_said_taken_back_and_put_first(phone, scene):
    service = Service.objects.create(code="renew", entity=scene.missions[1].centre.entity, name_ar="ت", name_en="Renew")
    Mission.objects.filter(pk=scene.missions[1].pk).update(service=service, window_end="2099-01-01T00:00Z")
    found = search(phone, "services", "ren")["services"]
    assert found == [{"code": "renew", "name": {"ar": "ت", "en": "Renew"}}]
    for body, status in ((b"{", 400), (b'{"services": "renew"}', 400), (b'{"services": ["x"]}', 422)):
        assert phone.put("/notes/needs", body, "application/json").status_code == status
    assert phone.put("/notes/needs", b'{"services": ["renew"]}', "application/json").json() == {"services": ["renew"]}
    told = phone.get("/notes/state.json").json()
    assert told["needs"] == ["renew"]
    assert told["needed"] == [{"code": "renew", "name_ar": "ت", "name_en": "Renew"}]
    assert [each["fits_need"] for each in told["missions"]] == [True, False]
    assert phone.put("/notes/needs", b'{"services": []}', "application/json").status_code == 200
    told = phone.get("/notes/state.json").json()
    assert (told["needs"], told["needed"]) == ([], [])


@pytest.mark.parametrize("address", ["/notes/centres.json", "/notes/services.json", "/notes/services", "/notes/places"])
def test_what_is_searched_stands_in_no_address(phone, scene, address):
    assert phone.get(f"{address}?search=canary").status_code in (404, 405)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"search": 7}', '{"search": "\\u0000"}'])
def test_a_search_for_services_that_is_not_understood_is_refused(client, phone, body):
    answer = phone.post("/notes/services", body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "field.not-understood")
    assert client.post("/notes/services", body, "application/json").status_code == 401
    assert search(phone, "services", " ") == {"services": []}
