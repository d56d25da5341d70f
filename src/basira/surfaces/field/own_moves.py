"""Moves of a shopper's phone that belong to no mission: read from the wire, and carried out by their verbs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from basira.core.kernel.actor import Actor
from basira.core.kernel.own_moves import OwnMove
from basira.core.kernel.refs import REF_LENGTH
from basira.core.kernel.training import ALSO_SIGNED_IN
from basira.programme.panel import own
from basira.programme.panel.own import Hours, Span
from basira.programme.training.verbs import learning
from basira.programme.waves.verbs import say_tie
from basira.surfaces.field.reading import plain

LANGUAGES = ("ar", "en", *ALSO_SIGNED_IN)
MOST_CODE = 20
MOST_ITEMS = 100
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
MONEY = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Own:
    """A move of hers, under the id that her phone made, and what carries it out."""

    id: UUID
    move: OwnMove
    carry_out: Callable[[Actor, datetime], object]


def own_of(said: Mapping[str, Any]) -> Own:
    """Return one move. Raises ValueError, TypeError, KeyError or AttributeError when it is not of the shape."""
    move, client_id = OwnMove(said["move"]), UUID(said["id"])
    return Own(client_id, move, READERS[move](client_id, said))


def sign_pledge(client_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read a signature: the ref of the text, and the language in which it was read."""
    pledge, language = plain(said["pledge"], REF_LENGTH), said["language"]
    if language not in LANGUAGES:
        raise ValueError
    facts = {"pledge": pledge, "language": language, "client_id": client_id}
    return lambda by, at: learning.sign_pledge(**facts, by=by, at=at)


def attend(client_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read that she came: the course, and the code that was said there."""
    course, code = plain(said["course"], REF_LENGTH), plain(said["code"], MOST_CODE)
    return lambda by, at: learning.attend(client_id=client_id, course=course, code=code, by=by, at=at)


def mark_example(client_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read the marks of an example: a whole number for the code of each item."""
    example, marks = plain(said["example"], REF_LENGTH), dict(said["marks"].items())
    if len(marks) > MOST_ITEMS or not all(type(each) is int for each in marks.values()):
        raise ValueError
    return lambda by, at: learning.mark_example(client_id=client_id, example=example, marks=marks, by=by, at=at)


def away(_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """
    Read days on which she is away, first and last of each: one span that is added or dropped.

    A phone with pages of before sends all that it knows as `days`: these are added, and what it does not know stays.
    """
    add = [span_of(said["add"])] if "add" in said else [span_of(each) for each in said.get("days", ())]
    drop = [span_of(said["drop"])] if "drop" in said else []
    if not (add or drop or "days" in said):
        raise ValueError
    return lambda by, at: own.say_away(add=add, drop=drop, by=by, at=at)


def span_of(days: Any) -> Span:
    """Read a span: its first and its last day."""
    first, last = days
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def hours(client_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read hours and expenses of a month: "2026-11", whole minutes, and an amount as text with a point."""
    month, minutes, amount = said["month"], said["minutes"], said["expenses"]
    if type(minutes) is not int or not MONTH.fullmatch(month) or not MONEY.fullmatch(amount):
        raise ValueError
    try:
        logged = Hours(client_id, date.fromisoformat(f"{month}-01"), minutes, Decimal(amount))
    except InvalidOperation:
        raise ValueError from None
    return lambda by, at: own.log_hours(hours=logged, by=by, at=at)


def tie(_id: UUID, said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read a tie: a centre of the body."""
    centre = plain(said["centre"], REF_LENGTH)
    return lambda by, at: say_tie(centre=centre, by=by, at=at)


def leave(_id: UUID, _said: Mapping[str, Any]) -> Callable[[Actor, datetime], object]:
    """Read that she wants to stop; why is not asked."""
    return lambda by, at: own.say_leaving(by=by, at=at)


READERS: Mapping[OwnMove, Callable[[UUID, Mapping[str, Any]], Callable[[Actor, datetime], object]]] = {
    OwnMove.SIGN_PLEDGE: sign_pledge,
    OwnMove.ATTEND: attend,
    OwnMove.MARK_EXAMPLE: mark_example,
    OwnMove.AWAY: away,
    OwnMove.HOURS: hours,
    OwnMove.TIE: tie,
    OwnMove.LEAVE: leave,
}
