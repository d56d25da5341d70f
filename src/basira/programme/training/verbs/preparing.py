"""What the desk prepares: what is demanded, kinds of certificates, the bank, courses, examples and the pledge."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.training import ALSO_SIGNED_IN, CourseKind
from basira.core.training.bank import Option, QuestionRefused, check_question
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Sector
from basira.programme.training.gate import Demand, demand_now
from basira.programme.training.models import (
    Attempt,
    BankQuestion,
    Course,
    CourseSeat,
    Example,
    PledgeText,
    Qualification,
    TrainingDemand,
)
from basira.programme.training.verbs.earning import give_certificate, keep_if_answered
from basira.programme.training.verbs.learning import code_digest


class DemandCannotBeMet(Problem):
    """Something is demanded that nobody could have: there is no certificate to earn, or no pledge to sign; `lacks` says which."""

    code = "training.demand-cannot-be-met"


class CourseRefused(Problem):
    """A course ends before it begins, or has no title."""

    code = "training.course-refused"


class ExampleRefused(Problem):
    """An example has no items, or one without words, a scale or a key on it; `place` is the item, from 1, 0 for the example."""

    code = "training.example-refused"


class PledgeEmpty(Problem):
    """A pledge says something in both languages."""

    code = "training.pledge-empty"


class QualificationRefused(Problem):
    """A kind of certificate has no name, or a number that is out of its range; `faults` names the fields."""

    code = "training.qualification-refused"


@dataclass(frozen=True, slots=True)
class Both:
    """A text in both languages."""

    ar: str
    en: str

    @property
    def is_whole(self) -> bool:
        """Tell whether it says something in both."""
        return bool(self.ar.strip() and self.en.strip())


@dataclass(frozen=True, slots=True)
class QualificationPlan:
    """A kind of certificate to be; `sector` is a sector's code, "" for all, `channel` "" for all. Numbers as in the model."""

    name: Both
    sector: str = ""
    channel: str = ""
    questions: int = 10
    pass_mark: int = 80
    minutes: int = 20
    attempts: int = 3
    valid_months: int = 12
    needs_attendance: bool = False
    needs_example: bool = False


RANGES = {
    "questions": (1, 100),
    "pass_mark": (1, 100),
    "minutes": (1, 180),
    "attempts": (1, 10),
    "valid_months": (1, 60),
}
"""Least and most of each number of a kind of certificate, as the database holds them."""


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """A question to be; `sector` and `channel` as in `QualificationPlan`."""

    topic: Both
    text: Both
    options: tuple[Option, ...]
    read: Both
    is_multiple: bool = False
    sector: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course to be; `qualification` is the ref of the kind of certificate that it belongs to, "" for none."""

    kind: CourseKind
    title: Both
    text: Both
    place: Both
    starts_at: datetime
    ends_at: datetime
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class ExampleItem:
    """One thing to mark, from `least` to `most`; `key` is right."""

    words: Both
    least: int
    most: int
    key: int


@dataclass(frozen=True, slots=True)
class ExamplePlan:
    """An example to be, of a kind of certificate by ref; `most_divergence` is in percent of the scale, 1 to 100."""

    qualification: str
    title: Both
    story: Both
    items: tuple[ExampleItem, ...]
    most_divergence: int = 20


@transaction.atomic
def set_demand(*, demand: Demand, by: Actor, at: datetime) -> None:
    """
    Set what the programme demands before a mission, from now on. What was accepted already goes on.

    :raises NotPermitted: when `by` may not decide what is demanded
    :raises DemandCannotBeMet: when there is nothing to earn or to sign yet
    """
    permissions.check(by, Act.SET_TRAINING)
    hold_programme()
    lacks = []
    if demand.certificate and not Qualification.objects.filter(closed_at=None).exists():
        lacks.append("certificate")
    if demand.pledge and not PledgeText.objects.exists():
        lacks.append("pledge")
    if lacks:
        raise DemandCannotBeMet(lacks=lacks)
    if demand != demand_now():
        write_demand(demand, by, at)


def write_demand(demand: Demand, by: Actor, at: datetime) -> None:
    """Write what is demanded, and the entry of it. Called inside a transaction, after its own permission check."""
    TrainingDemand.objects.update_or_create(pk=1, defaults=asdict(demand))
    journal.record("training.demand-set", subject="programme", by=by, at=at, **asdict(demand))


@transaction.atomic
def open_qualification(*, plan: QualificationPlan, by: Actor, at: datetime) -> str:
    """
    Open a kind of certificate, and return its ref.

    :raises NotPermitted: when `by` may not maintain training
    :raises QualificationRefused: naming every field at fault
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    faults = [name for name, (least, most) in RANGES.items() if not least <= getattr(plan, name) <= most]
    if not plan.name.is_whole:
        faults.insert(0, "name")
    if faults:
        raise QualificationRefused(faults=faults)
    numbers = {name: getattr(plan, name) for name in RANGES}
    made = Qualification.objects.create(
        name_ar=plan.name.ar,
        name_en=plan.name.en,
        sector=sector_of(plan.sector),
        channel=plan.channel,
        needs_attendance=plan.needs_attendance,
        needs_example=plan.needs_example,
        opened_at=at,
        opened_by=by.ref,
        **numbers,
    )
    journal.record("qualification.opened", subject=made.ref, by=by, at=at, **numbers)
    return made.ref


