"""What a form measures: criteria, weights, dimensions and roles out of its `bind::basira:*` attributes, or why not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from basira.core.instrument.checks import DESK_ONLY
from basira.core.instrument.faults import fault_at
from basira.core.instrument.rows import Row, cell
from basira.core.instrument.scale import Scale, ScaleNotReadable, default_scale, number, parse_points
from basira.core.instrument.tree import DEFAULT_DIMENSION, Choice, Criterion, Question
from basira.core.instrument.xform import Bind, XForm
from basira.core.kernel.journeys import COUNTED_ROLES, StepRole
from basira.core.kernel.problem import Fault

ROLES = ("mission", "started", "ended", "waiting-minutes", *StepRole)
MEASURES = ("criterion", "weight", "dimension", "critical", "na", "points", "role", "limit", *DESK_ONLY)
"""The columns `bind::basira:<name>`."""
UNMEASURING = frozenset({"role", "limit", *DESK_ONLY})
"""Those of them that a question may have without being a criterion."""
DIMENSIONS_LIST = "basira_dimensions"
"""The list of the choices sheet that names the dimensions, with their labels."""
DEFAULT_NA = "na"
LARGEST_WEIGHT = Decimal(1000)
WAITING = "waiting-minutes"
LONGEST_LIMIT = Decimal(1440)
"""Minutes: a day. A wait of more days is no wait at a counter."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_NUMERIC = frozenset({"int", "decimal"})
_ROLE_TYPES = {
    "mission": frozenset({"string", "barcode", "int"}),
    "started": frozenset({"dateTime", "string"}),
    "ended": frozenset({"dateTime", "string"}),
    "waiting-minutes": frozenset({"int", "decimal", "string"}),
} | {str(role): _NUMERIC if role in COUNTED_ROLES else frozenset({"string"}) for role in StepRole}

PlaceOf = Callable[[str], str]
"""Gives the place of a question, "survey:12", by its path."""


