"""A reviewer's question and a shopper's answer: who may, how often, until when; what stands, and what decides nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.asking import ANSWER_TIME, MOST_ANSWERED, MOST_ASKED, MOST_QUESTIONS, Asked
from basira.core.kernel.lifecycles import VisitState, WaveState
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.journal import queries as journal
from basira.programme.people import queries as people
from basira.programme.people.permissions import NotPermitted
from basira.programme.review import queries, verbs
from basira.programme.review.asking import (
    AnswerUnfit,
    QuestionAnswered,
    QuestionsSpent,
    QuestionTellsTooMuch,
    QuestionTooLong,
    QuestionUnknown,
    answer_question,
)
from basira.programme.review.models import Question, Review
from basira.programme.review.questions import phone_questions
from basira.programme.review.verbs import ReviewsOpen
from basira.programme.waves import verbs as waves
from basira.programme.waves.queries import wave_card
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, make_scene

pytestmark = pytest.mark.django_db
ASKED, ANSWER = "أي شباك كان؟", "الشباك الثالث"
IN_TIME, TOO_LATE = MONDAY_9AM + timedelta(hours=5), MONDAY_9AM + ANSWER_TIME + timedelta(minutes=1)


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture
def a_visit(scene, tmp_path):
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    return fieldwork.file_visit(
        sender=scene.sender, xml=filled(), files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
    ).visit


@pytest.fixture
def asked(a_visit, noura_the_reviewer):
    """Return the ref of a question about the visit."""
    ask(a_visit, noura_the_reviewer)
    return Question.objects.get().ref


def ask(visit: str, by: Actor, words: str = ASKED) -> None:
    verbs.settle_review(visit=visit, to=VisitState.RETURNED, words=words, by=by, at=MONDAY_9AM)


def settle(visit: str, by: Actor, to: VisitState = VisitState.ACCEPTED, words: str = "") -> None:
    verbs.settle_review(visit=visit, to=to, words=words, by=by, at=TOO_LATE)


def answer(question: str, by: Actor, words: str = ANSWER, at=IN_TIME) -> bool:
    return answer_question(question=question, answer=words, by=by, at=at)


def state_of(visit: str) -> VisitState:
    return queries.review_card(visit).state


def stands(visit: str, now=IN_TIME) -> list[Asked]:
    return [each.stands(now) for each in queries.review_card(visit).questions]


# Who may, and what is refused


def test_nobody_at_a_desk_answers_for_a_shopper(asked, noura_the_reviewer, salem_the_director):
    for somebody in (noura_the_reviewer, salem_the_director):
        with pytest.raises(NotPermitted):
            answer(asked, somebody)
    assert Question.objects.get().answered_at is None


def test_another_shopper_finds_no_such_question(asked, a_visit):
    other = make_scene(version=queries.Visit.objects.get().questionnaire_version)
    for ref, by in ((asked, other.shopper), ("nothing", other.shopper), (asked, Actor(ActorKind.SHOPPER, "nobody"))):
        with pytest.raises(QuestionUnknown):
            answer(ref, by)
    assert phone_questions(other.number.pk) == ()
    assert stands(a_visit) == [Asked.OPEN]


@pytest.mark.parametrize("words", ["", " \n ", "x" * (MOST_ANSWERED + 1)])
def test_an_answer_has_some_words_and_not_too_many(asked, scene, words):
    with pytest.raises(AnswerUnfit):
        answer(asked, scene.shopper, words)


@pytest.mark.parametrize(
    "words", ["Which visit, م-0417?", "Was the mystery shopper seen?", "هل عرف أحد المتسوق الخفي؟"]
)
def test_a_question_that_tells_what_she_does_goes_to_no_phone(a_visit, scene, noura_the_reviewer, words):
    with pytest.raises(QuestionTellsTooMuch):
        ask(a_visit, noura_the_reviewer, words)
    assert (state_of(a_visit), phone_questions(scene.number.pk)) == (VisitState.SUBMITTED, ())


def test_a_question_has_no_words_of_the_programme_for_its_shoppers_and_the_refusal_names_what_was_found(
    a_visit, noura_the_reviewer, monkeypatch
):
    monkeypatch.setattr(people, "shopper_words", lambda: ("Evaluator", "مقيّم"))
    for words, found in {
        "كيف دخل مقيم؟": ["visit"],
        "Which evaluator?": ["visit"],
        "Is it 0501234567?": ["person"],
    }.items():
        with pytest.raises(QuestionTellsTooMuch) as refusal:
            ask(a_visit, noura_the_reviewer, words)
        assert refusal.value.params == {"found": found}


def test_a_question_may_name_a_time_and_has_an_end(a_visit, noura_the_reviewer):
    with pytest.raises(QuestionTooLong):
        ask(a_visit, noura_the_reviewer, "؟" * (MOST_ASKED + 1))
    ask(a_visit, noura_the_reviewer, "Was it before 10:30?")
    assert stands(a_visit) == [Asked.OPEN]


def test_a_visit_is_asked_about_three_times_at_most(a_visit, scene, noura_the_reviewer):
    for count in range(MOST_QUESTIONS):
        ask(a_visit, noura_the_reviewer, f"{ASKED} ({count})")
        assert answer(Question.objects.latest("number").ref, scene.shopper)
    assert VisitState.RETURNED not in queries.review_card(a_visit).moves
    with pytest.raises(QuestionsSpent):
        ask(a_visit, noura_the_reviewer, "And again?")
    with pytest.raises(QuestionsSpent):
        verbs.settle_in_bulk(
            to=VisitState.RETURNED, reason="x?", visits=[a_visit], by=noura_the_reviewer, at=MONDAY_9AM
        )
    assert state_of(a_visit) is VisitState.IN_REVIEW


def test_another_answer_is_refused_and_the_first_stands(asked, scene):
    assert answer(asked, scene.shopper)
    with pytest.raises(QuestionAnswered):
        answer(asked, scene.shopper, "الشباك الرابع")
    assert Question.objects.get().answer == ANSWER


# What the database keeps


@pytest.mark.parametrize(
    "change",
    ["words = 'x'", "answer = 'other'", "answered_at = NULL, answer = ''", "answer_by = now() + interval '1 year'"],
)
def test_nothing_of_an_answered_question_changes(asked, scene, change):
    answer(asked, scene.shopper)
    for statement in (f"UPDATE review_question SET {change}", "DELETE FROM review_question"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("change", ["words = 'x'", "answer_by = answer_by + interval '1 day'", "asked_by = 'somebody'"])
def test_a_question_does_not_change_under_whoever_reads_it(asked, change):
    also = f"UPDATE review_question SET {change}, answer = 'x', answered_at = asked_at"
    for statement in (f"UPDATE review_question SET {change}", also):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "facts",
    [{"number": 4}, {"number": 0}, {"words": ""}, {"answer_by": MONDAY_9AM}, {"answer": "x"}, {"answered_at": IN_TIME}, {"number": 1}],
)  # fmt: skip
def test_the_database_refuses_a_question_that_could_not_be(asked, facts):
    visit = Question.objects.get().visit
    whole = {"number": 2, "words": "x", "asked_at": MONDAY_9AM, "asked_by": "noura", "answer_by": TOO_LATE}
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(visit=visit, **(whole | facts))


# The way it goes


def test_an_answer_leads_the_visit_back_to_the_reviewer(asked, a_visit, scene):
    (told,) = phone_questions(scene.number.pk)
    assert (told.ref, told.words, told.answer_by) == (asked, ASKED, MONDAY_9AM + ANSWER_TIME)
    assert queries.count_waiting(IN_TIME) == 0 and queries.next_open("", IN_TIME) is None
    assert answer(asked, scene.shopper, f"  {ANSWER}\n")
    card = queries.review_card(a_visit)
    assert (card.state, card.questions[0].answer, stands(a_visit)) == (VisitState.IN_REVIEW, ANSWER, [Asked.ANSWERED])
    assert queries.count_waiting(IN_TIME) == 1 and phone_questions(scene.number.pk) == ()


def test_the_same_answer_again_changes_nothing(asked, a_visit, scene):
    assert [answer(asked, scene.shopper), answer(asked, scene.shopper, at=TOO_LATE)] == [True, False]
    assert Question.objects.get().answered_at == IN_TIME
    assert [entry.act for entry in journal.entries_about(a_visit)].count("question.answered") == 1


def test_the_journal_says_that_and_not_what_was_answered(asked, a_visit, scene):
    answer(asked, scene.shopper)
    entry = next(each for each in journal.entries_about(a_visit) if each.act == "question.answered")
    assert entry.by_ref == scene.number.ref and ANSWER not in repr(entry)


def test_time_decides_nothing_and_the_visit_comes_back_to_the_reviewer(asked, a_visit, scene, noura_the_reviewer):
    assert stands(a_visit, TOO_LATE) == [Asked.OVERDUE]
    assert (state_of(a_visit), Review.objects.get().settled_at) == (VisitState.RETURNED, None)
    assert queries.count_waiting(TOO_LATE) == 1 and queries.next_open("", TOO_LATE) == a_visit
    assert [each.is_overdue(TOO_LATE) for each in queries.review_queue().cards] == [True]
    settle(a_visit, noura_the_reviewer)
    assert (state_of(a_visit), stands(a_visit, TOO_LATE)) == (VisitState.ACCEPTED, [Asked.NOT_NEEDED])
    assert phone_questions(scene.number.pk) == ()


def test_a_late_answer_is_kept_and_said_to_be_late(asked, a_visit, scene):
    assert [each.ref for each in phone_questions(scene.number.pk)] == [asked]
    answer(asked, scene.shopper, at=TOO_LATE)
    assert (state_of(a_visit), stands(a_visit, TOO_LATE)) == (VisitState.IN_REVIEW, [Asked.ANSWERED_LATE])


def test_an_answer_after_the_verdict_is_kept_and_the_verdict_stands(asked, a_visit, scene, noura_the_reviewer):
    settle(a_visit, noura_the_reviewer, VisitState.REJECTED, "Another place")
    before = Review.objects.values().get()
    assert answer(asked, scene.shopper, at=TOO_LATE)
    assert Review.objects.values().get() == before
    assert queries.review_card(a_visit).questions[0].answer == ANSWER


def test_a_question_without_an_answer_makes_no_cycle_unfinishable(
    asked, a_visit, scene, noura_the_reviewer, salem_the_director
):
    waves.advance_wave(wave=scene.wave, to=WaveState.CLOSED, by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(ReviewsOpen):
        verbs.end_review(wave=scene.wave, by=salem_the_director, at=TOO_LATE)
    verbs.settle_in_bulk(
        to=VisitState.ACCEPTED, reason="Known otherwise", wave=scene.wave, by=noura_the_reviewer, at=TOO_LATE
    )
    verbs.end_review(wave=scene.wave, by=salem_the_director, at=TOO_LATE)
    assert wave_card(scene.wave).state is WaveState.REVIEWED
    assert answer(asked, scene.shopper, at=TOO_LATE)  # what a phone still held is not lost either


def test_many_returned_together_are_each_asked_once(a_visit, scene, noura_the_reviewer):
    verbs.settle_in_bulk(to=VisitState.RETURNED, reason=ASKED, visits=[a_visit], by=noura_the_reviewer, at=MONDAY_9AM)
    assert [each.words for each in phone_questions(scene.number.pk)] == [ASKED]
