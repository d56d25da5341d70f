"""
What shoppers wrote besides the questions, of accepted visits of a cycle: observations, good stories, proposals.

For those alone who may read visits one by one. No number of a shopper, no day and no time stands beside the words, details of
other people in them are covered, and they stand in the order of random references.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from basira.core.assurance.capture_record import SEEN
from basira.core.assurance.third_persons import covered
from basira.core.kernel.lifecycles import VisitState
from basira.core.kernel.registry import MissionKind
from basira.core.kernel.tabular import Cell, Table
from basira.programme.review.queries import PAGE, with_state

COLUMNS = ("Kind", "Words", "Centre", "CentreNameAr", "CentreNameEn", "Entity", "MissionKind")
ACCEPTED = (str(VisitState.ACCEPTED), str(VisitState.ACCEPTED_NOT_SCORED))
FIELDS = (
    "ref", "mission__centre__code", "mission__centre__name_ar", "mission__centre__name_en",
    "mission__centre__entity__code", "mission__centre__entity__name_ar", "mission__centre__entity__name_en",
    "mission__kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordsCard:
    """Words of one visit. Names are empty and `kind` is None for a visit without a mission."""

    visit: str
    words: str
    centre_code: str
    centre_name_ar: str
    centre_name_en: str
    entity_code: str
    entity_name_ar: str
    entity_name_en: str
    mission_kind: MissionKind | None


@dataclass(frozen=True, slots=True)
class Besides:
    """A page of words of one kind; `counts` says how many there are of each kind."""

    kind: str
    cards: tuple[WordsCard, ...]
    total: int
    page: int
    counts: dict[str, int]


def words_besides(wave: str, *, kind: str = "", page: int = 1) -> Besides:
    """Return a page of the words of a kind; of the first kind that has any for an unknown one. Two queries."""
    counts = accepted(wave).aggregate(**{each: Count("pk", filter=_has(each)) for each in SEEN})
    shown = kind if kind in SEEN else next((each for each in SEEN if counts[each]), SEEN[0])
    total = counts[shown]
    page = max(1, min(page, -(-total // PAGE)))
    rows = _rows(wave, shown)[(page - 1) * PAGE : page * PAGE]
    return Besides(shown, tuple(_card(row) for row in rows), total, page, counts)


def words_table(wave: str) -> Table:
    """Return the words of a cycle, one row each, kind after kind; without any, the header alone."""
    return Table(COLUMNS, _lines(wave))


def _lines(wave: str) -> Iterator[list[Cell]]:
    for kind in SEEN:
        for row in _rows(wave, kind).iterator(chunk_size=PAGE * 10):
            card = _card(row)
            yield [
                kind, card.words, card.centre_code, card.centre_name_ar, card.centre_name_en, card.entity_code,
                str(card.mission_kind or ""),
            ]  # fmt: skip


def accepted(wave: str) -> Any:
    """Return the accepted visits of a cycle."""
    return with_state().filter(wave__ref=wave, state__in=ACCEPTED)


def _has(kind: str) -> Q:
    return Q(capture__seen__has_key=kind)


def _rows(wave: str, kind: str) -> Any:
    return accepted(wave).filter(_has(kind)).order_by("ref").values_list(*FIELDS, f"capture__seen__{kind}")


def _card(row: tuple[Any, ...]) -> WordsCard:
    visit, code, name_ar, name_en, entity, entity_ar, entity_en, kind, words = row
    return WordsCard(
        visit=visit,
        words=covered(words),
        centre_code=code or "",
        centre_name_ar=name_ar or "",
        centre_name_en=name_en or "",
        entity_code=entity or "",
        entity_name_ar=entity_ar or "",
        entity_name_en=entity_en or "",
        mission_kind=MissionKind(kind) if kind else None,
    )
