"""
A sheet as JSON: what a body is asked of itself, in the words and the scales of the questionnaires that the cycle will use.

{"cycle": {ref, number, ar, en}, "centres": [{ref, ar, en}], "criteria": [{code, dimension: {code, ar, en}, ar, en, weight,
kind, scale, choices: [{name, ar, en}]}]}. A code is that of reports: "dimension/form:criterion".
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from basira.core.instrument.scale import AnswerOutsideScale, Scale, number, share_of
from basira.core.instrument.tree import Criterion, Question, Questionnaire, text_in

Json = dict[str, Any]


class Kind(StrEnum):
    """How a criterion is answered: one choice, several of them (parted by spaces), or a number."""

    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"


def criteria_of(questionnaires: Iterable[Questionnaire]) -> list[Json]:
    """Return the criteria of questionnaires that a body can answer; those without a question of their own are left out."""
    found = []
    for one in questionnaires:
        questions = {question.path: question for question in one.questions}
        dimensions = {each.name: each.labels for each in one.dimensions}
        for criterion in one.criteria:
            question = questions.get(criterion.path)
            if question is None or question.choices_from:
                continue
            code = f"{criterion.dimension}/{one.form_id}:{criterion.code}"
            dimension = {"code": criterion.dimension} | names(dimensions.get(criterion.dimension, {}))
            found.append(
                {"code": code, "dimension": dimension} | names(question.labels) | scale_of(criterion, question)
            )
    return found


def scale_of(criterion: Criterion, question: Question) -> Json:
    """Return how a criterion is answered and what an answer is worth."""
    choices = [{"name": each.name} | names(each.labels) for each in question.choices if each.name not in criterion.na]
    several = Kind.SEVERAL if criterion.scale.adds_up else Kind.ONE
    return {
        "weight": format(criterion.weight, "f"),
        "kind": str(several if choices else Kind.NUMBER),
        "scale": criterion.scale.as_dict(),
        "choices": choices,
    }


def names(labels: Mapping[str, str]) -> Json:
    """Return a label in both languages."""
    return {"ar": text_in(dict(labels), "ar"), "en": text_in(dict(labels), "en")}


def share_in(criterion: Json, answer: str) -> Decimal | None:
    """Return the share of its points (0 to 1) that an answer to a criterion of a sheet wins; None for one its scale knows not."""
    offered = {each["name"] for each in criterion["choices"]}
    if not set(answer.split()) <= offered if offered else number(answer) is None:
        return None
    try:
        return share_of(Scale.from_dict(criterion["scale"]), answer)
    except AnswerOutsideScale:
        return None
