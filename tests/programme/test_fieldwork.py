"""Filing visits: what is refused, what is one visit however often it is sent, what is kept beside it."""

import errno
import os

import pytest
from django.db import OperationalError, connection

from basira.core.instrument.submission import SubmissionUnreadable
from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.field_keys import NOTES_TAKE
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.gateways.evidence import EvidenceNoSpace, EvidenceNotDurable, EvidenceStore
from basira.programme.fieldwork import queries, verbs
from basira.programme.fieldwork.models import Attachment, Conflict, Submission, Visit
from basira.programme.fieldwork.verbs import (
    AttachmentTaken,
    CycleNotOpen,
    FilenameTooLong,
    FormUnknown,
    ImportedVisit,
    ImportRefused,
    InstanceTaken,
)
from basira.programme.fieldwork.verbs.filing import Intake
from basira.programme.journal import queries as journal
from basira.programme.panel import verbs as panel
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, filled, make_scene

PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 100
LIMIT = 10_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


@pytest.fixture
def scene(db):
    return make_scene()


def send(scene: Scene, store: EvidenceStore, xml: bytes, repaint=lambda ref: None, **files: bytes):
    """Post as the intake does: each file through a sealing of its own. `a_jpg` names the file "a.jpg"."""
    sealings = {}
    for name, content in files.items():
        sealings[name.replace("_", ".")] = sealing = store.begin(limit=LIMIT)
        sealing.write(content)
    try:
        return verbs.file_visit(
            sender=scene.sender, xml=xml, files=sealings, store=store, repaint=repaint, by=scene.shopper, at=MONDAY_9AM
        )
    finally:
        for sealing in sealings.values():
            sealing.drop()


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Visit, Submission, Attachment, Conflict))


def test_staff_do_not_file_visits(scene, store, noura_the_reviewer):
    with pytest.raises(NotPermitted):
        verbs.file_visit(
            sender=scene.sender,
            xml=filled(),
            files={},
            store=store,
            repaint=print,
            by=noura_the_reviewer,
            at=MONDAY_9AM,
        )


def test_a_file_whose_name_no_row_can_hold_is_refused_in_words(scene, store):
    with pytest.raises(FilenameTooLong):
        send(scene, store, filled(photo="a" * 201))
    assert rows() == (0, 0, 0, 0)
    assert send(scene, store, filled(photo="a" * 200)).missing == ("a" * 200,)


def test_what_another_post_keeps_meanwhile_takes_nothing_of_this_one_away(scene, store, monkeypatch):
    send(scene, store, filled(photo="a.jpg"))
    other = filled(photo="a.jpg", praise="Rude")
    seal, posts = Intake.seal, []

    def quicker(intake, names):
        if not posts:  # between looking and writing, the same answers come in again, without the photo
            posts.append(names)
            with pytest.raises(InstanceTaken):
                send(scene, store, other)
        seal(intake, names)

    monkeypatch.setattr(Intake, "seal", quicker)
    with pytest.raises(InstanceTaken):
        send(scene, store, other, a_jpg=PHOTO)
    kept = dict(Conflict.objects.values_list("filename", "sealed_ref"))
    assert set(kept) == {"", "a.jpg"}
    assert b"".join(store.open_sealed(kept["a.jpg"])) == PHOTO
    assert set(store.refs()) == {*kept.values(), Submission.objects.get().sealed_ref}


@pytest.mark.parametrize("state", [WaveState.COMMITTED, WaveState.REVIEWED])
def test_a_cycle_that_is_not_in_the_field_takes_no_visit(db, store, state):
    scene = make_scene(state=state)
    with pytest.raises(CycleNotOpen):
        send(scene, store, filled())
    assert rows() == (0, 0, 0, 0)


def end_the_review(scene: Scene) -> None:
    for step in (WaveState.CLOSED, WaveState.REVIEWED):
        waves.advance_wave(wave=scene.wave, to=step, by=OPERATOR, at=MONDAY_9AM)


def test_a_review_that_ends_while_a_visit_is_on_its_way_takes_no_more(scene, store):
    sender = scene.sender
    end_the_review(scene)
    with pytest.raises(CycleNotOpen):
        verbs.file_visit(
            sender=sender, xml=filled(), files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
        )
    assert rows() == (0, 0, 0, 0)
    assert list(store.refs()) == []


def test_what_was_filed_in_time_may_be_said_again_and_its_files_may_follow_after_the_review(scene, store):
    xml = filled(photo="a.jpg")
    first = send(scene, store, xml)
    end_the_review(scene)
    again = send(scene, store, xml)
    assert (again.visit, again.is_new, again.missing) == (first.visit, False, ("a.jpg",))
    assert send(scene, store, xml, a_jpg=PHOTO).missing == ()


