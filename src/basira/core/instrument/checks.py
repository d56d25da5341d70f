"""
What the desk alone knows of a question: the answer by which a trap shows that the shopper looked, what is right there, and where it
was promised.

An answer that is told is no check: it leaves the form before a phone gets it (`served`), and what a trap was answered is read by no
body (`barred`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from xml.dom.minidom import Element, Node

from defusedxml.minidom import parseString

from basira.core.instrument.expressions import EVERYTHING, names_read
from basira.core.instrument.faults import fault_at
from basira.core.instrument.scale import number
from basira.core.instrument.tree import NAMESPACE, AnswerKey, Question
from basira.core.instrument.xform import Bind, XForm
from basira.core.kernel.problem import Fault

DESK_ONLY = ("trap", "key", "promised")
"""The columns `bind::basira:<name>` that no phone and no body gets."""
LONGEST_KEY = 500
"""Letters of what is right, and of where it was promised."""

_NUMERIC = frozenset({"int", "decimal"})
_PREFIX = re.compile(rf"\sxmlns:([^\s=]+)\s*=\s*[\"']{re.escape(NAMESPACE)}[\"']")


class Agreement(StrEnum):
    """Whether a trap's answer is the one that is right."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Checks:
    """
    What was read: the right answer of each trap and the key of each question, by path; and every fault met on the way.

    `barred` are the questions whose answers no body reads: the traps, and what is asked because of their answers.
    """

    traps: dict[str, str]
    keys: dict[str, AnswerKey]
    barred: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_checks(xform: XForm, place_of: Callable[[str], str]) -> Checks:
    """Read the traps and keys of a converted form; a form without any has none. `place_of` gives a question's place."""
    asked = {question.path: question for question in xform.questions if question.kind != "note"}
    faults: list[Fault] = []
    for path, bind in xform.binds.items():
        for code, message, params in (*_trap_faults(bind, asked.get(path)), *_key_faults(bind, asked.get(path))):
            faults.append(replace(fault_at(code, message, place_of(path)), params=tuple(params.items())))
    said = {path: bind.measures for path, bind in xform.binds.items()}
    traps = {path: own["trap"] for path, own in said.items() if own.get("trap")}
    keys = {path: AnswerKey(own["key"], own.get("promised", "")) for path, own in said.items() if own.get("key")}
    return Checks(traps, keys, barred_by(xform, traps), tuple(faults))


_Found = Iterator[tuple[str, str, dict[str, str]]]


def _trap_faults(bind: Bind, question: Question | None) -> _Found:
    right = bind.measures.get("trap", "")
    if not right:
        return
    beside = [name for name, text in bind.measures.items() if text and name not in DESK_ONLY]
    if beside:
        message = f"A trap checks the shopper and measures nothing: empty bind::basira:{beside[0]} here, or take the trap out."
        yield "form.trap-measured", message, {"column": f"bind::basira:{beside[0]}"}
    elif question is None or not (question.kind == "select1" or _is_number(question)):
        message = "A trap stands on a question with one answer (select_one) or a number (integer, decimal)."
        yield "form.trap-unfit", message, {}
    elif question.in_repeat:
        message = "A trap stands in a repeat, where one visit has several answers. Move it out of the repeat."
        yield "form.trap-in-repeat", message, {}
    elif _is_number(question):
        value = number(right)
        if value is None or (question.type == "int" and value != value.to_integral_value()):
            message = f"The trap's right answer '{right}' is no number that '{question.name}' can be answered with."
            yield "form.trap-no-number", message, {"answer": right, "question": question.name}
    elif right not in {choice.name for choice in question.choices}:
        message = f"The trap's right answer '{right}' is not the code of an answer that '{question.name}' offers."
        yield "form.trap-unknown-answer", message, {"answer": right, "question": question.name}


def _key_faults(bind: Bind, question: Question | None) -> _Found:
    said = {name: text for name in ("key", "promised") if (text := bind.measures.get(name, ""))}
    if said and question is None:
        message = (
            "The answer key stands on something that nobody answers. Put it beside the question that is judged by it."
        )
        yield "form.key-unanswered", message, {}
    elif "promised" in said and "key" not in said:
        message = (
            "bind::basira:promised says where something was promised, but nothing says what: fill bind::basira:key too."
        )
        yield "form.promised-alone", message, {}
    for name, text in said.items():
        if len(text) > LONGEST_KEY:
            message = (
                f"bind::basira:{name} has more than {LONGEST_KEY} letters. Say it shorter, or name where it stands."
            )
            yield "form.key-too-long", message, {"column": f"bind::basira:{name}", "limit": str(LONGEST_KEY)}


