"""Taking shoppers in by panel ref, numbering them for a cycle, and giving phones their key."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import NumbersRanOut, VaultNotReachable, VaultRefused
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.panel.models import Bar, CycleNumber, FieldKey, Shopper
from basira.programme.people import permissions
from basira.programme.people.permissions import Act


class CycleIsFull(Problem):
    """A cycle has no number left for all of these shoppers."""

    code = "panel.cycle-is-full"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a shopper is, on the way to the vault and nowhere else. Its `repr` shows nothing."""

    name: str
    phone: str = ""
    email: str = ""
    national_id: str = ""
    language: str = "ar"

    def __repr__(self) -> str:
        return "Identity(…)"


def enrol_shopper(*, identity: Identity, state: ShopperState, by: Actor, at: datetime) -> str:
    """
    Take a person into the panel: the vault keeps who she is, the panel only a new panel ref, which is returned.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises PersonKnown: when the vault knows her national id or phone already
    :raises IdentityIncomplete: naming the fields at fault
    :raises VaultNotReachable: when the vault does not answer; nobody is enrolled
    """
    (shopper,) = enrol_people(identities=[identity], state=state, by=by, at=at)
    return shopper.panel_ref


def enrol_people(*, identities: Sequence[Identity], state: ShopperState, by: Actor, at: datetime) -> list[Shopper]:
    """
    Take persons into the panel, all or none, and return the shoppers in their order. See `enrol_shopper`.

    The vault is asked first, and told at the end that the panel knows her: who was never confirmed may come again after
    a minute, so that a lost answer bars nobody.
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    people = {new_ref(): asdict(identity) for identity in identities}
    queries.vault().enrol({ref: filled(each) for ref, each in people.items()}, by=by.ref)
    rows = [Shopper(panel_ref=ref, state=state, enrolled_at=at, enrolled_by=by.ref) for ref in people]
    shoppers = add_shoppers(rows, by, at)
    # A lost answer, here or above, leaves somebody unconfirmed in the vault: she bars nobody, and numbering confirms too.
    with suppress(VaultNotReachable):
        queries.vault().confirm(list(people), by=by.ref)
    return shoppers


def filled(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields that hold something."""
    return {name: value for name, value in fields.items() if value}


@transaction.atomic
def enrol_shoppers(*, count: int, state: ShopperState, by: Actor, at: datetime) -> list[Shopper]:
    """
    Take `count` shoppers without a person behind them into the panel: rehearsals, past visits, simulated data.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    return add_shoppers([Shopper(state=state, enrolled_at=at, enrolled_by=by.ref) for _ in range(count)], by, at)


@transaction.atomic
def add_shoppers(rows: Sequence[Shopper], by: Actor, at: datetime) -> list[Shopper]:
    """Write shoppers and their entries."""
    shoppers = Shopper.objects.bulk_create(rows)
    lines = [journal.Line("shopper.enrolled", each.panel_ref, {"state": each.state}) for each in shoppers]
    journal.record_many(lines, by=by, at=at)
    return shoppers


@transaction.atomic
def move_shopper(*, panel_ref: str, to: ShopperState, by: Actor, at: datetime) -> None:
    """
    Move a shopper along the panel's lifecycle. Who ends files no more: the open keys of her phones are withdrawn.

    Neither the entry nor the time of the withdrawal says which keys that were: that would link them to her.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises VaultNotReachable: when who ends has keys that only the vault can find; nothing is changed
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    shopper = Shopper.objects.select_for_update().get(panel_ref=panel_ref)
    check_move(SHOPPER_MOVES, ShopperState(shopper.state), to)
    shopper.state = to
    shopper.save(update_fields=["state"])
    detail: dict[str, str | int] = {"to": str(to)}
    if to is ShopperState.ENDED:
        numbers = queries.vault().numbers_of(panel_ref, by=by.ref)
        open_keys = FieldKey.objects.filter(cycle_number__ref__in=numbers, withdrawn_at=None)
        # To the day: to the second, her move and her keys would be linked by their time.
        a_day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        open_keys.update(withdrawn_at=a_day, withdrawn_by=by.ref)
    journal.record("shopper.moved", subject=panel_ref, by=by, at=at, **detail)


