"""Reviewing visits: opening, asking, settling, correcting answers beside the originals, settling many at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from basira.core.instrument.scale import AnswerOutsideScale
from basira.core.instrument.tree import points_of
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import VISIT_MOVES, VisitState, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.tree_paths import REPEAT
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.review import asking, queries
from basira.programme.review.models import AnswerEdit, Review
from basira.programme.review.queries import OPEN_STATES, SETTLED
from basira.programme.waves import verbs as waves

WORDS_NEEDED = frozenset({VisitState.RETURNED, VisitState.ACCEPTED_NOT_SCORED, VisitState.REJECTED, VisitState.VOID})


class VisitUnknown(Problem):
    """There is no such visit."""

    code = "review.visit-unknown"


class WordsMissing(Problem):
    """A return needs its question, and a refusal its reason."""

    code = "review.words-missing"


class AnswersOutsideScales(Problem):
    """Measured answers are none that their criteria know; `criteria` names them."""

    code = "review.answers-outside-scales"


class MissionMissing(Problem):
    """A visit without a mission has no centre to count for; `visits` lists the first of them."""

    code = "review.mission-missing"


class MissionCounted(Problem):
    """Another visit of the same mission is accepted already, and a mission counts once; `visits` lists the first."""

    code = "review.mission-counted"


class MissionVoid(Problem):
    """The mission was declared void (its shopper may be known), so that its visit does not count; `visits` lists the first."""

    code = "review.mission-void"


class SendingsWait(Problem):
    """Visits that phones gave over sealed wait to be opened and filed: `count` of them."""

    code = "review.sendings-wait"


class SendingsUndecided(Problem):
    """Visits that phones gave over could not be filed, and nobody has decided what becomes of `count` of them."""

    code = "review.sendings-undecided"


class ReviewsOpen(Problem):
    """Visits of the cycle still wait for a verdict."""

    code = "review.reviews-open"


class OwnVisit(Problem):
    """Nobody reviews a visit of their own."""

    code = "review.own-visit"


class ReviewClosed(Problem):
    """Answers are corrected before the verdict, not after it."""

    code = "review.closed"


class AnswerUnknown(Problem):
    """The questionnaire of this visit has no such question."""

    code = "review.answer-unknown"


class AnswerNotOffered(Problem):
    """The corrected answer is not one that the question knows."""

    code = "review.answer-outside-scale"


@transaction.atomic
def open_review(*, visit: str, by: Actor, at: datetime) -> None:
    """
    Say that somebody is looking at a visit; one that is already in review or settled stays as it is.

    :raises NotPermitted: when `by` may not review
    :raises VisitUnknown, OwnVisit: when there is no such visit, or it is her own
    """
    review = _take(visit, by, at)
    if review.state != VisitState.SUBMITTED:
        return
    review.state = VisitState.IN_REVIEW
    review.save(update_fields=["state"])
    journal.record("review.opened", subject=visit, by=by, at=at)


@transaction.atomic
def look_at_visit(*, visit: str, by: Actor, at: datetime) -> None:
    """
    Put on record that somebody who settles no reviews, such as an arbiter, looks at a visit.

    :raises NotPermitted: when `by` may not see reviews
    :raises VisitUnknown: when there is no such visit
    """
    permissions.check(by, Act.VIEW_REVIEWS)
    if not Visit.objects.filter(ref=visit).exists():
        raise VisitUnknown()
    journal.record("review.looked-at", subject=visit, by=by, at=at)


@transaction.atomic
def settle_review(*, visit: str, to: VisitState, words: str, by: Actor, at: datetime) -> None:
    """
    Give a verdict on a visit, or return it with a question.

    `words` is the question of a return and the reason of every other verdict; plain acceptance needs none. The shopper may
    answer from then on (`asking.answer_question`); until she has, and after her time is over, any verdict may be given.

    :raises NotPermitted: when `by` may not review
    :raises VisitUnknown, OwnVisit: when there is no such visit, or it is her own
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises WordsMissing: when the verdict needs words and has none
    :raises QuestionsSpent, QuestionTooLong, QuestionTellsTooMuch: when the question may not go to a phone
    :raises AnswersOutsideScales: when acceptance would bring an answer into the scores that its criterion does not know
    :raises MissionMissing, MissionVoid, MissionCounted: when it would score a visit for no mission, a void one, or one twice
    """
    review = _take(visit, by, at)
    check_move(VISIT_MOVES, VisitState(review.state), to)
    words = words.strip()
    if to in WORDS_NEEDED and not words:
        raise WordsMissing(to=str(to))
    if to is VisitState.ACCEPTED:
        _check_acceptable([review.visit_id])
    if to is VisitState.RETURNED:
        asking.ask([review.visit_id], words, by, at)
    _settle(review, to, words, by, at)
    review.save(update_fields=["state", "question", "reason", "settled_at", "settled_by"])
    journal.record("review.settled", subject=visit, by=by, at=at, to=str(to))


@transaction.atomic
def settle_in_bulk(
    *, to: VisitState, reason: str, by: Actor, at: datetime, wave: str = "", visits: Sequence[str] | None = None
) -> list[str]:
    """
    Give one verdict, with one reason, on the visits named, or on every open visit of a cycle; return their refs.

    All or none; no visits settle nothing. Meant for visits of another programme's past, which were reviewed before they
    came here, and for the simulator's.

    :raises NotPermitted: when `by` may not review
    :raises VisitUnknown: when one of them does not exist
    :raises MoveNotAllowed: when one of them cannot move there
    :raises WordsMissing: without a reason
    :raises OwnVisit: when one of them is her own
    :raises QuestionsSpent, QuestionTooLong, QuestionTellsTooMuch: as for a single return
    :raises AnswersOutsideScales, MissionMissing, MissionCounted: as for a single acceptance
    """
    permissions.check(by, Act.SETTLE_REVIEW)
    if not reason.strip():
        raise WordsMissing(to=str(to))
    ids = queries.open_visits_of(wave) if visits is None else _known(visits)
    check_independence(by, list(ids.values()))
    Review.objects.bulk_create(
        [Review(visit_id=pk, state=VisitState.SUBMITTED, opened_at=at) for pk in ids.values()],
        ignore_conflicts=True,
        batch_size=500,
    )
    reviews = list(Review.objects.select_for_update().filter(visit_id__in=ids.values()).order_by("pk"))
    for review in reviews:
        check_move(VISIT_MOVES, VisitState(review.state), to)
    if to is VisitState.ACCEPTED:
        _check_acceptable(list(ids.values()))
    if to is VisitState.RETURNED:
        asking.ask(list(ids.values()), reason.strip(), by, at)
    for review in reviews:
        _settle(review, to, reason.strip(), by, at)
    Review.objects.bulk_update(reviews, ["state", "question", "reason", "settled_at", "settled_by"], batch_size=500)
    detail = {"to": str(to), "together": len(ids)}
    journal.record_many([journal.Line("review.settled", ref, detail) for ref in ids], by=by, at=at)
    return list(ids)


@transaction.atomic
def end_review(*, wave: str, by: Actor, at: datetime) -> None:
    """
    End the review of a closed cycle. Every visit must have its verdict: nothing is left out of the scores by default.

    :raises NotPermitted: when `by` may not move cycles
    :raises SendingsWait: while visits that phones gave over sealed wait to be opened, with how many
    :raises SendingsUndecided: while such visits could not be filed and wait for a decision, with how many
    :raises ReviewsOpen: while visits wait for a verdict, with how many
    :raises MoveNotAllowed: when the cycle is not closed
    """
    permissions.check(by, Act.MOVE_WAVE)
    waves.lock_wave(wave=wave)  # before counting: a visit that is being filed now is counted, or refused
    if unopened := sendings.count_to_open(wave):
        raise SendingsWait(count=unopened)
    if undecided := sendings.count_undecided(wave):
        raise SendingsUndecided(count=undecided)
    if waiting := len(queries.open_visits_of(wave)):
        raise ReviewsOpen(count=waiting)
    waves.advance_wave(wave=wave, to=WaveState.REVIEWED, by=by, at=at)


@transaction.atomic
def edit_answer(*, visit: str, path: str, after: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Write a corrected answer beside the original, which stays; the newest correction counts. "" takes the answer away.

    :raises NotPermitted: when `by` may not review
    :raises VisitUnknown, OwnVisit: when there is no such visit, or it is her own
    :raises ReviewClosed: after the verdict
    :raises WordsMissing: without a reason
    :raises AnswerUnknown: when the questionnaire has no question at `path`
    :raises AnswerNotOffered: when a measured question does not know the answer
    """
    review = _take(visit, by, at)
    if VisitState(review.state) not in OPEN_STATES:
        raise ReviewClosed(state=str(review.state))
    if not reason.strip():
        raise WordsMissing(to="edit")
    after = queries.as_stored(review.visit_id, path, after.strip())
    _check_answer(review.visit_id, path, after)
    edits = queries.edits_of(visit).get(path)
    answers = Visit.objects.values_list("answers", flat=True).get(pk=review.visit_id)
    AnswerEdit.objects.create(
        visit_id=review.visit_id,
        path=path,
        before=edits[-1].after if edits else answers.get(path, ""),
        after=after,
        reason=reason.strip(),
        edited_at=at,
        edited_by=by.ref,
    )
    journal.record("answer.edited", subject=visit, by=by, at=at, path=path)


