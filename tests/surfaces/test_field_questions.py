"""A question about a note on the phone's side: what is told, to whom, and how often an answer counts."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import VisitState
from basira.programme.fieldwork import stores
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.review import verbs
from basira.programme.review.models import Question
from tests.field_scene import Scene, carry_key, filled, keep_evidence_in, make_scene

pytestmark = pytest.mark.django_db
ASKED = "Which counter was it?"
REVIEWER = Actor(ActorKind.ACCOUNT, "canary-reviewer", frozenset({Role.REVIEWER}))


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene()


@pytest.fixture
def a_visit(scene) -> str:
    return fieldwork.file_visit(
        sender=scene.sender, xml=filled(mission=scene.missions[0].ref), files={}, store=stores.originals(),
        repaint=print, by=scene.shopper, at=timezone.now() - timedelta(hours=2),
    ).visit  # fmt: skip


@pytest.fixture
def question(a_visit) -> str:
    at = timezone.now() - timedelta(hours=1)
    verbs.settle_review(visit=a_visit, to=VisitState.RETURNED, words=ASKED, by=REVIEWER, at=at)
    return Question.objects.get().ref


@pytest.fixture
def phone(scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


def put(client: Client, question: str, answer: object = "The third"):
    return client.put(f"/notes/questions/{question}", json.dumps({"answer": answer}), "application/json")


def questions(client: Client) -> list[dict[str, str]]:
    return client.get("/notes/state.json").json()["questions"]


def test_without_a_key_or_the_pages_token_nothing_is_answered(client, question, scene):
    assert (put(client, question).status_code, put(client, question).json()["code"]) == (401, "field.key-withdrawn")
    assert put(carry_key(Client(enforce_csrf_checks=True), scene), question).status_code == 403
    assert Question.objects.get().answer == ""


def test_anothers_question_is_not_here(question, phone, scene):
    other = carry_key(Client(), make_scene(version=scene.version))
    assert questions(other) == []
    assert (put(other, question).status_code, put(other, "nothing").status_code) == (404, 404)
    assert put(other, question).json() == put(phone, "nothing").json() | {
        "message": put(other, question).json()["message"]
    }


NO_ANSWERS = [("", 422), (" ", 422), ("x" * 2001, 422), (3, 400), ("\0", 400), ("\ud83d", 400)]


@pytest.mark.parametrize(("answer", "status"), NO_ANSWERS)
def test_what_is_no_answer_is_refused_in_words(question, phone, answer, status):
    refused = put(phone, question, answer)
    assert refused.status_code == status and refused.json()["message"]
    assert Question.objects.get().answered_at is None


def test_a_phone_is_told_the_words_the_note_and_until_when_and_nothing_else(question, phone, scene, a_visit):
    (told,) = questions(phone)
    assert set(told) == {"ref", "mission", "words", "answer_by"}
    until, exact = datetime.fromisoformat(told["answer_by"]), Question.objects.get().answer_by
    assert (until.minute, until.second) == (0, 0) and timedelta(0) <= until - exact < timedelta(hours=1)
    assert (told["ref"], told["mission"], told["words"]) == (question, scene.missions[0].ref, ASKED)
    text = phone.get("/notes/state.json").content.decode()
    for canary in ("canary-reviewer", a_visit, "review", "returned"):
        assert canary not in text, canary


def test_an_answer_counts_once_however_often_it_is_sent(question, phone):
    first, again, other = put(phone, question), put(phone, question), put(phone, question, "The fourth")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert Question.objects.get().answer == "The third"
    assert questions(phone) == []


def test_one_that_is_not_asked_any_more_is_not_told_and_its_answer_is_kept(question, phone, a_visit):
    verbs.settle_review(visit=a_visit, to=VisitState.ACCEPTED, words="", by=REVIEWER, at=timezone.now())
    assert questions(phone) == []
    assert put(phone, question).status_code == 201


def test_a_new_question_changes_the_state_that_a_phone_has(phone, a_visit):
    before = phone.get("/notes/state.json")["ETag"]
    verbs.settle_review(visit=a_visit, to=VisitState.RETURNED, words=ASKED, by=REVIEWER, at=timezone.now())
    assert phone.get("/notes/state.json", headers={"if-none-match": before}).status_code == 200
