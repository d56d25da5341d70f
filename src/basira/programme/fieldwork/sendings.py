"""What is known of sealed sendings: for the phone that gives them over, for the worker that opens them, for the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from basira.core.instrument.sendings import Decision, ListedPart, Outcome
from basira.core.kernel.lifecycles import SendingState, WaveState
from basira.programme.fieldwork.models import SealedPart, Sending
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel.models import CycleNumber
from basira.programme.waves.models import Mission, Wave

MOST_SHOWN = 50
GIVEN_UP_AFTER = timedelta(days=60)
"""How long parts of a visit are kept that is never given over in full; nobody was told that they are safe."""

OVERDUE_AFTER = timedelta(hours=1)
"""What waits to be opened for longer is listed at the desk: the worker does not run, or a file is not there."""
KEPT_AFTER_FILING = timedelta(days=2)
"""How long parts of a filed visit stay: a backup that took the database while it waited copies them later, and needs them."""


@dataclass(frozen=True, slots=True)
class PartsHere:
    """
    What of a visit is here: hashes of sealed parts by number; whether its first part was ever taken in; and whether the phone
    was told that it gave it over.
    """

    parts: Mapping[int, str]
    is_begun: bool
    is_given_over: bool


@dataclass(frozen=True, slots=True)
class ToOpen:
    """
    A sending that was given over: who sent it and when, its parts, and their files by number.

    `mission_id` is the row of the mission that it is filed for, whatever became of that since; None where it is not there.
    `form_wanted` is the form that the visit must be of where a person named another mission than its own; "" for its own.
    A part that `files` lacks was destroyed when its days were over.
    """

    row: int
    ref: str
    sender: Sender
    instance_id: str
    mission_id: int | None
    form_wanted: str
    parts: tuple[ListedPart, ...]
    files: Mapping[int, str]
    given_over_at: datetime


@dataclass(frozen=True, slots=True)
class SendingCard:
    """
    A sending that could not be filed, or waits: whose, where and when, and the code of the refusal; "" for what waits.

    The names are those of the mission's centre; "" where there is no such mission.
    """

    ref: str
    cycle_number: str
    centre_ar: str
    centre_en: str
    given_over_at: datetime
    why: str


def parts_here(cycle_number_id: int, instance_id: str, mission: str) -> PartsHere:
    """Return what of a number's visit is here; nothing where none came. Two queries."""
    sending = Sending.objects.filter(cycle_number_id=cycle_number_id, instance_id=instance_id, mission=mission).first()
    if sending is None:
        return PartsHere({}, is_begun=False, is_given_over=False)
    if sending.given_over_at is not None:
        listed = {number: sha256 for number, sha256, _size in sending.parts}
        return PartsHere(listed, is_begun=True, is_given_over=True)
    rows = SealedPart.objects.filter(sending=sending, is_other=False, sealed_ref__isnull=False)
    return PartsHere(dict(rows.values_list("number", "sha256")), is_begun=True, is_given_over=False)


def outcomes_by_mission(cycle_number_id: int) -> dict[str, str]:
    """Return by mission what came of the newest sending that was given over; "" while it waits to be opened. One query."""
    given = Sending.objects.filter(cycle_number_id=cycle_number_id, given_over_at__isnull=False)
    return dict(given.order_by("given_over_at", "pk").values_list("mission", "outcome"))


def to_open(ref: str) -> ToOpen | None:
    """Return a sending that waits to be opened; None when it is settled, or was never given over. Seven queries."""
    row = Sending.objects.filter(ref=ref, outcome="", given_over_at__isnull=False).first()
    if row is None or row.given_over_at is None:
        return None
    files = SealedPart.objects.filter(sending=row, is_other=False, sealed_ref__isnull=False)
    mission_id = mission_of(row)
    return ToOpen(
        row=row.pk,
        ref=row.ref,
        sender=sender_by_number(row.cycle_number_id),
        instance_id=row.instance_id,
        mission_id=mission_id,
        form_wanted=form_wanted(row, mission_id),
        parts=tuple(ListedPart(*each) for each in row.parts),
        files={number: ref for number, ref in files.values_list("number", "sealed_ref") if ref is not None},
        given_over_at=row.given_over_at,
    )


def state_of(row: Sending) -> SendingState:
    """Return where a sending that was given over stands."""
    return SendingState(row.outcome or SendingState.WAITING)


def waiting_since(row: Sending) -> datetime:
    """Return since when a sending waits to be opened: since it was given over, or since somebody had it tried again."""
    asked = row.decisions.order_by("-pk").values_list("decided_at", flat=True).first()
    assert row.given_over_at is not None  # noqa: S101  asked for such alone
    return max(row.given_over_at, asked) if asked else row.given_over_at


def mission_of(row: Sending) -> int | None:
    """Return the row of the mission that a sending is filed for: another where it was last tried for that one, else its own."""
    tried = row.decisions.exclude(decision=Decision.SET_ASIDE).order_by("-pk")
    named = tried.values_list("mission_id", flat=True).first()
    return named or Mission.objects.filter(ref=row.mission).values_list("pk", flat=True).first()


