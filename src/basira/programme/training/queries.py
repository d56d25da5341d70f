"""Training for pages of the desk: kinds of certificates, the bank, courses, examples, and who lacks what. By cycle number alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from basira.core.kernel.training import CourseKind
from basira.core.training.agreement import Agreement, Item, agreement
from basira.programme.panel.models import CycleNumber
from basira.programme.training.models import (
    Attempt,
    BankQuestion,
    Course,
    CourseSeat,
    Example,
    ExampleMarks,
    PledgeText,
    Qualification,
)


@dataclass(frozen=True, slots=True)
class QualificationCard:
    """A kind of certificate; sector names are "" for all sectors, `channel` "" for all channels. Numbers as in the model."""

    ref: str
    name_ar: str
    name_en: str
    sector_ar: str
    sector_en: str
    channel: str
    questions: int
    pass_mark: int
    minutes: int
    attempts: int
    valid_months: int
    needs_attendance: bool
    needs_example: bool
    is_open: bool
    bank: int
    """Questions of the bank that its tests may ask."""


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question of the bank, for the desk."""

    ref: str
    sector_ar: str
    sector_en: str
    channel: str
    topic_ar: str
    topic_en: str
    text_ar: str
    text_en: str
    is_multiple: bool
    options: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course; `attended` counts who came, from the next day on: in the room nobody sees on a screen who typed the code just now."""

    ref: str
    kind: CourseKind
    title_ar: str
    title_en: str
    place_ar: str
    place_en: str
    starts_at: datetime
    ends_at: datetime
    invited: int
    attended: int


@dataclass(frozen=True, slots=True)
class CourseOf:
    """A course, and the ref of the kind of certificate that it belongs to; "" for none."""

    ref: str
    qualification: str


@dataclass(frozen=True, slots=True)
class PledgeCard:
    """A version of the pledge; `others` are its texts in further languages, by code."""

    ref: str
    version: int
    text_ar: str
    text_en: str
    published_at: datetime
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """An example visit, with how many numbers marked it and how many of them near enough to its key."""

    ref: str
    title_ar: str
    title_en: str
    most_divergence: int
    marked: int
    near: int


@dataclass(frozen=True, slots=True)
class Observer:
    """How one number marked an example."""

    number: str
    found: Agreement
    is_near: bool


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A number of a cycle with what it holds (refs of kinds of certificates and of the pledge), and whose tests are used up."""

    ref: str
    number: str
    held: frozenset[str]
    spent: frozenset[str]


def qualification_cards() -> tuple[QualificationCard, ...]:
    """Return the kinds of certificates, open ones first, then by name; empty when there is none. Two queries."""
    bank = list(BankQuestion.objects.filter(taken_out_at=None).values_list("sector_id", "channel"))
    rows = Qualification.objects.select_related("sector").order_by("name_en", "pk")
    cards = [
        QualificationCard(
            row.ref,
            row.name_ar,
            row.name_en,
            row.sector.name_ar if row.sector else "",
            row.sector.name_en if row.sector else "",
            row.channel,
            row.questions,
            row.pass_mark,
            row.minutes,
            row.attempts,
            row.valid_months,
            row.needs_attendance,
            row.needs_example,
            row.closed_at is None,
            sum(sector in (None, row.sector_id) and channel in ("", row.channel) for sector, channel in bank),
        )
        for row in rows
    ]
    return tuple(sorted(cards, key=lambda card: not card.is_open))


def question_cards() -> tuple[QuestionCard, ...]:
    """Return the questions of the bank by topic; empty when there is none."""
    rows = BankQuestion.objects.filter(taken_out_at=None).select_related("sector").order_by("topic_en", "pk")
    return tuple(
        QuestionCard(
            row.ref,
            row.sector.name_ar if row.sector else "",
            row.sector.name_en if row.sector else "",
            row.channel,
            row.topic_ar,
            row.topic_en,
            row.text_ar,
            row.text_en,
            row.is_multiple,
            tuple(row.options),
        )
        for row in rows
    )


