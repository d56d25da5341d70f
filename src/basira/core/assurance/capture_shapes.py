"""Reading the values of a phone's record one by one: what is not as the contract says is left out, and nothing raises out."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no row keeps and no page shows: control characters, and halves of letters."""


class Unfit(Exception):
    """A value is not as the contract says."""


def json_object(content: bytes | str) -> Mapping[str, Any]:
    """Return a JSON object. Raises Unfit for anything else, however it is broken."""
    try:
        values = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unfit from None
    return as_object(values)


def _no_constant(_name: str) -> None:
    raise Unfit


def as_object(value: object) -> Mapping[str, Any]:
    """Return a value that is an object. Raises Unfit."""
    if not isinstance(value, dict):
        raise Unfit
    return value


def text(values: Mapping[str, Any], name: str, *, limit: int) -> str:
    """Return a text without what no row keeps; "" when it is missing. Raises Unfit for other kinds and longer ones."""
    value = values.get(name, "")
    if not isinstance(value, str) or len(value) > limit:
        raise Unfit
    return NO_TEXT.sub("", value).strip()


def word(values: Mapping[str, Any], name: str, words: type[Word]) -> Word:
    """Return one of the contract's codes. Raises Unfit for any other."""
    try:
        return words(values.get(name))
    except ValueError:
        raise Unfit from None


def whole(values: Mapping[str, Any], name: str, *, low: int = 0, high: int = 100_000) -> int:
    """Return a whole number between two bounds. Raises Unfit."""
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Unfit
    return value


def moment(values: Mapping[str, Any], name: str) -> datetime:
    """Return an instant in UTC, to the second, of this century. Raises Unfit."""
    value = values.get(name)
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise Unfit
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        raise Unfit from None


def day(values: Mapping[str, Any], name: str) -> date | None:
    """Return a day of this century; None for null. Raises Unfit."""
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Unfit
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unfit from None


def sha256(values: Mapping[str, Any], name: str) -> str:
    """Return a digest in hex. Raises Unfit."""
    value = values.get(name)
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        raise Unfit
    return value


def listed(
    values: Mapping[str, Any], name: str, most: int, read: Callable[[Mapping[str, Any]], T]
) -> tuple[list[T], bool]:
    """
    Return those entries of a list that `read` takes, and whether all were taken; a missing list is empty.

    Of a list longer than `most` the rest is not read.
    """
    found = values.get(name, [])
    if not isinstance(found, list):
        return [], False
    taken, is_whole = [], len(found) <= most
    for each in found[:most]:
        try:
            taken.append(read(as_object(each)))
        except Unfit:
            is_whole = False
    return taken, is_whole
