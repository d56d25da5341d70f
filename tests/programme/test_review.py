"""Reviewing visits: who may, what the lifecycle allows, what stays beside a correction."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import MoveNotAllowed, VisitState, WaveState
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.fieldwork.models import Visit
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.inputs import gather_visits
from basira.programme.review import queries, verbs
from basira.programme.review.models import AnswerEdit, Review
from basira.programme.review.verbs import (
    AnswerNotOffered,
    AnswersOutsideScales,
    AnswerUnknown,
    MissionCounted,
    MissionMissing,
    MissionVoid,
    OwnVisit,
    ReviewClosed,
    ReviewsOpen,
    VisitUnknown,
    WordsMissing,
)
from basira.programme.safety.verbs import alarms
from basira.programme.waves import verbs as waves
from basira.programme.waves.queries import wave_card
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture
def a_visit(scene, tmp_path):
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    return fieldwork.file_visit(
        sender=scene.sender, xml=filled(), files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
    ).visit


def settle(visit: str, to: VisitState, by: Actor, words: str = "") -> None:
    verbs.settle_review(visit=visit, to=to, words=words, by=by, at=MONDAY_9AM)


def edit(
    visit: str, by: Actor, path: str = "/data/wait/minutes", after: str = "22", reason: str = "Ticket says so"
) -> None:
    verbs.edit_answer(visit=visit, path=path, after=after, reason=reason, by=by, at=MONDAY_9AM)


def test_only_reviewers_review(a_visit, salem_the_director, yousef_the_analyst, scene):
    for somebody in (salem_the_director, yousef_the_analyst, scene.shopper):
        with pytest.raises(NotPermitted):
            verbs.open_review(visit=a_visit, by=somebody, at=MONDAY_9AM)
        with pytest.raises(NotPermitted):
            settle(a_visit, VisitState.ACCEPTED, somebody)
        with pytest.raises(NotPermitted):
            edit(a_visit, somebody)
        with pytest.raises(NotPermitted):
            verbs.settle_in_bulk(visits=[a_visit], to=VisitState.ACCEPTED, reason="x", by=somebody, at=MONDAY_9AM)
    assert Review.objects.count() == 0


def test_nobody_reviews_a_visit_of_their_own(a_visit, scene):
    herself = Actor(ActorKind.ACCOUNT, scene.number.ref, frozenset({Role.REVIEWER}))
    with pytest.raises(OwnVisit):
        settle(a_visit, VisitState.ACCEPTED, herself)
    with pytest.raises(OwnVisit):
        edit(a_visit, herself)


def test_an_unknown_visit_is_refused(db, noura_the_reviewer):
    with pytest.raises(VisitUnknown):
        verbs.open_review(visit="nothing", by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(VisitUnknown):
        verbs.settle_in_bulk(
            visits=["nothing"], to=VisitState.ACCEPTED, reason="x", by=noura_the_reviewer, at=MONDAY_9AM
        )
    assert queries.review_card("nothing") is None


@pytest.mark.parametrize(
    "to", [VisitState.RETURNED, VisitState.REJECTED, VisitState.ACCEPTED_NOT_SCORED, VisitState.VOID]
)
def test_a_verdict_against_the_visit_needs_words(a_visit, noura_the_reviewer, to):
    with pytest.raises(WordsMissing):
        settle(a_visit, to, noura_the_reviewer, "   ")
    assert queries.review_card(a_visit).state is VisitState.SUBMITTED


def test_a_settled_visit_moves_only_as_the_lifecycle_allows(a_visit, noura_the_reviewer):
    settle(a_visit, VisitState.REJECTED, noura_the_reviewer, "Another centre")
    with pytest.raises(MoveNotAllowed) as refusal:
        settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    assert refusal.value.params["open"] == []
    assert len([entry for entry in journal.entries_about(a_visit) if entry.act == "review.settled"]) == 1


def test_answers_are_not_corrected_after_the_verdict(a_visit, noura_the_reviewer):
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    with pytest.raises(ReviewClosed):
        edit(a_visit, noura_the_reviewer)


def test_a_correction_needs_a_reason_a_question_and_an_answer_of_its_scale(a_visit, noura_the_reviewer):
    with pytest.raises(WordsMissing):
        edit(a_visit, noura_the_reviewer, reason=" ")
    with pytest.raises(AnswerUnknown):
        edit(a_visit, noura_the_reviewer, path="/data/nothing")
    with pytest.raises(AnswerNotOffered):
        edit(a_visit, noura_the_reviewer, path="/data/wait/greeted", after="perhaps")
    assert AnswerEdit.objects.count() == 0


def test_the_database_wants_a_question_with_a_return_and_a_reason_with_a_rejection(a_visit):
    visit = Visit.objects.get(ref=a_visit)
    for state in (VisitState.RETURNED, VisitState.REJECTED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(visit=visit, state=state, opened_at=MONDAY_9AM)


def test_a_visit_is_opened_once(a_visit, noura_the_reviewer):
    for _ in range(2):
        verbs.open_review(visit=a_visit, by=noura_the_reviewer, at=MONDAY_9AM)
    assert queries.review_card(a_visit).state is VisitState.IN_REVIEW
    assert [entry.act for entry in journal.entries_about(a_visit)] == ["visit.filed", "review.opened"]


def test_a_visit_is_accepted_with_who_and_when(a_visit, noura_the_reviewer):
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    card = queries.review_card(a_visit)
    assert (card.state, card.settled_by, card.settled_at) == (VisitState.ACCEPTED, "noura", MONDAY_9AM)
    assert not card.is_open and card.moves == (VisitState.VOID,)


def test_a_returned_visit_keeps_its_question_and_stays_open(a_visit, noura_the_reviewer):
    settle(a_visit, VisitState.RETURNED, noura_the_reviewer, "Which counter was it?")
    card = queries.review_card(a_visit)
    assert (card.state, card.questions[0].words, card.settled_at) == (
        VisitState.RETURNED,
        "Which counter was it?",
        None,
    )
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    assert queries.review_card(a_visit).questions[0].words == "Which counter was it?"


def test_answers_stand_by_dimension_with_their_points(a_visit):
    waiting, conduct, others = queries.review_card(a_visit).dimensions
    assert (waiting.code, waiting.name_en, waiting.name_ar) == ("waiting", "Waiting", "الانتظار")
    assert (waiting.lines[0].counts, waiting.lines[0].share, waiting.share) == ("12", Decimal("0.5"), Decimal("0.5"))
    assert (conduct.lines[0].counts_en, conduct.lines[0].counts_ar, conduct.share) == ("Yes", "نعم", Decimal(1))
    assert conduct.lines[0].is_critical
    assert [line.path for line in others.lines] == ["/data/praise", "/data/photo"]
    assert others.share is None


def test_a_correction_counts_and_the_original_stays_beside_it(a_visit, noura_the_reviewer):
    edit(a_visit, noura_the_reviewer, after="22")
    edit(a_visit, noura_the_reviewer, after="9", reason="Read again")
    edit(a_visit, noura_the_reviewer, path="/data/wait/greeted", after="na", reason="Machine only")
    waiting, conduct, _others = queries.review_card(a_visit).dimensions
    line = waiting.lines[0]
    assert (line.original, line.counts, line.share) == ("12", "9", Decimal(1))
    assert [(one.before, one.after, one.reason, one.edited_by) for one in line.edits] == [
        ("12", "22", "Ticket says so", "noura"),
        ("22", "9", "Read again", "noura"),
    ]
    assert (conduct.lines[0].share, conduct.share) == (None, None)
    assert Visit.objects.get(ref=a_visit).answers["/data/wait/minutes"] == "12"
    told = [entry.detail for entry in journal.entries_about(a_visit) if entry.act == "answer.edited"]
    assert told[0] == {"path": "/data/wait/minutes"}  # which answer, never what it says


def test_a_correction_is_kept_as_it_was_made(a_visit, noura_the_reviewer):
    edit(a_visit, noura_the_reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerEdit.objects.update(after="1")


def imported(scene, huda_the_planner, *answers: str) -> list[str]:
    """File one past visit for each of the scene's missions, in turn, and return their refs."""
    missions = [scene.missions[place % len(scene.missions)].ref for place in range(len(answers))]
    past = [
        fieldwork.ImportedVisit(mission, {"/data/wait/greeted": answer})
        for mission, answer in zip(missions, answers, strict=True)
    ]
    return fieldwork.import_visits(visits=past, by=huda_the_planner, at=MONDAY_9AM)