def test_a_closed_cycle_still_takes_what_phones_send_late(db, store):
    assert send(make_scene(state=WaveState.CLOSED), store, filled()).is_new


def test_an_unknown_form_and_an_unknown_version_are_refused(scene, store):
    with pytest.raises(FormUnknown):
        send(scene, store, filled(form_id="other"))
    with pytest.raises(FormUnknown):
        send(scene, store, filled().replace(b'version="1"', b'version="2"'))
    assert list(store.refs()) == []


def test_what_is_not_a_submission_is_refused(scene, store):
    with pytest.raises(SubmissionUnreadable):
        send(scene, store, b"no xml")


def test_other_answers_under_the_same_instance_are_refused_and_kept_once(scene, store):
    first = send(scene, store, filled())
    for _ in range(3):
        with pytest.raises(InstanceTaken):
            send(scene, store, filled(praise="Rude"))
    assert rows() == (1, 1, 0, 1)
    conflict = Conflict.objects.get()
    assert b"Rude" in b"".join(store.open_sealed(conflict.sealed_ref))
    assert Visit.objects.get(ref=first.visit).answers["/data/praise"] == "Kind"
    assert set(store.refs()) == {conflict.sealed_ref, Submission.objects.get().sealed_ref}


def test_another_shopper_cannot_answer_for_an_instance_that_is_not_hers(scene, store):
    send(scene, store, filled())
    with pytest.raises(InstanceTaken):
        send(make_scene(version=scene.version), store, filled())
    assert rows() == (1, 1, 0, 1)


def test_another_file_of_the_same_name_is_refused_and_both_are_kept(scene, store):
    send(scene, store, filled(photo="a.jpg"), a_jpg=PHOTO)
    for _ in range(2):
        with pytest.raises(AttachmentTaken) as refusal:
            send(scene, store, filled(photo="a.jpg"), a_jpg=PHOTO + b"other")
        assert refusal.value.params == {"names": ["a.jpg"]}
    assert rows() == (1, 1, 1, 1)
    assert b"".join(store.open_sealed(Conflict.objects.get().sealed_ref)) == PHOTO + b"other"
    assert b"".join(store.open_sealed(Attachment.objects.get().sealed_ref)) == PHOTO


