"""Timed tests: drawn from the bank by a seed, marked at once, with what to read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.training.bank import Asked, draw_questions, mark
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.training.models import Attempt, BankQuestion, Qualification
from basira.programme.training.verbs.earning import certify_if_ready
from basira.programme.training.verbs.learning import own_number

LATE = timedelta(seconds=60)
"""What a slow line may take away from the time of a test."""


class NoSuchTest(Problem):
    """There is no such test, or its bank has too few questions."""

    code = "training.no-such-test"


class AttemptsSpent(Problem):
    """All `limit` tests of this kind are used."""

    code = "training.attempts-spent"


class TimeIsOver(Problem):
    """The time of this test has passed, so that it counts as not passed."""

    code = "training.time-is-over"


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question as it is put to her: nothing says which options are right."""

    ref: str
    topic: Mapping[str, str]
    text: Mapping[str, str]
    is_multiple: bool
    options: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A test that runs, until `due_at`."""

    ref: str
    due_at: datetime
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test came to, and what to read again, each text once. `until` is the last day of the certificate, if it gave one."""

    right: int
    of: int
    has_passed: bool
    attempts_left: int
    read_again: tuple[Mapping[str, str], ...]
    until: date | None


@transaction.atomic
def begin_test(*, qualification: str, by: Actor, at: datetime) -> Paper:
    """
    Begin a test and return its paper; one that runs is returned as it is, so that a lost answer costs nothing.

    :raises NotPermitted: when `by` is no shopper
    :raises NoSuchTest: for a qualification that is closed or whose bank is too small
    :raises AttemptsSpent: when all are used
    """
    number = own_number(by)
    wanted = Qualification.objects.filter(ref=qualification, closed_at=None).first()
    if wanted is None:
        raise NoSuchTest()
    own = Attempt.objects.filter(qualification=wanted, cycle_number=number)
    running = own.filter(ended_at=None).first()
    if running and at <= running.due_at:
        return paper_of(running)
    if running:
        end_attempt(running, {}, at)
    if own.filter(is_set_aside=False).count() >= wanted.attempts:
        raise AttemptsSpent(limit=wanted.attempts)
    seed = new_ref()
    topics = {question.ref: question.topic_en for question in bank_of(wanted)}
    asked = draw_questions(topics, wanted.questions, seed)
    if len(asked) < wanted.questions:
        raise NoSuchTest()
    times = {"begun_at": at, "due_at": at + timedelta(minutes=wanted.minutes)}
    attempt = Attempt.objects.create(qualification=wanted, cycle_number=number, seed=seed, asked=list(asked), **times)
    journal.record("test.begun", subject=number.ref, by=by, at=at, qualification=qualification, seed=seed)
    return paper_of(attempt)


def bank_of(qualification: Qualification) -> list[BankQuestion]:
    """Return the questions that may be asked for a qualification: of its sector and channel, and of all."""
    return list(
        BankQuestion.objects.filter(
            Q(sector=None) | Q(sector=qualification.sector_id),
            Q(channel="") | Q(channel=qualification.channel),
            taken_out_at=None,
        )
    )


def questions_of(attempt: Attempt) -> list[BankQuestion]:
    """Return the questions of a test in the order in which they are asked."""
    found = {question.ref: question for question in BankQuestion.objects.filter(ref__in=attempt.asked)}
    return [found[ref] for ref in attempt.asked]


def paper_of(attempt: Attempt) -> Paper:
    """Return the paper of a test."""
    questions = tuple(
        PaperQuestion(
            question.ref,
            {"ar": question.topic_ar, "en": question.topic_en},
            {"ar": question.text_ar, "en": question.text_en},
            question.is_multiple,
            tuple({"ar": option["ar"], "en": option["en"]} for option in question.options),
        )
        for question in questions_of(attempt)
    )
    return Paper(attempt.ref, attempt.due_at, questions)


def finish_test(*, attempt: str, answers: Mapping[str, Sequence[int]], by: Actor, at: datetime) -> Outcome:
    """
    Hand in a test and return what it came to. Handed in again, the first answers stand and the same is told.

    `answers` are the places of the chosen options, from 0, by the ref of the question; one that is missing was not answered.

    :raises NotPermitted: when `by` is no shopper
    :raises NoSuchTest: for a test that is not hers
    :raises TimeIsOver: when it comes too late: it counts as not passed
    """
    result = _finish(attempt, answers, by, at)
    if result is None:  # outside the transaction, which keeps that it ended
        raise TimeIsOver()
    return result


@transaction.atomic
def _finish(ref: str, answers: Mapping[str, Sequence[int]], by: Actor, at: datetime) -> Outcome | None:
    number = own_number(by)
    attempt = Attempt.objects.select_related("qualification").filter(ref=ref, cycle_number=number).first()
    if attempt is None:
        raise NoSuchTest()
    if attempt.ended_at is None:
        is_late = at > attempt.due_at + LATE
        end_attempt(attempt, {} if is_late else answers, at)
        detail = {"qualification": attempt.qualification.ref, "passed": attempt.has_passed}
        journal.record("test.ended", subject=number.ref, by=by, at=at, **detail)
    if answers and not attempt.answers:  # it came too late, or again after it had
        return None
    until = None
    if attempt.has_passed and (certificate := certify_if_ready(attempt.qualification, number, by, at)):
        until = certificate.until
    return result_of(attempt, number, until)


def end_attempt(attempt: Attempt, answers: Mapping[str, Sequence[int]], at: datetime) -> None:
    """Mark a test and close it."""
    marked = mark(asked_of(attempt), answers)
    attempt.answers = {ref: sorted(set(places)) for ref, places in answers.items()}
    attempt.right, attempt.has_passed = marked.right, marked.passes(attempt.qualification.pass_mark)
    attempt.ended_at = at
    attempt.save(update_fields=["answers", "right", "has_passed", "ended_at"])


def asked_of(attempt: Attempt) -> list[Asked]:
    """Return the questions of a test as they are marked."""
    return [
        Asked(question.ref, frozenset(place for place, option in enumerate(question.options) if option["right"]))
        for question in questions_of(attempt)
    ]


def result_of(attempt: Attempt, number: CycleNumber, until: date | None) -> Outcome:
    """Return what a test came to."""
    missed = set(mark(asked_of(attempt), attempt.answers or {}).missed)
    texts = {
        question.read_en: {"ar": question.read_ar, "en": question.read_en}
        for question in questions_of(attempt)
        if question.ref in missed
    }
    own = Attempt.objects.filter(qualification=attempt.qualification, cycle_number=number, is_set_aside=False)
    left = max(0, attempt.qualification.attempts - own.count())
    return Outcome(attempt.right or 0, len(attempt.asked), bool(attempt.has_passed), left, tuple(texts.values()), until)
