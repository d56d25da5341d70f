"""The shopper's pages: who comes in, what is kept of a phone, what another's mission answers, and filing."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from basira.programme.fieldwork.models import Visit
from basira.programme.panel import verbs as panel
from basira.surfaces.field import door
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, filled, make_scene

pytestmark = pytest.mark.django_db

PHONE = {
    "HTTP_USER_AGENT": "CanaryPhone/7 (Linux; Android 12)",
    "HTTP_X_OPENROSA_DEVICEID": "canary:device:358240051111110",
}


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    settings.DERIVATIVES_FOLDER = tmp_path / "derivatives"
    settings.EVIDENCE_KEY_FILE = tmp_path / "keys" / "evidence.key"
    return make_scene()


def path_of(scene: Scene, what: str = "") -> str:
    return f"/notes/{scene.missions[0].ref}/{what}"


def come_in(client: Client, scene: Scene, token: str = ""):
    return client.post("/notes/session", {"token": token or scene.token, "project": str(scene.project)}, **PHONE)


@pytest.fixture
def phone(scene: Scene) -> Client:
    client = Client()
    assert come_in(client, scene).status_code == 200
    return client


def test_without_a_key_every_page_is_closed_and_says_what_to_do(client, scene):
    for path in ("/notes/", path_of(scene)):
        answer = client.get(path)
        assert answer.status_code == 401 and "رابط" in answer.content.decode()
    for path in (path_of(scene, "form.xml"), path_of(scene, "media/missions.csv")):
        assert client.get(path).json()["code"] == "field.key-withdrawn"
    assert client.put(path_of(scene, "submission")).status_code == 401


@pytest.mark.parametrize("token, project", [("", ""), ("x" * 43, "1"), ("x" * 5000, "1"), ("a\x00b", "1"), ("x", "٣")])
def test_a_wrong_key_lets_nobody_in(client, scene, token, project):
    answer = client.post("/notes/session", {"token": token, "project": project})
    assert answer.status_code in {400, 401} and door.COOKIE not in answer.cookies


def test_the_right_key_of_another_cycle_lets_nobody_in(client, scene):
    answer = client.post("/notes/session", {"token": scene.token, "project": str(scene.project + 1)})
    assert answer.status_code == 401 and door.COOKIE not in answer.cookies


def test_coming_in_and_filing_want_the_pages_own_token(scene):
    strict = Client(enforce_csrf_checks=True)
    assert come_in(strict, scene).status_code == 403
    assert strict.put(path_of(scene, "submission")).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_pages(client, scene):
    cookie = come_in(client, scene).cookies[door.COOKIE]
    assert (cookie["path"], cookie["samesite"]) == ("/notes/", "Strict") and cookie["httponly"]
    assert scene.token not in str(client.get("/notes/").content)


def test_a_changed_cookie_is_nobodys(phone, scene):
    phone.cookies[door.COOKIE] = phone.cookies[door.COOKIE].value[:-2] + "xx"
    assert phone.get("/notes/").status_code == 401


def test_a_withdrawn_key_ends_at_once(phone, scene):
    assert phone.get("/notes/").status_code == 200
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    assert phone.get("/notes/").status_code == 401


def test_anothers_mission_is_not_here(phone, scene):
    other = make_scene(version=scene.version)
    for path in ("", "form.xml", "media/missions.csv"):
        assert phone.get(path_of(other, path)).status_code == 404
    assert phone.put(path_of(other, "submission")).status_code == 404


def test_the_page_of_a_form_allows_its_engine_and_no_other_page_does(phone, scene):
    assert "wasm-unsafe-eval" in phone.get(path_of(scene))["Content-Security-Policy"]
    for path in ("/notes/", "/", "/accounts/login/"):
        assert "wasm" not in phone.get(path)["Content-Security-Policy"]


def file(phone: Client, scene: Scene, xml: bytes):
    part = SimpleUploadedFile("xml_submission_file", xml, "text/xml")
    body = encode_multipart(BOUNDARY, {"xml_submission_file": part})
    return phone.put(path_of(scene, "submission"), body, MULTIPART_CONTENT, **PHONE)


def test_a_visit_is_filed_once_however_often_it_is_sent(phone, scene):
    first, again = file(phone, scene, filled()), file(phone, scene, filled())
    assert (first.status_code, again.status_code) == (201, 201) and first.json()["missing"] == []
    visit = Visit.objects.get()
    assert (visit.source, visit.mission.ref) == ("browser", scene.missions[0].ref)
    other = file(phone, scene, filled().replace(b">12<", b">2<"))
    assert other.status_code == 409 and other.json()["code"] == "fieldwork.instance-taken"


def test_nonsense_is_refused_in_words_and_leaves_nothing(phone, scene):
    for xml in (b"<data", b"<!DOCTYPE a><data/>", b"{}"):
        answer = file(phone, scene, xml)
        assert 400 <= answer.status_code < 500 and answer.json()["message"]
    assert not Visit.objects.exists()


def test_nothing_that_tells_of_the_phone_is_kept(phone, scene):
    assert file(phone, scene, filled()).status_code == 201
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
            text = json.dumps([row[0] for row in cursor.fetchall()], default=str)
            assert not any(canary in text for canary in ("CanaryPhone", "358240051111110", "353918050000001")), table


def test_filing_takes_at_most_ten_statements_beside_those_of_the_tests_own_savepoints(phone, scene):
    file(phone, scene, filled(instance="uuid:warm"))
    with CaptureQueriesContext(connection) as asked:
        file(phone, scene, filled(instance="uuid:two"))
    own = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(own) <= 10, own
