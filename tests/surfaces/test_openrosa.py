"""The intake as phones meet it: real bytes, real multipart, OpenRosa's headers on every answer."""

import hashlib
import re
import tempfile
import uuid
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.core.signals import request_finished, request_started
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from basira.core.kernel.field_keys import KeyKind
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment, Submission, Visit
from basira.programme.panel import verbs as panel
from basira.programme.waves.models import Mission
from basira.surfaces.shared.logs import MaskingFormatter
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, keep_evidence_in, make_form, make_scene

PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 100
RESPONSE = "{http://openrosa.org/http/response}"

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def address(scene, what: str = "submission", token: str | None = None, project: int | None = None) -> str:
    return f"/v1/key/{token or scene.client}/projects/{project or scene.project}/{what}"


def multipart(parts: list[tuple[str, str | None, bytes]]) -> tuple[bytes, str]:
    """Return a body and its content type; a part without a file name is a field."""
    edge, body = uuid.uuid4().hex.encode(), b""
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename is not None else ""
        body += b"--" + edge + f'\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'.encode()
        body += b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
    return body + b"--" + edge + b"--\r\n", f"multipart/form-data; boundary={edge.decode()}"


def post(scene, xml: bytes = b"", *, to: str = "", **files: bytes):
    parts = [("xml_submission_file", "s.xml", xml)] if xml else []
    parts += [(name.replace("_", "."), name.replace("_", "."), content) for name, content in files.items()]
    body, kind = multipart(parts)
    headers = {"X-OpenRosa-Version": "1.0", "X-OpenRosa-DeviceID": "collect:SECRETDEVICE", "User-Agent": "SECRETAGENT"}
    return Client().post(to or address(scene), body, content_type=kind, headers=headers)


def message(response) -> str:
    return ElementTree.fromstring(response.content).findtext(f"{RESPONSE}message")


def assert_openrosa(response, status: int) -> None:
    assert response.status_code == status
    assert response["X-OpenRosa-Version"] == "1.0"
    assert response["X-OpenRosa-Accept-Content-Length"] == "100000000"
    assert response["Content-Language"] in ("ar", "en")
    assert response["Date"]
    if status != 204:
        assert response["Content-Type"] == "text/xml; charset=utf-8"


@pytest.mark.parametrize("what", ["formList", "submission", "forms/visit.xml", "forms/visit/manifest"])
def test_a_wrong_key_and_a_wrong_project_look_the_same(scene, what):
    answers = [
        Client().head(address(scene, what, token="wrong")),
        Client().head(address(scene, what, project=scene.project + 1)),
    ]
    for answer in answers:
        assert_openrosa(answer, 401)
    posted = [
        post(scene, filled(), to=address(scene, token="wrong")),
        post(scene, filled(), to=address(scene, project=99)),
    ]
    assert posted[0].content == posted[1].content
    assert Visit.objects.count() == 0


def test_a_withdrawn_key_opens_nothing(scene, mariam_the_panel_officer):
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert_openrosa(post(scene, filled()), 401)


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (b"not xml", 400),
        (b"<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><data id='visit'>&a;</data>", 400),
        (filled(form_id="other"), 404),
        (filled().replace(b'version="1"', b'version="9"'), 404),
        (b"<data id='visit' version='1'>" + b" " * 4_200_000 + b"</data>", 413),
    ],
)
def test_refusals_come_in_the_envelope(scene, xml, status):
    answer = post(scene, xml)
    assert_openrosa(answer, status)
    assert message(answer)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    "body", [(b"", "text/plain"), (b"junk", "multipart/form-data; boundary=x"), (b"", "multipart/form-data")]
)
def test_what_is_not_a_post_is_refused(scene, body):
    assert_openrosa(Client().post(address(scene), body[0], content_type=body[1]), 400)
    assert_openrosa(post(scene, a_jpg=PHOTO), 400)


def test_more_than_a_hundred_megabytes_are_refused_by_their_own_word(scene):
    body, kind = multipart([("xml_submission_file", "s.xml", filled())])
    assert_openrosa(Client().post(address(scene), body, content_type=kind, CONTENT_LENGTH="100000001"), 413)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_refused(scene, method):
    assert_openrosa(getattr(Client(), method)(address(scene)), 405)


def test_other_bytes_under_the_same_instance_are_a_conflict_in_her_language(scene):
    post(scene, filled())
    answer = post(scene, filled(praise="Rude"))
    assert_openrosa(answer, 409)
    assert message(answer).startswith("Other answers were already sent")


def as_written(caplog) -> str:
    """Return what our handlers write of the records."""
    return "\n".join(MaskingFormatter().format(record) for record in caplog.records)


