"""The record of a capture on its way in: sealed with its visit, the first one counts, and nothing it says stops a visit."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from basira.core.assurance.capture_record import Flag, Verdict, key_id
from basira.core.assurance.presence import Band
from basira.core.kernel.actor import SYSTEM
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import captures, verbs
from basira.programme.fieldwork.models import (
    Attachment,
    CapturePlaces,
    CaptureRecord,
    Conflict,
    DeviceKey,
    LateJudgement,
    Submission,
)
from basira.programme.fieldwork.verbs import AttachmentTaken, DeviceKeyUnfit, InstanceTaken, TooManyDeviceKeys
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Centre
from tests.capture_scene import places_json, point, signed, spoken, values_for
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, filled, make_scene
from tests.programme.test_fieldwork import PHOTO

pytestmark = pytest.mark.django_db
HERE = (25.1, 55.2, 10.0)
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
asked: list[str] = []
"""The visits whose record was asked to be judged again."""


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


@pytest.fixture
def scene(db):
    scene = make_scene()
    Centre.objects.update(latitude="25.1", longitude="55.2")
    return scene


def say_key(scene: Scene, number: int = 1, at: datetime = MONDAY_9AM) -> str:
    return verbs.say_device_key(
        sender=scene.sender, key=spoken(point(number)), judge_again=asked.append, by=scene.shopper, at=at
    )


def send(scene: Scene, store: EvidenceStore, xml: bytes, files: dict[str, bytes]):
    """Post as the intake does: each file through a sealing of its own, the parts of the record remembered."""
    sealings = {}
    for name, content in files.items():
        sealings[name] = store.begin(limit=10**7, remember=300_000)
        sealings[name].write(content)
    try:
        return verbs.file_visit(
            sender=scene.sender, xml=xml, files=sealings, store=store, repaint=lambda ref: None, by=scene.shopper,
            at=MONDAY_9AM,
        )  # fmt: skip
    finally:
        for sealing in sealings.values():
            sealing.drop()


def record_for(scene: Scene, xml: bytes, **changed) -> bytes:
    return signed(values_for(xml, mission=scene.missions[0].ref, **changed))


def lies_about(store: EvidenceStore) -> set[str]:
    """Return the sealed files that no row names."""
    named = {
        *Submission.objects.values_list("sealed_ref", flat=True), *Attachment.objects.values_list("sealed_ref", flat=True),
        *Conflict.objects.values_list("sealed_ref", flat=True), *CaptureRecord.objects.values_list("sealed_ref", flat=True),
        *CapturePlaces.objects.values_list("sealed_ref", flat=True),
    }  # fmt: skip
    return set(store.refs()) - named


# the key of a phone


def test_staff_say_no_key(scene, noura_the_reviewer):
    with pytest.raises(NotPermitted):
        verbs.say_device_key(
            sender=scene.sender, key=spoken(point()), judge_again=asked.append, by=noura_the_reviewer, at=MONDAY_9AM
        )
    assert not DeviceKey.objects.exists()


@pytest.mark.parametrize("key", ["", "x", spoken(point()[:64]), spoken(b"\x04" + b"\x01" * 64)], ids=range(4))
def test_what_is_no_key_is_refused(scene, key):
    with pytest.raises(DeviceKeyUnfit):
        verbs.say_device_key(sender=scene.sender, key=key, judge_again=asked.append, by=scene.shopper, at=MONDAY_9AM)
    assert not DeviceKey.objects.exists()


def test_another_numbers_key_is_refused_so_that_no_phone_joins_two_numbers(scene):
    say_key(scene)
    other = make_scene(version=scene.version)
    with pytest.raises(DeviceKeyUnfit):
        say_key(other)
    assert DeviceKey.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DeviceKey.objects.create(
            cycle_number=other.number, key_id=key_id(point()), point=point(), said_at=MONDAY_9AM
        )  # fmt: skip


def test_a_number_has_at_most_ten_keys(scene):
    for number in range(10):
        say_key(scene, number)
    with pytest.raises(TooManyDeviceKeys):
        say_key(scene, 10)
    assert say_key(scene, 3) == key_id(point(3))
    assert DeviceKey.objects.count() == 10


def test_a_key_is_noted_once_with_a_line_in_the_journal_that_does_not_name_it(scene):
    assert say_key(scene) == say_key(scene) == key_id(point())
    (line,) = Entry.objects.filter(act="device-key.said")
    assert (line.subject, line.by_ref, line.detail) == (scene.number.ref, scene.number.ref, {"number": 1})


# the two parts of a post


def test_a_record_is_filed_with_its_visit_and_judged(scene, store):
    say_key(scene)
    xml, places = filled(photo="a.jpg"), places_json(HERE)
    sha = {"sha256": __import__("hashlib").sha256(places).hexdigest(), "size": len(places)}
    record = record_for(scene, xml, places=sha)
    filed = send(scene, store, xml, {"a.jpg": PHOTO, "record.json": record, "places.json": places})
    assert filed.missing == ()
    row = CaptureRecord.objects.get(visit__ref=filed.visit)
    assert (row.verdict, row.flags) == (Verdict.SOUND, [])
    assert (row.durations["wait"], row.counts, row.seen["story"]) == (
        3600, {"queue": 7, "open-counters": 2}, "A clerk helped an old man",
    )  # fmt: skip
    assert b"".join(store.open_sealed(row.sealed_ref)) == record
    kept = CapturePlaces.objects.get(visit__ref=filed.visit)
    assert b"".join(store.open_sealed(kept.sealed_ref)) == places
    assert (kept.score, kept.band, kept.destroy_after - MONDAY_9AM) == (70, Band.LIKELY, A_MONTH)
    assert [each.filename for each in Attachment.objects.all()] == ["a.jpg"]
    (line,) = Entry.objects.filter(act="visit.filed")
    assert line.detail["files"] == 1
    assert not lies_about(store)


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 100, b"[" * 200_000, b"x" * 290_000], ids=range(5))
def test_no_record_stops_a_visit(scene, store, content):
    filed = send(scene, store, filled(), {"record.json": content, "places.json": content})
    row = CaptureRecord.objects.get(visit__ref=filed.visit)
    assert row.verdict == Verdict.UNREADABLE and row.flags in ([Flag.UNREADABLE], [Flag.TOO_LARGE])
    assert b"".join(store.open_sealed(row.sealed_ref)) == content
    assert CapturePlaces.objects.get().score is None


def test_without_a_key_that_was_said_before_the_record_is_doubted(scene, store):
    xml = filled()
    send(scene, store, xml, {"record.json": record_for(scene, xml)})
    row = CaptureRecord.objects.get()
    assert (row.verdict, row.flags) == (Verdict.DOUBTFUL, [Flag.KEY_UNKNOWN])


def test_another_numbers_key_signs_nothing(scene, store):
    other = make_scene(version=scene.version)
    say_key(other)
    xml = filled()
    send(scene, store, xml, {"record.json": record_for(scene, xml)})
    assert CaptureRecord.objects.get().flags == [Flag.KEY_UNKNOWN]


# a key that comes after its record


def judged_again(store: EvidenceStore, visit: str) -> bool:
    return verbs.judge_record_again(visit=visit, store=store, by=SYSTEM, at=MONDAY_9AM + A_DAY)


def doubted(scene: Scene, store: EvidenceStore, **changed) -> str:
    """File a visit whose record is signed by a key that nobody said yet."""
    xml = filled()
    filed = send(scene, store, xml, {"record.json": record_for(scene, xml, **changed)})
    assert CaptureRecord.objects.get().flags[0] == Flag.KEY_UNKNOWN
    asked.clear()
    return filed.visit


def test_nobody_but_the_worker_judges_a_record_again(scene, store, noura_the_reviewer):
    visit = doubted(scene, store)
    say_key(scene)
    for by in (noura_the_reviewer, scene.shopper):
        with pytest.raises(NotPermitted):
            verbs.judge_record_again(visit=visit, store=store, by=by, at=MONDAY_9AM)
    assert not LateJudgement.objects.exists()


def test_a_key_that_comes_after_its_record_clears_the_doubt_and_the_first_judgement_stays(scene, store):
    visit = doubted(scene, store)
    assert not judged_again(store, visit) and captures.waiting_for_a_key() == []
    say_key(scene, at=MONDAY_9AM + A_DAY)
    assert asked == [visit] == captures.waiting_for_a_key()
    assert judged_again(store, visit) and not judged_again(store, visit)
    card, row = captures.capture_card(visit), CaptureRecord.objects.get()
    assert card is not None and (card.verdict, card.flags) == (Verdict.SOUND, ())
    assert (row.verdict, row.flags) == (Verdict.DOUBTFUL, [Flag.KEY_UNKNOWN])
    (line,) = Entry.objects.filter(act="visit.record-judged-again")
    assert (line.subject, line.by_kind, line.detail) == (visit, "system", {"verdict": "sound"})
    assert captures.waiting_for_a_key() == []


def test_a_late_key_heals_nothing_but_the_doubt_about_the_key(scene, store):
    visit = doubted(scene, store, answers={"sha256": "0" * 64, "size": 1})
    say_key(scene)
    assert judged_again(store, visit)
    card = captures.capture_card(visit)
    assert card is not None and (card.verdict, card.flags) == (Verdict.DOUBTFUL, (Flag.ANSWERS_DIFFER,))


def test_another_late_key_leaves_the_doubt_and_another_numbers_asks_for_nothing(scene, store):
    visit = doubted(scene, store)
    say_key(scene, 2)
    assert asked == [visit] and not judged_again(store, visit)
    asked.clear()
    say_key(make_scene(version=scene.version), 3)
    assert asked == [] and not LateJudgement.objects.exists()


def test_a_later_judgement_is_never_changed(scene, store):
    visit = doubted(scene, store)
    say_key(scene)
    judged_again(store, visit)
    with pytest.raises(DatabaseError), transaction.atomic():
        LateJudgement.objects.update(verdict=Verdict.DOUBTFUL)
    with pytest.raises(IntegrityError), transaction.atomic():
        LateJudgement.objects.create(record=CaptureRecord.objects.get(), verdict="fine", judged_at=MONDAY_9AM)


def test_the_same_bytes_again_are_one_and_other_bytes_are_refused_and_kept(scene, store):
    xml = filled()
    record, places = record_for(scene, xml), places_json(HERE)
    first = send(scene, store, xml, {"record.json": record, "places.json": places})
    again = send(scene, store, xml, {"record.json": record, "places.json": places})
    assert (again.visit, again.is_new) == (first.visit, False)
    assert (CaptureRecord.objects.count(), CapturePlaces.objects.count(), Conflict.objects.count()) == (1, 1, 0)
    for _ in range(2):
        with pytest.raises(AttachmentTaken) as refusal:
            send(scene, store, xml, {"record.json": record + b" ", "places.json": places})
        assert refusal.value.params == {"names": ["record.json"]}
    assert b"".join(store.open_sealed(Conflict.objects.get().sealed_ref)) == record + b" "
    assert b"".join(store.open_sealed(CaptureRecord.objects.get().sealed_ref)) == record
    assert not lies_about(store)


def test_other_answers_keep_their_record_as_a_conflict(scene, store):
    xml = filled()
    send(scene, store, xml, {})
    other = filled(praise="Rude")
    with pytest.raises(InstanceTaken):
        send(scene, store, other, {"record.json": record_for(scene, other)})
    assert sorted(Conflict.objects.values_list("filename", flat=True)) == ["", "record.json"]
    assert not CaptureRecord.objects.exists() and not lies_about(store)


def test_a_record_may_come_after_its_visit_and_so_may_its_places(scene, store):
    say_key(scene)
    xml = filled(photo="a.jpg")
    filed = send(scene, store, xml, {})
    assert send(scene, store, xml, {"record.json": record_for(scene, xml)}).missing == ("a.jpg",)
    assert send(scene, store, xml, {"places.json": places_json(HERE)}).missing == ("a.jpg",)
    assert send(scene, store, xml, {"a.jpg": PHOTO}).missing == ()
    assert CaptureRecord.objects.get().verdict == Verdict.SOUND and CapturePlaces.objects.get().score == 70
    acts = list(Entry.objects.filter(subject=filed.visit).order_by("pk").values_list("act", flat=True))
    assert acts == ["visit.filed", "visit.record-added", "visit.record-added", "visit.files-added"]


def test_a_file_of_the_answers_that_is_called_like_a_part_is_a_file(scene, store):
    send(scene, store, filled(photo="record.json"), {"record.json": PHOTO})
    assert Attachment.objects.get().filename == "record.json" and not CaptureRecord.objects.exists()


def test_a_record_that_another_post_files_meanwhile_is_no_second_one(scene, store, monkeypatch):
    from basira.programme.fieldwork.verbs.filing import Intake

    xml = filled()
    record = record_for(scene, xml)
    send(scene, store, xml, {})
    seal, posts = Intake.seal, []

    def quicker(intake, names):
        if not posts:
            posts.append(names)
            send(scene, store, xml, {"record.json": record})
        seal(intake, names)

    monkeypatch.setattr(Intake, "seal", quicker)
    send(scene, store, xml, {"record.json": record})
    assert CaptureRecord.objects.count() == 1 and not lies_about(store)


def test_files_that_are_not_those_of_the_record_are_told(scene, store):
    xml = filled(photo="a.jpg")
    claim = {
        "name": "a.jpg",
        "sha256": "0" * 64,
        "size": 5,
        "captured_at": "2026-11-22T06:47:00Z",
        "from": "camera",
        "blurred": 2,
    }
    filed = send(scene, store, xml, {"a.jpg": PHOTO, "record.json": record_for(scene, xml, files=[claim])})
    card = captures.capture_card(filed.visit)
    assert (card.fit.other, card.fit.is_whole, card.blurred) == (("a.jpg",), False, {"a.jpg": 2})


def test_details_of_others_in_its_words_are_found(scene, store):
    xml = filled()
    seen = {"observation": "Call Ahmad on 050 123 4567", "story": "", "proposal": ""}
    filed = send(scene, store, xml, {"record.json": record_for(scene, xml, seen=seen)})
    assert captures.capture_card(filed.visit).third_persons == {"seen/observation": ("phone",)}


def test_a_visit_without_a_record_asks_nothing_more_of_the_database(scene, store):
    with CaptureQueriesContext(connection) as asked:
        send(scene, store, filled(), {})
    assert not [each["sql"] for each in asked if "capture" in each["sql"] or "devicekey" in each["sql"]]


def test_what_was_filed_never_changes(scene, store):
    say_key(scene)
    xml = filled()
    send(scene, store, xml, {"record.json": record_for(scene, xml), "places.json": places_json(HERE)})
    for change in (
        lambda: CaptureRecord.objects.update(verdict="sound"), lambda: CaptureRecord.objects.all().delete(),
        lambda: CapturePlaces.objects.update(score=100), lambda: DeviceKey.objects.all().delete(),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_nothing_in_a_row_says_when(scene, store):
    xml = filled()
    send(scene, store, xml, {"record.json": record_for(scene, xml), "places.json": places_json(HERE)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(row) FROM fieldwork_capturerecord row UNION ALL SELECT to_jsonb(row) FROM fieldwork_captureplaces row"
        )
        kept = json.dumps([row[0] for row in cursor.fetchall()], default=str)
    assert ":47:" not in kept and "06:47" not in kept
