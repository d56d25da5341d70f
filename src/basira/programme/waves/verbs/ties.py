"""A shopper says herself where she works, has family, or is known: she is never sent there."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre
from basira.programme.waves.verbs.stopping import bar_from_body


class TieUnknown(Problem):
    """No centre has this ref."""

    code = "waves.tie-unknown"


@transaction.atomic
def say_tie(*, centre: str, by: Actor, at: datetime) -> int:
    """
    Bar a number from the body of a centre, in every cycle, and return how many missions of this number were taken back.

    Which tie it is (her work, her family, somebody who knows her) is not asked: it would tell of her life. Again changes nothing.

    :raises NotPermitted: when `by` is no shopper
    :raises TieUnknown: when there is no such centre
    """
    permissions.check(by, Act.KEEP_OWN)
    number = CycleNumber.objects.select_for_update(no_key=True).get(ref=by.ref)
    entity = Centre.objects.filter(ref=centre).values_list("entity_id", flat=True).first()
    if entity is None:
        raise TieUnknown()
    return bar_from_body(number=number, entity_id=entity, by=by, at=at, reason="tie")
