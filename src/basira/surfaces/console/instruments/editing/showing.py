"""A form as it reads on a phone, without the engine of the notes: each question with a control that leads nowhere."""

from dataclasses import dataclass

from basira.core.instrument.tree import Question, Questionnaire, text_in

CONTROLS = {"int": "number", "decimal": "number", "date": "date", "time": "time", "dateTime": "datetime-local"}
"""The control of an input by its XForm type; any other is text."""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in one language. `control` is radio, checkbox, textarea, file, a type of input, or "" where nothing is asked."""

    name: str
    text: str
    hint: str
    control: str
    answers: tuple[str, ...]
    is_required: bool
    is_conditional: bool


def shown_questions(tree: Questionnaire, language: str) -> list[ShownQuestion]:
    """Return the questions that a person meets, in their order; empty for a form that asks nothing."""
    return [_shown(question, language) for question in tree.questions]


def _shown(question: Question, language: str) -> ShownQuestion:
    return ShownQuestion(
        name=question.name,
        text=question.labels.get(language) or text_in(question.labels, language) or question.name,
        hint=question.hints.get(language, ""),
        control=_control(question),
        answers=tuple(choice.labels.get(language) or choice.name for choice in question.choices),
        is_required=question.required not in ("", "false()"),
        is_conditional=bool(question.relevant),
    )


def _control(question: Question) -> str:
    if question.kind in ("select1", "select", "rank"):
        return "radio" if question.kind == "select1" else "checkbox"
    if question.kind in ("note", "trigger"):
        return ""
    if question.kind == "upload":
        return "file"
    return CONTROLS.get(question.type, "textarea")
