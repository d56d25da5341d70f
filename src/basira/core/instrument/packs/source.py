"""
The source of a pack, `packs/<name>/pack.toml`: what is asked in which order, and what goes with it.

Questions that several sectors share stand in `packs/common.toml`, so that the same thing is asked in the same words everywhere.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

ANSWERS = ("yes-no", "yes-no-na", "yes-partly-no", "yes-partly-no-na", "minutes", "seconds", "count", "photo", "text")
"""How a question is answered. Photos and texts measure nothing."""

LANGUAGES = ("ar", "en")


class PackUnreadable(Exception):
    """A source does not hold together; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages."""

    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One question. `states` is what the criterion is called in reports, `asks` what the shopper reads.

    A question with a `weight` is a criterion of `dimension`; one without says in `reason` what it is for. `points` is as in
    docs/reference/xlsform-columns.md. `when` is an expression, "" for always. `role` is the answer's part in the programme.
    """

    code: str
    answers: str
    states: Said
    asks: Said
    dimension: str = ""
    weight: str = ""
    points: str = ""
    is_critical: bool = False
    when: str = ""
    role: str = ""
    reason: str = ""
    most: int = 600


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the interaction, in the order in which it happens; `ask` are codes of questions."""

    code: str
    title: Said
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """What a shopper plays; the texts are those that `waves.Scenario` keeps, in both languages."""

    code: str
    name: Said
    story: Said
    must: Said
    may: Said
    never: Said


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the answer key: what is true there, where it was promised, and which questions are judged by it."""

    code: str
    holds: Said
    promised_in: Said
    judges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that a body sees to before it is measured, and the criterion that it prepares for."""

    criterion: str
    text: Said


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack. `minutes` and `spot_minutes` are promises: what the longest way through each form takes at most."""

    name: str
    version: str
    title: Said
    kind: str
    minutes: int
    spot_minutes: int
    dimensions: Mapping[str, Said]
    steps: tuple[Step, ...]
    spot: frozenset[str]
    questions: Mapping[str, Asked]
    scenarios: tuple[ScenarioCard, ...]
    key: tuple[KeyLine, ...]
    readiness: tuple[Ready, ...]

    def asked(self, *, spot: bool = False) -> Iterator[Asked]:
        """Give the questions of the full form, or of the spot check, in their order."""
        for step in self.steps:
            yield from (self.questions[code] for code in step.ask if not spot or code in self.spot)


def read_pack(name: str, text: str, common: str) -> Pack:
    """
    Return the pack of a source. `common` is the text of `packs/common.toml`.

    :raises PackUnreadable: with the place, when something is missing, unknown or contradicts itself
    """
    try:
        source, shared = tomllib.loads(text), tomllib.loads(common)
    except tomllib.TOMLDecodeError as error:
        raise PackUnreadable(f"{name}: {error}") from error
    dimensions = {
        code: _said(row, code) for code, row in {**shared["dimensions"], **source.get("dimensions", {})}.items()
    }
    questions = {
        code: _asked(code, row) for code, row in {**shared["questions"], **source.get("questions", {})}.items()
    }
    steps = tuple(Step(row["code"], _said(row, row["code"]), tuple(row["ask"])) for row in source["steps"])
    pack = Pack(
        name=name,
        title=_said(source, name),
        dimensions=dimensions,
        steps=steps,
        spot=frozenset(source["spot"]),
        questions=questions,
        scenarios=tuple(_scenario(row) for row in source["scenarios"]),
        key=tuple(_key(row) for row in source["key"]),
        readiness=tuple(Ready(row["criterion"], _said(row, row["criterion"])) for row in source["readiness"]),
        **{field: source[field] for field in ("version", "kind", "minutes", "spot_minutes")},
    )
    _check(pack)
    return pack


def _said(row: Mapping[str, Any], place: str, stem: str = "") -> Said:
    """Return a text in both languages: `ar` and `en`, or `<stem>_ar` and `<stem>_en`."""
    names = [f"{stem}_{language}" if stem else language for language in LANGUAGES]
    if missing := [name for name in names if not str(row.get(name, "")).strip()]:
        raise PackUnreadable(f"{place}: {missing[0]} is missing")
    return Said(*(str(row[name]).strip() for name in names))


_PLAIN = {field.name for field in fields(Asked)} - {"code", "states", "asks", "is_critical", "weight"}
_TEXTS = {"ar", "en", "ask_ar", "ask_en", "critical", "weight"}
Row = TypeVar("Row")


def _asked(code: str, row: Mapping[str, Any]) -> Asked:
    if unknown := set(row) - _PLAIN - _TEXTS:
        raise PackUnreadable(f"{code}: unknown {sorted(unknown)}")
    plain = {name: row[name] for name in _PLAIN if name in row}
    weight = str(row["weight"]) if "weight" in row else ""
    states = _said(row, code)
    asks = _said(row, code, "ask") if "ask_ar" in row else states
    return Asked(code=code, states=states, asks=asks, weight=weight, is_critical=row.get("critical", False), **plain)


def _scenario(row: Mapping[str, Any]) -> ScenarioCard:
    texts = {stem: _said(row, row["code"], stem) for stem in ("name", "story", "must", "may", "never")}
    return ScenarioCard(row["code"], **texts)


def _key(row: Mapping[str, Any]) -> KeyLine:
    return KeyLine(row["code"], _said(row, row["code"]), _said(row, row["code"], "promised"), tuple(row["judges"]))


def _check(pack: Pack) -> None:
    """Refuse a pack whose parts do not fit each other."""
    in_order = [code for step in pack.steps for code in step.ask]
    for code in (*in_order, *pack.spot, *(code for line in pack.key for code in line.judges)):
        if code not in pack.questions:
            raise PackUnreadable(f"{pack.name}: nothing says what {code} asks")
    if len(set(in_order)) < len(in_order):
        raise PackUnreadable(f"{pack.name}: a question is asked twice")
    if alone := pack.spot - set(in_order):
        raise PackUnreadable(f"{pack.name}: the spot check asks {sorted(alone)}, which the full form does not")
    for one in pack.asked():
        _check_question(pack, one)
    measured = {one.code for one in pack.asked() if one.weight}
    if unmeasured := {ready.criterion for ready in pack.readiness} - measured:
        raise PackUnreadable(f"{pack.name}: readiness speaks of {sorted(unmeasured)}, which is not measured")


def _check_question(pack: Pack, one: Asked) -> None:
    place = f"{pack.name}: {one.code}"
    if one.answers not in ANSWERS:
        raise PackUnreadable(f"{place}: no answers {one.answers!r}")
    if bool(one.weight) == bool(one.reason):
        raise PackUnreadable(f"{place}: a question has a weight, or a reason why it has none")
    if one.weight and one.dimension not in pack.dimensions:
        raise PackUnreadable(f"{place}: no dimension {one.dimension!r}")
