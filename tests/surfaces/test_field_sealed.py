"""The door for what a phone sealed: parts in any order, repeated, cut, tampered; given over when all of them are here."""

import base64
import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from basira.core.kernel.actor import Role
from basira.core.kernel.cover import plain, told_by
from basira.core.kernel.lifecycles import MissionState, VisitState, WaveState
from basira.gateways.evidence import EvidenceDamaged, EvidenceMissing, EvidenceNoSpace, EvidenceStore
from basira.gateways.programme_key import Halves
from basira.programme.fieldwork import sendings, stores, tasks
from basira.programme.fieldwork.models import CapturePlaces, SealedPart, Sending, Visit
from basira.programme.fieldwork.verbs import filing, giving_over, set_sending_aside
from basira.programme.journal.models import Entry
from basira.programme.review.verbs import MissionVoid, SendingsWait, end_review, settle_review
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.queries import wave_cards
from basira.surfaces.console.waves.ahead import Step, ahead_of
from basira.surfaces.console.waves.standing import standings
from basira.surfaces.shared.words import WORDS
from tests.capture_scene import places_json
from tests.field_scene import EVERYBODY, Scene, carry_key, filled, keep_evidence_in, make_scene
from tests.sealed_scene import Plain, listed, sealed_visit
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db
INSTANCE = "uuid:1"
PHOTO = b"\xff\xd8\xff\xe0" + b"pixels" * 50


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene()


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


@pytest.fixture
def halves(scene: Scene) -> Halves:
    return stores.programme_key()


def path_of(scene: Scene, number: int | str = "", instance: str = INSTANCE) -> str:
    return f"/notes/{scene.missions[0].ref}/sealed/{instance}" + (f"/{number}" if number != "" else "")


def put(phone: Client, scene: Scene, number: int, sealed: bytes, **more):
    return phone.put(path_of(scene, number), sealed, content_type="application/octet-stream", **more)


def put_all(phone: Client, scene: Scene, parts: list[bytes]) -> list[int]:
    return [put(phone, scene, number, sealed).status_code for number, sealed in enumerate(parts)]


def close(phone: Client, scene: Scene, parts: list[bytes]):
    said = {"parts": [listed(number, sealed) for number, sealed in enumerate(parts)]}
    return phone.post(path_of(scene), json.dumps(said), content_type="application/json")


def visit(halves: Halves, *files: Plain, xml: bytes = b"") -> list[bytes]:
    return sealed_visit(halves, xml or filled(photo="a.jpg"), files or (Plain("a.jpg", PHOTO, "image/jpeg"),), INSTANCE)


def give(phone: Client, scene: Scene, parts: list[bytes]) -> Sending:
    assert set(put_all(phone, scene, parts)) == {201} and close(phone, scene, parts).status_code == 201
    return Sending.objects.get()


def drop_after(*, days: float) -> int:
    """Destroy what is not needed any more so many days from now, and return how many parts that were."""
    at = timezone.now() + timedelta(days=days)
    return tasks.verbs.drop_parts(store=stores.originals(), by=tasks.SYSTEM, at=at)


def opened(sending: Sending) -> bool:
    return tasks.open_and_drop(sending.ref, timezone.now())


# What is refused


def test_without_a_key_nothing_is_taken_and_nothing_told(client, scene, halves):
    assert put(client, scene, 0, visit(halves)[0]).status_code == 401
    assert client.get(path_of(scene)).status_code == client.post(path_of(scene)).status_code == 401
    assert not Sending.objects.exists()


@pytest.mark.parametrize("instance", ["a%20b", "a%2fb", "x" * 201, "a%00b", "é"])
def test_a_name_that_is_none_is_refused(phone, scene, instance):
    assert phone.get(path_of(scene, instance=instance)).status_code in {400, 404}


def test_what_is_not_sealed_to_the_programmes_key_is_not_taken(phone, scene, halves):
    other = Halves(generate_private_key(SECP256R1()).public_key())
    for body in (b"plain", filled(), visit(other)[1]):
        answer = put(phone, scene, 1, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "sending.part-not-sealed") and answer.json()[
            "message"
        ]
    assert not Sending.objects.exists() and not list(stores.originals().refs())


def test_half_a_part_of_a_cut_line_is_not_taken(phone, scene, halves):
    (first, *_rest) = visit(halves)
    answer = put(phone, scene, 0, b"", CONTENT_LENGTH=str(len(first)), **{"wsgi.input": io.BytesIO(first[:-20])})
    assert answer.status_code == 400 and not SealedPart.objects.exists()
    assert put(phone, scene, 0, b"", CONTENT_LENGTH="0").status_code == 400
    assert put(phone, scene, 0, first, CONTENT_LENGTH="200000000").status_code == 413
    assert put(phone, scene, 200, first).status_code == 400