def test_our_own_fault_is_an_envelope_too_and_is_logged_without_the_key(scene, monkeypatch, caplog):
    def broken(**_kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("basira.surfaces.shared.filing.verbs.file_visit", broken)
    answer = post(scene, filled())
    assert_openrosa(answer, 500)
    assert "broken" in caplog.text and scene.client not in as_written(caplog)
    assert "broken" not in answer.content.decode()


def test_a_full_disk_asks_to_send_later(scene, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    stores.originals()
    monkeypatch.setattr("os.fsync", full)
    answer = post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    assert_openrosa(answer, 507)
    assert Visit.objects.count() == 0


def test_a_message_is_escaped(scene):
    answer = Client().get(address(scene, "forms/%3Cscript%3E.xml"))
    assert_openrosa(answer, 404)
    assert b"<script>" not in answer.content and "<script>" in message(answer)


def test_a_visit_with_its_photo_is_filed(scene):
    answer = post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    assert_openrosa(answer, 201)
    assert message(answer) == "Received in full. Thank you."
    assert answer["Location"].endswith(address(scene))
    attachment = Attachment.objects.get()
    assert b"".join(stores.originals().open_sealed(attachment.sealed_ref)) == PHOTO
    assert attachment.sha256 == hashlib.sha256(PHOTO).hexdigest()


def test_the_same_post_again_has_the_same_answer_and_no_second_row(scene):
    first, second = post(scene, filled()), post(scene, filled())
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    assert Visit.objects.count() == Submission.objects.count() == 1


def test_files_may_come_in_later_posts(scene):
    assert message(post(scene, filled(photo="a.jpg"))) == "Received; 1 file is still to come."
    assert message(post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)) == "Received in full. Thank you."
    assert Attachment.objects.count() == 1


def test_many_small_files_wait_on_disk_and_all_are_filed(scene):
    rooms = {f"p{number}_jpg": PHOTO + bytes([number]) * 1_000_000 for number in range(7)}
    answers = filled(photo="p0.jpg").replace(b"<voice/>", b"<voice>p6.jpg</voice>")
    assert message(post(scene, answers, **rooms)) == "Received in full. Thank you."
    kept = {row.filename: row.sha256 for row in Attachment.objects.all()}
    assert kept == {name: hashlib.sha256(rooms[name.replace(".", "_")]).hexdigest() for name in ("p0.jpg", "p6.jpg")}
    assert list((stores.originals()._incoming).iterdir()) == []


def test_another_file_of_the_same_name_is_a_conflict(scene):
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    answer = post(scene, filled(photo="a.jpg"), a_jpg=PHOTO + b"other")
    assert_openrosa(answer, 409)
    assert "a.jpg" in message(answer)


def test_the_submission_may_be_a_field_and_headers_may_be_missing(scene):
    body, kind = multipart([("xml_submission_file", None, filled())])
    assert_openrosa(Client().post(address(scene), body, content_type=kind), 201)


def test_head_tells_where_and_how_much(scene):
    answer = Client().head(address(scene))
    assert_openrosa(answer, 204)
    assert answer["Location"].endswith(address(scene))


def test_no_cookie_is_set_and_no_cookie_or_token_of_a_form_is_asked(scene):
    client = Client(enforce_csrf_checks=True)
    body, kind = multipart([("xml_submission_file", "s.xml", filled())])
    answer = client.post(address(scene), body, content_type=kind)
    assert answer.status_code == 201 and not answer.cookies


def test_arabic_is_spoken_to_an_arabic_key(scene, mariam_the_panel_officer):
    token = panel.give_field_key(
        cycle_number=scene.number.ref, kind=KeyKind.OPENROSA, language="ar", by=mariam_the_panel_officer, at=MONDAY_9AM
    )
    answer = post(scene, filled(), to=address(scene, token=token))
    assert answer["Content-Language"] == "ar"
    assert message(answer) == "وصلت كاملة. شكرًا لك."


def test_the_form_list_names_forms_of_her_missions(scene):
    answer = Client().get(address(scene, "formList"))
    assert_openrosa(answer, 200)
    space = "{http://openrosa.org/xforms/xformsList}"
    (form,) = ElementTree.fromstring(answer.content)
    assert form.findtext(f"{space}formID") == "visit"
    assert form.findtext(f"{space}name") == "Visit"
    assert form.findtext(f"{space}hash") == f"md5:{scene.version.xform_md5}"
    fetched = Client().get(form.findtext(f"{space}downloadUrl"))
    assert_openrosa(fetched, 200)
    assert hashlib.md5(fetched.content, usedforsecurity=False).hexdigest() == scene.version.xform_md5


def test_a_shopper_without_missions_is_offered_nothing(scene):
    other = make_scene(missions=0, version=scene.version)
    answer = Client().get(address(other, "formList"))
    assert list(ElementTree.fromstring(answer.content)) == []
    assert_openrosa(Client().get(address(other, "forms/visit.xml")), 404)


def test_the_manifest_lists_the_forms_own_files_and_her_missions(scene):
    version = make_form("with-files", media={"رموز.csv": b"name,label\n"})
    scene = make_scene(version=version)
    answer = Client().get(address(scene, "forms/with-files/manifest"))
    assert_openrosa(answer, 200)
    space = "{http://openrosa.org/xforms/xformsManifest}"
    files = {each.findtext(f"{space}filename"): each for each in ElementTree.fromstring(answer.content)}
    assert set(files) == {"missions.csv", "رموز.csv"}
    missions = Client().get(files["missions.csv"].findtext(f"{space}downloadUrl"))
    assert scene.missions[0].ref in missions.content.decode()
    assert "Renewal" in missions.content.decode()
    digest = hashlib.md5(missions.content, usedforsecurity=False).hexdigest()
    assert files["missions.csv"].findtext(f"{space}hash") == f"md5:{digest}"
    own = Client().get(files["رموز.csv"].findtext(f"{space}downloadUrl"))
    assert (own.status_code, own.content) == (200, b"name,label\n")
    assert_openrosa(Client().get(address(scene, "forms/with-files/media/nothing.csv")), 404)


def test_a_form_that_no_address_can_name_is_left_out_and_reported(scene, caplog):
    bad = make_form("a/b")
    Mission.objects.filter(pk=scene.missions[0].pk).update(questionnaire_version=scene.version)
    other = Mission.objects.get(pk=scene.missions[0].pk)
    other.pk, other.ref, other.questionnaire_version = None, "another", bad
    other.save()
    answer = Client().get(address(scene, "formList"))
    assert_openrosa(answer, 200)
    assert b"<formID>visit</formID>" in answer.content and b"a/b" not in answer.content
    assert "'a/b'" in caplog.text and scene.client not in caplog.text


def test_a_filed_photo_gets_its_picture_by_a_task_that_commits_with_it(scene):

    from tests.gateways.test_pictures import picture

    post(scene, filled(photo="a.jpg"), a_jpg=picture("JPEG"))
    waiting = DBTaskResult.objects.get()
    attachment = Attachment.objects.get()
    assert waiting.args_kwargs["args"] == [attachment.ref]
    assert tasks.repaint.call(attachment.ref) is True
    assert tasks.repaint.call(attachment.ref) is False
    attachment.refresh_from_db()
    assert b"".join(stores.derivatives().open_sealed(attachment.derivative_ref)).startswith(b"\xff\xd8\xff")


def test_a_picture_whose_task_died_half_way_is_asked_for_again_once(scene):
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    assert tasks.repaint_again() == 0  # it still waits in the queue
    DBTaskResult.objects.update(status="RUNNING")  # a worker began it, and was killed
    assert tasks.repaint_again() == 1
    assert tasks.repaint_again() == 0
    assert DBTaskResult.objects.filter(status="READY").get().args_kwargs["args"] == [Attachment.objects.get().ref]
    Attachment.objects.update(derivative_problem="unreadable")
    DBTaskResult.objects.all().delete()
    assert tasks.repaint_again() == 0


def test_a_broken_photo_says_why_it_has_no_picture(scene):
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    attachment = Attachment.objects.get()
    assert tasks.repaint.call(attachment.ref) is False
    attachment.refresh_from_db()
    assert attachment.derivative_problem == "unreadable"


def statements(act) -> int:
    """Return how many statements `act` sends to the database on the wire, BEGIN and COMMIT included."""
    connection.ensure_connection()
    with tempfile.NamedTemporaryFile() as log:
        connection.connection.pgconn.trace(log.fileno())
        act()
        connection.connection.pgconn.untrace()
        return len(re.findall(r"\bF\t\d+\t(?:Query|Execute)\b", Path(log.name).read_text(errors="replace")))


def kept_open(scene, xml: bytes) -> int:
    """Post over the test's own connection, as over one of a server's pool."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        return statements(lambda: post(scene, xml))
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.django_db(transaction=True)
def test_a_whole_text_post_is_eight_statements_begin_and_commit_counted(scene):
    """The bar of the benchmark is ten (peers: 59 queries)."""
    post(scene, filled(instance="uuid:warm"))
    assert 5 <= kept_open(scene, filled()) <= 9  # the ninth marks the mission as done, once
    assert kept_open(scene, filled(instance="uuid:2")) <= 8


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_a_database_that_is_gone_asks_to_send_later(scene, monkeypatch, fault, caplog):
    def gone(**_kwargs):
        raise fault("connection to server on socket failed")

    monkeypatch.setattr("basira.surfaces.shared.filing.verbs.file_visit", gone)
    answer = post(scene, filled())
    assert_openrosa(answer, 503)
    assert answer["Retry-After"] == "30"
    assert "send it later" in message(answer) and "socket" not in message(answer)
    assert scene.client not in as_written(caplog)


def test_a_phone_passes_no_middleware_of_pages_and_keeps_its_headers(scene):
    answer = Client(headers={"Cookie": "sessionid=x; basira_language=ar"}).get(address(scene, "formList"))
    assert answer["Content-Language"] == "en"  # the key's language, not the cookie's
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store" and not answer.cookies and "Vary" not in answer


def test_a_foreign_host_and_a_nul_are_refused_before_the_door(scene):
    assert Client().get(address(scene, "formList"), headers={"Host": "elsewhere.example"}).status_code == 400
    assert Client().get(address(scene, "forms/a%00b.xml")).status_code == 404
