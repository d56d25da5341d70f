"""Taking shoppers in by panel ref, numbering them for a cycle, and giving phones their key."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Case, F, When

from basira.core.kernel.actor import Actor
from basira.core.kernel.field_keys import HANDED_OUT, KeyKind
from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Engagement, VaultNotReachable, VaultRefused
from basira.gateways.vault_refusals import NumbersRanOut
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.panel.models import Bar, CycleNumber, FieldKey, KeysToClose, Shopper
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

LINK_LASTS = timedelta(days=3)
"""How long a link may wait for its phone: a mail is read within days, and a browser keeps addresses for months."""


class CycleIsFull(Problem):
    """A cycle has no number left for all of these shoppers."""

    code = "panel.cycle-is-full"


class SentAgain(Problem):
    """A company sent somebody who is known under another reference; under this one she only ends."""

    code = "panel.sent-again"


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


def enrol_people(
    *,
    identities: Sequence[Identity],
    state: ShopperState,
    by: Actor,
    at: datetime,
    never_at: Sequence[str] = (),
    engagement: Engagement | None = None,
    act: Act = Act.MAINTAIN_PANEL,
    written_as: Actor | None = None,
    term_ends_on: date | None = None,
) -> list[Shopper]:
    """
    Take persons into the panel, all or none, and return the shoppers in their order. See `enrol_shopper`.

    `never_at` are the bodies, by entity ref, that none of them is ever sent to: the vault keeps it, and nothing here does.
    So it does with the `engagement`: what they are, and who sends them. `act` is what `by` must be allowed to do: a provider's
    people come in by another right than the desk's, and here `written_as` stands for whoever sent them: no row and no entry links
    a company with a panel ref. `term_ends_on` is the last day of their time, None without end. Who of them is known already comes in
    a second time, marked for the desk, and nobody is told.

    The vault is asked first, and told at the end that the panel knows her. Where that word was lost, it is given at the next
    enrolment; who is not in the panel then, her answer was lost, and she may be enrolled anew after a minute.
    """
    permissions.check(by, act)
    people = {new_ref(): asdict(identity) for identity in identities}
    with transaction.atomic():
        lost = settle_unconfirmed(by)
        bars = dict.fromkeys(people, never_at)
        identified = {ref: filled(each) for ref, each in people.items()}
        again = queries.vault().enrol(
            identified, by=by.ref, lost=lost, bars=bars, engagement=engagement, known_too=written_as is not None
        )
        author = written_as or by
        said = {"state": state, "enrolled_at": at, "enrolled_by": author.ref, "term_ends_on": term_ends_on}
        rows = [Shopper(panel_ref=ref, is_sent_again=ref in again, **said) for ref in people]
        shoppers = add_shoppers(rows, author, at)
    with suppress(VaultNotReachable):  # then the next enrolment says it
        queries.vault().confirm(list(people), by=by.ref)
    return shoppers


def settle_unconfirmed(by: Actor) -> list[str]:
    """
    Tell the vault whom of those that it waits for the panel knows, and return the others, whose enrolment came to nothing.

    Enrolments take turns until each is written whole: none that is under way is taken for one that was lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('enrolments'))")
    waiting = queries.vault().unconfirmed(by=by.ref)
    known = set(Shopper.objects.filter(panel_ref__in=waiting).values_list("panel_ref", flat=True))
    if known:
        queries.vault().confirm(sorted(known), by=by.ref)
    return [ref for ref in waiting if ref not in known]


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
    Move a shopper along the panel's lifecycle. Who ends files no more: her keys are closed a moment later.

    Not here: in one transaction, her row and those of her keys would be linked by it (see `close_keys_of_ended`).

    :raises NotPermitted: when `by` may not maintain the panel
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises SentAgain: for any move but the end of somebody who is known under another reference
    :raises VaultNotReachable: when who ends has keys that only the vault could find now; nothing is changed
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    shopper = Shopper.objects.select_for_update().get(panel_ref=panel_ref)
    check_move(SHOPPER_MOVES, ShopperState(shopper.state), to)
    if shopper.is_sent_again and to is not ShopperState.ENDED:
        raise SentAgain()
    if to is ShopperState.ENDED:
        if not queries.vault_answers():
            raise VaultNotReachable()
        KeysToClose.objects.create(panel_ref=panel_ref)
    shopper.state = to
    shopper.save(update_fields=["state"])
    journal.record("shopper.moved", subject=panel_ref, by=by, at=at, to=to)


TOGETHER = {ShopperState.IN_TRAINING: ShopperState.CERTIFIED, ShopperState.CERTIFIED: ShopperState.ACTIVE}
"""Moves that everybody of a call makes at once. Who rests or ends does so alone."""


