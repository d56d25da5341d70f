"""
The choice among those who passed: everything is bound first, then a beacon that was named in advance draws, and reserves stand by.

What is bound (`core.selection.protocol`) is published; whoever saw it before the beacon spoke knows that nothing was changed.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import APPLICATION_MOVES, ApplicationState, CallState, check_move
from basira.core.kernel.problem import Problem
from basira.core.selection.choosing import Chosen, choose
from basira.core.selection.explaining import explained
from basira.core.selection.leximin import NoPanel
from basira.core.selection.mending import Mended
from basira.core.selection.pool import Pool
from basira.core.selection.protocol import (
    LEAST_NOTICE,
    Beacon,
    BoundAgain,
    Named,
    counting_number,
    number_digest,
    read_beacon,
    seed_of,
)
from basira.core.selection.records import commitment_of, pool_from, pool_table, quota_table
from basira.core.selection.reporting import report_of, tables_of
from basira.core.selection.reserves import DROP_OUT, Wish
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.blueprints import said_now
from basira.programme.people.permissions import Act
from basira.programme.recruiting import draws, queries
from basira.programme.recruiting.models import Application, Binding, Call, Choice, Seat, SetAside
from basira.programme.recruiting.verbs.applications import lock_call_of, note
from basira.programme.recruiting.verbs.pooling import call_to_choose, pool_of, read_quotas_of, who_may_be_chosen

BOUND = [field.name for field in Binding._meta.get_fields()]
"""What of a choice was bound, and stays when another binding takes its place."""


class NothingBound(Problem):
    """There is nothing to draw from: bind the pool and the quotas first."""

    code = "recruiting.nothing-bound"


class DrawnAlready(Problem):
    """A draw is never drawn over."""

    code = "recruiting.drawn-already"


class BeaconTooSoon(Problem):
    """The beacon speaks before others can see what was bound: name one at least `minutes` from now."""

    code = "recruiting.beacon-too-soon"


class BeaconUnnamed(Problem):
    """A public drawing is named in words, so that everybody finds its result."""

    code = "recruiting.beacon-unnamed"


class BeaconNotDue(Problem):
    """The beacon has not spoken yet: it does at `due`."""

    code = "recruiting.beacon-not-due"


class ReasonMissing(Problem):
    """Something was bound before; another binding says why it takes its place."""

    code = "recruiting.bound-before"


class ListChanged(Problem):
    """This version of the program makes another list of panels than the one that was bound. Bind again, before another beacon."""

    code = "recruiting.list-changed"


class PoolChanged(Problem):
    """Who may be chosen is not who was bound: somebody passed, showed papers or took back since. Bind again, before another beacon."""

    code = "recruiting.pool-changed"


class NoPanelKeepsAll(Problem):
    """No panel keeps all quotas; `conflict` names those that cannot be kept together."""

    code = "recruiting.no-panel"


class TooFewPassed(Problem):
    """`count` passed and showed papers that fit; `size` are to be chosen."""

    code = "recruiting.too-few-passed"


class NoReserveLeft(Problem):
    """Nobody stands by any more."""

    code = "recruiting.no-reserve-left"


@transaction.atomic
def bind_choice(
    *, call: str, quotas: str, named: Named, reason: BoundAgain | None = None, by: Actor, at: datetime
) -> str:
    """
    Bind what is chosen from (those who passed and showed papers that fit), the quotas (CSV: category,feature,min,max), the list
    of panels, the share that the programme's file expects to drop out, a number of the operator's own, and which beacon is taken.

    Return the commitment. Another binding before the draw takes the place of what was bound, which stays for everybody to see.

    :raises NotPermitted: when `by` may not choose
    :raises MoveNotAllowed: when the call is not closed
    :raises BeaconTooSoon, BeaconUnnamed: as they say
    :raises FileRefused: with every fault of the quotas by row
    :raises TooFewPassed: when there are fewer than seats
    :raises ReasonMissing: when something was bound before and `reason` is not given
    :raises NoPanelKeepsAll: naming the quotas that cannot be kept together
    :raises VaultNotReachable: when the vault cannot say whose papers fit
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    row = call_to_choose(call)
    check_beacon(named, at)
    pool = pool_of(row, read_quotas_of(quotas), by)
    if len(pool.applicants) < pool.size:
        raise TooFewPassed(count=len(pool.applicants), size=pool.size)
    before = Choice.objects.select_for_update().filter(call=row).first()
    if before is not None:
        set_aside(before, reason, by, at)
    number = secrets.token_hex(32)
    bound = {
        "size": pool.size, "quotas": quota_table(pool).decode(), "pool": pool_table(pool).decode(),
        "commitment": commitment_of(pool), "list_sha256": draws.list_digest(tables_of(chosen_from(pool, "", Wish()))),
        "number": number, "number_sha256": number_digest(number),
        "drop_out": float(said_now("panel.drop_out", DROP_OUT)),
        "beacon": named.beacon, "name": named.name.strip(), "due_at": named.due, "bound_at": at, "bound_by": by.ref,
    }  # fmt: skip
    Choice.objects.update_or_create(call=row, defaults=bound)
    journal.record("choice.bound", subject=call, by=by, at=at, sha256=bound["commitment"])
    return str(bound["commitment"])


