"""Whether a value may stand at a key: its kind, its choices, its bounds."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from basira.core.blueprint.schema import Key, Kind, spelled

MOST_LETTERS = {Kind.LINE: 200, Kind.TEXT: 4000}
"""As the forms of the charter take them."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

Trouble = tuple[str, dict[str, str]]
"""The code of what is wrong, and the values that its words need."""


def trouble_with(key: Key, value: Any) -> Trouble | None:
    """Return what is wrong with a value at a key; None when it may stand there. `value` is as `tomllib` read it."""
    if not _IS[key.kind](value):
        return "blueprint.wrong-kind", {"kind": str(key.kind)}
    if key.kind in MOST_LETTERS and not 0 < len(value.strip()) <= MOST_LETTERS[key.kind]:
        return "blueprint.wrong-length", {"most": str(MOST_LETTERS[key.kind])}
    if key.holds is None and key.kind is Kind.WHOLE and not key.least <= value <= key.most:
        return "blueprint.out-of-range", {"least": str(key.least), "most": str(key.most), "unit": key.unit}
    if key.choices and (strange := _strange(key, value)):
        return _not_a_choice(key, strange)
    if isinstance(value, list) and len(set(value)) < len(value):
        return "blueprint.said-twice", {"value": next(each for each in value if value.count(each) > 1)}
    if key.holds is not None and value != (list(key.holds) if isinstance(key.holds, tuple) else key.holds):
        return "blueprint.held", {"holds": spelled(key.holds)}
    return None


def _strange(key: Key, value: Any) -> str:
    """Return the first word that the key does not offer; "" when it offers all."""
    said = value if isinstance(value, list) else [value]
    return next((each for each in said if each not in key.choices), "")


def _not_a_choice(key: Key, strange: str) -> Trouble:
    code = "blueprint.unknown-pack" if key.path == "packs.use" else "blueprint.not-a-choice"
    return code, {"value": strange, "choices": ", ".join(key.choices)}


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_codes(value: Any) -> bool:
    return _is_words(value) and bool(value) and all(_CODE.fullmatch(each) for each in value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_share(value: Any) -> bool:
    return (_is_whole(value) or (isinstance(value, Decimal) and value.is_finite())) and 0 <= value <= 1


_IS: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.LINE: lambda value: isinstance(value, str) and "\n" not in value,
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.CODE: lambda value: isinstance(value, str) and bool(_CODE.fullmatch(value)),
    Kind.YES_NO: lambda value: isinstance(value, bool),
    Kind.WHOLE: _is_whole,
    Kind.SHARE: _is_share,
    Kind.DATE: lambda value: isinstance(value, date) and not isinstance(value, datetime),
    Kind.TIME: lambda value: isinstance(value, str) and bool(_TIME.fullmatch(value)),
    Kind.ZONE: lambda value: isinstance(value, str) and value in available_timezones(),
    Kind.CHOICE: lambda value: isinstance(value, str),
    Kind.CHOICES: _is_words,
    Kind.CODES: _is_codes,
}