def _is_number(question: Question) -> bool:
    return question.kind == "input" and question.type in _NUMERIC


def barred_by(xform: XForm, traps: Iterable[str]) -> tuple[str, ...]:
    """
    Return the traps, and every path that is asked, calculated, filled in or offered its choices because of their answers, in the
    order of the form.

    What is asked because of a criterion is not followed further: it explains the criterion. Empty without traps. Each path is
    walked once, however long the chain: a form may have thousands.
    """
    barred = set(traps)
    if not barred:
        return ()
    waiting = [EVERYTHING, *(step for path in barred for step in _steps(path))]
    within = _within(xform)
    readers = _readers(xform, within)
    met = set(waiting)
    while waiting:
        for path in readers.get(waiting.pop(), ()):
            found = within.pop(path, ())
            barred.update(found)
            fresh = {step for each in (path, *found) for step in _steps(each)} - met
            met |= fresh
            waiting += fresh
    return tuple(path for path in xform.binds if path in barred)


def _within(xform: XForm) -> dict[str, list[str]]:
    """Give what lies at or below each path that could wait for an answer. A criterion waits for none: it is told as it is."""
    within: dict[str, list[str]] = {path: [] for path in (*xform.binds, *xform.counts)}
    others = [path for path, bind in xform.binds.items() if not bind.measures.get("criterion")]
    for path in others:
        steps = path.split("/")
        for length in range(2, len(steps) + 1):
            around = within.get("/".join(steps[:length]))
            if around is not None:
                around.append(path)
    return within


def _readers(xform: XForm, paths: Iterable[str]) -> dict[str, list[str]]:
    """
    Give, by the name of a question, the paths that are asked, demanded, locked, repeated, calculated, filled in or offered their
    choices by its answer; by EVERYTHING those that may read any answer.

    What a question says or refuses (its label, its constraint) is no reading: it is asked all the same.
    """
    readers: dict[str, list[str]] = {}
    for path in paths:
        bind = xform.binds.get(path)
        if bind is not None and bind.measures.get("criterion"):
            continue
        own = (bind.relevant, bind.calculate, bind.required, bind.readonly) if bind is not None else ()
        texts = (*own, xform.presets.get(path, ""), xform.counts.get(path, ""), xform.filters.get(path, ""))
        for name in {name for text in texts if text for name in names_read(text)}:
            readers.setdefault(name, []).append(path)
    return readers


def _steps(path: str) -> list[str]:
    """Return the names of a path: who reads a group reads what lies in it."""
    return path.split("/")[1:]


def agreement(right: str, answer: str) -> Agreement:
    """Compare a trap's right answer with the one that was filed ("" for none): a number by its value, a choice by its code."""
    given = answer.strip()
    if not given:
        return Agreement.UNANSWERED
    return Agreement.AGREES if _value(given) == _value(right) else Agreement.DIFFERS


def _value(text: str) -> Decimal | str:
    value = number(text)
    return text if value is None else value


def served(xform: str) -> str:
    """
    Return a form as phones may have it: without any attribute of ours, whatever prefix it stands under; else unchanged.

    No phone reads them, they stand in the tree, and a shopper should see neither what is right nor what an answer wins.
    """
    prefixes = "|".join(re.escape(prefix) for prefix in dict.fromkeys(_PREFIX.findall(xform)))
    if not prefixes or not re.search(rf"\s(?:{prefixes}):[^\s=]+\s*=", xform):
        return xform
    document = parseString(xform)
    if not sum(_without_ours(element) for element in _elements(document)):
        return xform
    return str(document.toxml())


def _without_ours(element: Element) -> int:
    """Take what is ours out of an element; return how many attributes that were."""
    ours = [each for each in element.attributes.values() if each.namespaceURI == NAMESPACE]
    for each in ours:
        element.removeAttributeNode(each)
    return len(ours)


def _elements(node: Node) -> Iterator[Element]:
    """Give every element below a node, without recursion: a stranger's groups may be nested deeply."""
    waiting = [node]
    while waiting:
        for child in waiting.pop().childNodes:
            if isinstance(child, Element):
                yield child
                waiting.append(child)