def test_anothers_mission_one_that_is_void_and_a_cycle_that_is_over_take_nothing(phone, scene, halves):
    (first, *_rest) = visit(halves)
    assert phone.put(f"/notes/{'0' * 26}/sealed/{INSTANCE}/0", first, content_type="x/y").status_code == 404
    Wave.objects.update(state=WaveState.REVIEWED)
    answer = put(phone, scene, 0, first)
    assert (answer.status_code, answer.json()["code"]) == (409, "fieldwork.cycle-not-open")
    Wave.objects.update(state=WaveState.IN_FIELD)
    Mission.objects.update(state=MissionState.VOID)
    assert put(phone, scene, 0, first).status_code == 404
    assert not Sending.objects.exists()


def test_a_key_that_begins_more_than_anybody_does_in_a_day_is_stopped(phone, scene, halves, monkeypatch):
    monkeypatch.setattr(giving_over, "MAX_VISITS_A_DAY", 1)
    (first, *_rest) = visit(halves)
    assert put(phone, scene, 0, first).status_code == 201
    more = phone.put(path_of(scene, 0, "uuid:2"), first, content_type="x/y")
    assert (more.status_code, more.json()["code"]) == (429, "fieldwork.too-many-visits")


class Unread(io.BytesIO):
    """A body that fails the test when anybody reads it."""

    def read(self, *_size):
        raise AssertionError("the body was read")


def put_unread(phone, scene, number: int, size: int = 5000, instance: str = INSTANCE):
    """Offer a part whose body nobody may read."""
    at = path_of(scene, number, instance)
    return phone.put(at, b"", content_type="x/y", CONTENT_LENGTH=str(size), **{"wsgi.input": Unread()})


def test_limits_of_a_day_are_held_before_a_byte_is_stored(phone, scene, halves, monkeypatch):
    parts = visit(halves)
    put(phone, scene, 0, parts[0])
    monkeypatch.setattr(giving_over, "MAX_VISITS_A_DAY", 1)
    assert put_unread(phone, scene, 0, instance="uuid:2").json()["code"] == "fieldwork.too-many-visits"
    monkeypatch.setattr(giving_over, "MAX_BYTES_A_DAY", len(parts[0]) + 4999)
    answer = put_unread(phone, scene, 1)
    assert (answer.status_code, answer.json()["code"]) == (429, "fieldwork.too-much-a-day") and answer.json()["message"]
    Wave.objects.update(state=WaveState.REVIEWED)
    assert put_unread(phone, scene, 0, instance="uuid:2").json()["code"] == "fieldwork.cycle-not-open"
    assert put(phone, scene, 0, parts[0]).status_code == 200  # the same again is always taken
    assert SealedPart.objects.count() == 1


def test_twin_a_door_that_counts_only_afterwards_reads_the_body_first(phone, scene, halves, monkeypatch):
    put(phone, scene, 0, visit(halves)[0])
    monkeypatch.setattr(giving_over, "MAX_VISITS_A_DAY", 1)
    monkeypatch.setattr("basira.programme.fieldwork.verbs.check_day", lambda **_more: None)
    with pytest.raises(AssertionError, match="was read"):
        put_unread(phone, scene, 0, instance="uuid:2")


def test_what_came_is_counted_again_whatever_the_door_let_in(phone, scene, halves, monkeypatch):
    parts = visit(halves)
    put(phone, scene, 0, parts[0])
    monkeypatch.setattr("basira.programme.fieldwork.verbs.check_day", lambda **_more: None)
    monkeypatch.setattr(giving_over, "MAX_BYTES_A_DAY", len(parts[0]) + len(parts[1]) - 1)
    assert put(phone, scene, 1, parts[1]).json()["code"] == "fieldwork.too-much-a-day"
    assert SealedPart.objects.count() == 1
    assert put(phone, scene, 0, parts[0]).status_code == 200


def test_the_bytes_of_another_number_and_of_the_day_before_do_not_count(phone, scene, halves, monkeypatch):
    parts = visit(halves)
    put(phone, scene, 0, parts[0])
    monkeypatch.setattr(giving_over, "MAX_BYTES_A_DAY", len(parts[1]))
    monkeypatch.setattr(giving_over, "A_DAY", timedelta(0))
    assert put(phone, scene, 1, parts[1]).status_code == 201