def accept_all(visits: list[str], by: Actor) -> list[str]:
    return verbs.settle_in_bulk(visits=visits, to=VisitState.ACCEPTED, reason="Reviewed before", by=by, at=MONDAY_9AM)


def test_accepting_many_refuses_what_accepting_one_refuses(db, huda_the_planner, noura_the_reviewer):
    scene = make_scene(missions=2)
    refs = imported(scene, huda_the_planner, "yes", "perhaps")
    with pytest.raises(AnswersOutsideScales) as refusal:
        accept_all(refs, noura_the_reviewer)
    assert refusal.value.params == {"criteria": ["greeted"]}
    with pytest.raises(OwnVisit):
        accept_all(refs[:1], Actor(ActorKind.ACCOUNT, scene.number.ref, frozenset({Role.REVIEWER})))
    edit(refs[1], noura_the_reviewer, "/data/wait/greeted", "no")
    assert accept_all(refs, noura_the_reviewer) == refs


def test_a_mission_counts_once(scene, huda_the_planner, noura_the_reviewer):
    first, second = imported(scene, huda_the_planner, "yes", "no")
    with pytest.raises(MissionCounted):
        accept_all([first, second], noura_the_reviewer)
    settle(first, VisitState.ACCEPTED, noura_the_reviewer)
    with pytest.raises(MissionCounted) as refusal:
        settle(second, VisitState.ACCEPTED, noura_the_reviewer)
    assert refusal.value.params == {"visits": [second]}
    with pytest.raises(MissionCounted):
        accept_all([second], noura_the_reviewer)
    settle(first, VisitState.VOID, noura_the_reviewer, "The other one counts")
    settle(second, VisitState.ACCEPTED, noura_the_reviewer)


