"""EV-13: under one instanceID, the same bytes are one visit; other bytes are refused and kept, also within one post."""

import pytest

from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Attachment, Conflict, Visit
from basira.programme.fieldwork.verbs import filing
from tests.field_scene import filled
from tests.surfaces.test_openrosa import PHOTO, Client, address, message, multipart, post

pytestmark = pytest.mark.django_db


def post_twice_named(scene, first: bytes, second: bytes):
    parts = [
        ("xml_submission_file", "s.xml", filled(photo="a.jpg")),
        ("a.jpg", "a.jpg", first),
        ("a.jpg", "a.jpg", second),
    ]
    body, kind = multipart(parts)
    return Client().post(address(scene), body, content_type=kind)


def test_ev_13_two_files_of_one_name_in_one_post_are_both_kept_and_refused(scene):
    answer = post_twice_named(scene, PHOTO, PHOTO + b"other")
    assert answer.status_code == 409 and "a.jpg" in message(answer)
    assert Visit.objects.count() == 1  # what came first is filed: nothing that arrived is lost
    opened = stores.originals().open_sealed
    assert b"".join(opened(Attachment.objects.get().sealed_ref)) == PHOTO
    assert b"".join(opened(Conflict.objects.get().sealed_ref)) == PHOTO + b"other"


def test_ev_13_sent_again_nothing_more_is_kept(scene):
    for _ in range(3):
        assert post_twice_named(scene, PHOTO, PHOTO + b"other").status_code == 409
    assert (Visit.objects.count(), Attachment.objects.count(), Conflict.objects.count()) == (1, 1, 1)
    assert len(list(stores.originals().refs())) == 3  # answers, photo, and the contradiction


def test_ev_13_the_same_file_twice_in_one_post_is_one_file(scene):
    answer = post_twice_named(scene, PHOTO, PHOTO)
    assert answer.status_code == 201
    assert (Attachment.objects.count(), Conflict.objects.count()) == (1, 0)
    assert len(list(stores.originals().refs())) == 2
    assert list((stores.originals()._incoming).iterdir()) == []


def replaced(scene) -> list[str]:
    """Send a photo, then another under its name, and return what of the first is no longer as it was acknowledged."""
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO + b"other")
    row, faults = Attachment.objects.get(), []
    if b"".join(stores.originals().open_sealed(row.sealed_ref)) != PHOTO:
        faults.append("the file was replaced")
    if not Conflict.objects.exists():
        faults.append("the contradiction is lost")
    return faults


def test_ev_13_what_was_acknowledged_is_never_replaced(scene):
    assert replaced(scene) == []


def test_ev_13_twin_an_intake_where_the_last_one_wins_fails_the_same_measure(scene, monkeypatch):
    def last_one_wins(intake, earlier, names):
        intake.seal(names)
        row = Attachment.objects.get(visit_id=earlier.visit_id)
        intake.store._path_of(row.sealed_ref).unlink()
        intake.named_by_rows |= names
        row.sealed_ref = intake.sealed["a.jpg"].ref
        monkeypatch.setattr(Attachment.objects, "get", lambda: row)

    monkeypatch.setattr(filing.Intake, "keep_conflict", last_one_wins)
    assert replaced(scene) == ["the file was replaced", "the contradiction is lost"]
