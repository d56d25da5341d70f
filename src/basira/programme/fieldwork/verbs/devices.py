"""The key by which a phone signs its records: said once by the phone itself."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.assurance.capture_record import key_id, point_of
from basira.core.kernel.actor import Actor
from basira.programme.fieldwork import captures
from basira.programme.fieldwork.models import DeviceKey
from basira.programme.fieldwork.queries import Sender
from basira.programme.fieldwork.refusals import DeviceKeyUnfit, TooManyDeviceKeys
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

MAX_DEVICE_KEYS = 10
"""Keys of one number: a new phone now and then, or a browser that forgot."""


def say_device_key(*, sender: Sender, key: str, judge_again: Callable[[str], object], by: Actor, at: datetime) -> str:
    """
    Note the public key of a phone (base64url of the raw point), and return its id. The same key again is no second one.

    `judge_again` is told each visit whose record came before its key, inside the transaction, so that its task commits with it.

    :raises NotPermitted: when `by` may not file visits
    :raises DeviceKeyUnfit: for what is no key of P-256, and for another number's: a phone makes one for each number
    :raises TooManyDeviceKeys: when the number has ten
    """
    permissions.check(by, Act.FILE_VISIT)
    point = point_of(key)
    if point is None:
        raise DeviceKeyUnfit()
    try:
        return _noted(sender, point, judge_again, by=by, at=at)
    except IntegrityError:  # said twice at once, or by another number's phone
        if sender.cycle_number_id in _holders(point):
            return key_id(point)
        raise DeviceKeyUnfit() from None


@transaction.atomic
def _noted(sender: Sender, point: bytes, judge_again: Callable[[str], object], *, by: Actor, at: datetime) -> str:
    CycleNumber.objects.select_for_update(of=("self",)).get(pk=sender.cycle_number_id)  # so that ten stay ten
    named = key_id(point)
    if sender.cycle_number_id in _holders(point):
        return named
    known = DeviceKey.objects.filter(cycle_number_id=sender.cycle_number_id).count()
    if known >= MAX_DEVICE_KEYS:
        raise TooManyDeviceKeys(limit=MAX_DEVICE_KEYS)
    DeviceKey.objects.create(cycle_number_id=sender.cycle_number_id, key_id=named, point=point, said_at=at)
    journal.record("device-key.said", subject=sender.cycle_number_ref, by=by, at=at, number=known + 1)
    for visit in captures.waiting_for_a_key(sender.cycle_number_id):
        judge_again(visit)
    return named


def _holders(point: bytes) -> list[int]:
    return list(DeviceKey.objects.filter(key_id=key_id(point)).values_list("cycle_number_id", flat=True))
