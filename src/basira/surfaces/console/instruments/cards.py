"""A version's tree as its page shows it: questions and criteria in the reader's language."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from basira.core.instrument.scale import Scale
from basira.core.instrument.tree import AnswerKey, Criterion, Question, Questionnaire, text_in
from basira.core.kernel.journeys import StepRole
from basira.core.kernel.problem import Fault
from basira.surfaces.shared import figures
from basira.surfaces.shared.words import words_of_fault

KINDS = {
    "select1": gettext_lazy("One answer of a list"),
    "select": gettext_lazy("Several answers of a list"),
    "input": gettext_lazy("Text"),
    "range": gettext_lazy("Range"),
    "upload": gettext_lazy("File"),
    "rank": gettext_lazy("Ranking"),
    "trigger": gettext_lazy("Acknowledgement"),
    "note": pgettext_lazy("kind of question", "Note"),
}
TYPES = {
    "int": gettext_lazy("Whole number"),
    "decimal": gettext_lazy("Number"),
    "date": gettext_lazy("Date"),
    "time": gettext_lazy("Time of day"),
    "dateTime": gettext_lazy("Date and time"),
    "geopoint": gettext_lazy("Place on the map"),
    "barcode": gettext_lazy("Barcode"),
    "binary": gettext_lazy("Picture, sound or file"),
}
"""What the XForm type says better than the control."""

ROLES = {
    "mission": gettext_lazy("names the mission"),
    "started": gettext_lazy("says when the visit started"),
    "ended": gettext_lazy("says when the visit ended"),
    "waiting-minutes": gettext_lazy("says how many minutes the shopper waited"),
    StepRole.ASKED_AGAIN: gettext_lazy("says whether a paper that an earlier step had issued was asked for again"),
    StepRole.TYPED_AGAIN: gettext_lazy("says whether data that an earlier step had were typed again"),
    StepRole.HANDED_OVER: gettext_lazy("says whether the step gave what the next one needs"),
    StepRole.STEP_VISITS: gettext_lazy("says how many visits the step took"),
    StepRole.CHANNEL_SWITCHES: gettext_lazy("says how often the channel had to be changed"),
    StepRole.MINUTES_INSIDE: gettext_lazy("says how many minutes the visit took"),
    StepRole.RESULT_DAYS: gettext_lazy("says after how many days the result was there"),
}


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion in the reader's language. `weight_share` is its share of all weights, 0 to 1."""

    code: str
    question: str
    dimension: str
    weight: Decimal
    weight_share: Decimal
    critical: bool
    na: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the reader's language; `place` is its path under the form, such as "welcome/greeted"."""

    name: str
    place: str
    text: str
    hint: str
    kind: str
    answers: tuple[str, ...]
    more_answers: int
    required: bool
    conditional: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What the desk alone knows of a question: the answer that is right where it is a trap, else "", and its key, or None."""

    name: str
    text: str
    right: str
    key: AnswerKey | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A remark of the check in the reader's language, by its place."""

    severity: str
    message: str
    place: str
    row: None = None
    column: None = None


SHOWN_ANSWERS = 12


def fault_lines(faults: tuple[Fault, ...]) -> list[FaultLine]:
    """Return the check's remarks, errors first, in the order of the file."""
    ordered = sorted(faults, key=lambda fault: fault.severity != "error")
    return [FaultLine(str(fault.severity), words_of_fault(_isolated(fault)), fault.place) for fault in ordered]


def _isolated(fault: Fault) -> Fault:
    """Isolate what the file spells, so that Latin pieces keep their places in an Arabic sentence."""
    return replace(fault, params=tuple((name, f"\u2068{value}\u2069") for name, value in fault.params))


def criterion_lines(tree: Questionnaire) -> list[CriterionLine]:
    """Return the criteria in the order of the form; empty for a form that measures nothing."""
    language = get_language() or "en"
    questions = {question.path: question for question in tree.questions}
    dimensions = {each.name: text_in(each.labels, language) or each.name for each in tree.dimensions}
    whole = sum((criterion.weight for criterion in tree.criteria), Decimal(0))
    return [_criterion(each, questions[each.path], dimensions, whole) for each in tree.criteria]


def _criterion(criterion: Criterion, question: Question, dimensions: dict[str, str], whole: Decimal) -> CriterionLine:
    language = get_language() or "en"
    answers = {choice.name: text_in(choice.labels, language) or choice.name for choice in question.choices}
    return CriterionLine(
        code=criterion.code,
        question=text_in(question.labels, language),
        dimension=dimensions.get(criterion.dimension, criterion.dimension),
        weight=criterion.weight,
        weight_share=criterion.weight / whole,
        critical=criterion.critical,
        na=", ".join(answers.get(answer, answer) for answer in criterion.na),
        points=scale_words(criterion.scale, answers),
    )


def scale_words(scale: Scale, answers: dict[str, str]) -> tuple[str, ...]:
    """
    Return a scale as short texts, one a rule: "Yes: 100 %", "at most 10: 50 %", "otherwise: 0 %".

    `answers` are the labels of the question's choices by name; {} for numbers.
    """
    if scale.lowest is not None and scale.highest is not None:
        ends = {"low": figures.number(scale.lowest), "high": figures.number(scale.highest)}
        return (_("straight from %(low)s to %(high)s") % ends,)
    signs = {"": "%s", "<=": _("at most %s"), "<": _("under %s"), ">=": _("at least %s"), ">": _("over %s")}
    rules = [
        f"{signs[rule.operator] % answers.get(rule.bound, rule.bound)}: {figures.percent(rule.share)}"
        for rule in scale.rules
    ]
    if scale.otherwise is not None:
        words = _("otherwise")
        rules.append(f"{words}: {figures.percent(scale.otherwise)}")
    return tuple(rules)


def question_lines(tree: Questionnaire) -> list[QuestionLine]:
    """Return the questions in the order of the screen; empty for a form that asks nothing."""
    language = get_language() or "en"
    return [_question(question, language) for question in tree.questions]


def _question(question: Question, language: str) -> QuestionLine:
    answers = [text_in(choice.labels, language) or choice.name for choice in question.choices]
    named_kind = TYPES.get(question.type) if question.kind in ("input", "upload") else None
    return QuestionLine(
        name=question.name,
        place=question.path.partition("/")[2].partition("/")[2],
        text=text_in(question.labels, language),
        hint=text_in(question.hints, language),
        kind=str(named_kind or KINDS[question.kind]),
        answers=tuple(answers[:SHOWN_ANSWERS]),
        more_answers=max(0, len(answers) - SHOWN_ANSWERS),
        required=question.required not in ("", "false()"),
        conditional=bool(question.relevant),
    )


def check_lines(tree: Questionnaire) -> list[CheckLine]:
    """Return the traps and keys in the order of the form; empty for a form without any."""
    language = get_language() or "en"
    found = []
    for one in tree.questions:
        right = tree.traps.get(one.path, "")
        if right or one.path in tree.keys:
            labels = {choice.name: text_in(choice.labels, language) for choice in one.choices}
            text = text_in(one.labels, language) or one.name
            found.append(CheckLine(one.name, text, labels.get(right) or right, tree.keys.get(one.path)))
    return found


def role_lines(tree: Questionnaire) -> list[tuple[str, str]]:
    """Return (question's name, what its answer is to the programme), in the order of the roles."""
    return [(tree.roles[role].rpartition("/")[2], str(words)) for role, words in ROLES.items() if role in tree.roles]
