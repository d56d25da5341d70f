"""Filing a visit for whoever sends one, an OpenRosa client or the browser form, and what each is answered."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.kernel.actor import Actor, ActorKind
from basira.programme.fieldwork import stores, tasks, verbs
from basira.programme.fieldwork.queries import Sender
from basira.programme.fieldwork.verbs import Filed
from basira.surfaces.shared.posts import received

STATUSES = {
    "openrosa.try-later": 503,
    "field.moves-unreadable": 400,
    "field.too-many-moves": 413,
    "openrosa.key-unknown": 401,
    "openrosa.not-here": 404,
    "openrosa.not-a-post": 400,
    "openrosa.post-too-large": 413,
    "openrosa.method-refused": 405,
    "submission.unreadable": 400,
    "submission.encrypted": 400,
    "submission.too-large": 413,
    "fieldwork.form-unknown": 404,
    "fieldwork.cycle-not-open": 409,
    "fieldwork.instance-taken": 409,
    "fieldwork.attachment-taken": 409,
    "field.not-understood": 400,
    "safety.mission-unknown": 404,
    "safety.danger-unknown": 404,
    "safety.id-taken": 409,
    "safety.photo-taken": 409,
    "safety.letter-missing": 409,
    "safety.letter-not-now": 409,
    "fieldwork.too-many-visits": 429,
    "fieldwork.too-much-a-day": 429,
    "fieldwork.too-many-conflicts": 429,
    "fieldwork.too-many-device-keys": 429,
    "review.question-unknown": 404,
    "review.question-answered": 409,
    "sending.list-unfit": 400,
    "sending.part-taken": 409,
    "sending.parts-missing": 409,
    "sending.mission-over": 409,
    "sending.given-over": 409,
    "evidence.too-large": 413,
    "vault.not-reachable": 503,
    "vault.not-ours": 503,
    "evidence.no-space": 507,
    "evidence.not-durable": 503,
}
"""What a refusal is in HTTP; 422 for the others. Only 201 lets a phone delete its copy."""


def shopper_of(sender: Sender) -> Actor:
    """Return who a phone acts as: the shopper under her cycle number, of whom nothing else is known here."""
    return Actor(ActorKind.SHOPPER, sender.cycle_number_ref)


def file_received(request: HttpRequest, sender: Sender, *, source: str, mission: str = "") -> Filed:
    """
    File what a request carries, and return what may be told: everything named there is durable.

    :raises Problem: everything that `stores.check_room`, `received` and `fieldwork.verbs.file_visit` refuse
    """
    stores.check_room()
    store = stores.originals()
    with received(request, store) as post:
        # A name that comes twice in a post is as if it came in two posts: the same file once more, or a conflict.
        for files in (post.files, *({name: double} for name, double in post.doubles)):
            filed = verbs.file_visit(
                sender=sender,
                xml=bytes(post.xml),
                files=files,
                store=store,
                repaint=tasks.repaint.enqueue,
                by=shopper_of(sender),
                at=timezone.now(),
                source=source,
                mission=mission,
            )
    return filed


def words_for(filed: Filed) -> str:
    """Return what the shopper reads: received in full, or how many files are still to come."""
    if not filed.missing:
        return _("Received in full. Thank you.")
    count = len(filed.missing)
    return ngettext(
        "Received; %(count)s file is still to come.", "Received; %(count)s files are still to come.", count
    ) % {"count": count}
