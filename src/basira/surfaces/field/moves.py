"""What a shopper's phone says of her missions, many at once and perhaps twice: docs/reference/field-json.md."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from basira.core.kernel.actor import Actor
from basira.core.kernel.own_moves import OwnMove
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import REF_LENGTH
from basira.core.kernel.registry import Channel
from basira.core.kernel.shopper_moves import ShopperMove, Window
from basira.gateways.vault import VaultNotReachable
from basira.programme.fieldwork.queries import Sender
from basira.programme.waves import verbs
from basira.programme.waves.verbs import Answer, Everyday
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.own_moves import Own, own_of
from basira.surfaces.field.reading import moment, plain
from basira.surfaces.shared.filing import shopper_of
from basira.surfaces.shared.words import words_of

MOST_MOVES = 100
OWN_MOVES = frozenset(OwnMove)
MOST_BYTES = 256 * 1024


class MovesUnreadable(Problem):
    """The list is not of the shape that the contract says; nothing of it was done."""

    code = "field.moves-unreadable"


class TooManyMoves(Problem):
    """The list holds more moves than one post takes."""

    code = "field.too-many-moves"


@require_POST
@field_answer
def moves(request: HttpRequest, sender: Sender) -> JsonResponse:
    """
    Carry out the moves of a list in their order, each by itself; each is answered by its id.

    Where the vault does not answer, nothing is refused for good: the whole list may come again.
    """
    asked = answers_in(request)
    by = shopper_of(sender)
    told, silent = [], None
    for each in asked:
        try:
            told.append(answered(each, by))
        except VaultNotReachable as problem:
            silent = problem
    if silent:
        raise silent
    return JsonResponse({"at": moment(timezone.now()), "answers": told}, json_dumps_params={"ensure_ascii": False})


def answered(answer: Answer | Everyday | Own, by: Actor) -> dict[str, str]:
    """Carry out one move, and return what the phone is told of it. Raises VaultNotReachable."""
    try:
        if isinstance(answer, Own):
            answer.carry_out(by, timezone.now())
            return {"id": str(answer.id), "outcome": "done"}
        if isinstance(answer, Everyday):
            made = verbs.begin_everyday(everyday=answer, by=by, at=timezone.now())
            return {"id": str(answer.id), "outcome": "done", "state": str(made.state), "mission": made.ref}
        state = verbs.answer_mission(answer=answer, by=by, at=timezone.now())
    except VaultNotReachable:
        raise
    except Problem as problem:
        return {"id": str(answer.id), "outcome": "refused", "code": problem.code, "message": words_of(problem)}
    return {"id": str(answer.id), "outcome": "done", "state": str(state)}


def answers_in(request: HttpRequest) -> list[Answer | Everyday | Own]:
    """
    Return the moves of a post.

    :raises MovesUnreadable: when it is not the shape of the contract
    :raises TooManyMoves: when there are too many, or too many bytes
    """
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooManyMoves(limit=MOST_MOVES)
    try:
        listed = json.loads(request.body)["moves"]
        if len(listed) <= MOST_MOVES:
            return [answer_of(each) for each in listed]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise MovesUnreadable() from None
    raise TooManyMoves(limit=MOST_MOVES)


def answer_of(said: dict[str, Any]) -> Answer | Everyday | Own:
    """Return one move. Raises ValueError, TypeError, KeyError or AttributeError when it is not of the shape."""
    if said["move"] in OWN_MOVES:
        return own_of(said)
    if said["move"] == ShopperMove.BEGIN_EVERYDAY:
        form, centre = plain(said["everyday"], REF_LENGTH), plain(said["centre"], REF_LENGTH)
        return Everyday(UUID(said["id"]), form, centre, Channel(said.get("channel", Channel.COUNTER)))
    window = None
    if said.get("window") is not None:
        window = Window(instant(said["window"]["start"]), instant(said["window"]["end"]))
    move = ShopperMove(said["move"])
    if (window is None) is (move is ShopperMove.ANOTHER_TIME):
        raise ValueError
    mission, reason = plain(said["mission"], REF_LENGTH), plain(said.get("reason"), 20)
    return Answer(UUID(said["id"]), mission, move, reason, plain(said.get("words"), 4000).strip(), window)


def instant(value: str) -> datetime:
    """Return an instant in the programme's zone, in which the days of a cycle are read. Raises ValueError without a zone."""
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError
    try:
        return timezone.localtime(at)
    except OverflowError:
        raise ValueError from None
