"""Reports of danger for the duty officer, with what telling of one may cost its shopper."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.duty import DangerKind, Exposure, Since, Told, Way, exposure_of
from basira.core.kernel.lifecycles import DangerState, MissionState
from basira.programme.fieldwork.models import Visit
from basira.programme.panel.models import CycleNumber
from basira.programme.registry.models import Centre
from basira.programme.safety.models import Danger, DangerDecision, DangerPhoto, Telling
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import barred_centres

COST_DAYS = 14
"""Days back in which a body that asks "who was here?" would look."""
UNDECIDED = frozenset({DangerState.REPORTED, DangerState.POSTPONED})
ON_THE_DESK = UNDECIDED | {DangerState.SENT}
"""States in which the duty officer still has something to do."""


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What a report may cost its shopper: visits at its centre in the last fortnight and by how many people, her own among
    them, and how many are still to be made there.
    """

    visits: int
    shoppers: int
    to_come: int
    exposure: Exposure


@dataclass(frozen=True, slots=True)
class DangerCard:
    """A report as a list shows it. `is_overdue`: nobody was told within the hour, nor was it decided not to."""

    ref: str
    kind: DangerKind
    centre_ar: str
    centre_en: str
    entity_ar: str
    entity_en: str
    reported_at: datetime
    due_at: datetime
    state: DangerState
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision, with the cost as it was then."""

    to: DangerState
    reason: str
    text_ar: str
    text_en: str
    visits_seen: int
    shoppers_seen: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class TellingCard:
    """Who was told, how and when."""

    whom: Told
    function: str
    way: Way
    told_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DangerPage:
    """
    A report in full. `photo` is "" without one, "waiting" before it arrived or was re-made, else "here", "withheld" (against
    the rule of its site) or "problem".
    """

    card: DangerCard
    number: str
    since: Since
    words: str
    entity_ref: str
    photo: str
    postponed_until: datetime | None
    cost: Cost
    decisions: tuple[DecisionCard, ...]
    tellings: tuple[TellingCard, ...]


def cost_to_cover(*, centre_id: int, reporter_id: int, at: datetime) -> Cost:
    """Return what a report from this number about this centre may cost her. Zero visits filed still count her own."""
    since = at - timedelta(days=COST_DAYS)
    recent = Q(visited_on__gte=since.date()) | Q(visited_on=None, filed_at__gte=since)
    visits = list(Visit.objects.filter(recent, mission__centre_id=centre_id).values_list("cycle_number_id", flat=True))
    hers = 0 if reporter_id in visits else 1  # she was there, though her visit has not arrived
    shoppers = len({*visits, reporter_id})
    wave = CycleNumber.objects.values_list("cycle", flat=True).get(pk=reporter_id)
    to_come = Mission.objects.filter(centre_id=centre_id, wave__ref=wave, state=MissionState.ACCEPTED).count()
    seen = len(visits) + hers
    return Cost(seen, shoppers, to_come, exposure_of(visits=seen, shoppers=shoppers))


def overdue(at: datetime) -> Q:
    """Return which reports are overdue: undecided, or decided and not passed on, past their time."""
    late = Q(state__in=[DangerState.REPORTED, DangerState.SENT], due_at__lt=at)
    return late | Q(state=DangerState.POSTPONED, postponed_until__lt=at)


def danger_cards(*, at: datetime, on_desk: bool = True, only_overdue: bool = False) -> tuple[DangerCard, ...]:
    """Return reports, what is due first first: those that wait for the duty officer, or the settled ones (at most 50)."""
    states = ON_THE_DESK if on_desk else frozenset(DangerState) - ON_THE_DESK
    found = with_places(Danger.objects.filter(state__in=states))
    if only_overdue:
        found = found.filter(overdue(at))
    rows = found.order_by("due_at", "pk") if on_desk else found.order_by("-reported_at", "-pk")[:50]
    return tuple(card_of(row, at) for row in rows)


def with_places(dangers: QuerySet[Danger]) -> QuerySet[Danger]:
    """Return the same with their places looked up at once."""
    return dangers.select_related("centre__entity")


def card_of(danger: Danger, at: datetime) -> DangerCard:
    """Return a report as a list shows it."""
    state, centre = DangerState(danger.state), danger.centre
    ends = danger.postponed_until if danger.postponed_until else danger.due_at
    return DangerCard(
        danger.ref,
        DangerKind(danger.kind),
        centre.name_ar,
        centre.name_en,
        centre.entity.name_ar,
        centre.entity.name_en,
        danger.reported_at,
        danger.due_at,
        state,
        state in ON_THE_DESK and ends < at,
    )


def danger_page(ref: str, *, at: datetime) -> DangerPage | None:
    """Return one report in full; None when there is none."""
    danger = with_places(Danger.objects.filter(ref=ref)).select_related("cycle_number").first()
    if danger is None:
        return None
    return DangerPage(
        card_of(danger, at),
        danger.cycle_number.number,
        Since(danger.since),
        danger.words,
        danger.centre.entity.ref,
        photo_state(danger),
        danger.postponed_until,
        cost_to_cover(centre_id=danger.centre_id, reporter_id=danger.cycle_number_id, at=at),
        tuple(decision_of(each) for each in DangerDecision.objects.filter(danger=danger).order_by("pk")),
        tuple(
            TellingCard(Told(each.whom), each.function, Way(each.way), each.told_at, each.by)
            for each in Telling.objects.filter(danger=danger).order_by("pk")
        ),
    )


def decision_of(row: DangerDecision) -> DecisionCard:
    """Return a decision as plain values."""
    return DecisionCard(
        DangerState(row.to),
        row.reason,
        row.text_ar,
        row.text_en,
        row.visits_seen,
        row.shoppers_seen,
        row.at,
        row.by,
    )


def photo_state(danger: Danger) -> str:
    """Tell how far the photo of a report is."""
    row = DangerPhoto.objects.filter(danger=danger).first()
    if row is None:
        return "waiting" if danger.photo_expected else ""
    if row.derivative_problem in set(Withheld):
        return "withheld"
    return "here" if row.derivative_ref else "problem" if row.derivative_problem else "waiting"


def picture_ref(ref: str) -> str | None:
    """Return where the re-made picture of a report lies; None without one."""
    found = DangerPhoto.objects.filter(danger__ref=ref).exclude(derivative_ref="")
    return found.values_list("derivative_ref", flat=True).first()


def unpainted() -> list[str]:
    """Return the refs of photos that still wait for their picture, the oldest first, at most 500."""
    waiting = DangerPhoto.objects.filter(derivative_ref="", derivative_problem="").order_by("pk")
    return list(waiting.values_list("ref", flat=True)[:500])


@dataclass(frozen=True, slots=True)
class Place:
    """A centre that a phone may choose."""

    ref: str
    name_ar: str
    name_en: str
    town_ar: str
    town_en: str


def places(search: str, *, open_to: str = "", size: int = 20) -> tuple[Place, ...]:
    """
    Return active centres whose name or code holds the words, by name, at most `size`; empty for no words.

    With `open_to`, a cycle number's ref, those alone where it may go.

    :raises VaultNotReachable: when it is asked for, and nobody can tell
    """
    words = search.strip()
    if not words:
        return ()
    named = Q(name_ar__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words)
    rows = Centre.objects.filter(named, is_active=True).order_by("name_ar", "pk")
    found = tuple(Place(*row) for row in rows.values_list("ref", "name_ar", "name_en", "town_ar", "town_en")[:size])
    barred = barred_centres([(open_to, each.ref) for each in found], by="phone") if open_to else set()
    return tuple(each for each in found if (open_to, each.ref) not in barred)