@pytest.mark.parametrize(("code", "problem"), [(errno.EIO, EvidenceNotDurable), (errno.ENOSPC, EvidenceNoSpace)])
@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_nothing_is_filed_when_the_disk_fails_at_any_sync(scene, store, monkeypatch, code, problem, fails_at):
    calls = []

    def broken(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == fails_at:
            raise OSError(code, "injected")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(problem):
        send(scene, store, filled(photo="a.jpg"), a_jpg=PHOTO)
    assert rows() == (0, 0, 0, 0)
    assert list(store.refs()) == []


def test_a_lost_connection_leaves_the_files_because_the_commit_may_have_happened(scene, store, monkeypatch):
    def lost(*_args, **_kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("basira.programme.fieldwork.verbs.filing.journal.record", lost)
    with pytest.raises(OperationalError):
        send(scene, store, filled())
    assert len(list(store.refs())) == 1


def test_a_visit_is_filed_for_the_only_open_mission(scene, store):
    filed = send(scene, store, filled())
    card = queries.visit_card(filed.visit)
    assert filed.is_new and filed.missing == ()
    assert card.mission_ref == scene.missions[0].ref
    assert card.answers["/data/wait/minutes"] == "12"
    assert str(card.visited_on) == "2026-11-22"
    assert Mission.objects.get().state == MissionState.DONE
    assert [entry.act for entry in journal.entries_about(filed.visit)] == ["visit.filed"]


def test_nothing_of_the_phone_is_kept_anywhere(scene, store):
    filed = send(scene, store, filled(extra="<email>a@b.c</email><other>353918050000001</other>"))
    sealed = b"".join(store.open_sealed(Submission.objects.get().sealed_ref))
    assert b"353918050000001" not in sealed and b"a@b.c" not in sealed
    assert "353918050000001" not in str(queries.visit_card(filed.visit))
    assert "353918050000001" not in str(journal.entries_about(filed.visit))


def test_the_mission_is_the_one_that_the_answers_name(db, store):
    scene = make_scene(missions=2)
    filed = send(scene, store, filled(mission=scene.missions[1].ref))
    assert queries.visit_card(filed.visit).mission_ref == scene.missions[1].ref


def test_a_visit_without_a_clear_mission_is_kept_without_one(db, store):
    scene = make_scene(missions=2)
    assert queries.visit_card(send(scene, store, filled()).visit).mission_ref is None
    named = send(scene, store, filled(instance="uuid:2", mission="not-mine"))
    assert queries.visit_card(named.visit).mission_ref is None


def test_a_second_sending_that_replaces_the_first_has_its_mission(db, store):
    scene = make_scene(missions=2)
    send(scene, store, filled(mission=scene.missions[0].ref))
    again = filled(instance="uuid:2", meta="<deprecatedID>uuid:1</deprecatedID>", praise="Very kind")
    assert queries.visit_card(send(scene, store, again).visit).mission_ref == scene.missions[0].ref


def test_the_same_bytes_are_one_visit_however_often_they_come(scene, store):
    first = send(scene, store, filled())
    second = send(scene, store, filled())
    assert (second.visit, second.is_new) == (first.visit, False)
    assert rows() == (1, 1, 0, 0)
    assert len(list(store.refs())) == 1


def test_files_may_follow_in_later_posts_until_the_visit_is_complete(scene, store):
    xml = filled(photo="a.jpg").replace(b"<voice/>", b"<voice>b.m4a</voice>")
    asked: list[str] = []
    assert send(scene, store, xml).missing == ("a.jpg", "b.m4a")
    assert send(scene, store, xml, asked.append, a_jpg=PHOTO).missing == ("b.m4a",)
    assert send(scene, store, xml, asked.append, a_jpg=PHOTO, b_m4a=b"\0\0\0\x18ftypM4A ").missing == ()
    assert rows() == (1, 1, 2, 0)
    assert asked == [Attachment.objects.get(filename="a.jpg").ref]
    assert Attachment.objects.get(filename="b.m4a").derivative_problem == "site-recording"


def test_a_file_that_the_answers_do_not_name_is_not_kept(scene, store):
    send(scene, store, filled(), audit_csv=b"event,node,latitude")
    assert rows() == (1, 1, 0, 0)
    assert len(list(store.refs())) == 1


def test_a_submission_costs_at_most_nine_queries(scene, store, django_assert_max_num_queries):
    send(scene, store, filled(instance="uuid:warm"))
    Mission.objects.update(state=MissionState.ACCEPTED)
    sender = scene.sender
    with django_assert_max_num_queries(9 - 1):  # one more finds the sender
        verbs.file_visit(
            sender=sender, xml=filled(), files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
        )


def test_a_withdrawn_key_or_another_project_stands_for_nobody(scene, mariam_the_panel_officer):
    digest = panel.token_digest(scene.token)
    assert queries.sender_of(digest, project=scene.project + 1, kinds=NOTES_TAKE) is None
    assert queries.sender_of(panel.token_digest("other"), project=scene.project, kinds=NOTES_TAKE) is None
    panel.withdraw_field_keys(cycle_number=scene.number.ref, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert queries.sender_of(digest, project=scene.project, kinds=NOTES_TAKE) is None


def test_filed_answers_cannot_be_changed(scene, store):
    filed = send(scene, store, filled())
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(ref=filed.visit).update(answers={})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM fieldwork_submission")


def test_importing_names_missions_that_exist(scene, huda_the_planner, a_stranger):
    with pytest.raises(NotPermitted):
        verbs.import_visits(visits=[], by=a_stranger, at=MONDAY_9AM)
    with pytest.raises(ImportRefused) as refusal:
        verbs.import_visits(visits=[ImportedVisit("nothing", {})], by=huda_the_planner, at=MONDAY_9AM)
    assert refusal.value.params == {"count": 1, "missions": ["nothing"]}


def test_past_visits_go_into_no_cycle_whose_review_has_ended(scene, huda_the_planner):
    end_the_review(scene)
    with pytest.raises(CycleNotOpen):
        verbs.import_visits(visits=[ImportedVisit(scene.missions[0].ref, {})], by=huda_the_planner, at=MONDAY_9AM)
    assert Visit.objects.count() == 0


def test_importing_files_past_visits_in_order(scene, huda_the_planner):
    past = [ImportedVisit(scene.missions[0].ref, {"/data/praise": str(number)}) for number in range(3)]
    refs = verbs.import_visits(visits=past, by=huda_the_planner, at=MONDAY_9AM)
    assert [queries.visit_card(ref).answers["/data/praise"] for ref in refs] == ["0", "1", "2"]
    assert queries.visit_card(refs[0]).source == "import"
    assert journal.entries_about(refs[0])[0].act == "visit.imported"


def test_importing_nothing_files_nothing(db, huda_the_planner):
    assert verbs.import_visits(visits=[], by=huda_the_planner, at=MONDAY_9AM) == []
