"""
Exact times and places among a form's answers, made coarse before anybody may store them in the clear (ruling 9).

A day becomes its week, a moment its week and the part of the day, a time the part of the day, a place nothing but that it is
kept. The exact answer stands in the sealed original alone. Durations are numbers and stay. What a form works out of a moment or
a place, without measuring between two or comparing, is as exact as they are, and is treated so. What measures or compares keeps
its answer where that is a number, a yes or no, or a word that stands in the form; anything else may be the moment itself.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial


class Exact(StrEnum):
    """What an answer tells exactly: a day, a time of day, a moment, a place, what is worked out of these, or measured by them."""

    DAY = "day"
    TIME = "time"
    MOMENT = "moment"
    PLACE = "place"
    DERIVED = "derived"
    MEASURED = "measured"


SEALED = "sealed"
"""Stands for what has no coarse form: a place, and what cannot be read."""

PARTS = ("night", "morning", "afternoon", "evening")
"""Parts of a day of six hours each, the first from midnight on."""

OF_TYPES: Mapping[str, Exact] = {
    "date": Exact.DAY,
    "time": Exact.TIME,
    "dateTime": Exact.MOMENT,
    "geopoint": Exact.PLACE,
    "geotrace": Exact.PLACE,
    "geoshape": Exact.PLACE,
}
"""By the type of a question or a bind; other types tell nothing exact."""

OF_PRELOADS: Mapping[str, Exact] = {"timestamp": Exact.MOMENT, "date": Exact.DAY}

WORDS: Mapping[str, tuple[str, str]] = {
    "night": ("ليلًا", "at night"),
    "morning": ("صباحًا", "in the morning"),
    "afternoon": ("بعد الظهر", "in the afternoon"),
    "evening": ("مساءً", "in the evening"),
    SEALED: ("محفوظ مختومًا", "kept sealed"),
}
"""What stands for an exact answer, in Arabic and in English."""

COARSE = re.compile(rf"(?:(\d{{4}})-W(\d\d))?(?: ?\b({'|'.join(PARTS)}))?|({SEALED})", re.ASCII)
CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?"
NUMBER_PAIR = r"-?\d{1,3}\.\d{3,}[ ,]+-?\d{1,3}\.\d{3,}(?:[ ,]+-?\d+(?:\.\d+)?){0,2}"
LIKE = {
    Exact.MOMENT: re.compile(rf"\d{{4}}-\d\d-\d\d[T ]{CLOCK}", re.ASCII),
    Exact.PLACE: re.compile(rf"{NUMBER_PAIR}(?: ?; ?{NUMBER_PAIR})*;?", re.ASCII),
    Exact.DAY: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    Exact.TIME: re.compile(CLOCK, re.ASCII),
}
"""How exact answers look where nothing says what they are, in the order in which they are looked for."""

TELLS_TIME = re.compile(r"\b(?:now|today|format-date-time|format-date|decimal-date-time|decimal-time)\s*\(")
MEASURES = re.compile(r"\s-|\)-|\b(?:distance|area|count|if|boolean-from-string)\s*\(|[<>=]")
"""In an expression: what tells the time, and what makes a length, an amount or a yes of it. `now() - today()` is a time all the same."""

WHOLE = re.compile(r"(?<![\w\])./*])/[\w-][\w.-]*(?:/[\w-][\w.-]*)*(?![\w./-]|\[)")
REFERS = re.compile(r"(?:/|\.\./)[\w./-]+")
"""References in an expression: those that name a whole path from the root ("/data/g/arrived"), and all, also parts of such."""

LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity|true|false|yes|no", re.ASCII)
"""A number, and a yes or no, as forms write them."""


@dataclass(frozen=True, slots=True)
class Bind:
    """What a form says of one place: the type of its answer, what fills it beforehand, and by which expression it is worked out."""

    path: str
    type: str = ""
    preload: str = ""
    calculate: str = ""


def exact_paths(binds: Iterable[Bind]) -> dict[str, Exact]:
    """Return what each place of a form tells exactly, by its path; places that tell nothing exact are absent."""
    found: dict[str, Exact] = {}
    worked_out: dict[str, list[str]] = {}
    for bind in binds:
        if kind := OF_TYPES.get(bind.type) or OF_PRELOADS.get(bind.preload):
            found[bind.path] = kind
        if bind.calculate:
            worked_out.setdefault(bind.path, []).append(bind.calculate)
    while derived := {path for path, how in worked_out.items() if path not in found and _is_derived(how, found)}:
        found |= dict.fromkeys(derived, Exact.DERIVED)
    while measured := {path for path, how in worked_out.items() if path not in found and _is_of_exact(how, found)}:
        found |= dict.fromkeys(measured, Exact.MEASURED)
    return found


def words_of_form(binds: Iterable[Bind]) -> frozenset[str]:
    """Return the words that a form's own expressions hold and that look like nothing exact: what a comparison may say."""
    said = (found[1] or found[2] or "" for bind in binds for found in LITERAL.finditer(bind.calculate))
    return frozenset(word for word in said if word and coarse_if_exact(word) == word)


