"""What was given over and could not be filed: a person has it tried again, files it for another mission, or sets it aside."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState, MoveNotAllowed, WaveState
from basira.gateways.programme_key import Halves
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import SealedPart, Sending, SendingDecision, Visit
from basira.programme.fieldwork.refusals import (
    MissionNotHers,
    ReasonMissing,
    SendingCycleOver,
    SendingUnknown,
    StillOpening,
)
from basira.programme.fieldwork.verbs import set_sending_aside, try_sending_again
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.review.verbs import SendingsUndecided, end_review
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.queries import wave_cards
from basira.surfaces.console.waves.ahead import Step, ahead_of
from basira.surfaces.console.waves.standing import standings
from tests.cast import actor
from tests.field_scene import EVERYBODY, Scene, carry_key, filled, keep_evidence_in, make_form, make_scene
from tests.sealed_scene import Plain, sealed_visit
from tests.surfaces.test_field_sealed import INSTANCE, drop_after, give, opened

pytestmark = pytest.mark.django_db
REVIEWER = actor("rev", Role.REVIEWER)
LATER = timedelta(minutes=61)


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene(missions=2)


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


@pytest.fixture
def halves(scene: Scene) -> Halves:
    return stores.programme_key()


@pytest.fixture
def refused(phone, scene, halves) -> Sending:
    """A visit with a form that nobody published yet."""
    sending = give(phone, scene, sealed_visit(halves, filled(form_id="late", praise="CANARY"), instance=INSTANCE))
    assert opened(sending) is False
    return fresh(sending)


def fresh(sending: Sending) -> Sending:
    sending.refresh_from_db()
    return sending


def again(sending: Sending, mission: str = "", by=REVIEWER, reason: str = "") -> None:
    try_sending_again(
        sending=sending.ref, mission=mission, reason=reason, ask_to_open=tasks.open_sending.enqueue, by=by,
        at=timezone.now(),
    )  # fmt: skip


def aside(sending: Sending, reason: str = "Nobody knows the form", by=REVIEWER, at=None) -> None:
    set_sending_aside(sending=sending.ref, reason=reason, by=by, at=at or timezone.now())


def ask_by_late_form(mission: Mission) -> None:
    """Publish the form that nobody knew, and have a mission ask by it."""
    Mission.objects.filter(pk=mission.pk).update(questionnaire_version=make_form("late"))


def kept(sending: Sending) -> int:
    """Return how many sealed files of a sending lie in the store."""
    refs = SealedPart.objects.filter(sending=sending, sealed_ref__isnull=False).values_list("sealed_ref", flat=True)
    return len(set(refs) & set(stores.originals().refs()))


# Who may not, and when not


@pytest.mark.parametrize("role", set(Role) - {Role.REVIEWER})
def test_nobody_but_a_reviewer_decides(refused, role):
    with pytest.raises(NotPermitted):
        again(refused, by=actor("x", role))
    with pytest.raises(NotPermitted):
        aside(refused, by=actor("x", role))
    assert fresh(refused).outcome == "refused" and not SendingDecision.objects.exists()


def test_what_was_filed_and_what_is_unknown_is_not_decided(phone, scene, halves):
    filed = give(phone, scene, sealed_visit(halves, filled(), instance=INSTANCE))
    assert opened(filed) is True
    for decide in (again, aside):
        with pytest.raises(MoveNotAllowed):
            decide(filed)
        with pytest.raises(SendingUnknown):
            decide(Sending(ref="0" * 26))
    assert not SendingDecision.objects.exists()


def test_a_part_that_was_never_given_over_is_no_sending_to_decide(phone, scene, halves, refused):
    begun = Sending.objects.create(cycle_number=scene.number, instance_id="x", mission="x", begun_at=timezone.now())
    with pytest.raises(SendingUnknown):
        aside(begun)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_setting_aside_needs_a_reason(refused, reason):
    with pytest.raises(ReasonMissing):
        aside(refused, reason)
    assert fresh(refused).outcome == "refused"


def test_another_numbers_mission_and_one_that_was_taken_back_are_not_hers(refused, scene):
    strange = make_scene(version=scene.version).missions[0]
    Mission.objects.filter(pk=scene.missions[1].pk).update(state=MissionState.WITHDRAWN)
    for mission in (strange.ref, scene.missions[1].ref, "0" * 26):
        with pytest.raises(MissionNotHers):
            again(refused, mission)
    assert not SendingDecision.objects.exists()


def test_after_the_review_it_can_only_be_set_aside(refused):
    Wave.objects.update(state=WaveState.REVIEWED)
    with pytest.raises(SendingCycleOver):
        again(refused)
    aside(refused)
    assert fresh(refused).outcome == "set-aside"


def test_what_may_be_opened_yet_is_not_set_aside(phone, scene, halves):
    waiting = give(phone, scene, sealed_visit(halves, filled(), instance=INSTANCE))
    with pytest.raises(StillOpening):
        aside(waiting)
    aside(waiting, at=timezone.now() + LATER)
    assert fresh(waiting).outcome == "set-aside" and opened(waiting) is False


def test_what_was_asked_for_again_just_now_is_not_set_aside(refused):
    again(refused)
    with pytest.raises(StillOpening):
        aside(refused)


# What the database holds

MOVED = [
    "outcome = '', why = '', settled_at = NULL", "outcome = 'set-aside'", "why = 'x'",
    "outcome = 'filed', why = ''", "settled_at = now()",
]  # fmt: skip


@pytest.mark.parametrize("change", MOVED)
def test_nothing_that_is_settled_moves_without_a_decision(refused, change):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE fieldwork_sending SET {change}")


def test_a_decision_moves_a_sending_once(refused):
    again(refused)
    assert opened(refused) is False and fresh(refused).outcome == "refused"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fieldwork_sending SET outcome = '', why = '', settled_at = NULL")


def test_the_newest_decision_counts_and_no_other(refused):
    made = {"sending": refused, "decided_at": timezone.now(), "decided_by": "rev"}
    SendingDecision.objects.create(decision="again", **made)
    SendingDecision.objects.create(decision="set-aside", reason="x", **made)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fieldwork_sending SET outcome = '', why = '', settled_at = NULL")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fieldwork_sending SET outcome = 'set-aside'")


@pytest.mark.django_db(transaction=True)
def test_on_the_way_back_what_was_set_aside_is_refused(refused):
    aside(refused)
    other = Sending.objects.create(
        cycle_number=refused.cycle_number, instance_id="x", mission=refused.mission, begun_at=refused.begun_at,
        parts=[[0, "x", 1]], given_over_at=refused.given_over_at,
    )  # fmt: skip
    aside(other, at=timezone.now() + LATER)
    try:
        MigrationExecutor(connection).migrate([("fieldwork", "0009_mission_as_it_stood")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome, why FROM fieldwork_sending ORDER BY id")
            found = cursor.fetchall()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert found == [("refused", "fieldwork.form-unknown"), ("refused", "sending.never-opened")]


@pytest.mark.parametrize(
    "statement", ["UPDATE fieldwork_sendingdecision SET reason = 'x'", "DELETE FROM fieldwork_sendingdecision"]
)
def test_decisions_stand(refused, statement):
    aside(refused)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("decision", "reason", "has_mission"),
    [
        ("set-aside", "", False),
        ("set-aside", "x", True),
        ("for-another", "x", False),
        ("again", "x", True),
        ("x", "x", False),
    ],
)
def test_a_decision_says_what_it_is(refused, scene, decision, reason, has_mission):
    with pytest.raises(IntegrityError), transaction.atomic():
        SendingDecision.objects.create(
            sending=refused, decision=decision, reason=reason, mission=scene.missions[0] if has_mission else None,
            decided_at=timezone.now(), decided_by="rev",
        )  # fmt: skip


# What comes of it


def test_once_its_form_is_published_it_is_tried_again_and_filed(refused, scene, phone):
    make_form("late")
    DBTaskResult.objects.all().delete()
    again(refused, reason="The form is published now")
    assert DBTaskResult.objects.count() == 1 and fresh(refused).outcome == ""
    assert opened(refused) is True and fresh(refused).outcome == "filed"
    assert Visit.objects.get().mission_id == scene.missions[0].pk and kept(refused) == 2
    assert SendingDecision.objects.values_list("decision", "why", "decided_by").get() == (
        "again", "fieldwork.form-unknown", "rev",
    )  # fmt: skip
    assert Entry.objects.filter(act="sending.again", subject=refused.ref).exists()
    assert "published now" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_tried_again_in_vain_it_waits_for_a_decision_anew(refused):
    again(refused)
    assert opened(refused) is False
    assert (fresh(refused).outcome, refused.why) == ("refused", "fieldwork.form-unknown") and kept(refused) == 2
    aside(refused)
    assert list(SendingDecision.objects.order_by("pk").values_list("decision", flat=True)) == ["again", "set-aside"]


def test_it_is_filed_for_another_mission_of_its_number(refused, scene, phone):
    ask_by_late_form(scene.missions[1])
    again(refused, scene.missions[1].ref)
    assert opened(refused) is True
    assert Visit.objects.get().mission_id == scene.missions[1].pk
    states = dict(Mission.objects.values_list("ref", "state"))
    assert [states[mission.ref] for mission in scene.missions] == ["accepted", "done"]
    assert phone.get("/notes/state.json").json()["missions"][0]["not_taken"] is None


def test_it_is_not_filed_for_another_mission_that_asks_by_another_form(refused, scene):
    make_form("late")
    again(refused, scene.missions[1].ref)
    assert opened(refused) is False and fresh(refused).why == "sending.form-differs"
    assert not Visit.objects.exists() and kept(refused) == 2


def test_tried_again_without_naming_a_mission_it_is_filed_for_its_own(refused, scene):
    again(refused, scene.missions[1].ref)
    assert opened(refused) is False
    aside(refused)
    make_form("late")
    again(refused)
    assert opened(refused) is True and Visit.objects.get().mission_id == scene.missions[0].pk


def test_what_is_set_aside_stays_sealed_is_told_the_phone_and_may_be_tried_again(refused, phone, halves):
    aside(refused)
    assert kept(refused) == 2 and opened(refused) is False and drop_after(days=400) == 0
    by_ref = {each["ref"]: each for each in phone.get("/notes/state.json").json()["missions"]}
    assert by_ref[refused.mission]["not_taken"]
    make_form("late")
    again(refused)
    assert opened(refused) is True and Visit.objects.count() == 1


def test_positions_of_what_nobody_opened_go_when_their_days_are_over(phone, scene, halves, settings):
    settings.PLACES_KEPT_DAYS = 30
    waiting = give(phone, scene, sealed_visit(halves, filled(), [Plain("a.jpg", b"x")], INSTANCE))
    aside(waiting, at=timezone.now() + LATER)
    assert drop_after(days=29) == 0 and drop_after(days=31) == 2 and kept(waiting) == 1


def test_what_was_set_aside_unopened_loses_nothing_but_positions_once_it_is_tried_again(phone, scene, halves, settings):
    settings.PLACES_KEPT_DAYS = 30
    files = [Plain("a.jpg", b"x"), Plain("places.json", b"{}", "application/json")]
    waiting = give(phone, scene, sealed_visit(halves, filled(form_id="late"), files, INSTANCE))
    aside(waiting, at=timezone.now() + timedelta(hours=2))
    try_sending_again(
        sending=waiting.ref, ask_to_open=print, by=REVIEWER, at=timezone.now() + timedelta(hours=3)
    )  # fmt: skip
    assert drop_after(days=31) == 0  # nobody opened it yet: it is not known which part holds positions
    assert opened(waiting) is False and drop_after(days=31) == 1 and kept(waiting) == 3


def test_positions_that_came_to_light_go_at_their_day_though_it_was_set_aside_and_tried_again(
    phone, scene, halves, settings
):
    settings.PLACES_KEPT_DAYS = 30
    files = [Plain("places.json", b"{}", "application/json")]
    found = give(phone, scene, sealed_visit(halves, filled(form_id="late"), files, INSTANCE))
    assert opened(found) is False
    aside(found)
    again(found)
    assert drop_after(days=31) == 1 and kept(found) == 2


def test_what_is_left_is_filed_when_its_positions_are_gone(phone, scene, halves, settings):
    settings.PLACES_KEPT_DAYS = 0
    files = [Plain("places.json", b"{}", "application/json")]
    found = give(phone, scene, sealed_visit(halves, filled(form_id="late"), files, INSTANCE))
    opened(found)
    assert kept(found) == 2  # the positions went with their days
    make_form("late")
    again(found)
    assert opened(found) is True and Visit.objects.count() == 1


def test_what_lost_its_list_says_that_it_cannot_be_opened(phone, scene, halves, settings):
    settings.PLACES_KEPT_DAYS = 0
    found = give(phone, scene, sealed_visit(halves, filled(), instance="uuid:9"))
    opened(found)  # it is another visit's: nobody can say what a part holds
    assert fresh(found).why == "sending.part-unreadable" and kept(found) == 1
    again(found)
    assert opened(found) is False and fresh(found).why == "sending.parts-destroyed"


def test_a_review_does_not_end_before_somebody_decided(refused, scene):
    Wave.objects.update(state=WaveState.CLOSED)
    assert steps() == [Step.DECIDE]
    with pytest.raises(SendingsUndecided) as refusal:
        end_review(wave=scene.wave, by=EVERYBODY, at=timezone.now())
    assert refusal.value.params == {"count": 1}
    aside(refused)
    assert steps() == [Step.END_REVIEW]
    end_review(wave=scene.wave, by=EVERYBODY, at=timezone.now())


def steps() -> list[Step]:
    (standing,) = standings(wave_cards()).values()
    return [line.step for line in ahead_of(standing, EVERYBODY)]


# The desk


@pytest.fixture
def desk(signed_in) -> Client:
    found = signed_in(Role.REVIEWER)
    found.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return found


def test_the_desk_decides_and_shows_nothing_of_what_is_inside(refused, desk, scene):
    page = desk.get(f"/console/review/sendings/{refused.ref}/").content.decode()
    assert scene.number.number in page and "not in use" in page and scene.missions[1].centre.name_en in page
    assert "CANARY" not in page and INSTANCE not in page
    wrong = desk.post(f"/console/review/sendings/{refused.ref}/aside", {"reason": " "})
    assert wrong.status_code == 422 and 'id="aside_reason"' in wrong.content.decode()
    stranger = desk.post(f"/console/review/sendings/{refused.ref}/again", {"mission": "0" * 26})
    assert stranger.status_code == 422 and fresh(refused).outcome == "refused"
    right = desk.post(f"/console/review/sendings/{refused.ref}/aside", {"reason": "Unknown form"}, follow=True)
    page = right.content.decode()
    assert "Set aside. It stays sealed" in page and scene.number.number in page
    page = desk.get(f"/console/review/sendings/{refused.ref}/").content.decode()
    assert "Unknown form" in page and "Try again" in page


def test_the_desk_files_it_for_another_mission(refused, desk, scene):
    ask_by_late_form(scene.missions[1])
    sent = {"mission": scene.missions[1].ref, "reason": "She chose the wrong note"}
    assert desk.post(f"/console/review/sendings/{refused.ref}/again", sent).status_code == 302
    assert opened(refused) is True and Visit.objects.get().mission_id == scene.missions[1].pk
    page = desk.get(f"/console/review/sendings/{refused.ref}/").content.decode()
    assert "Tried again for another mission" in page and "Try again" not in page and "She chose" in page


def test_an_arbiter_reads_the_list_and_decides_nothing(refused, signed_in):
    reader = signed_in(Role.ARBITER)
    page = reader.get(f"/console/review/sendings/{refused.ref}/").content.decode()
    assert reader.get("/console/review/sendings/").status_code == 200 and '<form class="form"' not in page
    assert desk_refuses(reader, refused)


def desk_refuses(reader: Client, refused: Sending) -> bool:
    path = f"/console/review/sendings/{refused.ref}"
    return {reader.post(f"{path}/again").status_code, reader.post(f"{path}/aside").status_code} == {403}


def test_the_list_is_empty_in_words(desk, scene):
    assert "Everything that was given over is filed" in desk.get("/console/review/sendings/").content.decode()


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(refused, desk, django_assert_num_queries):
    with CaptureQueriesContext(connection) as asked:
        desk.get("/console/review/sendings/")
    for place in range(5):
        Sending.objects.create(
            cycle_number=refused.cycle_number, instance_id=str(place), mission=refused.mission, begun_at=refused.begun_at,
            parts=refused.parts, given_over_at=refused.given_over_at, outcome="refused", why="x", settled_at=refused.settled_at,
        )  # fmt: skip
    with django_assert_num_queries(len(asked)):
        desk.get("/console/review/sendings/")
