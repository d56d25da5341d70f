"""Refused sendings beside the visit that was filed: the answers that differ, in words, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from basira.core.instrument.tree import Questionnaire, text_in
from basira.programme.fieldwork.kept import kept_conflicts
from basira.programme.fieldwork.queries import VisitCard
from basira.programme.fieldwork.tree_paths import REPEAT
from basira.programme.review.answer_lines import in_words

MOST_LINES = 100
"""Differences of one sending that a page shows."""


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One answer that differs: as it was filed and as it was sent again; "" where there is none."""

    name_ar: str
    name_en: str
    filed_ar: str
    filed_en: str
    sent_ar: str
    sent_en: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One refused sending; `more` counts differences beyond those shown, `is_readable` is False when nobody could read it."""

    lines: tuple[DifferenceLine, ...]
    more: int
    is_readable: bool


@dataclass(frozen=True, slots=True)
class ConflictsCard:
    """All refused sendings of a visit, the newest first; `files` names refused files."""

    sendings: tuple[Sending, ...]
    more: int
    files: tuple[str, ...]


def conflicts_card(visit: VisitCard) -> ConflictsCard:
    """Return the refused sendings of a visit; empty when there is none."""
    found = kept_conflicts(visit.ref)
    tree = Questionnaire.from_dict(visit.questionnaire)
    return ConflictsCard(tuple(sending(visit, answers, tree) for answers in found.answers), found.more, found.files)


def sending(visit: VisitCard, answers: Mapping[str, str] | None, tree: Questionnaire) -> Sending:
    """Return what differs between a visit as filed and a sending, in the order of the form."""
    if answers is None:
        return Sending((), 0, False)
    questions = {question.path: question for question in tree.questions}
    order = {path: place for place, path in enumerate(questions)}
    paths = {path for path in visit.answers.keys() | answers.keys() if visit.answers.get(path) != answers.get(path)}
    lines = []
    for path in sorted(paths, key=lambda one: (order.get(REPEAT.sub("", one), len(order)), one))[:MOST_LINES]:
        question = questions.get(REPEAT.sub("", path))
        labels, choices = (question.labels, question.choices) if question else ({}, ())
        shown = [
            in_words(choices, of.get(path, ""), language)
            for of in (visit.answers, answers)
            for language in ("ar", "en")
        ]
        lines.append(DifferenceLine(text_in(labels, "ar") or path, text_in(labels, "en") or path, *shown))
    return Sending(tuple(lines), max(0, len(paths) - MOST_LINES), True)
