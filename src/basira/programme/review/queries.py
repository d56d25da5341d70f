"""The review desk: the queue, one visit with its answers and points, and what is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from basira.core.blueprint.values import Blueprint
from basira.core.instrument.scale import AnswerOutsideScale
from basira.core.instrument.tree import Criterion, Questionnaire, points_of
from basira.core.kernel.lifecycles import VISIT_MOVES, MissionState, VisitState
from basira.programme.fieldwork.models import Attachment, Conflict, Visit
from basira.programme.fieldwork.queries import AttachmentCard, VisitCard
from basira.programme.fieldwork.queries import visit_card as filed_card
from basira.programme.fieldwork.tree_paths import paths_by_version
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.review.answer_lines import DimensionBlock, EditCard, by_dimension
from basira.programme.review.models import AnswerEdit, Review
from basira.programme.review.questions import QuestionCard, due_of_visit, question_cards, questions_left
from basira.programme.review.second_look import SecondLook, second_look

PAGE = 50
SETTLED = frozenset({VisitState.ACCEPTED, VisitState.ACCEPTED_NOT_SCORED, VisitState.REJECTED, VisitState.VOID})
OPEN_STATES = frozenset({VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED})


@dataclass(frozen=True, slots=True)
class QueueCard:
    """
    A visit in the queue. Names are empty for a visit without a mission.

    `answer_by` is the end of the shopper's time while she is asked something; None otherwise.
    """

    ref: str
    state: VisitState
    cycle_number: str
    centre_name_ar: str
    centre_name_en: str
    entity_name_ar: str
    entity_name_en: str
    wave_name_ar: str
    wave_name_en: str
    visited_on: date | None
    filed_at: datetime
    answer_by: datetime | None
    files: int

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether she was asked something, and her time to answer is over."""
        return self.answer_by is not None and now > self.answer_by


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, oldest filed first; `counts` says how many visits are in each state, whatever the filter."""

    cards: tuple[QueueCard, ...]
    total: int
    page: int
    counts: dict[VisitState, int]


@dataclass(frozen=True, slots=True)
class MissionLine:
    """What the shopper was asked to do. `service` is the code of the service; "" where the mission names none."""

    ref: str
    centre_name_ar: str
    centre_name_en: str
    entity_name_ar: str
    entity_name_en: str
    scenario_name_ar: str
    scenario_name_en: str
    channel: str
    window_start: datetime
    window_end: datetime
    service: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """
    One visit at the desk. `others` are further visits of the same mission; `conflicts` counts refused sendings.

    `question_untold` is one that was asked before questions went to phones and that no phone got in these words; "" for none.
    """

    visit: VisitCard
    state: VisitState
    moves: tuple[VisitState, ...]
    questions: tuple[QuestionCard, ...]
    question_untold: str
    reason: str
    settled_at: datetime | None
    settled_by: str | None
    mission: MissionLine | None
    dimensions: tuple[DimensionBlock, ...]
    attachments: tuple[AttachmentCard, ...]
    others: tuple[str, ...]
    conflicts: int
    second_look: SecondLook

    @property
    def is_open(self) -> bool:
        """Tell whether answers may still be corrected and a verdict given."""
        return self.state in OPEN_STATES


def with_state() -> Any:
    """Return a queryset of visits annotated with `state`: a visit that nobody opened yet is submitted."""
    state = Review.objects.filter(visit=OuterRef("pk")).values("state")[:1]
    return Visit.objects.annotate(state=Coalesce(Subquery(state), Value(str(VisitState.SUBMITTED))))


CARD_FIELDS = (
    "ref",
    "state",
    "cycle_number__number",
    "mission__centre__name_ar",
    "mission__centre__name_en",
    "mission__centre__entity__name_ar",
    "mission__centre__entity__name_en",
    "wave__name_ar",
    "wave__name_en",
    "visited_on",
    "filed_at",
)


def review_queue(*, search: str = "", states: frozenset[VisitState] = OPEN_STATES, page: int = 1) -> Queue:
    """Return a page of visits in `states` whose number, centre, entity or ref holds `search`; empty when none does."""
    visits = with_state()
    counts = {VisitState(row["state"]): row["n"] for row in visits.order_by().values("state").annotate(n=Count("pk"))}
    found = visits.filter(state__in=[str(state) for state in states])
    if search:
        names = ("mission__centre__name", "mission__centre__entity__name")
        wanted = Q(cycle_number__number__icontains=search) | Q(ref=search) | Q(mission__centre__code__iexact=search)
        for name in names:
            wanted |= Q(**{f"{name}_ar__icontains": search}) | Q(**{f"{name}_en__icontains": search})
        found = found.filter(wanted)
    total = found.count()
    page = max(1, min(page, -(-total // PAGE)))
    files = (
        Attachment.objects.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(n=Count("pk")).values("n")
    )
    rows = (
        found.annotate(files=Coalesce(Subquery(files), 0), answer_by=due_of_visit())
        .order_by("filed_at", "pk")
        .values_list(*CARD_FIELDS, "answer_by", "files")[(page - 1) * PAGE : page * PAGE]
    )
    return Queue(tuple(_queue_card(row) for row in rows), total, page, counts)


def waiting_for_a_reviewer(now: datetime) -> Any:
    """Return a queryset of the visits whose next step is a reviewer's: what a shopper may still answer is not among them."""
    visits = with_state().annotate(answer_by=due_of_visit())
    hers_no_more = Q(state=str(VisitState.RETURNED)) & (Q(answer_by=None) | Q(answer_by__lt=now))
    return visits.filter(Q(state__in=[str(VisitState.SUBMITTED), str(VisitState.IN_REVIEW)]) | hers_no_more)