@transaction.atomic
def move_together(*, start: ShopperState, by: Actor, at: datetime) -> int:
    """
    Move everybody who stands at `start` on by `TOGETHER`, and return how many. Whom the desk is to end stays where she is.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises MoveNotAllowed: for a standing that people leave one by one
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    to = TOGETHER.get(start, start)
    check_move(SHOPPER_MOVES, start, to)
    rows = Shopper.objects.select_for_update().filter(state=start).exclude(queries.TO_END)
    refs = list(rows.order_by("panel_ref").values_list("panel_ref", flat=True))
    Shopper.objects.filter(panel_ref__in=refs).update(state=to)
    journal.record_many([journal.Line("shopper.moved", ref, {"to": str(to)}) for ref in refs], by=by, at=at)
    return len(refs)


@transaction.atomic
def close_keys_of_ended(*, by: Actor, at: datetime) -> int:
    """
    Close the open keys of those who ended since the last time, all of them together, and return how many shoppers that were.

    Every key is written anew, closed or not, so that neither the database's marks of who wrote a row when nor the order of
    the rows tells which were closed with whom. The entry names nobody and no count.

    :raises NotPermitted: when `by` may not close keys
    :raises VaultNotReachable: when the vault does not answer; the next call does it
    """
    permissions.check(by, Act.CLOSE_KEYS)
    waiting = dict(KeysToClose.objects.select_for_update(skip_locked=True).values_list("pk", "panel_ref"))
    if not waiting:
        return 0
    refs = queries.vault().numbers_of(list(waiting.values()), by=by.ref)
    queries.vault().note_ended(list(waiting.values()), by=by.ref)
    take_turns()
    numbers = list(CycleNumber.objects.filter(ref__in=refs).order_by("pk").values_list("pk", flat=True))
    FieldKey.objects.update(is_open=Case(When(cycle_number__in=numbers, then=False), default=F("is_open")))
    KeysToClose.objects.filter(pk__in=waiting).delete()
    journal.record("field-keys.closed-of-ended", subject="panel", by=by, at=at)
    return len(waiting)


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
    new = {ref: number for ref, number in pairs if ref not in known}
    engaged = queries.vault().engaged(list(new), by=by.ref)
    given = [
        CycleNumber(ref=ref, cycle=cycle, number=number, given_at=at, given_by=by.ref, **class_of(engaged.get(ref)))
        for ref, number in new.items()
    ]
    CycleNumber.objects.bulk_create(given)
    lines = [journal.Line("cycle-number.given", number.ref, {"cycle": cycle}) for number in given]
    journal.record_many(lines, by=by, at=at)
    return given


def class_of(engagement: Engagement | None) -> dict[str, str]:
    """Return what a number says of its shopper; a volunteer's says nothing."""
    return asdict(engagement) if engagement else {}


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

    One of a number that the vault does not know stays here to be told again, and the journal says so.

    :raises VaultNotReachable: when it does not answer
    """
    for bar in Bar.objects.filter(kept_at=None).select_related("cycle_number", "entity"):
        number, entity = bar.cycle_number.ref, bar.entity.ref
        if queries.vault().bar(number, entity, by=by.ref):
            Bar.objects.filter(pk=bar.pk).update(kept_at=at)
        else:
            with transaction.atomic():
                journal.record("cycle-number.bar-not-kept", subject=number, by=by, at=at, entity=entity)


@transaction.atomic
def contact_shopper(*, cycle_number: str, words: Mapping[str, str], by: Actor, at: datetime) -> str:
    """
    Have the vault write to the shopper behind a number, and return the message's ref. Nobody here sees an address.

    `words` are the whole message by language, its first line the subject. The journal says that, not what, was written.

    :raises NotPermitted: when `by` may not contact shoppers
    :raises NobodyToTell: when the vault keeps no address for her
    :raises VaultNotReachable: when the vault does not answer
    """
    permissions.check(by, Act.CONTACT_SHOPPER)
    message = queries.vault().contact(cycle_number, words, by=by.ref)
    journal.record("shopper.contacted", subject=cycle_number, by=by, at=at, message=message)
    return message


@transaction.atomic
def give_field_key(*, cycle_number: str, kind: KeyKind, language: str, by: Actor, at: datetime) -> str:
    """
    Return a new token of a kind that is handed out, for the cycle number with this ref. It is shown once; only its SHA-256
    is kept. A new link closes the one before that nobody has used: one is open at a time. Phones are left alone.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises ValueError: for a kind that is not handed out: a phone makes its own key (`links.exchange_link`)
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    if kind not in HANDED_OUT:
        raise ValueError(kind)
    number, token, until = CycleNumber.objects.get(ref=cycle_number), secrets.token_urlsafe(32), None
    if kind is KeyKind.LINK:
        take_turns()
        FieldKey.objects.filter(cycle_number=number, kind=kind, is_open=True).update(is_open=False)
        until = at + LINK_LASTS
    given = {"language": language, "given_at": at, "given_by": by.ref, "usable_until": until}
    FieldKey.objects.create(cycle_number=number, kind=kind, token_sha256=token_digest(token), **given)
    journal.record("field-key.given", subject=number.ref, by=by, at=at, kind=kind)
    return token


@transaction.atomic
def send_field_link(
    *, cycle_number: str, language: str, words: Callable[[str], Mapping[str, str]], by: Actor, at: datetime
) -> str:
    """
    Make a link and have the vault mail it: nobody at the desk sees link or address. Return the message's ref.

    `words` makes the mail of a token. When the vault refuses, no link is made.

    :raises NotPermitted, NobodyToTell, VaultNotReachable: as `give_field_key` and `contact_shopper`
    """
    token = give_field_key(cycle_number=cycle_number, kind=KeyKind.LINK, language=language, by=by, at=at)
    return contact_shopper(cycle_number=cycle_number, words=words(token), by=by, at=at)


@transaction.atomic
def withdraw_field_keys(*, cycle_number: str, only: str = "", by: Actor, at: datetime) -> int:
    """
    Close every open key of a cycle number, or `only` the one with that ref, and return how many there were.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    take_turns()
    keys = FieldKey.objects.filter(cycle_number__ref=cycle_number, is_open=True)
    closed = (keys.filter(ref=only) if only else keys).update(is_open=False)
    if closed:
        journal.record("field-key.withdrawn", subject=cycle_number, by=by, at=at, count=closed)
    return closed


def take_turns() -> None:
    """Wait for whoever is exchanging or closing keys: a phone that comes in by a link meanwhile must not be passed over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('field keys'))")


def token_digest(token: str) -> str:
    """Return what is kept of a token. The token has 256 random bits, so a plain digest cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
