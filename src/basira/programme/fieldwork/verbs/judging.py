"""Judging a record again when the key that signed it is said after it: without a line, a visit may be quicker than its key."""

from datetime import datetime

from django.db import transaction

from basira.core.assurance.capture_record import Flag, judge_signature
from basira.core.kernel.actor import Actor
from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.programme.fieldwork import captures
from basira.programme.fieldwork.models import CaptureRecord, LateJudgement
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act


@transaction.atomic
def judge_record_again(*, visit: str, store: EvidenceStore, by: Actor, at: datetime) -> bool:
    """
    Judge the signature of a visit's record once more, and return whether its key is known now.

    The first judgement stays; the later one stands beside it. Safe to repeat: a record is judged again once, and only when it
    was doubted for want of its key. A record whose sealed file is gone is left as it was judged.

    :raises NotPermitted: when `by` may not judge records; only the worker may, which alone can open them
    :raises EvidenceDamaged: when the sealed record is not as it was written; for an operator to look
    """
    permissions.check(by, Act.JUDGE_RECORDS)
    waiting = CaptureRecord.objects.select_for_update(of=("self",)).select_related("visit")
    record = waiting.filter(visit__ref=visit, late=None, flags__contains=[Flag.KEY_UNKNOWN]).first()
    if record is None:
        return False
    try:
        content = b"".join(store.open_sealed(record.sealed_ref))
    except EvidenceMissing:
        return False
    keys = captures.keys_of(record.visit.cycle_number_id)
    verdict, flags = judge_signature(content, [Flag(flag) for flag in record.flags], keys)
    if Flag.KEY_UNKNOWN in flags:
        return False
    LateJudgement.objects.create(record=record, verdict=str(verdict), flags=[str(flag) for flag in flags], judged_at=at)
    journal.record("visit.record-judged-again", subject=visit, by=by, at=at, verdict=str(verdict))
    return True
