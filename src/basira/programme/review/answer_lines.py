"""The answers of one visit as a reviewer reads them: by dimension, with points, corrections beside the originals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from basira.core.instrument.checks import Agreement, agreement
from basira.core.instrument.coarse import OF_TYPES, coarse
from basira.core.instrument.coarse import in_words as coarse_words
from basira.core.instrument.scale import AnswerOutsideScale
from basira.core.instrument.tree import AnswerKey, Choice, Criterion, Question, Questionnaire, points_of, text_in
from basira.programme.fieldwork.tree_paths import REPEAT

OTHER = ""
"""The dimension of answers that nothing measures."""


@dataclass(frozen=True, slots=True)
class EditCard:
    """One correction: what it was before and after, why, when and by whom (an account's ref)."""

    before: str
    after: str
    reason: str
    edited_at: datetime
    edited_by: str


@dataclass(frozen=True, slots=True)
class TrapCheck:
    """A question that checks the shopper: what is right, and whether she answered so, as she filed it and whatever was corrected."""

    right_ar: str
    right_en: str
    said: Agreement

    @property
    def agrees(self) -> bool:
        """Tell whether the right answer was filed."""
        return self.said is Agreement.AGREES

    @property
    def differs(self) -> bool:
        """Tell whether another one was filed."""
        return self.said is Agreement.DIFFERS


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """
    One answer. `original` is as filed, `counts` as it counts now; both as filed text, "" when unanswered.

    `share` is the part of the points that it wins, 0 to 1; None when it is not measured, not applicable or off the scale
    (`is_off_scale`). `choices` are the answers that the question offers: name, Arabic and English label. `trap` is None where the
    question checks nobody, `key` where nothing says what is right.
    """

    path: str
    name_ar: str
    name_en: str
    original: str
    counts: str
    original_ar: str
    original_en: str
    counts_ar: str
    counts_en: str
    weight: Decimal | None
    share: Decimal | None
    is_critical: bool
    is_off_scale: bool
    choices: tuple[tuple[str, str, str], ...]
    edits: tuple[EditCard, ...]
    trap: TrapCheck | None = None
    key: AnswerKey | None = None


@dataclass(frozen=True, slots=True)
class DimensionBlock:
    """The answers of one dimension; `share` is its weighted share of points, None when nothing counts."""

    code: str
    name_ar: str
    name_en: str
    lines: tuple[AnswerLine, ...]
    share: Decimal | None


def by_dimension(
    questionnaire: Questionnaire,
    answers: Mapping[str, str],
    edits: Mapping[str, Sequence[EditCard]],
    service: str = "",
) -> tuple[DimensionBlock, ...]:
    """
    Return every question of a questionnaire with its answer, measured ones by dimension, the others last.

    What the key says is right at the visit's `service` stands beside it (its code, "" for an unknown one). A question in a repeat has a
    line for each time that it was answered. A questionnaire without any questions gives
    the bare answers, so that imported visits can be read too.
    """
    criteria = {criterion.path: criterion for criterion in questionnaire.criteria}
    lines: dict[str, list[AnswerLine]] = {}
    for path, question in _asked(questionnaire, answers):
        criterion = criteria.get(question.path)
        dimension = criterion.dimension if criterion else OTHER
        line = _line(path, question, criterion, answers, edits.get(path, ()))
        trap, key = _trap(questionnaire.traps.get(question.path), question, line), questionnaire.keys.get(question.path)
        lines.setdefault(dimension, []).append(replace(line, trap=trap, key=key.at_service(service) if key else None))
    labels = {choice.name: choice.labels for choice in questionnaire.dimensions}
    order = [*labels, *sorted(lines.keys() - labels.keys() - {OTHER}), OTHER]
    return tuple(
        DimensionBlock(
            code,
            text_in(labels.get(code, {}), "ar") or code,
            text_in(labels.get(code, {}), "en") or code,
            tuple(lines[code]),
            share_of_lines(lines[code]),
        )
        for code in order
        if code in lines
    )


def share_of_lines(lines: Sequence[AnswerLine]) -> Decimal | None:
    """Return the weighted share of points of some lines, 0 to 1; None when none of them counts."""
    counted = [(line.weight, line.share) for line in lines if line.weight is not None and line.share is not None]
    base = sum((weight for weight, _share in counted), Decimal(0))
    return sum((weight * share for weight, share in counted), Decimal(0)) / base if base else None


def _asked(questionnaire: Questionnaire, answers: Mapping[str, str]) -> Iterator[tuple[str, Question]]:
    """Yield each place that can hold an answer, in the order of the form."""
    places: dict[str, list[str]] = {}
    for place in answers:
        places.setdefault(REPEAT.sub("", place), []).append(place)
    known = {question.path for question in questionnaire.questions}
    for question in questionnaire.answerable:
        for place in places.get(question.path) or ([] if question.in_repeat else [question.path]):
            yield place, question
    for criterion in questionnaire.criteria:
        if criterion.path not in known:
            yield criterion.path, Question(criterion.path, "input", "string", {"default": criterion.code})


def _line(
    path: str, question: Question, criterion: Criterion | None, answers: Mapping[str, str], edits: Sequence[EditCard]
) -> AnswerLine:
    original = stored(question.type, answers.get(path, ""))
    counts = stored(question.type, edits[-1].after) if edits else original
    share, is_off_scale = _points(criterion, counts)
    return AnswerLine(
        path=path,
        name_ar=text_in(question.labels, "ar") or question.name,
        name_en=text_in(question.labels, "en") or question.name,
        original=original,
        counts=counts,
        original_ar=in_words(question.choices, original, "ar"),
        original_en=in_words(question.choices, original, "en"),
        counts_ar=in_words(question.choices, counts, "ar"),
        counts_en=in_words(question.choices, counts, "en"),
        weight=criterion.weight if criterion else None,
        share=share,
        is_critical=bool(criterion and criterion.critical),
        is_off_scale=is_off_scale,
        choices=tuple((each.name, text_in(each.labels, "ar"), text_in(each.labels, "en")) for each in question.choices),
        edits=tuple(edits),
    )


def _trap(right: str | None, question: Question, line: AnswerLine) -> TrapCheck | None:
    if right is None:
        return None
    arabic, english = (in_words(question.choices, right, language) for language in ("ar", "en"))
    return TrapCheck(arabic, english, agreement(right, line.original))


def stored(kind: str, answer: str) -> str:
    """Return an answer to a question of this type as it may be shown: what was filed exactly, before that was sealed, is coarse."""
    return coarse(answer, OF_TYPES[kind]) if kind in OF_TYPES else answer


def _points(criterion: Criterion | None, answer: str) -> tuple[Decimal | None, bool]:
    if criterion is None:
        return None, False
    try:
        return points_of(criterion, answer), False
    except AnswerOutsideScale:
        return None, True


def in_words(choices: Sequence[Choice], answer: str, language: str) -> str:
    """Return an answer by the labels of its choices; as it was filed when the question offers none, what is coarse in words."""
    labels = {choice.name: text_in(choice.labels, language) or choice.name for choice in choices}
    if not labels:
        words = coarse_words(answer)
        return answer if words is None else words[0 if language == "ar" else 1]
    if not answer:
        return answer
    separator = "، " if language == "ar" else ", "
    return separator.join(labels.get(name, name) for name in ([answer] if answer in labels else answer.split()))