def test_a_visit_without_a_mission_is_accepted_only_without_a_score(db, tmp_path, noura_the_reviewer):
    scene = make_scene(missions=2)
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    visit = fieldwork.file_visit(
        sender=scene.sender, xml=filled(), files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
    ).visit
    with pytest.raises(MissionMissing):
        settle(visit, VisitState.ACCEPTED, noura_the_reviewer)
    with pytest.raises(MissionMissing):
        accept_all([visit], noura_the_reviewer)
    settle(visit, VisitState.ACCEPTED_NOT_SCORED, noura_the_reviewer, "It names no mission")


def test_many_visits_are_settled_with_one_reason_or_none_of_them(db, huda_the_planner, noura_the_reviewer):
    scene = make_scene(missions=3)
    past = [fieldwork.ImportedVisit(mission.ref, {"/data/wait/minutes": "5"}) for mission in scene.missions]
    refs = fieldwork.import_visits(visits=past, by=huda_the_planner, at=MONDAY_9AM)
    settle(refs[2], VisitState.REJECTED, noura_the_reviewer, "Twice")
    accept = {"to": VisitState.ACCEPTED, "by": noura_the_reviewer, "at": MONDAY_9AM}
    with pytest.raises(WordsMissing):
        verbs.settle_in_bulk(visits=refs[:2], reason=" ", **accept)
    with pytest.raises(MoveNotAllowed):
        verbs.settle_in_bulk(visits=refs, reason="Reviewed before", **accept)
    assert queries.review_card(refs[0]).state is VisitState.SUBMITTED
    assert verbs.settle_in_bulk(wave=scene.wave, reason="Reviewed before", **accept) == refs[:2]
    assert verbs.settle_in_bulk(wave=scene.wave, reason="Reviewed before", **accept) == []
    assert [queries.review_card(ref).state for ref in refs] == ["accepted", "accepted", "rejected"]
    assert journal.entries_about(refs[0])[-1].detail == {"to": "accepted", "together": 2}