def course_cards(*, today: date) -> tuple[CourseCard, ...]:
    """Return the courses, the latest first; empty when there is none."""
    came = Q(attended_on__lt=today)
    seats = (
        CourseSeat.objects.order_by().values("course").annotate(invited=Count("pk"), attended=Count("pk", filter=came))
    )
    counts = {row["course"]: (row["invited"], row["attended"]) for row in seats}
    return tuple(
        CourseCard(
            row.ref,
            CourseKind(row.kind),
            row.title_ar,
            row.title_en,
            row.place_ar,
            row.place_en,
            row.starts_at,
            row.ends_at,
            *counts.get(row.pk, (0, 0)),
        )
        for row in Course.objects.order_by("-starts_at", "pk")
    )


def course_of(ref: str) -> CourseOf | None:
    """Return to which kind of certificate a course belongs; None when there is no such course."""
    row = Course.objects.select_related("qualification").filter(ref=ref).first()
    return CourseOf(row.ref, row.qualification.ref if row.qualification else "") if row else None


def pledge_now() -> PledgeCard | None:
    """Return the version of the pledge that is asked for; None before there is one."""
    row = PledgeText.objects.order_by("-version").first()
    if row is None:
        return None
    return PledgeCard(row.ref, row.version, row.text_ar, row.text_en, row.published_at, row.other_texts)


def example_cards() -> tuple[ExampleCard, ...]:
    """Return the examples by title; empty when there is none."""
    rows = list(Example.objects.order_by("title_en", "pk"))
    marks = last_marks([row.pk for row in rows])
    return tuple(
        ExampleCard(
            row.ref,
            row.title_ar,
            row.title_en,
            row.most_divergence,
            len(marks[row.pk]),
            sum(is_near for _marks, is_near in marks[row.pk].values()),
        )
        for row in rows
    )


def observers_of(example: str) -> tuple[Observer, ...] | None:
    """Return how each number marked an example, by number; empty when none did, None when there is no such example."""
    found = Example.objects.filter(ref=example).first()
    if found is None:
        return None
    last, items = last_marks([found.pk])[found.pk], items_of(found)
    names = dict(CycleNumber.objects.filter(ref__in=last).values_list("ref", "number"))
    return tuple(
        Observer(
            names[ref], agreement(items, marks, [each for other, (each, _n) in last.items() if other != ref]), near
        )
        for ref, (marks, near) in sorted(last.items(), key=lambda row: names[row[0]])
    )


def items_of(example: Example) -> tuple[Item, ...]:
    """Return the items of an example."""
    return tuple(Item(each["code"], each["least"], each["most"], each["key"]) for each in example.items)


Marks = Mapping[str, tuple[Mapping[str, int], bool]]
"""By a number's ref: how it marked an example last, and whether that was near enough."""


def last_marks(examples: Sequence[int]) -> dict[int, Marks]:
    """Return how each of these examples, by id, was marked; one that nobody marked holds nothing. One query."""
    rows = ExampleMarks.objects.filter(example_id__in=examples).order_by("marked_at", "pk")
    found: dict[int, dict[str, tuple[Mapping[str, int], bool]]] = {example: {} for example in examples}
    for example, number, marks, is_near in rows.values_list("example_id", "cycle_number__ref", "marks", "is_near"):
        found[example][number] = (marks, is_near)
    return dict(found)


def roster(cycle: str, held: set[tuple[str, str]]) -> tuple[RosterRow, ...]:
    """Return the numbers of a cycle by number, with what they hold of `held` (number's ref, proof's ref); empty without numbers."""
    counted = (
        Attempt.objects.filter(cycle_number__cycle=cycle, is_set_aside=False)
        .order_by()
        .values_list("cycle_number__ref", "qualification__ref", "qualification__attempts")
        .annotate(count=Count("pk"))
    )
    spent: dict[str, set[str]] = {}
    for number, qualification, most, count in counted:
        if count >= most:
            spent.setdefault(number, set()).add(qualification)
    own: dict[str, set[str]] = {}
    for number, proof in held:
        own.setdefault(number, set()).add(proof)
    return tuple(
        RosterRow(ref, number, frozenset(own.get(ref, ())), frozenset(spent.get(ref, set()) - own.get(ref, set())))
        for ref, number in CycleNumber.objects.filter(cycle=cycle).order_by("number").values_list("ref", "number")
    )


def number_refs(cycle: str) -> list[str]:
    """Return the refs of a cycle's numbers."""
    return list(CycleNumber.objects.filter(cycle=cycle).order_by("number").values_list("ref", flat=True))
