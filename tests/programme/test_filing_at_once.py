"""Filing one visit many times at once: however it comes, it is one."""

import threading

import pytest
from django.db import connections

from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import verbs
from basira.programme.fieldwork.models import Attachment, Conflict, Submission, Visit
from basira.programme.fieldwork.verbs import (
    AttachmentTaken,
    InstanceTaken,
)
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, make_scene
from tests.programme.test_fieldwork import LIMIT, PHOTO, rows, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_eight_threads_that_send_the_same_visit_make_one(store):
    """Bar EV-13: two hundred retries in any order, with and without the photo, and some with other bytes."""
    scene = make_scene()
    sender = scene.sender
    right = filled(photo="a.jpg")
    outcomes: list[str] = []

    def one(attempt: int) -> str:
        xml = filled(photo="a.jpg", praise="Rude") if attempt % 7 == 3 else right
        files = {}
        if attempt % 2:
            files["a.jpg"] = store.begin(limit=LIMIT)
            files["a.jpg"].write(PHOTO + (b"other" if attempt % 11 == 5 else b""))
        try:
            filed = verbs.file_visit(
                sender=sender,
                xml=xml,
                files=files,
                store=store,
                repaint=lambda ref: None,
                by=scene.shopper,
                at=MONDAY_9AM,
            )
            return filed.visit
        except (InstanceTaken, AttachmentTaken) as refusal:
            return refusal.code

    def work(start: int) -> None:
        try:
            for attempt in range(start, 200, 8):
                outcomes.append(one(attempt))
        finally:
            connections.close_all()

    send(scene, store, right)  # the first one is known; the race is over its photo and its repetitions
    threads = [threading.Thread(target=work, args=(start,)) for start in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(outcomes) == 200
    assert Visit.objects.count() == Submission.objects.count() == Attachment.objects.count() == 1
    assert set(outcomes) == {Visit.objects.get().ref, "fieldwork.instance-taken", "fieldwork.attachment-taken"}
    named = {*Conflict.objects.values_list("sealed_ref", flat=True), Attachment.objects.get().sealed_ref}
    assert set(store.refs()) == named | {Submission.objects.get().sealed_ref}
    photos = {b"".join(store.open_sealed(Attachment.objects.get().sealed_ref))}
    photos |= {b"".join(store.open_sealed(each.sealed_ref)) for each in Conflict.objects.filter(filename="a.jpg")}
    assert photos == {PHOTO, PHOTO + b"other"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_eight_phones_that_send_a_new_visit_at_once_make_one(store):
    scene = make_scene()
    sender, start = scene.sender, threading.Barrier(8)
    refs: list[str] = []

    def work() -> None:
        sealing = store.begin(limit=LIMIT)
        sealing.write(PHOTO)
        start.wait()
        try:
            for _ in range(3):
                filed = verbs.file_visit(
                    sender=sender,
                    xml=filled(photo="a.jpg"),
                    files={} if sealing is None else {"a.jpg": sealing},
                    store=store,
                    repaint=lambda ref: None,
                    by=scene.shopper,
                    at=MONDAY_9AM,
                )
                sealing = None
                refs.append(filed.visit)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(refs) == 24 and len(set(refs)) == 1
    assert rows() == (1, 1, 1, 0)
    assert len(list(store.refs())) == 2