def form_wanted(row: Sending, mission_id: int | None) -> str:
    """Return by which form a mission asks that is another than a sending's own; "" for its own, which takes what came."""
    another = Mission.objects.filter(pk__in=[mission_id] if mission_id else []).exclude(ref=row.mission)
    return another.values_list("questionnaire_version__questionnaire__form_id", flat=True).first() or ""


def sender_by_number(cycle_number_id: int) -> Sender:
    """Return who a cycle number stands for, whether or not a key of hers is still open. Two queries."""
    ref, cycle = CycleNumber.objects.values_list("ref", "cycle").get(pk=cycle_number_id)
    wave, state = Wave.objects.values_list("pk", "state").get(ref=cycle)
    return Sender(cycle_number_id, ref, "ar", wave, cycle, WaveState(state))


def waiting_to_be_opened(*, limit: int = 500) -> list[str]:
    """Return the refs of sendings that wait to be opened, oldest first; empty when none does."""
    found = Sending.objects.filter(outcome="", given_over_at__isnull=False).order_by("given_over_at")
    return list(found.values_list("ref", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class WaitingSendings:
    """How many sendings of a cycle wait to be opened, and how many could not be filed and wait for a decision."""

    to_open: int
    undecided: int


def waiting_sendings() -> dict[str, WaitingSendings]:
    """Return what of each cycle's sendings waits; cycles of which none does are left out. One query."""
    given = Sending.objects.filter(Q(outcome="", given_over_at__isnull=False) | Q(outcome=Outcome.REFUSED))
    rows = given.values_list("cycle_number__cycle").order_by()
    counted = rows.annotate(to_open=Count("pk", filter=Q(outcome="")), undecided=Count("pk", filter=~Q(outcome="")))
    return {cycle: WaitingSendings(to_open, undecided) for cycle, to_open, undecided in counted}


def count_to_open(wave: str) -> int:
    """Return how many sendings of a cycle were given over and wait to be opened. One query."""
    given = Sending.objects.filter(cycle_number__cycle=wave, outcome="", given_over_at__isnull=False)
    return given.count()


def count_undecided(wave: str) -> int:
    """Return how many sendings of a cycle could not be filed and wait for a decision. One query."""
    return Sending.objects.filter(cycle_number__cycle=wave, outcome=Outcome.REFUSED).count()


def not_needed(*, now: datetime) -> QuerySet[SealedPart]:
    """
    Return parts whose file is not needed any more.

    Those of visits that were filed days ago, but for what contradicted them; positions, and what may be some, once their days
    are over; and parts of visits that were begun long ago and never given over.
    """
    lying = SealedPart.objects.filter(sealed_ref__isnull=False)
    return (
        lying.filter(sending__outcome=Outcome.FILED, is_other=False, sending__settled_at__lte=now - KEPT_AFTER_FILING)
        | lying.filter(destroy_after__lte=now)
        | lying.filter(sending__given_over_at=None, received_at__lte=now - GIVEN_UP_AFTER)
    )


def files_not_needed(*, now: datetime, limit: int = 500) -> list[tuple[int, str]]:
    """Return parts whose file is not needed any more, oldest first: row, and the ref of the sending; empty for none."""
    return list(not_needed(now=now).order_by("pk").values_list("pk", "sending__ref")[:limit])


def refused_cards() -> tuple[SendingCard, ...]:
    """Return the sendings that could not be filed, the newest first, at most fifty; empty when there are none. Two queries."""
    return cards_of(Sending.objects.filter(outcome=Outcome.REFUSED).order_by("-settled_at"))


def overdue_cards(*, now: datetime) -> tuple[SendingCard, ...]:
    """Return the sendings that wait to be opened for longer than they should, oldest first, at most fifty. Two queries."""
    waiting = Sending.objects.filter(outcome="", given_over_at__lte=now - OVERDUE_AFTER)
    return cards_of(waiting.order_by("given_over_at"))


def aside_cards() -> tuple[SendingCard, ...]:
    """Return the sendings that were set aside, the newest first, at most fifty; empty when there are none. Two queries."""
    return cards_of(Sending.objects.filter(outcome=Outcome.SET_ASIDE).order_by("-settled_at"))


def cards_of(found: QuerySet[Sending]) -> tuple[SendingCard, ...]:
    """Return the first fifty of these as the desk lists them."""
    rows = found.values_list("ref", "cycle_number__number", "mission", "given_over_at", "why")[:MOST_SHOWN]
    missions = Mission.objects.filter(ref__in=[row[2] for row in rows])
    names = {ref: (ar, en) for ref, ar, en in missions.values_list("ref", "centre__name_ar", "centre__name_en")}
    return tuple(
        SendingCard(ref, number, *names.get(mission, ("", "")), at, why)
        for ref, number, mission, at, why in rows
        if at is not None
    )