def count_waiting(now: datetime) -> int:
    """Return how many visits wait for a reviewer; among them those that a shopper did not answer about in her time."""
    count: int = waiting_for_a_reviewer(now).count()
    return count


def count_overdue(now: datetime, file: Blueprint | None) -> int:
    """Return how many visits wait for a reviewer longer than the programme's file allows; 0 where it sets no clock."""
    hours = file.said("clocks.review_hours") if file else None
    if hours is None:
        return 0
    count: int = waiting_for_a_reviewer(now).filter(filed_at__lt=now - timedelta(hours=hours)).count()
    return count


def next_open(after: str, now: datetime) -> str | None:
    """Return the ref of the oldest visit other than `after` that waits for a reviewer; None when the desk is clear."""
    rest = waiting_for_a_reviewer(now).exclude(ref=after).order_by("filed_at", "pk")
    found: str | None = rest.values_list("ref", flat=True).first()
    return found


def open_neighbours(visit: str) -> tuple[str | None, str | None]:
    """Return the refs of the open visits before and after one, in the order of the queue; None at its ends."""
    waiting = with_state().filter(state__in=[str(state) for state in OPEN_STATES])
    refs = list(waiting.order_by("filed_at", "pk").values_list("ref", flat=True))
    if visit not in refs:
        return None, (refs[0] if refs else None)
    place = refs.index(visit)
    return (refs[place - 1] if place else None), (refs[place + 1] if place + 1 < len(refs) else None)


def review_card(visit: str) -> ReviewCard | None:
    """Return one visit for the desk; None when there is no such visit."""
    filed = filed_card(visit)
    if filed is None:
        return None
    review = Review.objects.filter(visit__ref=visit).first()
    state = VisitState(review.state) if review else VisitState.SUBMITTED
    others: tuple[str, ...] = ()
    if filed.mission_ref:
        same = Visit.objects.filter(mission__ref=filed.mission_ref).exclude(ref=visit).order_by("filed_at")
        others = tuple(same.values_list("ref", flat=True)[:20])
    instances = Visit.objects.filter(ref=visit).values("submission__instance_id")
    questionnaire = Questionnaire.from_dict(filed.questionnaire)
    questions = question_cards(visit, is_settled=state in SETTLED)
    spent = set() if questions_left(questions) else {VisitState.RETURNED}
    mission = _mission_of(visit)
    dimensions = by_dimension(questionnaire, filed.answers, edits_of(visit), mission.service if mission else "")
    return ReviewCard(
        visit=filed,
        state=state,
        moves=tuple(sorted(VISIT_MOVES[state] - {VisitState.IN_REVIEW} - spent)),
        questions=questions,
        question_untold=review.question if review and review.question not in {each.words for each in questions} else "",
        reason=review.reason if review else "",
        settled_at=review.settled_at if review else None,
        settled_by=review.settled_by if review else None,
        mission=mission,
        dimensions=dimensions,
        attachments=filed.attachments,
        others=others,
        conflicts=Conflict.objects.filter(instance_id__in=instances).count(),
        second_look=second_look(filed, questionnaire, (line for block in dimensions for line in block.lines)),
    )


def edits_of(visit: str) -> dict[str, list[EditCard]]:
    """Return the corrections of a visit by path, oldest first; empty when there is none."""
    edits: dict[str, list[EditCard]] = {}
    rows = AnswerEdit.objects.filter(visit__ref=visit).order_by("pk")
    for row in rows:
        card = EditCard(row.before, row.after, row.reason, row.edited_at, row.edited_by)
        edits.setdefault(row.path, []).append(card)
    return edits


