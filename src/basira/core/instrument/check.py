"""The whole check of an uploaded form, in the order that keeps it safe: container, limited process, words."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Self

from basira.core.instrument.faults import attachment_faults, fault_at
from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.container import DEFAULT_LIMITS, ContainerLimits, preflight
from basira.core.kernel.problem import Fault, Severity, has_errors

SUFFIXES = (".xlsx", ".xlsm", ".xls")

Converter = Callable[[bytes, str], bytes]
"""
Runs `core.instrument.convert` in a limited process: (workbook, fallback form id) to its JSON.

:raises ConversionStopped: when the process ran out of time or memory, or died
"""


class ConversionStopped(Exception):
    """The limited process gave no answer. `ending` is "out-of-time", "out-of-memory" or "failed"."""

    def __init__(self, ending: str) -> None:
        super().__init__(ending)
        self.ending = ending


@dataclass(frozen=True, slots=True)
class FormCheck:
    """
    What is to be said about a form.

    `questions` counts what a person answers (no notes, no calculations, no timestamps); `criteria` counts what is
    measured. `xform` and `tree` are None when the form is not `ok`.
    """

    ok: bool
    questions: int
    criteria: int
    problems: tuple[Fault, ...]
    xform: str | None = None
    tree: Questionnaire | None = None

    @classmethod
    def refused(cls, problems: list[Fault]) -> Self:
        """A form of which nothing is known but why it is refused."""
        return cls(ok=False, questions=0, criteria=0, problems=tuple(problems))


def check_form(
    content: bytes,
    filename: str,
    convert: Converter,
    *,
    attachments: Mapping[str, bytes] | None = None,
    limits: ContainerLimits = DEFAULT_LIMITS,
) -> FormCheck:
    """
    Check a workbook: preflight, conversion in a limited process, lints. Never raises for anything in the file.

    `attachments` are the files that go out with the form, by name; each one that it asks for and doesn't get is a
    warning.
    """
    faults = preflight(content, limits=limits)
    if not faults and PurePath(filename).suffix.casefold() not in SUFFIXES:
        message = f"'{PurePath(filename).name}' is not named like a workbook. XLSForms end in .xlsx or .xls."
        faults = [fault_at("form.bad-suffix", message, "container", warning=True)]
    if has_errors(faults):
        return FormCheck.refused(faults)
    try:
        answer = json.loads(convert(content, fallback_form_id(filename)))
        problems = [*faults, *map(_fault, answer["problems"])]
        tree = Questionnaire.from_dict(answer["tree"]) if answer["tree"] is not None else None
    except ConversionStopped as stopped:
        return FormCheck.refused([*faults, _stopped(stopped.ending)])
    except (ValueError, LookupError, TypeError, AttributeError):
        return FormCheck.refused([*faults, _stopped("failed")])
    if tree is None:
        return FormCheck.refused(problems)
    problems += _file_faults(tree, attachments or {})
    ok = not has_errors(problems)
    return FormCheck(
        ok=ok,
        questions=len(tree.answerable),
        criteria=len(tree.criteria),
        problems=tuple(problems),
        xform=answer["xform"] if ok else None,
        tree=tree if ok else None,
    )


def fallback_form_id(filename: str) -> str:
    """Return a form id made of the file's name, for forms without one: plain letters, "form" when nothing is left."""
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "_", PurePath(filename).stem).strip("_.-")
    return stem[:60] if re.match(r"[A-Za-z_]", stem) else f"form_{stem[:60]}".rstrip("_")


def content_version(content: bytes) -> str:
    """Return the version that stands in for a missing one: the first 10 hex digits of the workbook's SHA-256."""
    return hashlib.sha256(content).hexdigest()[:10]


def _file_faults(tree: Questionnaire, attachments: Mapping[str, bytes]) -> list[Fault]:
    faults: list[Fault] = []
    for name in tree.files:
        if name not in attachments and name != "itemsets.csv":
            message = f"The form asks for the file '{name}'. Upload it with the form, or its lists stay empty."
            faults.append(fault_at("form.file-missing", message, "form", warning=True, file=name))
    for name, content in attachments.items():
        if name.casefold().endswith(".csv"):
            faults += attachment_faults(name, content)
    return faults


def _stopped(ending: str) -> Fault:
    words = {
        "out-of-time": "The form takes too long to convert. Make it smaller or split it.",
        "out-of-memory": "The form takes too much memory to convert. Make it smaller or split it.",
    }
    message = words.get(ending, "The form could not be converted. Open it, save it again as .xlsx and upload that.")
    code = f"form.{ending}" if ending in words else "form.converter-stumbled"
    return fault_at(code, message, "form")


def _fault(values: dict[str, Any]) -> Fault:
    return Fault(
        severity=Severity(values["severity"]),
        code=values["code"],
        message=values["message"],
        row=values["row"],
        column=values["column"],
        place=values["place"],
        params=tuple(values["params"].items()),
    )