def check_independence(by: Actor, visits: Sequence[int]) -> None:
    """
    Refuse a reviewer who is not independent of one of these visits.

    Accounts are no shoppers, so that today this holds by construction; rules on own bodies and plans will stand here.

    :raises OwnVisit: when `by` filed it
    """
    if Visit.objects.filter(pk__in=visits, cycle_number__ref=by.ref).exists():
        raise OwnVisit()


def _check_acceptable(visits: Sequence[int]) -> None:
    """Refuse what would bring a visit into the scores that cannot be counted, or that counts already."""
    missions = dict(Visit.objects.filter(pk__in=visits).values_list("pk", "mission_id"))
    if lost := [pk for pk, mission in missions.items() if mission is None]:
        raise MissionMissing(visits=queries.refs_of(lost))
    waves.lock_missions(mission_ids=[mission for mission in missions.values() if mission])
    if void := queries.of_void_missions(visits):
        raise MissionVoid(visits=queries.refs_of(void))
    if again := queries.counted_twice(visits):
        raise MissionCounted(visits=queries.refs_of(again))
    if outside := queries.answers_outside_scales(visits):
        raise AnswersOutsideScales(criteria=outside)


def _known(visits: Sequence[str]) -> dict[str, int]:
    ids = dict(Visit.objects.filter(ref__in=visits).values_list("ref", "pk"))
    unknown = sorted(set(visits) - ids.keys())
    if unknown:
        raise VisitUnknown(visits=unknown[:10])
    return {ref: ids[ref] for ref in dict.fromkeys(visits)}


def _take(visit: str, by: Actor, at: datetime) -> Review:
    permissions.check(by, Act.SETTLE_REVIEW)
    review = queries.lock_review(visit, at=at)
    if review is None:
        raise VisitUnknown(visit=visit)
    check_independence(by, [review.visit_id])
    return review


def _settle(review: Review, to: VisitState, words: str, by: Actor, at: datetime) -> None:
    review.state = to
    if to is VisitState.RETURNED:
        review.question = words
    else:
        review.reason = words
    is_settled = to in SETTLED
    review.settled_at, review.settled_by = (at, by.ref) if is_settled else (None, None)


def _check_answer(visit_id: int, path: str, after: str) -> None:
    questionnaire = queries.questionnaire_of(visit_id)
    asked = REPEAT.sub("", path)
    criteria = {criterion.path: criterion for criterion in questionnaire.criteria}
    if asked not in criteria and asked not in {question.path for question in questionnaire.answerable}:
        raise AnswerUnknown(path=path)
    try:
        if asked in criteria:
            points_of(criteria[asked], after)
    except AnswerOutsideScale:
        raise AnswerNotOffered(answer=after, path=path) from None