def check_beacon(named: Named, at: datetime) -> None:
    """
    Check that a beacon is named, and early enough.

    :raises BeaconTooSoon, BeaconUnnamed: as they say
    """
    if named.due < at + LEAST_NOTICE:
        raise BeaconTooSoon(minutes=int(LEAST_NOTICE.total_seconds() // 60))
    if named.beacon is Beacon.ANNOUNCED and not named.name.strip():
        raise BeaconUnnamed()


def set_aside(before: Choice, reason: BoundAgain | None, by: Actor, at: datetime) -> None:
    """
    Keep what an earlier binding bound, with the reason why another takes its place.

    :raises DrawnAlready: when it was drawn
    :raises ReasonMissing: without a reason
    """
    if before.seed:
        raise DrawnAlready()
    if reason is None:
        raise ReasonMissing()
    bound = {name: getattr(before, name) for name in BOUND}
    SetAside.objects.create(call=before.call, **bound, reason=reason, set_aside_at=at, set_aside_by=by.ref)
    journal.record("choice.set-aside", subject=before.call.ref, by=by, at=at, reason=reason, sha256=before.commitment)


@transaction.atomic
def draw(*, call: str, said: str, by: Actor, at: datetime) -> None:
    """
    Draw the panel and its reserves from what was bound, by what the beacon said.

    :raises NotPermitted, MoveNotAllowed: as `bind_choice`
    :raises NothingBound, DrawnAlready: in the wrong order
    :raises BeaconNotDue: before the beacon's moment
    :raises BeaconUnreadable, BeaconOfAnotherRound, BeaconAltered, BeaconTooShort: when this is not what it said
    :raises PoolChanged: when who passed and showed papers that fit is not who was bound
    :raises ListChanged: when the list comes out another way than it was bound
    :raises VaultNotReachable: when the vault cannot say whose papers fit
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    row = call_to_choose(call)
    choice = Choice.objects.select_for_update().filter(call=row).first()
    if choice is None or not choice.beacon:
        raise NothingBound()
    bound = draws.bound_of(choice)
    if at < bound.named.due:
        raise BeaconNotDue(due=bound.named.due)
    beacon = read_beacon(bound.named, said)
    pool = pool_from(choice.pool.encode(), choice.quotas.encode(), choice.size)
    if set(pool.places) != {each.ref for each in who_may_be_chosen(row, by)}:
        raise PoolChanged()
    number = counting_number(choice.number, bound=choice.number_sha256, due=bound.named.due, at=at)
    choice.seed = seed_of(bound, beacon=beacon, number=number)
    wish = Wish(drop_out=choice.drop_out)
    chosen = chosen_from(pool, choice.seed, wish)
    tables = tables_of(chosen)
    if draws.list_digest(tables) != choice.list_sha256:
        raise ListChanged()
    choice.report = report_of(chosen, tables, seed=choice.seed, wish=wish)
    choice.beacon_said, choice.number_counted, choice.drawn_at, choice.drawn_by = beacon, bool(number), at, by.ref
    choice.save()
    seat(row, chosen.panel, chosen.reserves)
    row.state = CallState.CHOSEN
    row.save(update_fields=["state"])
    journal.record("choice.drawn", subject=call, by=by, at=at, count=len(chosen.panel), sha256=choice.commitment)


def chosen_from(pool: Pool, seed: str, wish: Wish) -> Chosen:
    """
    Return the draw.

    :raises NoPanelKeepsAll: when no panel keeps all quotas
    """
    try:
        return choose(pool, seed=seed, wish=wish)
    except NoPanel:
        sides = explained(pool)["conflict"]
        words = "; ".join(f"{each['category']} {each['feature']} {each['side']} {each['value']}" for each in sides)
        raise NoPanelKeepsAll(conflict=words) from None


def seat(call: Call, panel: Sequence[str], reserves: Sequence[str]) -> None:
    """Write who was drawn, who stands by, and that the others who passed were not chosen."""
    rows = dict(Application.objects.filter(call=call, state=ApplicationState.PASSED).values_list("ref", "pk"))
    placed = [(ref, place, False) for place, ref in enumerate(sorted(panel))]
    placed += [(ref, place, True) for place, ref in enumerate(reserves, start=len(panel))]
    Seat.objects.bulk_create(
        Seat(application_id=rows[ref], place=place, is_reserve=spare) for ref, place, spare in placed
    )
    passed = Application.objects.filter(call=call, state=ApplicationState.PASSED)
    passed.filter(ref__in=panel).update(state=ApplicationState.CHOSEN)
    passed.filter(ref__in=reserves).update(state=ApplicationState.RESERVE)
    passed.update(state=ApplicationState.NOT_CHOSEN)


@transaction.atomic
def replace_chosen(*, application: str, ended: Sequence[str], by: Actor, at: datetime) -> Mended:
    """
    Take somebody out who was chosen and declines, and call the reserve who keeps the quotas best, in the draw's order; return the
    reserve's application, and how many quotas are broken with her.

    `ended` are the panel refs whose time is over: who of them sat here, the vault alone knows, so that it counts the seats. Called
    by `panel.replacing`, which knows them.

    :raises NotPermitted: when `by` may not choose
    :raises MoveNotAllowed: when she was not chosen, or is in the panel already
    :raises NoReserveLeft: when nobody stands by
    :raises VaultNotReachable: when nobody can tell, or who she is could not be destroyed; nothing is changed
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    lock_call_of(ref=application)
    row = Application.objects.select_for_update().get(ref=application)
    if row.state != ApplicationState.CHOSEN:
        check_move(APPLICATION_MOVES, ApplicationState(row.state), ApplicationState.ADMITTED)
    row.state = ApplicationState.WITHDRAWN
    row.save(update_fields=["state"])
    found = queries.vault().reserve_for("", drawn_of(row.call).asked(), ended, by=by.ref)
    if found is None:
        raise NoReserveLeft()
    queries.vault().destroy_applicants([row.ref], by=by.ref)
    note("choice.replaced", application=row.ref, by=by, at=at)
    call_reserve(application=found.reserve, by=by, at=at)
    return found


IN_SEATS = (ApplicationState.CHOSEN, ApplicationState.ADMITTED)


def reserves_of(call_id: int) -> list[str]:
    """Return the applications that stand by for a call, in the draw's order."""
    spare = Seat.objects.filter(application__call=call_id, is_reserve=True, application__state=ApplicationState.RESERVE)
    return list(spare.order_by("place").values_list("application__ref", flat=True))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as the vault is asked about it: by applicant refs, with the tables that were bound."""

    call: str
    size: int
    pool: str
    quotas: str
    chosen: list[str]
    admitted: list[str]
    reserves: list[str]

    def asked(self) -> dict[str, object]:
        """Return it as the vault reads it; which call it is, it is not told."""
        return {name: value for name, value in asdict(self).items() if name != "call"}


def draws_with_reserves() -> list[Drawn]:
    """Return the draws, newest first, that still have a reserve to call; their calls are locked until the transaction ends."""
    calls = Call.objects.select_for_update().filter(state=CallState.CHOSEN).order_by("-pk")
    return [drawn for drawn in map(drawn_of, calls) if drawn.reserves]


def drawn_of(call: Call) -> Drawn:
    """Return the draw of a call as it stands now."""
    choice = Choice.objects.get(call=call)
    rows = Application.objects.filter(call=call, state__in=IN_SEATS).order_by("ref").values_list("ref", "state")
    chosen = [ref for ref, state in rows if state == ApplicationState.CHOSEN]
    admitted = [ref for ref, state in rows if state == ApplicationState.ADMITTED]
    return Drawn(call.ref, choice.size, choice.pool, choice.quotas, chosen, admitted, reserves_of(call.pk))


def call_reserve(*, application: str, by: Actor, at: datetime) -> None:
    """Write that a reserve is chosen now, in a verb's own transaction; the entry says nothing of whose seat it is."""
    Application.objects.filter(ref=application, state=ApplicationState.RESERVE).update(state=ApplicationState.CHOSEN)
    note("choice.reserve-called", application=application, by=by, at=at)


@transaction.atomic
def tell_chosen(*, call: str, words: Mapping[str, str], by: Actor, at: datetime) -> int:
    """
    Have the vault write to all who are chosen and not in the panel yet, and return to how many. `words` are by language.

    :raises NotPermitted: when `by` may not choose
    :raises VaultNotReachable: when the vault does not answer; nobody is written to
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    rows = Application.objects.filter(call__ref=call, state=ApplicationState.CHOSEN)
    refs = list(rows.order_by("ref").values_list("ref", flat=True))
    count = queries.vault().tell_applicants(refs, words, by=by.ref)
    journal.record("choice.told", subject=call, by=by, at=at, count=count)
    return count


@transaction.atomic
def mark_admitted(*, call: str, by: Actor, at: datetime) -> dict[str, list[str]]:
    """
    Say that all who are chosen come into the panel now, and return, by application, the bodies that each is never sent to.

    Called by `panel` inside its transaction; the entry counts them, and no panel ref stands beside an application.

    :raises NotPermitted: when `by` may not choose
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    rows = Application.objects.select_for_update().filter(call__ref=call, state=ApplicationState.CHOSEN)
    bars: dict[str, list[str]] = {row.ref: [] for row in rows}
    for ref, entity in queries.bodies_tied_to(list(bars)):
        bars[ref].append(entity)
    Application.objects.filter(ref__in=bars).update(state=ApplicationState.ADMITTED)
    journal.record("choice.admitted", subject=call, by=by, at=at, count=len(bars))
    return bars