def test_no_limit_of_a_day_stops_a_call_for_help(phone, scene, halves, monkeypatch):
    for limit in ("MAX_VISITS_A_DAY", "MAX_BYTES_A_DAY", "MAX_CONFLICTS_A_DAY"):
        monkeypatch.setattr(giving_over, limit, 0)
    monkeypatch.setattr(filing, "MAX_VISITS_A_DAY", 0)
    assert put(phone, scene, 0, visit(halves)[0]).status_code == 429
    values = json.dumps({"id": "5f0c7a52-0000-4000-8000-000000000001", "mission": scene.missions[0].ref})
    assert phone.post("/notes/alarm", values, content_type="application/json").status_code == 201


AT_THE_DOOR = [
    "fieldwork.too-many-visits", "fieldwork.too-much-a-day", "fieldwork.too-many-conflicts", "fieldwork.cycle-not-open",
    "evidence.no-space", "evidence.not-durable", "evidence.too-large", "openrosa.post-too-large", "field.not-understood",
    "field.key-withdrawn", "sending.part-not-sealed", "sending.part-taken", "sending.parts-missing", "sending.given-over",
    "sending.list-unfit", "sending.mission-over",
]  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("code", AT_THE_DOOR)
def test_what_a_phone_is_told_at_this_door_says_nothing_of_what_it_is_for(code, language):
    with override(language):
        assert told_by(plain(str(WORDS[code])), ()) == ""


def test_it_is_not_given_over_while_a_part_is_missing_and_the_phone_is_told_which(phone, scene, halves):
    parts = visit(halves)
    assert close(phone, scene, parts).json()["code"] == "sending.parts-missing"
    for number in (2, 0):  # in the wrong order
        put(phone, scene, number, parts[number])
    answer = close(phone, scene, parts)
    assert (answer.status_code, answer.json()["code"]) == (409, "sending.parts-missing") and "1" in answer.json()[
        "message"
    ]
    here = phone.get(path_of(scene)).json()
    assert here == {"parts": {str(n): hashlib.sha256(parts[n]).hexdigest() for n in (0, 2)}, "given_over": False}
    assert Sending.objects.get().given_over_at is None and not Entry.objects.filter(act="sending.given-over")
    put(phone, scene, 1, parts[1])
    assert close(phone, scene, parts).status_code == 201


@pytest.mark.parametrize("body", ["[]", "{}", '{"parts": []}', '{"parts": [{"number": 1}]}', "{"])
def test_a_closing_that_is_no_list_is_refused(phone, scene, halves, body):
    put_all(phone, scene, visit(halves))
    assert phone.post(path_of(scene), body, content_type="application/json").status_code == 400
    assert Sending.objects.get().given_over_at is None


def test_a_closing_with_other_hashes_or_with_less_than_what_is_here_is_refused(phone, scene, halves):
    parts = visit(halves)
    put_all(phone, scene, parts)
    assert close(phone, scene, [parts[0], parts[1], parts[1]]).json()["code"] == "sending.parts-missing"
    assert close(phone, scene, parts[:2]).json()["code"] == "sending.given-over"


@pytest.mark.parametrize("is_closing", [False, True])
def test_without_the_databases_reserve_nothing_is_begun_and_the_phone_may_send_it_later(
    phone, scene, halves, settings, tmp_path, is_closing
):
    parts = visit(halves)
    if is_closing:
        put_all(phone, scene, parts)
    entries, files = Entry.objects.count(), len(list(stores.originals().refs()))
    settings.DATABASE_FOLDER, settings.DATABASE_RESERVE_BYTES = tmp_path, 1 << 62
    answer = close(phone, scene, parts) if is_closing else put(phone, scene, 0, parts[0])
    assert (answer.status_code, answer.json()["code"]) == (507, "evidence.no-space")
    assert (Entry.objects.count(), len(list(stores.originals().refs()))) == (entries, files)
    assert phone.get(path_of(scene)).status_code == 200  # to ask needs no room
    settings.DATABASE_RESERVE_BYTES = 0
    give(phone, scene, parts) if not is_closing else close(phone, scene, parts)
    assert Sending.objects.get().given_over_at is not None


# What comes twice


