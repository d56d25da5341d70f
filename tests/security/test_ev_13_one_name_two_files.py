"""EV-13: under one instanceID, the same bytes are one visit; other bytes are refused and kept, also within one post."""

import pytest

from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Attachment, Conflict, Visit
from tests.field_scene import filled
from tests.surfaces.test_openrosa import PHOTO, Client, address, message, multipart

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
