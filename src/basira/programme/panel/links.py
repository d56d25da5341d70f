"""
A link is worth one use (ADR-0028): the phone that opens it first makes a key for itself and has it put in the link's place.

What stays of a link, in a browser's history or in a message that was passed on, opens nothing from then on.
"""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import SYSTEM, Actor
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import FieldKey
from basira.programme.panel.verbs import take_turns
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

DIGEST = re.compile("[0-9a-f]{64}")


class LinkClosed(Problem):
    """The link was withdrawn before anybody used it, or the phone that came in by it may not come in any more."""

    code = "panel.link-closed"


class LinkUsed(Problem):
    """Another phone came in by this link."""

    code = "panel.link-used"


class LinkExpired(Problem):
    """Nobody used the link in its time."""

    code = "panel.link-expired"


class KeyUnfit(Problem):
    """What a phone named as its key is no SHA-256, or is one that is known already."""

    code = "panel.key-unfit"


def check_link(link: str, *, at: datetime) -> None:
    """
    Refuse a link, by its SHA-256, that no phone could come in by now. Nothing is spent and nothing noted.

    :raises LinkClosed, LinkUsed, LinkExpired: as `exchange_link`
    """
    found = FieldKey.objects.filter(kind=KeyKind.LINK, token_sha256=link).select_related("exchanged_for").first()
    refusal = refusal_of(found, "", at) if found else LinkClosed()
    if refusal:
        raise refusal


def exchange_link(*, link: str, key: str, by: Actor, at: datetime) -> None:
    """
    Spend the link with this SHA-256 of the shopper `by`, and open the phone's own key with the SHA-256 `key` in its place.

    The same phone may ask again after a lost answer, with the same key. That another tried a spent link is kept by its day.

    :raises NotPermitted: when `by` is no shopper
    :raises LinkClosed: when the link is not hers, was withdrawn, or its phone was
    :raises LinkUsed: when another key came in by it
    :raises LinkExpired: when its time is over
    :raises KeyUnfit: when `key` is no SHA-256, or known already
    """
    permissions.check(by, Act.EXCHANGE_LINK)
    if not DIGEST.fullmatch(key):
        raise KeyUnfit()
    with transaction.atomic():  # ends before a refusal is raised: what it noted stays
        take_turns()
        links = FieldKey.objects.filter(kind=KeyKind.LINK, token_sha256=link, cycle_number__ref=by.ref)
        found = links.select_related("exchanged_for", "cycle_number").first()
        if found is None:
            raise LinkClosed()
        refusal = refusal_of(found, key, at)
        if isinstance(refusal, LinkUsed):
            note_tried_again(found, at)
        elif refusal is None and found.exchanged_for is None:
            put_in_place(found, key, by, at)
    if refusal:
        raise refusal


def refusal_of(link: FieldKey, key: str, at: datetime) -> Problem | None:
    """Return why a phone with this key does not come in by a link; None when it does, or has done so already."""
    if link.exchanged_for is None:
        if not link.is_open:
            return LinkClosed()
        is_over = link.usable_until is not None and link.usable_until <= at
        return LinkExpired() if is_over else None
    if link.exchanged_for.token_sha256 != key:
        return LinkUsed()
    return None if link.exchanged_for.is_open else LinkClosed()


def put_in_place(link: FieldKey, key: str, by: Actor, at: datetime) -> None:
    """Open the phone's key and close the link. Both key and journal know the day alone: when a phone came in is nobody's."""
    day = day_of(at)
    given = {"cycle_number": link.cycle_number, "language": link.language, "given_at": day, "given_by": by.ref}
    try:
        with transaction.atomic():
            link.exchanged_for = FieldKey.objects.create(kind=KeyKind.PHONE, token_sha256=key, **given)
    except IntegrityError:
        raise KeyUnfit() from None
    link.is_open = False
    link.save(update_fields=["is_open", "exchanged_for"])
    journal.record("field-key.exchanged", subject=by.ref, by=by, at=day)


def note_tried_again(link: FieldKey, at: datetime) -> None:
    """Note the day on which a spent link was tried again, once a day: who did it is not known, and not asked."""
    if link.tried_again_on == localdate(at):
        return
    link.tried_again_on = localdate(at)
    link.save(update_fields=["tried_again_on"])
    journal.record("field-key.tried-again", subject=link.cycle_number.ref, by=SYSTEM, at=day_of(at))


def day_of(at: datetime) -> datetime:
    """Return the beginning of a day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