def test_the_queue_finds_by_number_centre_and_state(a_visit, scene, noura_the_reviewer):
    (card,) = queries.review_queue().cards
    assert (card.ref, card.state, card.cycle_number) == (a_visit, "submitted", scene.number.number)
    assert card.centre_name_en == "Centre C-1-0"
    for search in (scene.number.number[:4], "centre c-1", "Passports", a_visit, "مركز"):
        assert queries.review_queue(search=search).total == 1, search
    assert queries.review_queue(search="nothing").cards == ()
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    assert queries.review_queue().cards == ()
    found = queries.review_queue(states=frozenset({VisitState.ACCEPTED}))
    assert found.total == 1 and found.counts == {VisitState.ACCEPTED: 1}


def test_the_desk_leads_on_to_the_next_open_visit(scene, huda_the_planner, noura_the_reviewer):
    past = [fieldwork.ImportedVisit(scene.missions[0].ref, {}) for _ in range(2)]
    first, second = fieldwork.import_visits(visits=past, by=huda_the_planner, at=MONDAY_9AM)
    assert queries.next_open(first, MONDAY_9AM) == second
    settle(second, VisitState.ACCEPTED, noura_the_reviewer)
    assert queries.next_open(first, MONDAY_9AM) is None
    assert queries.review_card(first).others == (second,)


def test_a_review_does_not_end_while_a_visit_waits(scene, a_visit, noura_the_reviewer, salem_the_director):
    waves.move_wave(wave=scene.wave, to=WaveState.CLOSED, by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        verbs.end_review(wave=scene.wave, by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(ReviewsOpen) as refusal:
        verbs.end_review(wave=scene.wave, by=salem_the_director, at=MONDAY_9AM)
    assert refusal.value.params == {"count": 1}
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    verbs.end_review(wave=scene.wave, by=salem_the_director, at=MONDAY_9AM)
    assert wave_card(scene.wave).state is WaveState.REVIEWED


def test_an_answer_that_no_scale_knows_is_not_accepted_into_the_scores(scene, tmp_path, noura_the_reviewer):
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    xml = filled().replace(b">yes<", b">perhaps<")
    assert xml != filled()
    visit = fieldwork.file_visit(
        sender=scene.sender, xml=xml, files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
    ).visit
    with pytest.raises(AnswersOutsideScales) as refusal:
        settle(visit, VisitState.ACCEPTED, noura_the_reviewer)
    assert refusal.value.params["criteria"]
    settle(visit, VisitState.RETURNED, noura_the_reviewer, "What did you see?")


@pytest.mark.parametrize(
    "change", ["DELETE FROM review_review", "UPDATE review_review SET state = 'rejected', reason = 'x'"]
)
def test_a_verdict_stands_whoever_asks_the_database(a_visit, noura_the_reviewer, change):
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    settle(a_visit, VisitState.VOID, noura_the_reviewer, "Filed twice")


def test_a_visit_of_a_void_mission_counts_neither_before_nor_after_its_verdict(scene, a_visit, noura_the_reviewer):
    settle(a_visit, VisitState.ACCEPTED, noura_the_reviewer)
    assert [each.ref for each in gather_visits(scene.wave)] == [a_visit]
    alarms.raise_alarm(client_id="an-alarm", mission=scene.missions[0].ref, by=scene.shopper, at=MONDAY_9AM)
    assert gather_visits(scene.wave) == []
    other = make_scene(version=scene.version)
    waves.void_for_safety(mission_id=other.missions[0].pk, by=other.shopper, at=MONDAY_9AM)
    late = Visit.objects.create(
        wave_id=other.missions[0].wave_id,
        cycle_number=other.number,
        mission=other.missions[0],
        questionnaire_version=other.version,
        source="browser",
        answers={},
        filed_at=MONDAY_9AM,
    )
    with pytest.raises(MissionVoid):
        settle(late.ref, VisitState.ACCEPTED, noura_the_reviewer)
    settle(late.ref, VisitState.ACCEPTED_NOT_SCORED, noura_the_reviewer, "Void")
