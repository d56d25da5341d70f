"""The questionnaire tree: what a version asks and measures, as frozen values that travel as JSON."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from basira.core.instrument.scale import Scale, share_of

NAMESPACE = "urn:basira:xforms:1"
"""The XML namespace of the measuring attributes. A URN: nobody's host, and nothing to fetch."""

DEFAULT_DIMENSION = "general"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list: its name as it is filed, and its label per language as the form names the languages."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """
    One thing that a person is asked or told.

    `path` is the place in the submission ("/data/counter/greeted"); `kind` is the control: select1, select, input,
    range, upload, rank, trigger or note; `type` is the XForm type (int, date, binary…). `required` and `relevant` are
    expressions, "" where there is none. `choices_from` names an attached file when the answers are not in the workbook.
    """

    path: str
    kind: str
    type: str
    labels: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    required: str = ""
    relevant: str = ""
    group: str = ""
    in_repeat: bool = False

    @property
    def name(self) -> str:
        """The last step of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One thing that is measured.

    `weight` is relative, above 0, without unit; `na` lists the answers that mean "not applicable", which leave the
    base; `scale` turns every other answer into a share of 0 to 1. A failed `critical` criterion is shown on its own.
    """

    code: str
    path: str
    weight: Decimal
    dimension: str
    critical: bool
    na: tuple[str, ...]
    scale: Scale

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {
            "code": self.code,
            "path": self.path,
            "weight": str(self.weight),
            "dimension": self.dimension,
            "critical": self.critical,
            "na": list(self.na),
            "scale": self.scale.as_dict(),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        return cls(
            code=values["code"],
            path=values["path"],
            weight=Decimal(values["weight"]),
            dimension=values["dimension"],
            critical=values["critical"],
            na=tuple(values["na"]),
            scale=Scale.from_dict(values["scale"]),
        )


_SERVICE = re.compile(r"\[([A-Za-z0-9._-]+)\]")
"""How a key names a service."""


def _at_service(text: str, code: str) -> str:
    general, *parts = _SERVICE.split(text)
    own = [words.strip() for name, words in zip(parts[::2], parts[1::2], strict=True) if name == code]
    return " ".join(filter(None, [general.strip(), *own])) if own else text


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """
    What is right at a service, and where it was promised ("" where nothing says so): words for the desk alone.

    One form may serve several services: what holds at one alone follows its code in brackets, "[renewal] 50 [loss] 120".
    """

    right: str
    promised: str = ""

    def at_service(self, code: str) -> "AnswerKey":
        """
        Return what holds at a service: what stands before the first code, and what follows its own.

        Words that do not name it are left whole, and so are all where no service is known (""): nothing is hidden by a guess.
        """
        return AnswerKey(_at_service(self.right, code), _at_service(self.promised, code))


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """
    One version of a questionnaire.

    `roles` maps a role (mission, started, ended, waiting-minutes) to the path of the question that plays it.
    `dimensions` are those that the criteria use, in the order of first use, with labels per language. `files` are the
    attachments that the form asks for. `places` tells of a path where its row stands ("survey:12"); forms that were converted
    before this was noted have none, and no `traps` (path to the answer that is right), `keys` (by path) and `barred` paths,
    whose answers no body reads (`core.instrument.checks`). `wait_limit` is the longest wait that keeps to the service's standard,
    in minutes; None where the form declares none.
    """

    title: str
    form_id: str
    version: str
    languages: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    dimensions: tuple[Choice, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    traps: dict[str, str] = field(default_factory=dict)
    keys: dict[str, AnswerKey] = field(default_factory=dict)
    barred: tuple[str, ...] = ()
    wait_limit: Decimal | None = None

    @property
    def answerable(self) -> tuple[Question, ...]:
        """The questions that a person answers: notes are read, calculations and timestamps fill themselves."""
        return tuple(question for question in self.questions if question.kind != "note")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {
            "title": self.title,
            "form_id": self.form_id,
            "version": self.version,
            "languages": list(self.languages),
            "questions": [_question_dict(question) for question in self.questions],
            "criteria": [criterion.as_dict() for criterion in self.criteria],
            "dimensions": [{"name": one.name, "labels": one.labels} for one in self.dimensions],
            "roles": self.roles,
            "files": list(self.files),
            "places": self.places,
            "traps": self.traps,
            "keys": {path: [key.right, key.promised] for path, key in self.keys.items()},
            "barred": list(self.barred),
            "wait_limit": None if self.wait_limit is None else str(self.wait_limit),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        return cls(
            title=values["title"],
            form_id=values["form_id"],
            version=values["version"],
            languages=tuple(values["languages"]),
            questions=tuple(_question(question) for question in values["questions"]),
            criteria=tuple(Criterion.from_dict(criterion) for criterion in values["criteria"]),
            dimensions=tuple(Choice(one["name"], one["labels"]) for one in values["dimensions"]),
            roles=dict(values["roles"]),
            files=tuple(values["files"]),
            places=dict(values.get("places", {})),
            traps=dict(values.get("traps", {})),
            keys={path: AnswerKey(*key) for path, key in values.get("keys", {}).items()},
            barred=tuple(values.get("barred", ())),
            wait_limit=Decimal(limit) if (limit := values.get("wait_limit")) else None,
        )


def points_of(criterion: Criterion, answer: str) -> Decimal | None:
    """
    Return the share of its points that an answer wins.

    Units: share, 0 to 1; multiply by `criterion.weight` for points. Empty: None for an unanswered question ("" or
    blanks) and for an answer that means "not applicable"; both leave the base, neither counts as 0.

    :raises AnswerOutsideScale: when the answer is not one that the criterion knows
    """
    given = answer.strip()
    if not given or given in criterion.na:
        return None
    return share_of(criterion.scale, given)


def text_in(labels: dict[str, str], language: str) -> str:
    """
    Return the label in a language ("ar", "en"), else any label; "" when there is none.

    A form names its languages freely: "العربية (ar)", "English (en)", "Arabic", "default".
    """
    names = {"ar": ("(ar)", "arab", "عرب"), "en": ("(en)", "engl", "إنجل")}.get(language, (f"({language})",))
    for spelled, text in labels.items():
        if text and (spelled.casefold() == language or any(name in spelled.casefold() for name in names)):
            return text
    return next((text for text in labels.values() if text), "")


def _question_dict(question: Question) -> dict[str, Any]:
    return {
        "path": question.path,
        "kind": question.kind,
        "type": question.type,
        "labels": question.labels,
        "hints": question.hints,
        "choices": [{"name": choice.name, "labels": choice.labels} for choice in question.choices],
        "choices_from": question.choices_from,
        "required": question.required,
        "relevant": question.relevant,
        "group": question.group,
        "in_repeat": question.in_repeat,
    }


def _question(values: dict[str, Any]) -> Question:
    choices = tuple(Choice(choice["name"], choice["labels"]) for choice in values["choices"])
    return Question(**(values | {"choices": choices}))
