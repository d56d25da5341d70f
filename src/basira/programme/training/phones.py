"""What a shopper's phone is told of her training: what to do, what she has, and the texts to read again without a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from basira.core.training.agreement import Agreement, agreement
from basira.gateways.vault import VaultNotReachable
from basira.programme.training.gate import Demand, demand_now, held_here, held_of
from basira.programme.training.models import (
    Attempt,
    Certificate,
    CourseSeat,
    Example,
    Qualification,
    TakenBack,
)
from basira.programme.training.queries import PledgeCard, items_of, last_marks, pledge_now

PHONE = "phone"
"""Who asks the vault: its log does not hold which shopper's phone it was."""


@dataclass(frozen=True, slots=True)
class PhoneCourse:
    """A course that she is invited to; `has_attended` tells her, and her alone, at once."""

    ref: str
    kind: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    place: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    has_attended: bool


@dataclass(frozen=True, slots=True)
class PhoneCertificate:
    """A kind of certificate: whether she has it, and what its test asks of her. `until` is None where an earlier cycle knows it."""

    ref: str
    name: Mapping[str, str]
    sector: Mapping[str, str] | None
    channel: str
    is_held: bool
    is_taken_back: bool
    until: date | None
    is_open: bool
    questions: int
    minutes: int
    pass_mark: int
    attempts_left: int
    has_passed: bool
    needs_attendance: bool
    needs_example: bool


@dataclass(frozen=True, slots=True)
class PhoneExample:
    """An example visit without its key; `found` is how far she was off when she marked it last, None before."""

    ref: str
    title: Mapping[str, str]
    story: Mapping[str, str]
    items: tuple[Mapping[str, Any], ...]
    found: Agreement | None
    is_near: bool


@dataclass(frozen=True, slots=True)
class PhoneTraining:
    """Everything of her training."""

    demand: Demand
    pledge: PledgeCard | None
    has_signed: bool
    is_signature_taken_back: bool
    courses: tuple[PhoneCourse, ...]
    certificates: tuple[PhoneCertificate, ...]
    examples: tuple[PhoneExample, ...]


def phone_training(number: str, *, on: date) -> PhoneTraining:
    """Return what the phone of a number, by ref, is told on a day. Where the vault is silent, what this cycle knows."""
    pledge, kinds, gone = pledge_now(), every_kind(), taken_back_of(number)
    refs = [kind.ref for kind in kinds] + ([pledge.ref] if pledge else [])
    try:
        held = held_of([number], refs, on=on, by=PHONE)
    except VaultNotReachable:
        held = held_here({number}, on)
    proofs = {proof for _number, proof in held}
    return PhoneTraining(
        demand_now(),
        pledge,
        pledge is not None and pledge.ref in proofs,
        pledge is not None and pledge.ref in gone - proofs,
        phone_courses(number),
        phone_certificates(number, kinds, proofs, gone),
        phone_examples(number),
    )


def phone_courses(number: str) -> tuple[PhoneCourse, ...]:
    """Return the courses that a number is invited to, by their beginning."""
    seats = (
        CourseSeat.objects.filter(cycle_number__ref=number).select_related("course").order_by("course__starts_at", "pk")
    )
    return tuple(
        PhoneCourse(
            seat.course.ref,
            seat.course.kind,
            {"ar": seat.course.title_ar, "en": seat.course.title_en},
            {"ar": seat.course.text_ar, "en": seat.course.text_en},
            {"ar": seat.course.place_ar, "en": seat.course.place_en},
            seat.course.starts_at,
            seat.course.ends_at,
            seat.attended_on is not None,
        )
        for seat in seats
    )


def taken_back_of(number: str) -> set[str]:
    """Return what was taken back from a number, by the ref of the qualification or the pledge, whether or not it was earned again."""
    rows = TakenBack.objects.filter(cycle_number__ref=number).values_list("qualification__ref", "pledge__ref")
    return {ref for row in rows for ref in row if ref}


def every_kind() -> list[Qualification]:
    """Return every kind of certificate by name, with its sector; empty when there is none."""
    return list(Qualification.objects.select_related("sector").order_by("name_en", "pk"))


def phone_certificates(
    number: str, kinds: list[Qualification], proofs: set[str], gone: set[str]
) -> tuple[PhoneCertificate, ...]:
    """Return those of the kinds that are open, hers or taken back from her."""
    own = Attempt.objects.filter(cycle_number__ref=number, is_set_aside=False).exclude(ended_at=None)
    used: dict[int, list[bool]] = {}
    for qualification, has_passed in own.values_list("qualification_id", "has_passed"):
        used.setdefault(qualification, []).append(bool(has_passed))
    untils = dict(
        Certificate.objects.filter(cycle_number__ref=number, taken_back=None)
        .order_by("until")
        .values_list("qualification_id", "until")
    )
    return tuple(
        PhoneCertificate(
            row.ref,
            {"ar": row.name_ar, "en": row.name_en},
            {"ar": row.sector.name_ar, "en": row.sector.name_en} if row.sector else None,
            row.channel,
            row.ref in proofs,
            row.ref in gone - proofs,
            untils.get(row.pk) if row.ref in proofs else None,
            row.closed_at is None,
            row.questions,
            row.minutes,
            row.pass_mark,
            max(0, row.attempts - len(used.get(row.pk, []))),
            any(used.get(row.pk, [])),
            row.needs_attendance,
            row.needs_example,
        )
        for row in kinds
        if row.closed_at is None or row.ref in proofs | gone
    )


def phone_examples(number: str) -> tuple[PhoneExample, ...]:
    """Return the examples of open kinds of certificates, by title; whom she is compared with is told by no number."""
    found = []
    rows = list(Example.objects.filter(qualification__closed_at=None).order_by("title_en", "pk"))
    every = last_marks([row.pk for row in rows])
    for row in rows:
        last = every[row.pk]
        mine = last.get(number)
        others = [marks for ref, (marks, _near) in last.items() if ref != number]
        items = tuple({name: item[name] for name in ("code", "ar", "en", "least", "most")} for item in row.items)
        found.append(
            PhoneExample(
                row.ref,
                {"ar": row.title_ar, "en": row.title_en},
                {"ar": row.story_ar, "en": row.story_en},
                items,
                agreement(items_of(row), mine[0], others) if mine else None,
                bool(mine and mine[1]),
            )
        )
    return tuple(found)
