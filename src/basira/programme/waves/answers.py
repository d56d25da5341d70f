"""What shoppers said of their missions, for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from basira.core.kernel.shopper_moves import MoveReason, ShopperMove
from basira.programme.waves.models import Mission, MissionAnswer


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """
    One thing that a shopper said of a mission. `reason` is None where none was given; `asked_start` stands with another
    time. Reason and words are for whoever may read answers.
    """

    mission_ref: str
    move: ShopperMove
    reason: MoveReason | None
    words: str
    asked_start: datetime | None
    asked_end: datetime | None
    is_short_notice: bool
    said_at: datetime


def answer_cards(missions: Iterable[str]) -> dict[str, tuple[AnswerCard, ...]]:
    """Return what was said of these missions, by ref, the newest first; one without any is missing. One query."""
    found = MissionAnswer.objects.filter(mission__ref__in=list(missions)).select_related("mission")
    cards: dict[str, list[AnswerCard]] = {}
    for answer in found.order_by("-said_at", "-pk"):
        cards.setdefault(answer.mission.ref, []).append(answer_card_of(answer))
    return {ref: tuple(said) for ref, said in cards.items()}


def answer_card_of(answer: MissionAnswer) -> AnswerCard:
    """Return an answer as plain values."""
    return AnswerCard(
        answer.mission.ref,
        ShopperMove(answer.move),
        MoveReason(answer.reason) if answer.reason else None,
        answer.words,
        answer.asked_start,
        answer.asked_end,
        answer.is_short_notice,
        answer.said_at,
    )


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often something was said of the missions of a cycle for one reason; `reason` is None where none was given."""

    move: ShopperMove
    reason: MoveReason | None
    count: int


TOLD_WHY = (ShopperMove.DECLINE, ShopperMove.HAND_BACK, ShopperMove.NOT_DONE)
"""What a shopper says with a reason, in the order to show."""


def reason_counts(wave: str) -> tuple[ReasonCount, ...]:
    """Return why missions of a cycle were declined, handed back or not done, the most frequent first of each. One query."""
    said = MissionAnswer.objects.filter(mission__wave__ref=wave, move__in=TOLD_WHY).order_by()
    rows = said.values_list("move", "reason").annotate(count=Count("pk"))
    counts = [ReasonCount(ShopperMove(move), MoveReason(why) if why else None, count) for move, why, count in rows]
    return tuple(sorted(counts, key=lambda each: (TOLD_WHY.index(each.move), -each.count, each.reason or "")))


def count_known_to_body(wave: str) -> int:
    """Return how many missions of a cycle the body can tell the shopper of; zero when none is."""
    return Mission.objects.filter(wave__ref=wave, is_known_to_body=True).count()