@transaction.atomic
def close_qualification(*, qualification: str, by: Actor, at: datetime) -> None:
    """
    Close a kind of certificate: nobody earns it any more, and those that stand stand. Again changes nothing.

    :raises NotPermitted: when `by` may not maintain training
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    if Qualification.objects.filter(ref=qualification, closed_at=None).update(closed_at=at, closed_by=by.ref):
        journal.record("qualification.closed", subject=qualification, by=by, at=at)


@transaction.atomic
def write_question(*, plan: QuestionPlan, by: Actor, at: datetime) -> str:
    """
    Write a question into the bank, and return its ref. It never changes: one that is wrong is taken out.

    :raises NotPermitted: when `by` may not maintain training
    :raises QuestionRefused: as `check_question`, and with `empty` where topic, text or what to read again lack a language
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    texts = {"topic": plan.topic, "text": plan.text, "read": plan.read}
    if not all(each.is_whole for each in texts.values()):
        raise QuestionRefused(fault="empty")
    check_question(plan.options, is_multiple=plan.is_multiple)
    made = BankQuestion.objects.create(
        sector=sector_of(plan.sector),
        channel=plan.channel,
        is_multiple=plan.is_multiple,
        options=[{"ar": each.ar, "en": each.en, "right": each.is_right} for each in plan.options],
        written_at=at,
        written_by=by.ref,
        **in_columns(texts),
    )
    journal.record("question.written", subject=made.ref, by=by, at=at)
    return made.ref


@transaction.atomic
def take_out_question(*, question: str, by: Actor, at: datetime) -> None:
    """
    Take a question out of the bank: tests that run keep it, no other asks it. Again changes nothing.

    :raises NotPermitted: when `by` may not maintain training
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    if BankQuestion.objects.filter(ref=question, taken_out_at=None).update(taken_out_at=at):
        journal.record("question.taken-out", subject=question, by=by, at=at)


@transaction.atomic
def write_course(*, plan: CoursePlan, by: Actor, at: datetime) -> tuple[str, str]:
    """
    Write a course, and return its ref and the code that is said there. The code is shown this once: its digest is kept.

    :raises NotPermitted: when `by` may not maintain training
    :raises CourseRefused: when it has no title, or ends before it begins
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    if not plan.title.is_whole or plan.ends_at <= plan.starts_at:
        raise CourseRefused()
    ref, code = new_ref(), f"{secrets.randbelow(1_000_000):06d}"
    Course.objects.create(
        ref=ref,
        kind=plan.kind,
        qualification=Qualification.objects.get(ref=plan.qualification) if plan.qualification else None,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        code_sha256=code_digest(ref, code),
        written_at=at,
        written_by=by.ref,
        **in_columns({"title": plan.title, "text": plan.text, "place": plan.place}),
    )
    journal.record("course.written", subject=ref, by=by, at=at, kind=str(plan.kind))
    return ref, code


@transaction.atomic
def invite(*, course: str, numbers: Sequence[str], by: Actor, at: datetime) -> list[str]:
    """
    Invite numbers, by ref, to a course, and return those that were not invited before. Their phones show it.

    :raises NotPermitted: when `by` may not see the panel
    """
    permissions.check(by, Act.VIEW_ROSTER)
    found = Course.objects.select_for_update().get(ref=course)
    known = set(CourseSeat.objects.filter(course=found).values_list("cycle_number__ref", flat=True))
    new = list(CycleNumber.objects.filter(ref__in=set(numbers) - known).order_by("number"))
    CourseSeat.objects.bulk_create([CourseSeat(course=found, cycle_number=each, invited_at=at) for each in new])
    lines = [journal.Line("course.invited", each.ref, {"course": course}) for each in new]
    journal.record_many(lines, by=by, at=at)
    return [each.ref for each in new]


