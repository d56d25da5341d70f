"""Destroying the positions of visits when their days are over; the score that was made of them stays."""

from datetime import datetime, timedelta

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import captures
from basira.programme.fieldwork.models import CapturePlaces
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act


def destroy_places(*, store: EvidenceStore, kept_for: timedelta, by: Actor, at: datetime) -> int:
    """
    Destroy the positions whose days are over, at most 500, and return how many those were.

    The file goes first and its row says so after: what stops half-way is done again, and nothing lies about that was told to
    be gone.

    :raises NotPermitted: when `by` may not destroy positions; only the system may
    :raises EvidenceNotDurable: when the disk could not promise it; those before are done, the rest is to be tried again
    """
    permissions.check(by, Act.DESTROY_PLACES)
    due = captures.places_to_destroy(now=at, kept_for=kept_for)
    for row, sealed_ref in due:
        store.destroy(sealed_ref)
        _note_destroyed(row, by=by, at=at)
    return len(due)


@transaction.atomic
def _note_destroyed(row: int, *, by: Actor, at: datetime) -> None:
    lying = CapturePlaces.objects.filter(pk=row, destroyed_at__isnull=True)
    if lying.update(sealed_ref=None, destroyed_at=at):
        visit = CapturePlaces.objects.values_list("visit__ref", flat=True).get(pk=row)
        journal.record("visit.places-destroyed", subject=visit, by=by, at=at)