def test_the_same_part_again_changes_nothing_and_other_bytes_are_refused_and_kept(phone, scene, halves):
    parts, others = visit(halves), visit(halves)
    assert put_all(phone, scene, parts) == [201, 201, 201] and put_all(phone, scene, parts) == [200, 200, 200]
    for _again in range(2):
        answer = put(phone, scene, 1, others[1])
        assert (answer.status_code, answer.json()["code"]) == (409, "sending.part-taken")
    kept = SealedPart.objects.filter(number=1).order_by("pk")
    assert [(row.is_other, row.sha256) for row in kept] == [
        (False, hashlib.sha256(parts[1]).hexdigest()), (True, hashlib.sha256(others[1]).hexdigest()),
    ]  # fmt: skip
    assert b"".join(stores.originals().open_sealed(kept[1].sealed_ref)) == others[1]
    assert close(phone, scene, parts).status_code == 201


def test_a_key_that_contradicts_itself_without_end_is_stopped(phone, scene, halves, monkeypatch):
    monkeypatch.setattr(giving_over, "MAX_CONFLICTS_A_DAY", 1)
    put_all(phone, scene, visit(halves))
    codes = [put(phone, scene, 1, visit(halves)[1]).json()["code"] for _ in range(2)]
    assert codes == ["sending.part-taken", "fieldwork.too-many-conflicts"]
    assert SealedPart.objects.filter(is_other=True).count() == 1 and len(list(stores.originals().refs())) == 4


def test_a_part_that_came_twice_at_once_is_one_and_no_file_is_left_over(phone, scene, halves, monkeypatch):
    parts, first = visit(halves), []
    look = giving_over.Taking.sending_of

    def quicker(taking, of):
        found = look(taking, of)
        if not first:
            first.append(1)
            put(phone, scene, 0, parts[0])  # another request of the same phone is done in between
        return found

    monkeypatch.setattr(giving_over.Taking, "sending_of", quicker)
    assert put(phone, scene, 0, parts[0]).status_code == 200
    assert SealedPart.objects.count() == Sending.objects.count() == len(list(stores.originals().refs())) == 1


def test_giving_over_again_is_the_same_and_asks_the_worker_once(phone, scene, halves):
    parts = visit(halves)
    give(phone, scene, parts)
    Mission.objects.update(state=MissionState.VOID)  # what she was told stays so
    assert close(phone, scene, parts).status_code == 201 and put_all(phone, scene, parts) == [200, 200, 200]
    assert close(phone, scene, [parts[0], parts[1], parts[1]]).json()["code"] == "sending.given-over"
    assert put(phone, scene, 3, parts[2]).json()["code"] == "sending.given-over"
    assert Entry.objects.filter(act="sending.given-over").count() == 1
    assert phone.get(path_of(scene)).json()["given_over"] is True


# What the worker makes of it


def test_the_worker_files_the_visit_and_the_sealed_parts_go(phone, scene, halves):
    parts = visit(halves, Plain("a.jpg", PHOTO, "image/jpeg"), Plain("places.json", places_json(), "application/json"))
    sending = give(phone, scene, parts)
    assert not Visit.objects.exists()
    assert opened(sending) is True and opened(sending) is False
    filed = Visit.objects.get()
    assert (
        filed.answers["/data/praise"] == "Kind"
        and filed.source == "browser"
        and filed.mission_id == scene.missions[0].pk
    )
    photo = filed.attachments.get()
    assert b"".join(stores.originals().open_sealed(photo.sealed_ref)) == PHOTO
    sending.refresh_from_db()
    assert (sending.outcome, filed.filed_at) == ("filed", sending.given_over_at)
    assert drop_after(days=1.9) == 0 and drop_after(days=2.1) == 4
    assert not SealedPart.objects.filter(sealed_ref__isnull=False).exists()
    assert CapturePlaces.objects.count() == 1 and len(list(stores.originals().refs())) == 3
    assert close(phone, scene, parts).status_code == 201  # a phone that did not hear of it


def test_what_waited_when_a_backup_took_the_database_is_among_the_files_that_it_copies_after(phone, scene, halves):
    parts = visit(halves)
    sending = give(phone, scene, parts)
    dumped = dict(SealedPart.objects.values_list("number", "sealed_ref"))
    assert opened(sending) is True and drop_after(days=1) == 0  # the worker goes on while the files are copied
    brought_back = [b"".join(stores.originals().open_sealed(dumped[number])) for number in range(len(parts))]
    assert brought_back == parts


@pytest.mark.parametrize("days, left", [(0, [0, 1]), (1, [0, 1]), (30, [])])
def test_sealed_positions_of_what_is_filed_go_within_the_days_of_positions(phone, scene, halves, settings, days, left):
    settings.PLACES_KEPT_DAYS = days
    give(phone, scene, sealed_visit(halves, filled(), [Plain("places.json", places_json(), "application/json")]))
    assert opened(Sending.objects.get()) is True
    drop_after(days=days + 0.1)
    lying = SealedPart.objects.filter(sealed_ref__isnull=False).order_by("number")
    assert list(lying.values_list("number", flat=True)) == left


