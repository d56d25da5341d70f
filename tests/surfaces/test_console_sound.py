"""A recording at the review desk: heard where it can be re-made from samples, and said to be sealed where it cannot."""

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.fieldwork import likenesses, tasks
from basira.programme.fieldwork.models import Attachment
from basira.programme.registry import verbs
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.security.hostile_sounds import tag, wav
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db
AUDIO = b"\0\0\0\x18ftypM4A " + bytes(200)


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    verbs.state_recording_basis(basis="Law 7", by=actor("s", Role.DIRECTOR), at=MONDAY_9AM)
    return make_scene(missions=2)


def send(scene, content: bytes) -> Attachment:
    xml = filled(mission=scene.missions[0].ref, photo="a.wav")
    assert post(scene, xml, a_wav=content).status_code == 201
    return Attachment.objects.get()


def page_of(desk, row: Attachment):
    return desk.get(reverse("console:review-visit", args=[row.visit.ref]))


def test_what_cannot_be_played_is_sealed_and_the_page_says_so(scene, signed_in):
    row = send(scene, AUDIO)
    assert row.derivative_problem == "kind"
    page = page_of(signed_in(Role.REVIEWER), row).content.decode()
    assert "<audio" not in page and "cannot be shown or played here" in page


def test_a_recording_is_heard_as_samples_alone(scene, signed_in):
    row = send(scene, wav(before=tag(b"IART", b"Mona")))
    desk = signed_in(Role.REVIEWER)
    assert "It is being prepared" in page_of(desk, row).content.decode()
    assert tasks.repaint.call(row.ref) is True
    row.refresh_from_db()
    assert (row.derivative_kind, row.fingerprint) == ("audio/wav", "") and likenesses.look_alikes(row.visit.ref) == ()
    page, address = page_of(desk, row), reverse("console:review-picture", args=[row.visit.ref, row.ref])
    assert f'src="{address}"' in page.content.decode() and "<img" not in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    heard = desk.get(address)
    assert heard["Content-Type"] == "audio/wav" and heard.content == wav() and b"Mona" not in heard.content
    assert heard["X-Content-Type-Options"] == "nosniff" and "no-store" in heard["Cache-Control"]


def test_other_pages_play_nothing(signed_in):
    assert "media-src" not in signed_in(Role.REVIEWER).get(reverse("console:review"))["Content-Security-Policy"]


def test_a_recording_that_cannot_be_read_leaves_a_reason(scene):
    row = send(scene, wav()[:40])
    assert tasks.repaint.call(row.ref) is False
    row.refresh_from_db()
    assert row.derivative_problem == "unreadable"
