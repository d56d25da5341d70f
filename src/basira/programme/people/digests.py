"""
Digests by mail: asking for them, ending them, and the outbox.

A digest counts what waits and leads to the sign-in page. It holds no result, no name, and no day of a visit, so that a mail
which others read tells them nothing. Who did not ask gets none.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.problem import Problem
from basira.gateways.mail import RelayNotThere
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, queries
from basira.programme.people.digest_kinds import DigestKind, DigestState
from basira.programme.people.models import Account, Digest, DigestWish
from basira.programme.people.permissions import Act

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=5)
"""Doubled after each try that failed: eight of them take about half a day."""
AT_ONCE = 50
"""Digests of one round, so that a worker comes back to its other work."""


class DigestWithoutKind(Problem):
    """A wish says of which kinds it is; to want none is to end it."""

    code = "people.digest-without-kind"


@dataclass(frozen=True, slots=True)
class WishCard:
    """What somebody asked for."""

    ref: str
    email: str
    kinds: tuple[DigestKind, ...]
    language: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One digest on its way: where to, in which language, what it counts, and the wish that its link ends."""

    wish: WishCard
    kind: DigestKind
    counts: Mapping[str, int]
    for_body: bool


@transaction.atomic
def ask_for_digest(*, email: str, kinds: Collection[DigestKind], language: str, by: Actor, at: datetime) -> None:
    """
    Ask for digests for oneself, or for others than before. The journal knows of which kinds, and no address.

    :raises NotPermitted: when `by` holds no role
    :raises DigestWithoutKind: without a kind
    """
    permissions.check(by, Act.ASK_FOR_DIGEST)
    if not kinds:
        raise DigestWithoutKind()
    account = Account.objects.select_for_update().get(ref=by.ref)
    DigestWish.objects.filter(account=account).delete()  # a link of an earlier wish ends this one no more
    DigestWish.objects.create(
        account=account, email=email, kinds=sorted(map(str, kinds)), language=language, asked_at=at
    )
    journal.record("digest.asked", subject=by.ref, by=by, at=at, kinds=sorted(map(str, kinds)))


@transaction.atomic
def end_digest(*, by: Actor, at: datetime) -> None:
    """
    End one's own digests; ending none changes nothing.

    :raises NotPermitted: when `by` holds no role
    """
    permissions.check(by, Act.ASK_FOR_DIGEST)
    forget_wish(by.ref, by=by, at=at)


def forget_wish(account: str, *, by: Actor, at: datetime) -> None:
    """Forget what somebody asked for, and with it where to, for a verb that has allowed it, in that verb's transaction."""
    if DigestWish.objects.filter(account__ref=account).delete()[0]:
        journal.record("digest.ended", subject=account, by=by, at=at)


@transaction.atomic
def end_digest_by_link(*, wish: str, at: datetime) -> None:
    """End the digests of a wish, by whoever holds its link; one that is ended already changes nothing."""
    found = DigestWish.objects.select_related("account").filter(ref=wish).first()
    if found is not None:
        ref = found.account.ref
        found.delete()
        journal.record("digest.ended", subject=ref, by=Actor(ActorKind.ACCOUNT, ref), at=at, by_link=True)


def wish_of(account: str) -> WishCard | None:
    """Return what somebody asked for, by the account's ref; None when nothing."""
    row = DigestWish.objects.filter(account__ref=account).first()
    return wish_card(row) if row else None


def wish_card(row: DigestWish) -> WishCard:
    """Return a wish as plain values."""
    return WishCard(row.ref, row.email, tuple(DigestKind(kind) for kind in row.kinds), row.language, row.asked_at)


def wishes() -> Iterator[tuple[Actor, WishCard]]:
    """Yield every wish of an open account, with who acts under it."""
    for row in DigestWish.objects.filter(account__is_active=True).select_related("account").order_by("pk"):
        actor = queries.actor_of(row.account.pk)
        if actor is not None and permissions.can(actor, Act.ASK_FOR_DIGEST):
            yield actor, wish_card(row)


@transaction.atomic
def write_digest(  # noqa: PLR0913  a digest has these parts
    *, account: str, kind: DigestKind, occasion: str, counts: Mapping[str, int], by: Actor, at: datetime
) -> bool:
    """
    Lay a digest into the outbox, and tell whether it is new: of an occasion there is one, and none where all counts are 0.

    :raises NotPermitted: when `by` may not send digests
    """
    permissions.check(by, Act.SEND_DIGESTS)
    if not any(counts.values()):
        return False
    row, is_new = Digest.objects.get_or_create(
        account=Account.objects.get(ref=account),
        kind=kind,
        occasion=occasion,
        defaults={"counts": dict(counts), "state": DigestState.WAITING, "written_at": at, "next_at": at},
    )
    if is_new:
        journal.record("digest.written", subject=row.ref, by=by, at=at, account=account, kind=str(kind))
    return is_new


def send_waiting(deliver: Callable[[Outgoing], bool], *, by: Actor, at: datetime) -> int:
    """
    Send what waits, each in its own transaction, and return how many went out. Without a relay the round ends at its first.

    :raises NotPermitted: when `by` may not send digests
    """
    permissions.check(by, Act.SEND_DIGESTS)
    due = Digest.objects.filter(state=DigestState.WAITING, next_at__lte=at).order_by("next_at", "pk")
    sent = 0
    for key in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            sent += send_one(key, deliver, by=by, at=at)
        except RelayNotThere:
            send_one(key, lambda _outgoing: False, by=by, at=at)  # a try, so that the next round begins with another
            break
    return sent


@transaction.atomic
def send_one(key: int, deliver: Callable[[Outgoing], bool], *, by: Actor, at: datetime) -> bool:
    """
    Send one digest, and tell whether it went out. Another worker that has it in hand is left alone; one that nobody wants any
    more is dropped, and one that no relay took after `MOST_TRIES` is given up.

    :raises RelayNotThere: when `deliver` does; nothing is written then
    """
    row = (
        Digest.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("account")
        .filter(pk=key, state=DigestState.WAITING)
        .first()
    )
    if row is None:
        return False
    wish = DigestWish.objects.filter(account=row.account, account__is_active=True).first()
    if wish is None or row.kind not in wish.kinds:
        row.state = DigestState.DROPPED
    else:
        outgoing = Outgoing(wish_card(wish), DigestKind(row.kind), row.counts, bool(row.account.entity_ref))
        row.tries += 1
        row.next_at = at + FIRST_PAUSE * 2 ** (row.tries - 1)
        if deliver(outgoing):
            row.state, row.sent_at = DigestState.SENT, at
        elif row.tries >= MOST_TRIES:
            row.state = DigestState.FAILED
    row.save(update_fields=["state", "tries", "next_at", "sent_at"])
    if row.state != DigestState.WAITING:
        journal.record(f"digest.{row.state}", subject=row.ref, by=by, at=at)
    return row.state == DigestState.SENT