def answers_outside_scales(visits: Sequence[int]) -> list[str]:
    """
    Return the codes of the criteria whose answer, as edited, their scale does not know in any of these visits (by row).

    Empty when all fit. Two queries, however many visits.
    """
    edits: dict[int, dict[str, str]] = {}
    rows = AnswerEdit.objects.filter(visit_id__in=visits).order_by("pk").values_list("visit_id", "path", "after")
    for visit, path, after in rows:
        edits.setdefault(visit, {})[path] = after
    outside: dict[str, None] = {}
    filed = Visit.objects.filter(pk__in=visits).values_list("pk", "answers", "questionnaire_version__ref")
    for visit, answers, version in filed.iterator():
        counts = answers | edits.get(visit, {})
        outside |= dict.fromkeys(
            criterion.code
            for criterion in _questionnaire(version).criteria
            if not _fits(criterion, str(counts.get(criterion.path, "")))
        )
    return list(outside)


def _fits(criterion: Criterion, answer: str) -> bool:
    try:
        points_of(criterion, answer)
    except AnswerOutsideScale:
        return False
    return True


def as_stored(visit_id: int, path: str, answer: str) -> str:
    """Return an answer as it may be stored: an exact time or place is made coarse, as when it is filed. Two queries."""
    version = Visit.objects.values_list("questionnaire_version_id", flat=True).get(pk=visit_id)
    return paths_by_version({version})[version].kept(path, answer)


def of_void_missions(visits: Sequence[int]) -> list[int]:
    """Return those of these visits (by row) whose mission is void."""
    void = Visit.objects.filter(pk__in=visits, mission__state=MissionState.VOID)
    return list(void.order_by("pk").values_list("pk", flat=True))


def counted_twice(visits: Sequence[int]) -> list[int]:
    """Return those of these visits (by row) whose mission another one, of these or accepted before, counts for."""
    missions = dict(Visit.objects.filter(pk__in=visits, mission__isnull=False).values_list("pk", "mission_id"))
    accepted = Review.objects.filter(state=VisitState.ACCEPTED, visit__mission_id__in=set(missions.values()))
    counted = set(accepted.exclude(visit_id__in=visits).values_list("visit__mission_id", flat=True))
    again = []
    for visit, mission in sorted(missions.items()):
        if mission in counted:
            again.append(visit)
        counted.add(mission)
    return again


def refs_of(visits: Sequence[int]) -> list[str]:
    """Return the refs of the first ten of these visits (by row), in the order of filing."""
    return list(Visit.objects.filter(pk__in=visits).order_by("filed_at", "pk").values_list("ref", flat=True)[:10])


def open_visits_of(wave: str) -> dict[str, int]:
    """Return the rows of a cycle's visits that wait for a verdict, by ref, in the order of filing."""
    waiting = with_state().filter(wave__ref=wave, state__in=[str(state) for state in OPEN_STATES])
    return dict(waiting.order_by("filed_at", "pk").values_list("ref", "pk"))


def lock_review(visit: str, *, at: datetime) -> Review | None:
    """Return the review of a visit, locked, opened as submitted when it had none; None when there is no such visit."""
    visit_id = Visit.objects.filter(ref=visit).values_list("pk", flat=True).first()
    if visit_id is None:
        return None
    review, _new = Review.objects.get_or_create(
        visit_id=visit_id, defaults={"state": VisitState.SUBMITTED, "opened_at": at}
    )
    return Review.objects.select_for_update().get(pk=review.pk)


def questionnaire_of(visit_id: int) -> Questionnaire:
    """Return the questionnaire that a visit answered."""
    return _questionnaire(Visit.objects.values_list("questionnaire_version__ref", flat=True).get(pk=visit_id))


@lru_cache(maxsize=64)
def _questionnaire(version: str) -> Questionnaire:
    # A published version never changes, and its ref is never used again, as ids may be.
    return Questionnaire.from_dict(QuestionnaireVersion.objects.values_list("tree", flat=True).get(ref=version))


def _queue_card(row: tuple[Any, ...]) -> QueueCard:
    ref, state, number, *names, visited_on, filed_at, answer_by, files = row
    known: list[Any] = [name or "" for name in names]  # a visit without a mission has no centre
    fields: list[Any] = [ref, VisitState(state), number, *known, visited_on, filed_at, answer_by, files]
    return QueueCard(*fields)


def _mission_of(visit: str) -> MissionLine | None:
    row = (
        Visit.objects.filter(ref=visit, mission__isnull=False)
        .values_list(
            "mission__ref",
            "mission__centre__name_ar",
            "mission__centre__name_en",
            "mission__centre__entity__name_ar",
            "mission__centre__entity__name_en",
            "mission__scenario__name_ar",
            "mission__scenario__name_en",
            "mission__channel",
            "mission__window_start",
            "mission__window_end",
            Coalesce("mission__service__code", Value("")),
        )
        .first()
    )
    return MissionLine(*row) if row else None
