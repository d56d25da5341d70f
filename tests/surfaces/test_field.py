"""The shopper's pages: who comes in, what is kept of a phone, what another's mission answers, and filing."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from basira.programme.fieldwork.models import Visit
from basira.programme.panel import verbs as panel
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, filled, keep_evidence_in, make_scene

pytestmark = pytest.mark.django_db

DIST = Path(__file__).resolve().parents[2] / "src/basira/surfaces/shared/static/dist"

PHONE = {
    "HTTP_USER_AGENT": "CanaryPhone/7 (Linux; Android 12)",
    "HTTP_X_OPENROSA_DEVICEID": "canary:device:358240051111110",
}


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def path_of(scene: Scene, what: str) -> str:
    return f"/notes/{scene.missions[0].ref}/{what}"


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(), scene)


def test_without_a_key_nothing_is_answered_but_what_to_do(client, scene):
    for path in ("/notes/state.json", path_of(scene, "form.xml"), path_of(scene, "media/missions.csv")):
        answer = client.get(path)
        assert answer.status_code == 401 and "رابط" in answer.json()["message"]
        assert answer.json()["code"] == "field.key-withdrawn"
    assert client.put(path_of(scene, "submission")).status_code == 401


NOBODYS = ["", "/", "x", "x/1", f"{'x' * 43}/1", f"{'x' * 5000}/1", "a\x00b/1", "x/٣", "//", "x/1/1"]


@pytest.mark.parametrize("key", NOBODYS)
def test_a_key_or_link_that_is_nobodys_lets_nobody_in(client, scene, key):
    for path in ("/notes/session", "/notes/exchange"):
        answer = client.post(path, {"link": key, "key": "0" * 64})
        assert answer.status_code in {400, 401} and not answer.cookies
    assert client.get("/notes/state.json", HTTP_X_NOTES_KEY=key).status_code == 401


def test_a_key_is_no_link_and_is_not_told_to_be_good(client, scene):
    for token in (scene.token, scene.client):
        for path in ("/notes/session", "/notes/exchange"):
            answer = client.post(path, {"link": f"{token}/{scene.project}", "key": "0" * 64})
            assert (answer.status_code, answer.json()["code"]) == (401, "field.key-withdrawn")


def test_a_withdrawn_key_ends_at_once(phone, scene):
    assert phone.get("/notes/state.json").status_code == 200
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    assert phone.get("/notes/state.json").status_code == 401


def test_the_page_of_the_notes_is_the_same_for_everybody(client, phone, scene):
    def without_token(page: bytes) -> str:
        return re.sub(r"csrf\w*[^>]*", "", page.decode())

    for path in ("/notes/", "/notes/open"):
        mine, anybodys = phone.get(path), client.get(path)
        assert mine.status_code == 200 and without_token(mine.content) == without_token(anybodys.content)
        assert scene.token not in mine.content.decode() and scene.missions[0].ref not in mine.content.decode()


def test_what_an_installed_app_is_called_says_nothing(client):
    told = client.get("/notes/card.json")
    assert told["Content-Type"] == "application/manifest+json"
    assert (told.json()["name"], told.json()["short_name"], told.json()["start_url"]) == (
        "ملاحظات",
        "ملاحظات",
        "/notes/",
    )
    words = (client.get("/notes/").content + told.content).decode().casefold()
    assert not any(canary in words for canary in ("basira", "بصيرة", "shopper", "متسوق", "mystery"))


def test_the_worker_keeps_what_the_notes_import_and_nothing_of_anybody(client, settings):
    script = client.get("/notes/worker.js")
    assert script["Content-Type"].startswith("text/javascript") and "no-cache" in script["Cache-Control"]
    shell = json.loads(re.search(r"const SHELL=(.*?);\n", script.content.decode())[1])
    assert shell["pages"] == ["/notes/", "/notes/open"]
    signs = [file for file in shell["files"] if file.startswith("/notes/sign/")]
    assert len(signs) == 4 and all(client.get(sign).status_code == 200 for sign in signs)
    for file in set(shell["files"]) - set(signs):
        assert finders.find(file.removeprefix("/static/")), file
    kept = {file.rpartition("/")[2] for file in shell["files"]}
    wanted, seen = {"field.js"}, set()
    while wanted - seen:
        name = (wanted - seen).pop()
        seen.add(name)
        text = (DIST / name).read_text()
        wanted |= set(re.findall(r"""(?:from|import\()\s*["'`]\./([\w.-]+\.js)["'`]""", text))
    assert wanted <= kept, wanted - kept


def test_anothers_mission_is_not_here(phone, scene):
    other = make_scene(version=scene.version)
    for path in ("form.xml", "media/missions.csv"):
        assert phone.get(path_of(other, path)).status_code == 404
    assert phone.put(path_of(other, "submission")).status_code == 404


def test_the_page_of_the_notes_allows_their_engine_and_no_other_page_does(client):
    assert "wasm-unsafe-eval" in client.get("/notes/")["Content-Security-Policy"]
    for path in ("/", "/accounts/login/"):
        assert "wasm" not in client.get(path)["Content-Security-Policy"]


def file(phone: Client, scene: Scene, xml: bytes, **parts: SimpleUploadedFile):
    part = SimpleUploadedFile("xml_submission_file", xml, "text/xml")
    body = encode_multipart(BOUNDARY, {"xml_submission_file": part, **parts})
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