def number_for_cycle(*, cycle: str, shoppers: Sequence[Shopper], by: Actor, at: datetime) -> list[CycleNumber]:
    """
    See that each shopper has a number in the cycle with this ref, and return those that are new here, by number.

    The vault draws them and alone knows whose each is: nothing in this database, its journal or its order links them.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises CycleIsFull: when the numbers of the cycle run out
    :raises VaultNotReachable: when the vault does not answer
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    return write_numbers(cycle, [shopper.panel_ref for shopper in shoppers], by, at)


def number_active_for_cycle(*, cycle: str, by: Actor, at: datetime) -> int:
    """
    Number every active shopper who has no number in the cycle with this ref, and return how many that were.

    :raises NotPermitted, CycleIsFull, VaultNotReachable: as `number_for_cycle`
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    return len(write_numbers(cycle, queries.active_panel_refs(), by, at))


@transaction.atomic
def write_numbers(cycle: str, panel_refs: Sequence[str], by: Actor, at: datetime) -> list[CycleNumber]:
    """Write the numbers that the vault names and that are not here yet: what a crash left half-way is found again."""
    with connection.cursor() as cursor:  # two who number the same cycle take turns
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"numbers of {cycle}"])
    keep_waiting_bars(by, at)  # before there is a number by which she could be sent where she is known
    try:
        pairs = queries.vault().number_for_cycle(cycle, panel_refs, by=by.ref)
    except NumbersRanOut as refusal:
        raise CycleIsFull(**refusal.params) from None
    known = set(CycleNumber.objects.filter(cycle=cycle).values_list("ref", flat=True))
    given = [
        CycleNumber(ref=ref, cycle=cycle, number=number, given_at=at, given_by=by.ref)
        for ref, number in pairs
        if ref not in known
    ]
    CycleNumber.objects.bulk_create(given)
    lines = [journal.Line("cycle-number.given", number.ref, {"cycle": cycle}) for number in given]
    journal.record_many(lines, by=by, at=at)
    return given


def bar_number(*, cycle_number: str, entity_id: int, by: Actor, at: datetime) -> bool:
    """
    Bar a cycle number from a body, and tell whether it was not barred before. Later cycles: the vault is told on commit.

    Called by `safety` inside its transaction, after its own permission check. A vault that does not answer stops no
    alarm: it is told before numbers are drawn again.
    """
    number = CycleNumber.objects.get(ref=cycle_number)
    bar, is_new = Bar.objects.get_or_create(
        cycle_number=number, entity_id=entity_id, defaults={"set_at": at, "set_by": by.ref}
    )
    if is_new:
        journal.record("cycle-number.barred", subject=cycle_number, by=by, at=at, entity=bar.entity.ref)
        transaction.on_commit(partial(keep_bars_if_answered, by, at))
    return is_new


def keep_bars_if_answered(by: Actor, at: datetime) -> None:
    """Tell the vault what waits; when it does not answer, that is done before the next numbering."""
    with suppress(VaultNotReachable, VaultRefused):
        keep_waiting_bars(by, at)


def keep_waiting_bars(by: Actor, at: datetime) -> None:
    """
    Tell the vault every bar that it does not have yet. Telling one twice changes nothing.

    :raises VaultNotReachable: when it does not answer
    """
    for bar in Bar.objects.filter(kept_at=None).select_related("cycle_number", "entity"):
        queries.vault().bar(bar.cycle_number.ref, bar.entity.ref, by=by.ref)
        Bar.objects.filter(pk=bar.pk).update(kept_at=at)


@transaction.atomic
def contact_shopper(*, cycle_number: str, words: Mapping[str, str], by: Actor, at: datetime) -> str:
    """
    Have the vault write to the shopper behind a number, and return the message's ref. Nobody here sees an address.

    `words` are the whole message by language, its first line the subject. The journal says that, not what, was written.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises NobodyToTell: when the vault keeps no address for her
    :raises VaultNotReachable: when the vault does not answer
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    message = queries.vault().contact(cycle_number, words, by=by.ref)
    journal.record("shopper.contacted", subject=cycle_number, by=by, at=at, message=message)
    return message


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
def send_field_key(
    *, cycle_number: str, language: str, words: Callable[[str], Mapping[str, str]], by: Actor, at: datetime
) -> str:
    """
    Give a phone its key and have the vault mail it: nobody at the desk sees link or address. Return the message's ref.

    `words` makes the mail of a token. When the vault refuses, no key is given.

    :raises NotPermitted, NobodyToTell, VaultNotReachable: as `give_field_key` and `contact_shopper`
    """
    token = give_field_key(cycle_number=cycle_number, language=language, by=by, at=at)
    return contact_shopper(cycle_number=cycle_number, words=words(token), by=by, at=at)


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
