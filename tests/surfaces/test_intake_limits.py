"""What one post and one key may bring, and files whose names are rewritten on the way: as phones meet it."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from django.test import Client

from basira.core.instrument.file_names import names_on_the_way
from basira.core.instrument.keeping import MAX_ROUNDS
from basira.programme.fieldwork.models import Attachment, Conflict, Visit
from basira.programme.fieldwork.verbs import filing
from basira.programme.journal.models import Entry
from tests.field_scene import XFORM, filled, keep_evidence_in, make_form, make_scene
from tests.surfaces.test_openrosa import PHOTO, address, assert_openrosa, message, multipart, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def send(scene, xml: bytes, *files: tuple[str, bytes]):
    parts = [("xml_submission_file", "s.xml", xml), *((name, name, content) for name, content in files)]
    body, kind = multipart(parts)
    return Client().post(address(scene), body, content_type=kind)


@pytest.mark.parametrize("said", ["R&amp;D.jpg", "x\\y.jpg", " a .jpg", "&lt;b&gt;.png", "a\u202eb.jpg", "زيارة.jpg"])
def test_what_django_makes_of_a_name_is_known_again(said):
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "0"}
    parser = MultiPartParser(meta, io.BytesIO(), [MemoryFileUploadHandler()])
    assert parser.sanitize_file_name(said) in names_on_the_way(said)


@pytest.mark.parametrize(
    ("said", "posted"), [("R&amp;amp;D.jpg", "R&amp;D.jpg"), ("a&quot;b.jpg", "a%22b.jpg"), ("R&amp;D.jpg", "R&D.jpg")]
)
def test_a_file_whose_name_is_rewritten_completes_its_visit(scene, said, posted):
    answer = send(scene, filled(photo=said), (posted, PHOTO))
    assert_openrosa(answer, 201)
    assert message(answer) == "Received in full. Thank you."
    assert Attachment.objects.get().filename == said.replace("&quot;", '"').replace("&amp;", "&", 1)


def test_files_that_match_nothing_that_is_asked_are_refused_while_something_is_missing(scene):
    """A phone deletes its copy at 201: the photo would be gone."""
    for _again in range(2):
        answer = send(scene, filled(photo="a.jpg"), ("b.jpg", PHOTO))
        assert_openrosa(answer, 422)
        assert "not those that the answers name" in message(answer)
    assert Visit.objects.count() == 1 and not Attachment.objects.exists()
    assert_openrosa(send(scene, filled(photo="a.jpg"), ("a.jpg", PHOTO)), 201)


def test_a_file_that_nobody_asked_for_is_left_out_where_nothing_is_missing(scene):
    assert_openrosa(send(scene, filled(), ("audit.csv", b"x")), 201)
    assert_openrosa(send(scene, filled(instance="uuid:2", photo="a.jpg"), ("a.jpg", PHOTO), ("b.jpg", PHOTO)), 201)


def a_form_with_rooms():
    rooms = XFORM.replace("<photo/>", "<room><clean/></room><photo/>", 1).replace(
        "<h:body>", '<h:body><repeat nodeset="/data/room"/>'
    )
    return make_form("rooms", xform=rooms.format(form_id="rooms"))


def test_more_rounds_than_anybody_fills_in_are_refused_in_words(scene):
    scene = make_scene(version=a_form_with_rooms())
    room = "<room><clean>yes</clean></room>"
    answer = send(scene, filled(form_id="rooms", extra=room * 24_000))
    assert_openrosa(answer, 422)
    assert str(MAX_ROUNDS) in message(answer) and not Visit.objects.exists()
    assert_openrosa(send(scene, filled(form_id="rooms", extra=room * MAX_ROUNDS)), 201)


def test_a_visit_that_was_filed_before_the_limit_may_be_said_again(scene, monkeypatch):
    scene = make_scene(version=a_form_with_rooms())
    xml = filled(form_id="rooms", extra="<room><clean>yes</clean></room>" * 3)
    assert_openrosa(send(scene, xml), 201)
    monkeypatch.setattr("basira.core.instrument.keeping.MAX_ROUNDS", 2)
    assert_openrosa(send(scene, xml), 201)
    assert_openrosa(send(scene, xml.replace(b"yes", b"no", 1)), 422)


def test_a_key_brings_no_more_visits_in_a_day_than_anybody_makes(scene, monkeypatch):
    monkeypatch.setattr(filing, "MAX_VISITS_A_DAY", 2)
    for number in (1, 2):
        assert_openrosa(post(scene, filled(instance=f"uuid:{number}")), 201)
    answer = post(scene, filled(instance="uuid:3"))
    assert_openrosa(answer, 429)
    assert "tomorrow" in message(answer) and Visit.objects.count() == 2
    assert_openrosa(post(scene, filled(instance="uuid:1")), 201)  # what is filed may be said again
    monkeypatch.setattr(filing, "A_DAY", timedelta(0))
    assert_openrosa(post(scene, filled(instance="uuid:3")), 201)


def test_a_key_keeps_no_more_contradictions_in_a_day_than_anybody_makes(scene, monkeypatch, tmp_path):
    monkeypatch.setattr(filing, "MAX_CONFLICTS_A_DAY", 2)
    assert_openrosa(post(scene, filled()), 201)
    for number in (1, 2, 1):
        assert_openrosa(post(scene, filled(praise=f"Other {number}")), 409)
    sealed = sorted(path.name for path in (tmp_path / "evidence").rglob("*") if path.is_file())
    answer = post(scene, filled(praise="Other 3"))
    assert_openrosa(answer, 429)
    assert message(answer) and Conflict.objects.count() == 2
    assert sorted(path.name for path in (tmp_path / "evidence").rglob("*") if path.is_file()) == sealed
    assert Entry.objects.filter(act="visit.conflict-kept").count() == 2