@transaction.atomic
def write_example(*, plan: ExamplePlan, by: Actor, at: datetime) -> str:
    """
    Write an example visit for everybody to mark, and return its ref.

    :raises NotPermitted: when `by` may not maintain training
    :raises ExampleRefused: naming the first item at fault
    """
    permissions.check(by, Act.MAINTAIN_TRAINING)
    if not (plan.items and plan.title.is_whole and plan.story.is_whole and 1 <= plan.most_divergence <= 100):
        raise ExampleRefused(place=0)
    for place, item in enumerate(plan.items, 1):
        if not item.words.is_whole or not item.least < item.most or not item.least <= item.key <= item.most:
            raise ExampleRefused(place=place)
    made = Example.objects.create(
        qualification=Qualification.objects.get(ref=plan.qualification),
        items=[
            {"code": f"i{place}", **asdict(item.words), "least": item.least, "most": item.most, "key": item.key}
            for place, item in enumerate(plan.items, 1)
        ],
        most_divergence=plan.most_divergence,
        written_at=at,
        written_by=by.ref,
        **in_columns({"title": plan.title, "story": plan.story}),
    )
    journal.record("example.written", subject=made.ref, by=by, at=at)
    return made.ref


@transaction.atomic
def publish_pledge(*, text: Both, others: Mapping[str, str] | None = None, by: Actor, at: datetime) -> int:
    """
    Publish what shoppers undertake, and return its version. Everybody is asked to sign anew; the same text again changes nothing.

    `others` are texts in further languages of applying, by code; an empty one is none.

    :raises NotPermitted: when `by` may not decide what is demanded
    :raises PledgeEmpty: when Arabic or English is empty
    :raises LookupError: for a language in which nobody signs
    """
    permissions.check(by, Act.SET_TRAINING)
    hold_programme()
    if not text.is_whole:
        raise PledgeEmpty()
    newest = PledgeText.objects.select_for_update().order_by("-version").first()
    told = {code: words for code, words in (others or {}).items() if words.strip()}
    if strange := set(told) - set(ALSO_SIGNED_IN):
        raise LookupError(sorted(strange))
    if newest and (newest.text_ar, newest.text_en, newest.other_texts) == (text.ar, text.en, told):
        return newest.version
    version = newest.version + 1 if newest else 1
    made = PledgeText.objects.create(
        version=version, text_ar=text.ar, text_en=text.en, other_texts=told, published_at=at, published_by=by.ref
    )
    journal.record("pledge.published", subject=made.ref, by=by, at=at, version=version)
    return version


@transaction.atomic
def allow_more(*, qualification: str, number: str, by: Actor, at: datetime) -> int:
    """
    Allow a number its tests anew, and return how many were set aside. One that runs goes on.

    :raises NotPermitted: when `by` may not see the panel
    """
    permissions.check(by, Act.VIEW_ROSTER)
    own = Attempt.objects.filter(qualification__ref=qualification, cycle_number__ref=number, is_set_aside=False)
    count = own.exclude(ended_at=None).update(is_set_aside=True)
    if count:
        journal.record("test.allowed-anew", subject=number, by=by, at=at, qualification=qualification)
    return count


@transaction.atomic
def recognise(*, qualification: str, numbers: Sequence[str], by: Actor, at: datetime) -> int:
    """
    Give numbers, by ref, the certificate of a training that was had elsewhere, and return how many.

    :raises NotPermitted: when `by` may not see the panel
    """
    permissions.check(by, Act.VIEW_ROSTER)
    wanted = Qualification.objects.get(ref=qualification)
    found = CycleNumber.objects.filter(ref__in=numbers).order_by("number")
    given = [give_certificate(wanted, number, localdate(at), by, at) for number in found]
    transaction.on_commit(partial(keep_if_answered, at))
    return len(given)


def sector_of(code: str) -> Sector | None:
    """Return a sector by code; None for all of them."""
    return Sector.objects.get(code=code) if code else None


def in_columns(texts: dict[str, Both]) -> dict[str, str]:
    """Return texts by the names of their columns."""
    return {f"{name}_{language}": value for name, text in texts.items() for language, value in asdict(text).items()}
