"""Positions of a capture are destroyed in time, and their score stays."""

from datetime import timedelta

import pytest

from basira.core.kernel.actor import SYSTEM
from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.programme.fieldwork import captures, verbs
from basira.programme.fieldwork.models import (
    CapturePlaces,
)
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Centre
from tests.capture_scene import places_json
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, make_scene
from tests.programme.test_captures import A_MONTH, HERE, lies_about, record_for, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


@pytest.fixture
def scene(db):
    scene = make_scene()
    Centre.objects.update(latitude="25.1", longitude="55.2")
    return scene


def destroy(store, days: float, kept_for=A_MONTH) -> int:
    return verbs.destroy_places(store=store, kept_for=kept_for, by=SYSTEM, at=MONDAY_9AM + timedelta(days=days))


def test_nobody_but_the_system_destroys_positions(store, scene, noura_the_reviewer):
    for by in (noura_the_reviewer, scene.shopper):
        with pytest.raises(NotPermitted):
            verbs.destroy_places(store=store, kept_for=A_MONTH, by=by, at=MONDAY_9AM)


def test_positions_are_destroyed_when_their_days_are_over_and_the_score_stays(scene, store):
    xml = filled()
    filed = send(scene, store, xml, {"record.json": record_for(scene, xml), "places.json": places_json(HERE)})
    sealed_ref = CapturePlaces.objects.get().sealed_ref
    assert destroy(store, 29.9) == 0
    assert destroy(store, 30) == 1 and destroy(store, 31) == 0
    row = CapturePlaces.objects.get()
    assert (row.sealed_ref, row.score, row.destroyed_at) == (None, 70, MONDAY_9AM + A_MONTH)
    with pytest.raises(EvidenceMissing):
        list(store.open_sealed(sealed_ref))
    (line,) = Entry.objects.filter(act="visit.places-destroyed")
    assert (line.subject, line.by_kind) == (filed.visit, "system")
    card = captures.capture_card(filed.visit)
    assert card.has_places and card.destroy_places_after is None and card.presence.score == 70
    assert (
        send(scene, store, xml, {"places.json": places_json(HERE)}).is_new is False
    )  # still known, and not kept again
    assert not lies_about(store)


def test_a_longer_setting_keeps_nothing_longer_than_was_told_and_a_shorter_one_holds_at_once(scene, store):
    xml = filled()
    send(scene, store, xml, {"places.json": places_json(HERE)})
    assert destroy(store, 10, kept_for=timedelta(days=11)) == 0
    assert destroy(store, 30, kept_for=timedelta(days=90)) == 1
    other = filled(instance="uuid:2")
    send(scene, store, other, {"places.json": places_json(HERE)})
    assert destroy(store, 10, kept_for=timedelta(days=10)) == 1


def test_what_stops_half_way_is_done_again(scene, store, monkeypatch):
    send(scene, store, filled(), {"places.json": places_json(HERE)})
    monkeypatch.setattr(
        "basira.programme.fieldwork.verbs.forgetting._note_destroyed", lambda *a, **k: (_ for _ in ()).throw(OSError)
    )
    with pytest.raises(OSError):
        destroy(store, 30)
    monkeypatch.undo()
    assert CapturePlaces.objects.get().destroyed_at is None and list(store.refs()) != []
    assert destroy(store, 31) == 1