class _Bad(Exception):
    """Stops the reading of one criterion; carries its fault."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code, self.message, self.params = code, message, params


@dataclass(frozen=True, slots=True)
class Measures:
    """What was read: criteria that are whole, their dimensions, the roles, the limit of waits; and every fault met on the way."""

    criteria: tuple[Criterion, ...]
    dimensions: tuple[Choice, ...]
    roles: dict[str, str]
    wait_limit: Decimal | None
    faults: tuple[Fault, ...]


def read_measures(xform: XForm, choices: list[Row], languages: tuple[str, ...], place_of: PlaceOf) -> Measures:
    """
    Read the measuring part of a converted form.

    Empty: a form without any measuring column has no criteria, no roles and one warning; it can be filed, not scored.
    """
    known = declared_dimensions(choices, languages)
    questions = {question.path: question for question in xform.questions}
    faults: list[Fault] = []
    criteria: list[Criterion] = []
    for path, bind in xform.binds.items():
        if not {name.casefold() for name in bind.measures} - UNMEASURING or bind.measures.get("trap"):
            continue
        try:
            criterion = _criterion(bind, questions.get(path), xform.ranges.get(path), known)
            _check_new(criterion, criteria)
            criteria.append(criterion)
        except _Bad as bad:
            faults.append(replace(fault_at(bad.code, bad.message, place_of(path)), params=tuple(bad.params.items())))
            continue
        if not bind.measures.get("dimension"):
            message = f"Criterion {criterion.code} names no dimension; it counts under '{DEFAULT_DIMENSION}'."
            faults.append(
                fault_at("form.no-dimension", message, place_of(path), warning=True, criterion=criterion.code)
            )
    roles, role_faults = _roles(xform, place_of)
    wait_limit, limit_faults = _wait_limit(xform, roles, place_of)
    faults += [*role_faults, *limit_faults]
    if not faults or criteria:
        faults += _whole_form_faults(criteria, roles)
    used = dict.fromkeys(criterion.dimension for criterion in criteria)
    dimensions = tuple(known.get(name, Choice(name)) for name in used)
    return Measures(tuple(criteria), dimensions, roles, wait_limit, tuple(faults))


def declared_dimensions(choices: list[Row], languages: tuple[str, ...]) -> dict[str, Choice]:
    """Read the list `basira_dimensions` of the choices sheet: name to labels. {} when the form has none."""
    found: dict[str, Choice] = {}
    for row in choices:
        if cell(row, "list_name", "list name").strip() != DIMENSIONS_LIST:
            continue
        labels = {
            "::".join(parts[1:]).strip() or (languages[0] if languages else "default"): str(text)
            for header, text in row.items()
            if (parts := header.split("::"))[0].strip().casefold() == "label"
        }
        name = cell(row, "name", "value").strip()
        found[name] = Choice(name, labels)
    return found


def _criterion(
    bind: Bind, question: Question | None, span: tuple[str, str] | None, known: dict[str, Choice]
) -> Criterion:
    measures = bind.measures
    code = measures.get("criterion", "")
    if not code:
        raise _Bad("form.no-criterion", "The row has measuring columns but no bind::basira:criterion. Give it a code.")
    if not _CODE.fullmatch(code):
        raise _Bad(
            "form.bad-criterion", f"The criterion code '{code}' must be letters, digits, '.', '_' or '-', at most 40."
        )
    if question is None or question.kind in ("note", "upload", "rank", "trigger"):
        message = (
            f"Criterion {code} stands on something that nobody answers in a measurable way. Put it on a "
            "choice or a number."
        )
        raise _Bad("form.not-measurable", message, criterion=code)
    if question.in_repeat:
        message = (
            f"Criterion {code} stands in a repeat, where one visit has several answers. Move it out of the repeat."
        )
        raise _Bad("form.criterion-in-repeat", message, criterion=code)
    na = _not_applicable(measures, question, code)
    return Criterion(
        code=code,
        path=bind.path,
        weight=_weight(measures.get("weight", ""), code),
        dimension=_dimension(measures.get("dimension", ""), code, known),
        critical=_critical(measures.get("critical", ""), code),
        na=na,
        scale=_scale(measures.get("points", ""), question, na, span),
    )


def _check_new(criterion: Criterion, others: list[Criterion]) -> None:
    if any(other.code == criterion.code for other in others):
        message = f"The criterion {criterion.code} is there twice. Each question needs a code of its own."
        raise _Bad("form.criterion-twice", message, criterion=criterion.code)


def _weight(text: str, code: str) -> Decimal:
    weight = number(text) if text else Decimal(1)
    if weight is None or not 0 < weight <= LARGEST_WEIGHT:
        message = (
            f"The weight '{text}' of criterion {code} must be a number above 0, at most {LARGEST_WEIGHT}, "
            "such as 2 or 0.5."
        )
        raise _Bad("form.bad-weight", message, criterion=code, weight=text)
    return weight


def _dimension(text: str, code: str, known: dict[str, Choice]) -> str:
    name = text or DEFAULT_DIMENSION
    if known and text and name not in known:
        message = f"Criterion {code} names the dimension '{name}', which the list {DIMENSIONS_LIST} doesn't have."
        raise _Bad("form.unknown-dimension", message, criterion=code, dimension=name)
    if not _CODE.fullmatch(name):
        message = f"The dimension '{name}' of criterion {code} must be a code of letters, digits, '.', '_' or '-'."
        raise _Bad("form.bad-dimension", message, criterion=code, dimension=name)
    return name


def says_yes(text: str) -> bool:
    """Tell whether a cell of the critical column says yes."""
    return text.casefold() in ("yes", "true", "true()")


def _critical(text: str, code: str) -> bool:
    if text.casefold() not in ("", "yes", "no", "true", "false", "true()", "false()"):
        message = f"'{text}' in the critical column of criterion {code} must be yes or no."
        raise _Bad("form.bad-critical", message, criterion=code)
    return says_yes(text)


def _not_applicable(measures: dict[str, str], question: Question, code: str) -> tuple[str, ...]:
    """The answers that mean N/A. The default holds where the question has it; what is named must be there."""
    named = tuple(measures.get("na", "").split())
    answers = {choice.name for choice in question.choices}
    if question.kind in ("select1", "select") and not question.choices_from:
        unknown = [answer for answer in named if answer not in answers]
        if unknown:
            message = f"Criterion {code} calls '{unknown[0]}' not applicable, but the question has no such answer."
            raise _Bad("form.unknown-na", message, criterion=code, answer=unknown[0])
        return named or tuple(answers & {DEFAULT_NA})
    unreadable = [answer for answer in named if number(answer) is None and question.type in _NUMERIC]
    if unreadable:
        message = f"Criterion {code} calls '{unreadable[0]}' not applicable, but the answer is a number."
        raise _Bad("form.unknown-na", message, criterion=code, answer=unreadable[0])
    return named


def _scale(text: str, question: Question, na: tuple[str, ...], span: tuple[str, str] | None) -> Scale:
    if question.kind in ("select1", "select"):
        return _scale_of_choices(text, question, na)
    if not text and question.kind == "range" and span:
        lowest, highest = number(span[0]), number(span[1])
        if lowest is not None and highest is not None and lowest < highest:
            return Scale(lowest=lowest, highest=highest)
    if question.type not in _NUMERIC:
        message = f"'{question.name}' is neither a choice nor a number, so it can't win points."
        raise _Bad("form.not-measurable", message, question=question.name)
    if not text:
        message = (
            f"'{question.name}' is a number: say in bind::basira:points what it wins, such as '<=10=1 <=20=0.5 else=0'."
        )
        raise _Bad("form.points-needed", message, question=question.name)
    return _parsed(text)


def _scale_of_choices(text: str, question: Question, na: tuple[str, ...]) -> Scale:
    answers = tuple(choice.name for choice in question.choices if choice.name not in na)
    if not text:
        scale = default_scale(answers) if question.kind == "select1" else None
        if scale is None:
            message = (
                f"Say in bind::basira:points what each answer of '{question.name}' wins, such as 'good=1 "
                "fair=0.5 poor=0'."
            )
            raise _Bad("form.points-needed", message, question=question.name)
        return scale
    scale = _parsed(text, adds_up=question.kind == "select")
    if question.choices_from:
        return scale
    named = [rule.bound for rule in scale.rules if not rule.operator]
    strange = [answer for answer in named if answer not in answers]
    if strange:
        message = (
            f"bind::basira:points names the answer '{strange[0]}', which '{question.name}' doesn't offer "
            "as an answer that counts."
        )
        raise _Bad("form.unknown-answer", message, question=question.name, answer=strange[0])
    missing = [answer for answer in answers if answer not in named]
    if missing and scale.otherwise is None and len(named) == len(scale.rules):
        message = (
            f"bind::basira:points of '{question.name}' doesn't say what '{missing[0]}' wins. Name it, or "
            "end with else=0."
        )
        raise _Bad("form.points-incomplete", message, question=question.name, answer=missing[0])
    return scale


def _parsed(text: str, *, adds_up: bool = False) -> Scale:
    try:
        return parse_points(text, adds_up=adds_up)
    except ScaleNotReadable as error:
        raise _Bad("form.bad-points", f"bind::basira:points '{text}' can't be read: {error}.", points=text) from error


def _roles(xform: XForm, place_of: PlaceOf) -> tuple[dict[str, str], list[Fault]]:
    roles: dict[str, str] = {}
    faults: list[Fault] = []
    for path, bind in xform.binds.items():
        role = bind.measures.get("role", "")
        if not role:
            continue
        if role not in ROLES:
            message = f"The role '{role}' is not known. Known: {', '.join(ROLES)}."
            faults.append(fault_at("form.unknown-role", message, place_of(path), role=role))
        elif role in roles:
            message = f"Two questions have the role '{role}'. Only one may."
            faults.append(fault_at("form.role-twice", message, place_of(path), role=role))
        elif bind.type not in _ROLE_TYPES[role]:
            message = f"A question of type {bind.type} can't have the role '{role}'."
            faults.append(fault_at("form.role-type", message, place_of(path), role=role))
        else:
            roles[role] = path
    return roles, faults


def _wait_limit(xform: XForm, roles: dict[str, str], place_of: PlaceOf) -> tuple[Decimal | None, list[Fault]]:
    """Return the minutes within which a service is promised to begin (None where nothing says so), and what is wrong with them."""
    limit, faults = None, []
    for path, text in ((path, bind.measures.get("limit", "")) for path, bind in xform.binds.items()):
        value = number(text) if text else None
        if text and path != roles.get(WAITING):
            message = f"bind::basira:limit is a limit of waits: put it on the question whose role is {WAITING}."
            faults.append(fault_at("form.limit-elsewhere", message, place_of(path)))
        elif text and (value is None or not 0 < value <= LONGEST_LIMIT):
            message = f"The limit '{text}' must be a number of minutes above 0, at most {LONGEST_LIMIT}."
            faults.append(fault_at("form.bad-limit", message, place_of(path), limit=text))
        elif text:
            limit = value
    return limit, faults


def _whole_form_faults(criteria: list[Criterion], roles: dict[str, str]) -> Iterator[Fault]:
    if not criteria:
        message = "The form has no criteria (bind::basira:criterion): its visits can be filed, but not scored."
        yield fault_at("form.no-criteria", message, "form", warning=True)
    elif "mission" not in roles:
        message = (
            "No question has the role 'mission' (bind::basira:role): visits can be filed only from a "
            "mission's own link."
        )
        yield fault_at("form.no-mission-role", message, "form", warning=True)
