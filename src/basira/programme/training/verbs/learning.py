"""What a shopper does of her training, under her number: sign, come, mark an example, take a test."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.training import MOST_CODE_TRIES
from basira.core.training.agreement import agreement
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training.models import (
    CourseSeat,
    Example,
    ExampleMarks,
    PledgeSignature,
    PledgeText,
)
from basira.programme.training.queries import items_of
from basira.programme.training.verbs.earning import certify_if_ready, keep_if_answered

MOST_HEARD = 50
"""Ids of phones that are kept of one signature beside its own, the last ones: a phone that made ids without end would fill the row."""


class PledgeNotNow(Problem):
    """This is not the pledge that is asked for now."""

    code = "training.pledge-not-now"


class NotInvited(Problem):
    """She is not invited to this course, or it has not begun."""

    code = "training.not-invited"


class CodeWrong(Problem):
    """This is not the code of the course; `left` more may be tried."""

    code = "training.code-wrong"


class ExampleUnknown(Problem):
    """There is no such example, or its marks are not of its scales."""

    code = "training.example-unknown"


def own_number(by: Actor) -> CycleNumber:
    """Lock and return the number that a shopper is, so that what she does at once takes turns."""
    permissions.check(by, Act.LEARN)
    return CycleNumber.objects.select_for_update(no_key=True).get(ref=by.ref)


@transaction.atomic
def sign_pledge(*, pledge: str, language: str, by: Actor, at: datetime, client_id: UUID | None = None) -> None:
    """
    Sign the pledge that is asked for now, in the language that was read. Again changes no signature, and what comes twice by the
    phone's id, or comes again by an id that found one standing, is no new one, also where it was taken back since; None is of no phone.

    :raises NotPermitted: when `by` is no shopper
    :raises PledgeNotNow: for another version than the newest, or a language in which it does not stand
    """
    number = own_number(by)
    own = PledgeSignature.objects.filter(cycle_number=number)
    if client_id and own.filter(Q(client_id=client_id) | Q(heard__contains=[str(client_id)])).exists():
        return
    newest = PledgeText.objects.order_by("-version").first()
    if newest is None or newest.ref != pledge or language not in {"ar", "en", *newest.other_texts}:
        raise PledgeNotNow()
    signature, is_new = PledgeSignature.objects.get_or_create(
        pledge=newest,
        cycle_number=number,
        taken_back=None,
        defaults={"language": language, "signed_on": localdate(at), "client_id": client_id},
    )
    if is_new:
        journal.record("pledge.signed", subject=number.ref, by=by, at=at, version=newest.version, language=language)
        transaction.on_commit(partial(keep_if_answered, at))
    elif client_id:
        signature.heard = [*signature.heard, str(client_id)][-MOST_HEARD:]
        signature.save(update_fields=["heard"])


def attend(*, client_id: UUID, course: str, code: str, by: Actor, at: datetime) -> None:
    """
    Note that she was at a course, by the code that was said there. Again changes nothing: what comes twice by the phone's id, since
    its answer was lost, is one try.

    :raises NotPermitted: when `by` is no shopper
    :raises NotInvited: to a course that she is not invited to, or before it began
    :raises CodeWrong: for another code; a few are counted, and then none is taken
    """
    left = _attend(client_id, course, code, by, at)
    if left is not None:  # outside the transaction, which keeps that it was tried
        raise CodeWrong(left=left)


@transaction.atomic
def _attend(client_id: UUID, course: str, code: str, by: Actor, at: datetime) -> int | None:
    number = own_number(by)
    seats = CourseSeat.objects.select_for_update(of=("self",)).select_related("course__qualification")
    seat = seats.filter(course__ref=course, cycle_number=number, course__starts_at__lte=at).first()
    if seat is None:
        raise NotInvited()
    if seat.attended_on is not None:
        return None
    if seat.tries >= MOST_CODE_TRIES or str(client_id) in seat.tried:
        return MOST_CODE_TRIES - seat.tries
    if code_digest(course, code) != seat.course.code_sha256:
        seat.tries, seat.tried = seat.tries + 1, [*seat.tried, str(client_id)]
        seat.save(update_fields=["tries", "tried"])
        return MOST_CODE_TRIES - seat.tries
    seat.attended_on = localdate(at)  # the desk counts who came from the next day of the place on
    seat.save(update_fields=["attended_on"])
    journal.record("course.attended", subject=number.ref, by=by, at=at, course=course)
    if seat.course.qualification:
        certify_if_ready(seat.course.qualification, number, by, at)
    return None


def code_digest(course: str, code: str) -> str:
    """Return what is kept of a course's code, in whatever digits it was typed."""
    typed = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in code.strip())
    return hashlib.sha256(f"{course}\n{typed}".encode()).hexdigest()


@transaction.atomic
def mark_example(*, client_id: UUID, example: str, marks: Mapping[str, int], by: Actor, at: datetime) -> None:
    """
    Keep how she marked an example, once by the phone's id; it may be marked again.

    :raises NotPermitted: when `by` is no shopper
    :raises ExampleUnknown: for none, and for marks that are not one of each item's scale
    """
    number = own_number(by)
    found = Example.objects.select_related("qualification").filter(ref=example).first()
    if found is None or not fits(found.items, marks):
        raise ExampleUnknown()
    items = items_of(found)
    near = agreement(items, marks).divergence * 100 <= found.most_divergence
    facts = {"example": found, "marks": dict(marks), "is_near": near, "marked_at": at}
    _row, is_new = ExampleMarks.objects.get_or_create(cycle_number=number, client_id=client_id, defaults=facts)
    if is_new:
        journal.record("example.marked", subject=number.ref, by=by, at=at, example=example, near=near)
        certify_if_ready(found.qualification, number, by, at)


def fits(items: Sequence[Mapping[str, object]], marks: Mapping[str, int]) -> bool:
    """Tell whether there is one mark for each item, on its scale."""
    scales = {str(item["code"]): (item["least"], item["most"]) for item in items}
    return set(scales) == set(marks) and all(
        type(value) is int and scales[code][0] <= value <= scales[code][1]  # type: ignore[operator]
        for code, value in marks.items()
    )