def test_killed_between_filing_and_saying_so_it_is_opened_again_without_harm(phone, scene, halves, monkeypatch):
    sending = give(phone, scene, visit(halves))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(
            "basira.programme.fieldwork.verbs.opening.settle",
            lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        opened(sending)
    assert Visit.objects.count() == 1 and Sending.objects.get().outcome == ""
    assert opened(sending) is True
    assert Visit.objects.count() == 1 and Visit.objects.get().attachments.count() == 1
    assert Sending.objects.get().outcome == "filed"


def test_a_full_disk_leaves_it_waiting_and_it_is_asked_for_again(phone, scene, halves, monkeypatch):
    sending = give(phone, scene, visit(halves))
    with monkeypatch.context() as full, pytest.raises(EvidenceNoSpace):
        full.setattr(EvidenceStore, "seal", lambda *_a, **_k: (_ for _ in ()).throw(EvidenceNoSpace()))
        opened(sending)
    assert Sending.objects.get().outcome == "" and not Visit.objects.exists()
    assert tasks.open_again() == 0  # it still waits in the queue
    DBTaskResult.objects.all().delete()
    assert [tasks.open_again() for _ in range(2)] == [1, 0]
    assert opened(sending) is True


def fan_of(sending: Sending) -> Path:
    """Return the folder in which one file of a sending lies."""
    sealed = SealedPart.objects.get(sending=sending, number=1).sealed_ref
    (file,) = Path(settings.EVIDENCE_FOLDER).rglob(sealed)
    return file.parent


def test_a_file_that_is_away_for_a_while_is_waited_for_listed_and_told_the_operator(
    phone, scene, halves, signed_in, capsys
):
    sending = give(phone, scene, visit(halves))
    folder, desk = fan_of(sending), signed_in(Role.REVIEWER)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    folder.rename(folder.with_name("away"))
    with pytest.raises(EvidenceMissing):
        opened(sending)
    said = capsys.readouterr().err
    assert "evidence.missing" in said and scene.number.number not in said and INSTANCE not in said
    assert "not opened yet" not in desk.get("/console/review/").content.decode()
    (late,) = sendings.overdue_cards(now=timezone.now() + timedelta(minutes=61))
    assert (late.cycle_number, late.centre_en) == (scene.number.number, scene.missions[0].centre.name_en)
    folder.with_name("away").rename(folder)
    assert opened(sending) is True and Visit.objects.count() == 1
    assert sendings.overdue_cards(now=timezone.now() + timedelta(days=1)) == ()


def test_the_desk_lists_what_has_waited_for_more_than_an_hour(phone, scene, halves, signed_in, monkeypatch):
    give(phone, scene, visit(halves))
    monkeypatch.setattr(sendings, "OVERDUE_AFTER", timedelta(0))
    desk = signed_in(Role.REVIEWER)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = desk.get("/console/review/").content.decode()
    assert "Given over, and not opened yet" in page and scene.number.number in page


def test_a_damaged_file_is_waited_for_until_it_is_brought_back(phone, scene, halves):
    sending = give(phone, scene, visit(halves))
    file = fan_of(sending) / SealedPart.objects.get(number=1).sealed_ref
    whole = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(EvidenceDamaged):
        opened(sending)
    assert Sending.objects.get().outcome == ""
    file.write_bytes(whole)
    assert opened(sending) is True


@pytest.mark.parametrize("limit", ["MAX_VISITS_A_DAY", "MAX_CONFLICTS_A_DAY"])
def test_the_limits_of_a_day_are_the_doors_and_hold_up_nothing_that_it_took_in(
    phone, scene, halves, monkeypatch, limit
):
    monkeypatch.setattr(filing, limit, 0)
    if limit == "MAX_CONFLICTS_A_DAY":
        assert post(scene, filled(praise="Other")).status_code == 201  # another client filed it first
    sending = give(phone, scene, visit(halves))
    opened(sending)
    sending.refresh_from_db()
    is_filed = limit == "MAX_VISITS_A_DAY"
    assert (sending.outcome, sending.why) == (("filed", "") if is_filed else ("refused", "fieldwork.instance-taken"))
    assert Visit.objects.count() == 1


def tampered(parts: list[bytes]) -> list[bytes]:
    changed = bytearray(parts[1])
    changed[-1] ^= 1
    return [parts[0], bytes(changed), *parts[2:]]


def swapped(parts: list[bytes]) -> list[bytes]:
    return [parts[0], parts[2], parts[1]]


BROKEN = [
    (lambda halves: tampered(visit(halves)), "sending.list-differs"),
    (lambda halves: swapped(visit(halves)), "sending.list-differs"),
    (lambda halves: [visit(halves)[0], *visit(halves)[1:]], "sending.list-differs"),
    (lambda halves: sealed_visit(halves, filled(instance="uuid:2"), instance=INSTANCE), "sending.unfit"),
    (lambda halves: sealed_visit(halves, filled(), [Plain("a", b"")] * 2, INSTANCE), "sending.unfit"),
    (lambda halves: sealed_visit(halves, b"<data", instance=INSTANCE), "submission.unreadable"),
    (lambda halves: sealed_visit(halves, filled(form_id="x"), instance=INSTANCE), "fieldwork.form-unknown"),
    (lambda halves: sealed_visit(halves, filled(), instance="uuid:9"), "sending.part-unreadable"),
]


@pytest.mark.parametrize("make, code", BROKEN, ids=[str(place) for place in range(len(BROKEN))])
def test_what_cannot_be_filed_is_kept_sealed_told_to_the_phone_and_never_lost(phone, scene, halves, make, code):
    parts = make(halves)
    sending = give(phone, scene, parts)
    state = phone.get("/notes/state.json").json()["missions"][0]
    assert (state["state"], state["moves"], state["form"], state["not_taken"]) == ("done", [], None, None)
    assert opened(sending) is False and not Visit.objects.exists()
    sending.refresh_from_db()
    assert (sending.outcome, sending.why) == ("refused", code)
    kept = [b"".join(stores.originals().open_sealed(row.sealed_ref)) for row in SealedPart.objects.order_by("number")]
    assert kept == parts
    state = phone.get("/notes/state.json").json()["missions"][0]
    assert state["state"] == "accepted" and set(state["not_taken"]) == {"ar", "en"} and state["form"]
    assert opened(sending) is False  # settled once


MEANWHILE = [MissionState.WITHDRAWN, MissionState.VOID, MissionState.NOT_DONE, MissionState.DONE]


@pytest.mark.parametrize("became", MEANWHILE)
def test_a_visit_that_was_given_over_is_filed_whatever_became_of_its_mission_meanwhile(phone, scene, halves, became):
    sending = give(phone, scene, visit(halves))
    Mission.objects.update(state=became)
    assert opened(sending) is True
    filed = Visit.objects.get()
    assert filed.mission_id == scene.missions[0].pk and filed.attachments.count() == 1
    assert Mission.objects.get().state == became  # what was decided of it stays so
    assert Sending.objects.get().mission_stood == MissionState.ACCEPTED


def test_a_visit_of_a_mission_that_became_void_is_filed_and_never_scored(phone, scene, halves):
    opened(give(phone, scene, visit(halves)))
    Mission.objects.update(state=MissionState.VOID)
    filed = Visit.objects.get().ref
    with pytest.raises(MissionVoid):
        settle_review(visit=filed, to=VisitState.ACCEPTED, words="", by=EVERYBODY, at=timezone.now())
    settle_review(visit=filed, to=VisitState.ACCEPTED_NOT_SCORED, words="Void", by=EVERYBODY, at=timezone.now())


def test_a_visit_that_was_begun_before_its_mission_was_taken_back_may_still_be_given_over_and_no_new_one(
    phone, scene, halves
):
    parts = visit(halves)
    put(phone, scene, 0, parts[0])
    Mission.objects.update(state=MissionState.WITHDRAWN)
    assert phone.put(path_of(scene, 0, "uuid:2"), parts[0], content_type="x/y").status_code == 404
    assert put_all(phone, scene, parts) == [200, 201, 201] and close(phone, scene, parts).status_code == 201
    assert opened(Sending.objects.get()) is True and Visit.objects.get().mission_id == scene.missions[0].pk


def test_a_mission_that_is_taken_back_in_the_moment_in_which_its_visit_begins_takes_nothing(
    phone, scene, halves, monkeypatch
):
    monkeypatch.setattr("basira.surfaces.field.sealed.version_for", lambda *_a: Mission.objects.update(state="void"))
    answer = put(phone, scene, 0, visit(halves)[0])
    assert (answer.status_code, answer.json()["code"]) == (409, "sending.mission-over")
    assert not Sending.objects.exists() and not list(stores.originals().refs())


def test_the_desk_lists_what_could_not_be_filed_with_why_and_never_what_is_inside(phone, scene, halves, signed_in):
    desk = signed_in(Role.REVIEWER)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Given over" not in desk.get("/console/review/").content.decode()
    opened(give(phone, scene, sealed_visit(halves, filled(form_id="x", praise="CANARY"), instance=INSTANCE)))
    page = desk.get("/console/review/").content.decode()
    assert "Given over, and not filed" in page and scene.number.number in page and "is not in use" in page
    assert scene.missions[0].centre.name_en in page and "CANARY" not in page


def test_a_withdrawn_key_and_a_closed_cycle_hold_up_nothing_that_was_given_over(phone, scene, halves):
    sending = give(phone, scene, visit(halves))
    Wave.objects.update(state=WaveState.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE panel_fieldkey SET is_open = false")
    assert opened(sending) is True and Visit.objects.count() == 1


def steps_ahead() -> list[Step]:
    (standing,) = standings(wave_cards()).values()
    (line,) = ahead_of(standing, EVERYBODY)
    assert line.words and (line.is_mine or line.step is Step.OPEN)
    return [line.step]


def test_a_review_does_not_end_while_something_given_over_waits_to_be_opened(phone, scene, halves):
    sending = give(phone, scene, sealed_visit(halves, filled(form_id="x"), instance=INSTANCE))
    Wave.objects.update(state=WaveState.CLOSED)
    with pytest.raises(SendingsWait) as refusal:
        end_review(wave=scene.wave, by=EVERYBODY, at=timezone.now())
    assert refusal.value.params == {"count": 1}
    assert steps_ahead() == [Step.OPEN]
    opened(sending)
    assert steps_ahead() == [Step.DECIDE]  # it could not be filed, and a person says what becomes of it
    set_sending_aside(sending=sending.ref, reason="No such form", by=EVERYBODY, at=timezone.now())
    assert steps_ahead() == [Step.END_REVIEW]
    end_review(wave=scene.wave, by=EVERYBODY, at=timezone.now())
    assert Wave.objects.get().state == WaveState.REVIEWED


def test_positions_of_what_was_refused_are_destroyed_when_their_days_are_over(phone, scene, halves, settings):
    settings.PLACES_KEPT_DAYS = 0
    places = Plain("places.json", places_json(), "application/json")
    sending = give(phone, scene, sealed_visit(halves, filled(form_id="x"), [places], INSTANCE))
    opened(sending)
    rows = SealedPart.objects.order_by("number").values_list("sealed_ref", flat=True)
    assert [ref is None for ref in rows] == [False, False, True]


def days_over(*numbers: int) -> bool:
    """Tell whether the parts with these numbers, and no others, go when the days of positions are over."""
    dated = SealedPart.objects.filter(destroy_after__isnull=False).order_by("number").values_list("number", flat=True)
    return list(dated) == list(numbers)


def test_positions_behind_the_part_that_is_refused_go_too(phone, scene, halves):
    twice = [Plain("a", b""), Plain("a", b""), Plain("places.json", places_json(), "application/json")]
    opened(give(phone, scene, sealed_visit(halves, filled(), twice, INSTANCE)))
    assert Sending.objects.get().why == "sending.unfit" and days_over(4)


def test_where_nobody_can_say_which_part_holds_positions_all_of_them_go_but_the_answers(phone, scene, halves):
    files = [Plain("a", b""), Plain("places.json", places_json(), "application/json")]
    opened(give(phone, scene, sealed_visit(halves, filled(), files, "uuid:9")))
    assert Sending.objects.get().why == "sending.part-unreadable" and days_over(0, 2, 3)


@pytest.mark.parametrize("is_settled", [False, True])
def test_positions_that_contradicted_others_go_too(phone, scene, halves, is_settled):
    places = Plain("places.json", places_json(), "application/json")
    sending = give(phone, scene, parts := visit(halves, Plain("a.jpg", PHOTO, "image/jpeg"), places))
    other = visit(halves, Plain("a.jpg", PHOTO, "image/jpeg"), places)[3]
    if is_settled:
        assert opened(sending) is True
    assert put(phone, scene, 3, other).status_code == 409
    assert is_settled or opened(sending) is True
    assert days_over(3, 3) and close(phone, scene, parts).status_code == 201
    drop_after(days=31)
    assert not SealedPart.objects.filter(sealed_ref__isnull=False).exists()


def test_parts_that_are_never_given_over_go_after_their_days_and_may_come_again(phone, scene, halves):
    parts = visit(halves)
    put_all(phone, scene, parts)
    at = Sending.objects.get().begun_at
    drop = {"store": stores.originals(), "by": tasks.SYSTEM}
    assert [tasks.verbs.drop_parts(**drop, at=at + timedelta(days=days)) for days in (59, 61, 61)] == [0, 3, 0]
    assert not list(stores.originals().refs()) and phone.get(path_of(scene)).json()["parts"] == {}
    assert close(phone, scene, parts).status_code == 409
    assert put_all(phone, scene, parts) == [201, 201, 201] and close(phone, scene, parts).status_code == 201


def test_parts_of_a_visit_that_is_given_over_in_the_moment_before_they_go_stay(phone, scene, halves, monkeypatch):
    parts = visit(halves)
    put_all(phone, scene, parts)
    look = sendings.files_not_needed

    def quicker(**asked):
        found = look(**asked)
        assert len(found) == 3 and close(phone, scene, parts).status_code == 201
        return found

    with monkeypatch.context() as raced:
        raced.setattr(sendings, "files_not_needed", quicker)
        assert drop_after(days=61) == 0
    assert len(list(stores.originals().refs())) == 3 and not Entry.objects.filter(act="sending.part-destroyed")
    assert opened(Sending.objects.get()) is True


@pytest.mark.django_db(transaction=True)
def test_parts_do_not_go_while_their_visit_is_being_given_over(phone, scene, halves, monkeypatch):
    put_all(phone, scene, visit(halves))
    at = Sending.objects.get().begun_at + timedelta(days=61)
    with transaction.atomic():
        Sending.objects.select_for_update().get()
        with ThreadPoolExecutor() as worker:
            dropped = worker.submit(drop_in_a_hurry, at)
            assert isinstance(dropped.exception(), OperationalError)
    assert len(list(stores.originals().refs())) == 3


def drop_in_a_hurry(at: datetime) -> int:
    """Drop parts on a connection of its own, which waits for no lock longer than a moment."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        return tasks.verbs.drop_parts(store=stores.originals(), by=tasks.SYSTEM, at=at)
    finally:
        connection.close()


def test_a_part_that_came_again_twice_at_once_leaves_one_file_and_one_line(phone, scene, halves, monkeypatch):
    parts, first = visit(halves), []
    put_all(phone, scene, parts)
    at = Sending.objects.get().begun_at + timedelta(days=61)
    tasks.verbs.drop_parts(store=stores.originals(), by=tasks.SYSTEM, at=at)
    keep, lines = giving_over.Taking.keep, Entry.objects.filter(act="sending.part-kept")

    def quicker(taking, *what, **more):
        if not first:
            first.append(1)
            put(phone, scene, 0, parts[0])  # another request of the same phone is done in between
        keep(taking, *what, **more)

    monkeypatch.setattr(giving_over.Taking, "keep", quicker)
    assert put(phone, scene, 0, parts[0]).status_code == 201
    row = SealedPart.objects.get(number=0)
    assert list(stores.originals().refs()) == [row.sealed_ref] and lines.count() == 4


def test_state_names_the_point_unless_it_is_switched_off(phone, scene, settings, halves):
    said = phone.get("/notes/state.json").json()["seal"]["point"]
    assert base64.urlsafe_b64decode(said + "==")[:65] == halves.point
    settings.PHONES_SEAL = False
    assert phone.get("/notes/state.json").json()["seal"] is None


FROZEN = [
    "UPDATE fieldwork_sending SET mission = 'x'", "UPDATE fieldwork_sending SET mission_stood = 'done'",
    "UPDATE fieldwork_sending SET parts = '[1]'",
    "UPDATE fieldwork_sending SET given_over_at = now()", "UPDATE fieldwork_sending SET why = 'x', outcome = 'refused'",
    "DELETE FROM fieldwork_sending", "UPDATE fieldwork_sealedpart SET sha256 = 'x'", "DELETE FROM fieldwork_sealedpart",
]  # fmt: skip


@pytest.mark.parametrize("statement", FROZEN)
def test_what_was_given_over_and_what_came_of_it_is_written_once(phone, scene, halves, statement):
    opened(give(phone, scene, visit(halves)))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_sending_is_settled_only_once_it_was_given_over(scene):
    now = timezone.now()
    shared = {"cycle_number": scene.number, "mission": "x", "begun_at": now}
    for place, wrong in enumerate([
        {"given_over_at": now}, {"parts": [1]}, {"outcome": "filed", "settled_at": now},
        {"parts": [1], "given_over_at": now, "outcome": "refused", "settled_at": now},
        {"parts": [1], "given_over_at": now, "outcome": "filed", "settled_at": now, "why": "x"},
        {"mission_stood": "void"}, {"mission_stood": ""},
    ]):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Sending.objects.create(instance_id=str(place), **shared, **wrong)
