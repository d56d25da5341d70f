"""Destroying what should never have been taken: two people, a reason, a journal, and nothing that is still needed."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

from basira.core.assurance.destroying import NotWithheld, ReasonUnfit, SamePerson, StillHeld
from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import AlarmState, DestructionState, MoveNotAllowed
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import SiteType
from basira.gateways.evidence import EvidenceMissing
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Attachment
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Centre
from basira.programme.retention import queries, tasks
from basira.programme.retention.models import Destruction
from basira.programme.retention.verbs import (
    DestructionUnknown,
    approve_destruction,
    carry_out,
    propose_destruction,
    refuse_destruction,
)
from basira.programme.safety.models import Alarm
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.gateways.test_pictures import picture
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db
REVIEWER, ARBITER, DIRECTOR = actor("rev", Role.REVIEWER), actor("arb", Role.ARBITER), actor("dir", Role.DIRECTOR)
WORKER = Actor(ActorKind.SYSTEM, "system")
REASON = "Taken in a ward, against the rule"


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene(missions=2)


@pytest.fixture
def withheld(scene) -> Attachment:
    """A photo that a phone took in a hospital."""
    Centre.objects.update(site_type=SiteType.HOSPITAL)
    assert post(scene, filled(mission=scene.missions[0].ref, photo="a.jpg"), a_jpg=picture("JPEG")).status_code == 201
    return Attachment.objects.get()


def propose(row: Attachment, by: Actor = REVIEWER, reason: str = REASON) -> Destruction:
    return propose_destruction(attachment=row.ref, reason=reason, by=by, at=MONDAY_9AM)


def approve(made: Destruction, by: Actor = ARBITER, begin=lambda _ref: None) -> None:
    approve_destruction(destruction=made.ref, begin=begin, by=by, at=MONDAY_9AM)


def finish(made: Destruction, by: Actor = WORKER) -> bool:
    return carry_out(destruction=made.ref, originals=stores.originals(), by=by, at=MONDAY_9AM)


def is_readable(row: Attachment) -> bool:
    try:
        return b"".join(stores.originals().open_sealed(row.sealed_ref)) == picture("JPEG")
    except EvidenceMissing:
        return False


def raise_alarm(scene, state=AlarmState.RAISED) -> Alarm:
    return Alarm.objects.create(
        client_id="a" * 12, cycle_number=scene.number, mission=scene.missions[0], state=state, raised_at=MONDAY_9AM
    )


def test_the_table_says_who_may(withheld):
    for role in set(Role) - {Role.REVIEWER, Role.DIRECTOR}:
        with pytest.raises(NotPermitted):
            propose(withheld, by=actor("x", role))
    made = propose(withheld)
    for role in set(Role) - {Role.ARBITER, Role.DIRECTOR}:
        with pytest.raises(NotPermitted):
            approve(made, by=actor("x", role))
        with pytest.raises(NotPermitted):
            refuse_destruction(destruction=made.ref, reason=REASON, by=actor("x", role), at=MONDAY_9AM)
    approve(made)
    for somebody in (DIRECTOR, ARBITER, REVIEWER):
        with pytest.raises(NotPermitted):
            finish(made, by=somebody)
    assert is_readable(withheld)


def test_evidence_is_never_destroyed(scene):
    post(scene, filled(mission=scene.missions[0].ref, photo="a.jpg"), a_jpg=picture("JPEG"))
    row = Attachment.objects.get()
    with pytest.raises(NotWithheld):
        propose(row)
    with pytest.raises(NotWithheld):
        propose_destruction(attachment="nothing", reason=REASON, by=REVIEWER, at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(destroyed_at=MONDAY_9AM)
    assert not Entry.objects.filter(act__startswith="destruction").exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_reason_is_given(withheld, reason):
    with pytest.raises(ReasonUnfit):
        propose(withheld, reason=reason)


def test_one_person_is_not_enough_even_with_every_role(withheld):
    both = actor("both", Role.REVIEWER, Role.ARBITER, Role.DIRECTOR)
    made = propose(withheld, by=both)
    with pytest.raises(SamePerson):
        approve(made, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(state=DestructionState.APPROVED, answered_by="both", answered_at=MONDAY_9AM)
    assert is_readable(withheld)


def test_it_is_proposed_once_and_again_after_a_refusal(withheld):
    made = propose(withheld)
    with pytest.raises(MoveNotAllowed):
        propose(withheld, by=DIRECTOR)
    refuse_destruction(destruction=made.ref, reason="It may show a danger", by=ARBITER, at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        approve(made)
    assert propose(withheld).state == DestructionState.PROPOSED and is_readable(withheld)


def test_a_proposer_may_take_her_own_back(withheld):
    made = propose(withheld)
    refuse_destruction(destruction=made.ref, reason="The wrong file", by=REVIEWER, at=MONDAY_9AM)
    made.refresh_from_db()
    assert made.state == DestructionState.REFUSED


def test_an_unknown_decision_is_refused(withheld):
    with pytest.raises(DestructionUnknown):
        approve_destruction(destruction="nothing", begin=lambda _ref: None, by=ARBITER, at=MONDAY_9AM)


def test_an_open_alarm_holds_it_at_each_step(scene, withheld):
    alarm = raise_alarm(scene)
    with pytest.raises(StillHeld) as held:
        propose(withheld)
    assert held.value.params["holds"] == ["alarm"]
    close = {
        "state": AlarmState.CLOSED,
        "seen_at": MONDAY_9AM,
        "seen_by": "d",
        "closed_at": MONDAY_9AM,
        "closed_by": "d",
    }
    Alarm.objects.filter(pk=alarm.pk).update(**close)
    made = propose(withheld)
    raise_again = Alarm.objects.create(
        client_id="b" * 12, cycle_number=scene.number, mission=scene.missions[0], state=AlarmState.RAISED,
        raised_at=MONDAY_9AM,
    )  # fmt: skip
    with pytest.raises(StillHeld):
        approve(made)
    Alarm.objects.filter(pk=raise_again.pk).update(**close)
    approve(made)
    Alarm.objects.create(
        client_id="c" * 12, cycle_number=scene.number, mission=scene.missions[0], state=AlarmState.RAISED,
        raised_at=MONDAY_9AM,
    )  # fmt: skip
    with pytest.raises(StillHeld):
        finish(made)
    assert is_readable(withheld)


def test_an_alarm_about_another_mission_holds_nothing(scene, withheld):
    Alarm.objects.create(
        client_id="d" * 12, cycle_number=scene.number, mission=scene.missions[1], state=AlarmState.RAISED,
        raised_at=MONDAY_9AM,
    )  # fmt: skip
    assert queries.holds_of(withheld.ref) == frozenset()


def test_other_bytes_under_its_name_hold_it(scene, withheld):
    again = filled(mission=scene.missions[0].ref, photo="a.jpg")
    assert post(scene, again, a_jpg=picture("JPEG") + b"x").status_code == 409
    with pytest.raises(StillHeld) as held:
        propose(withheld)
    assert held.value.params["holds"] == ["conflict"]


def test_a_contest_of_the_body_holds_it(withheld, monkeypatch):
    asked = []

    def contests(waves):
        asked.append(set(waves))
        return frozenset({(visit.wave_id, entity)})

    visit = withheld.visit
    entity = visit.mission.centre.entity.ref
    monkeypatch.setattr("basira.programme.findings.holding.contested", contests)
    with pytest.raises(StillHeld) as held:
        propose(withheld)
    assert held.value.params["holds"] == ["contest"] and asked == [{visit.wave_id}]


def test_a_contest_of_another_body_or_of_another_cycle_holds_nothing(withheld, monkeypatch):
    visit = withheld.visit
    others = frozenset({(visit.wave_id, "another"), (visit.wave_id + 1, visit.mission.centre.entity.ref)})
    monkeypatch.setattr("basira.programme.findings.holding.contested", lambda waves: others)
    assert queries.holds_of(withheld.ref) == frozenset()


def test_the_list_asks_as_often_for_many_files_as_for_one(scene, withheld):
    def statements() -> int:
        with CaptureQueriesContext(connection) as told:
            cards = queries.withheld_cards()
        assert {card.attachment: card.holds for card in cards} == {ref: () for ref in refs}
        return len(told)

    refs = [withheld.ref]
    few = statements()
    for number in range(12):
        row = Attachment.objects.get(ref=withheld.ref)
        row.pk, row.ref, row.filename, row.sealed_ref = None, new_ref(), f"{number}.jpg", f"{number}"
        row.save()
        refs.append(row.ref)
    assert statements() == few <= 6


def test_two_people_and_the_worker_destroy_it_and_the_row_stays(scene, withheld, django_capture_on_commit_callbacks):
    begun: list[str] = []
    made = propose(withheld)
    with django_capture_on_commit_callbacks(execute=True):
        approve(made, begin=begun.append)
    assert begun == [made.ref] and is_readable(withheld) and queries.under_way() == [made.ref]
    assert finish(made) is True and finish(made) is False
    withheld.refresh_from_db()
    assert not is_readable(withheld) and withheld.destroyed_at == MONDAY_9AM and queries.under_way() == []
    acts = list(Entry.objects.filter(subject=made.ref).order_by("pk").values_list("act", "by_ref"))
    assert acts == [
        ("destruction.proposed", "rev"), ("destruction.approved", "arb"), ("destruction.carried-out", "system"),
    ]  # fmt: skip
    detail = Entry.objects.get(act="visit.file-destroyed").detail
    assert withheld.filename not in str(detail) and scene.number.number not in str(detail)


def test_a_phone_that_sends_it_again_brings_nothing_back(scene, withheld):
    made = propose(withheld)
    approve(made)
    finish(made)
    xml = filled(mission=scene.missions[0].ref, photo="a.jpg")
    assert post(scene, xml, a_jpg=picture("JPEG")).status_code == 201
    assert Attachment.objects.count() == 1 and not is_readable(withheld)


def test_what_was_decided_stands(withheld):
    made = propose(withheld)
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.update(reason="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.all().delete()
    approve(made)
    finish(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.update(state=DestructionState.REFUSED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.update(destroyed_at=None)


def test_a_file_that_is_gone_while_its_row_is_not_written_is_finished_later(withheld):
    made = propose(withheld)
    approve(made)
    stores.originals().destroy(withheld.sealed_ref)  # and the power went
    assert finish(made) is True


def test_the_worker_finishes_what_died_half_way(withheld):
    approve(propose(withheld))
    assert tasks.destroy_again() == 1


def test_the_queue_carries_it_out_at_the_time_at_which_it_began(withheld):
    made = propose(withheld)
    approve(made, begin=tasks.destroy.enqueue)
    tasks.destroy.enqueue(made.ref)
    (queued,) = DBTaskResult.objects.filter(task_path=tasks.destroy.module_path)
    queued.claim("a worker")
    assert queued.task.call(TaskContext(task_result=queued.task_result), made.ref) is True
    made.refresh_from_db()
    assert made.destroyed_at == queued.started_at and not is_readable(withheld)


def test_the_desk_walks_the_whole_way(scene, withheld, signed_in, django_capture_on_commit_callbacks):
    reviewer, arbiter = signed_in(Role.REVIEWER), signed_in(Role.ARBITER)
    page = reverse("console:withheld_file", args=[withheld.ref])
    listed = reviewer.get(reverse("console:withheld")).content.decode()
    assert page in listed and withheld.filename not in listed and scene.number.number not in listed
    empty = reviewer.post(reverse("console:withheld_propose", args=[withheld.ref]), {"reason": ""})
    assert empty.status_code == 422
    assert (
        reviewer.post(reverse("console:withheld_propose", args=[withheld.ref]), {"reason": REASON}).status_code == 302
    )
    assert "a second person decides" in reviewer.get(page).content.decode()
    assert REASON in arbiter.get(page).content.decode()
    with django_capture_on_commit_callbacks():
        assert arbiter.post(reverse("console:withheld_approve", args=[withheld.ref])).status_code == 302
    assert finish(Destruction.objects.get()) is True
    told = reviewer.get(reverse("console:review-visit", args=[withheld.visit.ref])).content.decode()
    assert "the file is gone, this line stays" in told and "written over" in reviewer.get(page).content.decode()


def test_a_refusal_at_the_desk_is_in_words(scene, withheld, signed_in):
    raise_alarm(scene)
    director = signed_in(Role.DIRECTOR)
    answer = director.post(reverse("console:withheld_propose", args=[withheld.ref]), {"reason": REASON})
    assert answer.status_code == 422 and "an alarm about this mission is not closed" in answer.content.decode()
