"""What a phone asks for help: who is heard, what is received once however often it is sent, and what stays unsaid."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from basira.core.kernel.lifecycles import AlarmState, MissionState
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork import stores
from basira.programme.journal import queries as journal
from basira.programme.panel import verbs as panel
from basira.programme.registry.models import Centre
from basira.programme.safety import models, tasks
from basira.programme.safety.queries import dangers as danger_queries
from basira.programme.safety.verbs import desk, letters
from basira.programme.waves.models import Mission
from basira.surfaces.shared.qr import qr_drawing
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, keep_evidence_in, make_scene

pytestmark = pytest.mark.django_db

CALLS = ("alarm", "letter", "danger", "places")
ID = "5f0c7a52-canary-id"
NONSENSE = {
    "nothing": "",
    "a list": "[]",
    "half": "{",
    "numbers": '{"id": 7, "mission": 7, "search": 7}',
    "nul": '{"id": "a\\u0000b", "mission": "\\u0000", "search": "\\u0000"}',
    "deep": "[" * 9000,
}
WORDS = "The canary words about the blocked exit"


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    made = make_scene(missions=2)
    now = timezone.now()
    Mission.objects.update(window_start=now - timedelta(days=1), window_end=now + timedelta(days=1))
    desk.set_duty_desk(phones=["+971 4 555 0100"], hours_ar="كل يوم", hours_en="Every day", by=EVERYBODY, at=MONDAY_9AM)
    return made


@pytest.fixture
def phone(scene: Scene) -> Client:
    client = Client()
    carry_key(client, scene)
    return client


def post(client: Client, call: str, **values):
    return client.post(f"/notes/{call}", json.dumps(values), "application/json")


def danger(phone: Client, scene: Scene, **values):
    facts = {"id": ID, "what": "fire-exit", "since": "today", "mission": scene.missions[0].ref, "words": WORDS}
    return post(phone, "danger", **(facts | values))


def photo(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


def state_of(mission: Mission) -> MissionState:
    return MissionState(Mission.objects.get(pk=mission.pk).state)


# Who is heard


@pytest.mark.parametrize("what", CALLS)
def test_a_phone_without_a_key_or_with_a_withdrawn_one_is_not_heard(what, client, phone, scene):
    assert post(client, what).json()["code"] == "field.key-withdrawn"
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    answer = post(phone, what, id=ID, mission=scene.missions[0].ref)
    assert (answer.status_code, answer.json()["code"]) == (401, "field.key-withdrawn")
    assert phone.put(f"/notes/danger/{ID}/photo", photo()).status_code == 401
    assert not models.Alarm.objects.exists() and not models.Danger.objects.exists()


def test_every_call_wants_the_pages_own_token(phone):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.cookies
    assert [post(strict, what).status_code for what in CALLS] == [403] * len(CALLS)
    assert strict.put(f"/notes/danger/{ID}/photo", photo()).status_code == 403


@pytest.mark.parametrize("what", CALLS)
@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused_in_words_and_leaves_nothing(what, body, phone):
    answer = phone.post(f"/notes/{what}", body, "application/json")
    assert answer.status_code == 400 and answer.json()["message"]
    assert phone.post(f"/notes/{what}", "x" * 70_000, "application/json").status_code == 400
    assert not models.Alarm.objects.exists() and not models.Danger.objects.exists()


@pytest.mark.parametrize("client_id", ["", "short", "x" * 65, "with space", "عربي-عربي", "-" * 12])
def test_an_id_that_no_phone_makes_is_refused(client_id, phone, scene):
    for answer in (post(phone, "alarm", id=client_id), danger(phone, scene, id=client_id)):
        assert (answer.status_code, answer.json()["code"]) == (422, "safety.id-unfit")


def test_anothers_mission_is_not_here(phone, scene):
    other = make_scene(version=scene.version).missions[0].ref
    for answer in (
        post(phone, "alarm", id=ID, mission=other),
        post(phone, "letter", mission=other),
        danger(phone, scene, mission=other),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "safety.mission-unknown")
    assert not models.Alarm.objects.exists() and not models.Danger.objects.exists()


# An alarm


def test_an_alarm_is_one_however_often_it_is_sent(phone, scene):
    mission = scene.missions[0]
    first = post(phone, "alarm", id=ID, mission=mission.ref, minutes_ago=7)
    again = post(phone, "alarm", id=ID, mission=mission.ref, minutes_ago=90)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["phones"] == ["+971 4 555 0100"] and first.json()["received"]
    alarm = models.Alarm.objects.get()
    assert (alarm.state, alarm.minutes_before, alarm.mission.ref) == (AlarmState.RAISED, 7, mission.ref)
    assert state_of(mission) is MissionState.VOID
    assert mission.ref not in phone.get("/notes/").content.decode()
    other = post(phone, "alarm", id=ID, mission=scene.missions[1].ref)
    assert (other.status_code, other.json()["code"]) == (409, "safety.id-taken")


def test_an_alarm_without_a_mission_gets_through_and_voids_nothing(phone, scene):
    assert post(phone, "alarm", id=ID).status_code == 201
    assert models.Alarm.objects.get().mission is None
    assert [state_of(mission) for mission in scene.missions] == [MissionState.ACCEPTED] * 2


def test_the_journal_holds_neither_words_nor_ids_of_the_phone(phone, scene):
    post(phone, "alarm", id=ID, mission=scene.missions[0].ref)
    danger(phone, scene)
    letters.issue_letter(mission=scene.missions[1].ref, by=EVERYBODY, at=MONDAY_9AM)
    shown = post(phone, "letter", mission=scene.missions[1].ref)
    told = str(journal.journal_page(size=500).entries)
    assert "alarm.raised" in told and "danger.reported" in told
    for secret in (ID, "canary words", scene.token, *([shown.json()["code"]] if shown.status_code == 200 else [])):
        assert secret not in told


# The letter


def test_a_letter_that_nobody_prepared_is_not_shown(phone, scene):
    answer = post(phone, "letter", mission=scene.missions[0].ref)
    assert (answer.status_code, answer.json()["code"]) == (409, "safety.letter-missing")


def test_a_letter_is_not_shown_outside_its_window(phone, scene):
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    Mission.objects.update(window_end=timezone.now() - timedelta(minutes=1))
    answer = post(phone, "letter", mission=scene.missions[0].ref)
    assert (answer.status_code, answer.json()["code"]) == (409, "safety.letter-not-now")
    assert models.Letter.objects.get().shown_at is None


def test_a_letter_is_shown_in_both_languages_and_only_digests_stay(phone, scene):
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    said = post(phone, "letter", mission=scene.missions[0].ref).json()
    assert any("ال" in line for line in said["words"]["ar"]) and "authorised" in said["words"]["en"][0]
    assert said["phones"] == ["+971 4 555 0100"] and said["address"].endswith("/letter/")
    token = said["link"].split("#")[1]
    modules = said["qr"]["size"]
    assert modules > 20 and re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", said["qr"]["dark"])
    assert said["qr"]["dark"] == qr_drawing(said["link"]).dark
    assert len(token) == 26 and len(said["code"].replace("-", "")) == 10
    row = str(models.Letter.objects.values().get())
    assert token not in row and said["code"].replace("-", "").lower() not in row
    assert scene.number.number not in str(said) and scene.number.ref not in str(said)


def test_asking_again_replaces_the_code_and_moves_no_end(phone, scene):
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    first, again = (post(phone, "letter", mission=scene.missions[0].ref).json() for _ in range(2))
    assert first["code"] != again["code"] and first["expires_at"] == again["expires_at"]
    assert letters.check_letter(text=first["code"], at=timezone.now()) is None
    assert letters.check_letter(text=again["code"], at=timezone.now()) is not None


def test_whoever_raised_the_alarm_still_has_her_letter(phone, scene):
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    post(phone, "alarm", id=ID, mission=scene.missions[0].ref)
    assert post(phone, "letter", mission=scene.missions[0].ref).status_code == 200


# A danger


@pytest.mark.parametrize(
    "change, code",
    [
        ({"what": "bribe"}, "safety.danger-unclear"),
        ({"since": "10:43"}, "safety.danger-unclear"),
        ({"mission": "", "centre": ""}, "safety.place-missing"),
        ({"mission": "", "centre": "nowhere"}, "safety.place-missing"),
        ({"words": "x" * 4001}, "safety.too-many-words"),
    ],
)
def test_an_unclear_report_is_refused(change, code, phone, scene):
    answer = danger(phone, scene, **change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not models.Danger.objects.exists()


def test_a_report_is_one_however_often_it_is_sent(phone, scene):
    first, again = danger(phone, scene), danger(phone, scene)
    assert (first.status_code, again.status_code) == (201, 200) and first.json()["missing"] == []
    row = models.Danger.objects.get()
    assert (row.words, row.centre_id, row.due_at - row.reported_at) == (
        WORDS, scene.missions[0].centre_id, timedelta(hours=1),
    )  # fmt: skip
    other = danger(phone, scene, words="Something else")
    assert (other.status_code, other.json()["code"]) == (409, "safety.id-taken")
    assert models.Danger.objects.get().words == WORDS


def test_a_place_away_from_any_mission_is_chosen_by_its_name(phone, scene):
    (place,) = post(phone, "places", search="c-1-1").json()["places"]
    assert post(phone, "places", search="  ").json() == {"places": []}
    assert danger(phone, scene, mission="", centre=place["ref"]).status_code == 201
    assert models.Danger.objects.get().mission is None


def test_a_photo_follows_its_report_and_is_sealed_once(phone, scene):
    address = f"/notes/danger/{ID}/photo"
    assert phone.put(address, photo()).json()["code"] == "safety.danger-unknown"
    assert danger(phone, scene, photo=True).json()["missing"] == ["photo"]
    assert phone.put(address, b"").status_code == 400
    first, again = phone.put(address, photo()), phone.put(address, photo())
    assert (first.status_code, again.status_code, first.json()["missing"]) == (201, 201, [])
    other = phone.put(address, photo("blue"))
    assert (other.status_code, other.json()["code"]) == (409, "safety.photo-taken")
    assert danger(phone, scene, photo=True).json()["missing"] == []
    row = models.DangerPhoto.objects.get()
    assert b"".join(stores.originals().open_sealed(row.sealed_ref)) == photo()
    assert len(list(stores.originals().refs())) == 1


def test_a_photo_as_large_as_phones_make_them_arrives_and_one_that_is_larger_is_refused_before_it_is_read(phone, scene):
    address = f"/notes/danger/{ID}/photo"
    danger(phone, scene, photo=True)
    answer = phone.put(address, b"", CONTENT_LENGTH=str(40 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "openrosa.post-too-large")
    cut = phone.put(address, b"", CONTENT_LENGTH=str(len(photo())), **{"wsgi.input": io.BytesIO(photo()[:-20])})
    assert cut.status_code == 400 and not models.DangerPhoto.objects.exists()
    large = photo() + bytes(4 * 1024 * 1024)
    assert phone.put(address, large).status_code == 201
    assert models.DangerPhoto.objects.get().size_bytes == len(large)


def test_a_photo_for_which_the_database_has_no_room_is_refused_before_it_is_begun(phone, scene, settings, tmp_path):
    danger(phone, scene, photo=True)
    settings.DATABASE_FOLDER, settings.DATABASE_RESERVE_BYTES = tmp_path, 1 << 62
    answer = phone.put(f"/notes/danger/{ID}/photo", photo())
    assert (answer.status_code, answer.json()["code"]) == (507, "evidence.no-space")
    assert not list(stores.originals().refs()) and not models.DangerPhoto.objects.exists()
    settings.DATABASE_RESERVE_BYTES = 0
    assert phone.put(f"/notes/danger/{ID}/photo", photo()).status_code == 201


def test_the_duty_officer_sees_a_picture_re_made_from_pixels(phone, scene):
    danger(phone, scene, photo=True)
    phone.put(f"/notes/danger/{ID}/photo", photo())
    assert danger_queries.unpainted() == [models.DangerPhoto.objects.get().ref]
    assert tasks.repaint.call(models.DangerPhoto.objects.get().ref) is True
    assert danger_queries.picture_ref(models.Danger.objects.get().ref) and danger_queries.unpainted() == []


@pytest.mark.parametrize("has_mission", [True, False])
def test_a_photo_against_the_rule_of_its_site_is_kept_and_nobody_sees_it(has_mission, phone, scene):
    Centre.objects.update(site_type=SiteType.COURT)
    where = {} if has_mission else {"mission": "", "centre": scene.missions[0].centre.ref}
    danger(phone, scene, photo=True, **where)
    assert phone.put(f"/notes/danger/{ID}/photo", photo()).status_code == 201
    row, ref = models.DangerPhoto.objects.get(), models.Danger.objects.get().ref
    assert row.derivative_problem == "site-photo" and danger_queries.unpainted() == []
    assert tasks.repaint.call(row.ref) is False and danger_queries.picture_ref(ref) is None
    assert danger_queries.danger_page(ref, at=timezone.now()).photo == "withheld"
    assert b"".join(stores.originals().open_sealed(row.sealed_ref)) == photo()


def test_a_file_that_is_no_picture_stays_sealed_and_says_so(phone, scene):
    danger(phone, scene, photo=True)
    assert phone.put(f"/notes/danger/{ID}/photo", b"%PDF-1.4 nothing").status_code == 201
    assert models.DangerPhoto.objects.get().derivative_problem == "kind"
    ref = models.Danger.objects.get().ref
    assert danger_queries.danger_page(ref, at=timezone.now()).photo == "problem"