def _is_derived(expressions: Iterable[str], known: Mapping[str, Exact]) -> bool:
    for expression in expressions:
        is_time = "now(" in expression and "today(" in expression
        if is_time or (_is_of_exact([expression], known) and not MEASURES.search(expression)):
            return True
    return False


def _is_of_exact(expressions: Iterable[str], known: Mapping[str, Exact]) -> bool:
    return any(TELLS_TIME.search(how) or _refers(how, known) for how in expressions)


def _refers(expression: str, known: Mapping[str, Exact]) -> bool:
    """Tell whether an expression refers to a known place: by its whole path, or else by a name that one of them has."""
    if any(place.split("/", 2)[-1] in known for place in WHOLE.findall(expression)):
        return True
    names = {path.rpartition("/")[2] for path in known}
    return any(place.rpartition("/")[2] in names for place in REFERS.findall(WHOLE.sub(" ", expression)))


def coarse(answer: str, kind: Exact) -> str:
    """Return what stands for an exact answer: coarse, or `SEALED`; "" for "", and what is coarse already as it is."""
    said = _plain_digits(answer.strip())
    if not said or COARSE.fullmatch(said):
        return said
    if kind is Exact.PLACE:
        return SEALED
    return _week_and_part(said) or SEALED


def kept_answer(answer: str, kind: Exact | None, *, is_closed: bool) -> str:
    """
    Return a person's answer as it may be stored in the clear: filed, corrected or brought in from elsewhere.

    `kind` is what its question tells exactly, None for nothing; one that is closed is chosen from a list, or measured.
    """
    if kind is not None:
        return coarse(answer, kind)
    return answer if is_closed else coarse_if_exact(answer)


def coarse_unless_measured(answer: str, words: Collection[str]) -> str:
    """Return what stands for an answer that a form measured or compared: itself where it is plain, or one of the form's `words`."""
    said = _plain_digits(answer.strip())
    return answer if PLAIN.fullmatch(said) or answer.strip() in words else coarse(answer, Exact.DERIVED)


def is_like_place(answer: str) -> bool:
    """Tell whether all of an answer looks like a place, or several."""
    return LIKE[Exact.PLACE].fullmatch(_plain_digits(answer.strip())) is not None


def coarse_if_exact(answer: str) -> str:
    """Return an answer of which nothing says what it is: coarse where all of it looks exact, else as it is."""
    said = _plain_digits(answer.strip())
    kind = next((kind for kind, look in LIKE.items() if look.fullmatch(said)), None)
    return answer if kind is None else coarse(answer, kind)


def without_exact(text: str) -> str:
    """Return a text that a form worked out, with each moment, place, day and time in it made coarse."""
    said = plain = _plain_digits(text)
    for kind, look in LIKE.items():
        said = look.sub(partial(_coarse_match, kind), said)
    return text if said == plain else said


def _coarse_match(kind: Exact, found: re.Match[str]) -> str:
    return coarse(found[0], kind)


def in_words(answer: str) -> tuple[str, str] | None:
    """Return what stands for an exact answer in Arabic and English; None for any other answer."""
    found = COARSE.fullmatch(answer) if answer else None
    if found is None:
        return None
    year, week, part, is_sealed = found.groups()
    if is_sealed:
        return WORDS[SEALED]
    arabic = [f"الأسبوع {int(week)} من {year}"] if year else []
    english = [f"week {int(week)} of {year}"] if year else []
    if part:
        arabic.append(WORDS[part][0])
        english.append(WORDS[part][1])
    return "، ".join(arabic), ", ".join(english)


def _week_and_part(said: str) -> str:
    """Return the week, the part of the day, or both, of a day, a time or a moment; "" for what is none."""
    with suppress(ValueError):
        return week_of(date.fromisoformat(said))
    with suppress(ValueError):
        return part_of(time.fromisoformat(said if said[1:2] != ":" else f"0{said}"))
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        return f"{week_of(moment.date())} {part_of(moment.time())}"
    return ""


def week_of(day: date) -> str:
    """Return the week of a day, as ISO 8601 counts them: "2026-W47"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def part_of(moment: time) -> str:
    """Return the part of the day in which a time lies."""
    return PARTS[moment.hour // 6]


def _plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text)
