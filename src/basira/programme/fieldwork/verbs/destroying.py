"""Writing that a withheld file is gone. Whether it may go is decided in `retention`."""

from datetime import datetime

from django.db import transaction

from basira.core.assurance.destroying import NotWithheld
from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.actor import Actor
from basira.programme.fieldwork.models import Attachment
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act


@transaction.atomic
def note_destroyed(*, attachment: str, by: Actor, at: datetime) -> None:
    """
    Write that a withheld file is off the disk; its row stays.

    :raises NotPermitted: when `by` is not the system
    :raises NotWithheld: when no such file was withheld by the rule of its site
    """
    permissions.check(by, Act.CARRY_OUT_DESTRUCTION)
    withheld = Attachment.objects.filter(ref=attachment, derivative_problem__in=[str(why) for why in Withheld])
    if not withheld.filter(destroyed_at=None).update(destroyed_at=at):
        raise NotWithheld()
    visit = withheld.values_list("visit__ref", flat=True).get()
    journal.record("visit.file-destroyed", subject=visit, by=by, at=at)
