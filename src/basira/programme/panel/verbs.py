"""Taking shoppers in by panel ref, numbering them for a cycle, and giving phones their key."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.panel.models import CycleNumber, FieldKey, Shopper
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

NUMBERS = 10_000
"""Numbers م-0000 … م-9999 are drawn without order in each cycle."""


class CycleIsFull(Problem):
    """A cycle has no number left for all of these shoppers."""

    code = "panel.cycle-is-full"


@transaction.atomic
def enrol_shoppers(*, count: int, state: ShopperState, by: Actor, at: datetime) -> list[Shopper]:
    """
    Take `count` shoppers into the panel, each with a new panel ref; zero takes nobody.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    shoppers = Shopper.objects.bulk_create(
        [Shopper(state=state, enrolled_at=at, enrolled_by=by.ref) for _ in range(count)]
    )
    lines = [journal.Line("shopper.enrolled", shopper.panel_ref, {"state": str(state)}) for shopper in shoppers]
    journal.record_many(lines, by=by, at=at)
    return shoppers


@transaction.atomic
def move_shopper(*, panel_ref: str, to: ShopperState, by: Actor, at: datetime) -> None:
    """
    Move a shopper along the panel's lifecycle. Who ends files no more: the open keys of her phones are withdrawn.

    The entry says how many keys that were and not whose numbers: that would link them.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises MoveNotAllowed: when the lifecycle has no such move
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    shopper = Shopper.objects.select_for_update().get(panel_ref=panel_ref)
    check_move(SHOPPER_MOVES, ShopperState(shopper.state), to)
    shopper.state = to
    shopper.save(update_fields=["state"])
    detail: dict[str, str | int] = {"to": str(to)}
    if to is ShopperState.ENDED:
        open_keys = FieldKey.objects.filter(cycle_number__shopper=shopper, withdrawn_at=None)
        detail["keys"] = open_keys.update(withdrawn_at=at, withdrawn_by=by.ref)
    journal.record("shopper.moved", subject=panel_ref, by=by, at=at, **detail)


@transaction.atomic
def number_for_cycle(*, cycle: str, shoppers: Sequence[Shopper], by: Actor, at: datetime) -> list[CycleNumber]:
    """
    Give each shopper a number for the cycle with this ref, drawn from the system's own randomness; in their order.

    The journal names the cycle number alone: an entry that held panel ref and number together would link cycles.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises CycleIsFull: when the numbers of the cycle run out
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    taken = set(CycleNumber.objects.filter(cycle=cycle).values_list("number", flat=True))
    free = [number for number in (f"م-{count:04d}" for count in range(NUMBERS)) if number not in taken]
    if len(free) < len(shoppers):
        raise CycleIsFull(free=len(free), wanted=len(shoppers))
    drawn = secrets.SystemRandom().sample(free, len(shoppers))
    given = [
        CycleNumber(shopper=shopper, cycle=cycle, number=number, given_at=at, given_by=by.ref)
        for shopper, number in zip(shoppers, drawn, strict=True)
    ]
    # Written in the order of the drawn numbers: in the shoppers' own order, the k-th row and the k-th entry would link.
    by_number = sorted(given, key=lambda each: each.number)
    CycleNumber.objects.bulk_create(by_number)
    lines = [journal.Line("cycle-number.given", number.ref, {"cycle": cycle}) for number in by_number]
    journal.record_many(lines, by=by, at=at)
    return given


@transaction.atomic
def number_active_for_cycle(*, cycle: str, by: Actor, at: datetime) -> int:
    """
    Number every active shopper who has no number in the cycle with this ref, and return how many that were.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises CycleIsFull: when the numbers of the cycle run out
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    waiting = list(Shopper.objects.filter(queries.unnumbered(cycle)))
    return len(number_for_cycle(cycle=cycle, shoppers=waiting, by=by, at=at))


@transaction.atomic
def give_field_key(*, cycle_number: str, language: str, by: Actor, at: datetime) -> str:
    """
    Return a new token for a phone under the cycle number with this ref. It is shown once; only its SHA-256 is kept.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    number = CycleNumber.objects.get(ref=cycle_number)
    token = secrets.token_urlsafe(32)
    FieldKey.objects.create(
        cycle_number=number, token_sha256=token_digest(token), language=language, given_at=at, given_by=by.ref
    )
    journal.record("field-key.given", subject=number.ref, by=by, at=at)
    return token


@transaction.atomic
def withdraw_field_keys(*, cycle_number: str, by: Actor, at: datetime) -> int:
    """
    Close every open key of a cycle number, and return how many there were.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    closed = FieldKey.objects.filter(cycle_number__ref=cycle_number, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by=by.ref
    )
    journal.record("field-key.withdrawn", subject=cycle_number, by=by, at=at, count=closed)
    return closed


def token_digest(token: str) -> str:
    """Return what is kept of a token. The token has 256 random bits, so a plain digest cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
