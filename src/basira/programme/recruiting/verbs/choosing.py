"""
The choice among those who passed: quotas and pool are bound first, then a seed from outside draws, and reserves stand by.

What is bound is a SHA-256 of the pool, the quotas and the size: whoever saw it before the seed knows that nothing was changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from basira.core.imports.reading import read_table
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import APPLICATION_MOVES, CALL_MOVES, ApplicationState, CallState, check_move
from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.core.recruiting.attributes import ATTRIBUTE_COLUMNS, SPEAKS, knows
from basira.core.selection.choosing import Chosen, choose
from basira.core.selection.explaining import explained
from basira.core.selection.leximin import NoPanel
from basira.core.selection.mending import mended
from basira.core.selection.pool import Applicant, Pool, Quota
from basira.core.selection.reading import read_quotas
from basira.core.selection.records import commitment_of, pool_from, pool_table, quota_table
from basira.core.selection.reporting import report_of, tables_of
from basira.core.selection.reserves import Wish
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import Application, Call, Choice, Seat
from basira.programme.recruiting.verbs.applications import lock_call_of, note


class NothingBound(Problem):
    """There is nothing to draw from: bind the pool and the quotas first."""

    code = "recruiting.nothing-bound"


class DrawnAlready(Problem):
    """A draw is never drawn over."""

    code = "recruiting.drawn-already"


class PoolChanged(Problem):
    """Who may be chosen is not who was bound: somebody passed, showed papers or took back since. Bind again, before another seed."""

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
def bind_choice(*, call: str, quotas: str, by: Actor, at: datetime) -> str:
    """
    Bind what is chosen from: those who passed and showed papers that fit, and the quotas (CSV: category,feature,min,max).

    Return the commitment. Binding again before the draw takes the place of what was bound.

    :raises NotPermitted: when `by` may not choose
    :raises MoveNotAllowed: when the call is not closed
    :raises FileRefused: with every fault of the quotas by row
    :raises TooFewPassed: when there are fewer than seats
    :raises VaultNotReachable: when the vault cannot say whose papers fit
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    row = call_to_choose(call)
    pool = pool_of(row, read(quotas), by)
    if len(pool.applicants) < pool.size:
        raise TooFewPassed(count=len(pool.applicants), size=pool.size)
    bound = {
        "size": pool.size, "quotas": quota_table(pool).decode(), "pool": pool_table(pool).decode(),
        "commitment": commitment_of(pool), "bound_at": at, "bound_by": by.ref,
    }  # fmt: skip
    if Choice.objects.filter(call=row).exclude(seed="").exists():
        raise DrawnAlready()
    Choice.objects.update_or_create(call=row, defaults=bound)
    journal.record("choice.bound", subject=call, by=by, at=at, sha256=bound["commitment"])
    return str(bound["commitment"])


@transaction.atomic
def draw(*, call: str, seed: str, by: Actor, at: datetime) -> None:
    """
    Draw the panel and its reserves from what was bound. The seed comes from outside, named after the binding.

    :raises NotPermitted, MoveNotAllowed: as `bind_choice`
    :raises NothingBound, DrawnAlready: in the wrong order
    :raises PoolChanged: when who passed and showed papers that fit is not who was bound
    :raises NoPanelKeepsAll: naming the quotas that cannot be kept together
    :raises VaultNotReachable: when the vault cannot say whose papers fit
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    row = call_to_choose(call)
    choice = Choice.objects.select_for_update().filter(call=row).first()
    if choice is None:
        raise NothingBound()
    if choice.seed:
        raise DrawnAlready()
    pool = pool_from(choice.pool.encode(), choice.quotas.encode(), choice.size)
    if set(pool.places) != {each.ref for each in who_may_be_chosen(row, by)}:
        raise PoolChanged()
    chosen = chosen_from(pool, seed)
    choice.report = report_of(chosen, tables_of(chosen), seed=seed, wish=Wish())
    choice.seed, choice.drawn_at, choice.drawn_by = seed, at, by.ref
    choice.save()
    seat(row, chosen.panel, chosen.reserves)
    row.state = CallState.CHOSEN
    row.save(update_fields=["state"])
    journal.record("choice.drawn", subject=call, by=by, at=at, count=len(chosen.panel), sha256=choice.commitment)


def chosen_from(pool: Pool, seed: str) -> Chosen:
    """
    Return the draw.

    :raises NoPanelKeepsAll: when no panel keeps all quotas
    """
    try:
        return choose(pool, seed=seed)
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
def replace_chosen(*, application: str, by: Actor, at: datetime) -> str:
    """
    Take somebody out who was chosen and declines, and call the reserve who keeps the quotas best, in the draw's order; return the
    reserve's application.

    :raises NotPermitted: when `by` may not choose
    :raises MoveNotAllowed: when she was not chosen, or is in the panel already
    :raises NoReserveLeft: when nobody stands by
    :raises VaultNotReachable: when who she is could not be destroyed; nothing is changed
    """
    permissions.check(by, Act.CHOOSE_PANEL)
    lock_call_of(ref=application)
    row = Application.objects.select_for_update().get(ref=application)
    if row.state != ApplicationState.CHOSEN:
        check_move(APPLICATION_MOVES, ApplicationState(row.state), ApplicationState.ADMITTED)
    choice = Choice.objects.get(call=row.call_id)
    pool = pool_from(choice.pool.encode(), choice.quotas.encode(), choice.size)
    in_seats = Application.objects.filter(call=row.call_id, state__in=IN_SEATS).exclude(pk=row.pk)
    found = mended(pool, list(in_seats.values_list("ref", flat=True)), reserves_of(row.call_id))
    if found is None:
        raise NoReserveLeft()
    queries.vault().destroy_applicants([row.ref], by=by.ref)
    row.state = ApplicationState.WITHDRAWN
    row.save(update_fields=["state"])
    note("choice.replaced", application=row.ref, by=by, at=at)
    call_reserve(application=found.reserve, by=by, at=at)
    return found.reserve


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
    found = []
    for call in Call.objects.select_for_update().filter(state=CallState.CHOSEN).order_by("-pk"):
        choice, reserves = Choice.objects.get(call=call), reserves_of(call.pk)
        rows = Application.objects.filter(call=call, state__in=IN_SEATS).order_by("ref").values_list("ref", "state")
        by_state = {each: [ref for ref, state in rows if state == each] for each in IN_SEATS}
        if reserves:
            seats = (by_state[ApplicationState.CHOSEN], by_state[ApplicationState.ADMITTED])
            found.append(Drawn(call.ref, choice.size, choice.pool, choice.quotas, *seats, reserves))
    return found


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


def call_to_choose(ref: str) -> Call:
    """
    Return a call, locked.

    :raises MoveNotAllowed: when it is not closed
    """
    row = Call.objects.select_for_update().get(ref=ref)
    check_move(CALL_MOVES, CallState(row.state), CallState.CHOSEN)
    return row


def read(quotas: str) -> tuple[Quota, ...]:
    """
    Return the quotas of a table as text. An empty one has none.

    :raises FileRefused: with every fault by row, also for a category or feature that applicants do not have
    """
    if not quotas.strip():
        return ()
    found = read_quotas(read_table(quotas.encode(), "quotas.csv"))
    regions = [code for code, _ar, _en in queries.region_codes()]
    faults = [
        Fault(
            Severity.ERROR,
            "quota.unknown",
            f"{category} {feature} is no group of applicants.",
            params=(("group", f"{category} {feature}"),),
        )
        for quota in found
        for category, feature in quota.parts(ATTRIBUTE_COLUMNS)
        if not knows(category, feature, regions)
    ]
    if faults:
        raise FileRefused(faults)
    return found


def who_may_be_chosen(call: Call, by: Actor) -> list[Application]:
    """Return those who passed and showed papers that fit, by ref."""
    rows = list(Application.objects.filter(call=call, state=ApplicationState.PASSED).order_by("ref"))
    fit = queries.vault().papers_fit([row.ref for row in rows], by=by.ref)
    return [row for row in rows if row.ref in fit]


def pool_of(call: Call, quotas: tuple[Quota, ...], by: Actor) -> Pool:
    """Return those who may be chosen, with the attributes that the quotas ask for and who of them live together."""
    rows = who_may_be_chosen(call, by)
    quotas = completed(quotas, rows, call.capacity)
    asked = {category for quota in quotas for category, _feature in quota.parts(ATTRIBUTE_COLUMNS)}
    categories = tuple(name for name in ATTRIBUTE_COLUMNS if name in asked)
    applicants = [Applicant(row.ref, tuple(feature_of(row, name) for name in categories)) for row in rows]
    groups = queries.vault().households([row.ref for row in rows], by=by.ref) if rows else []
    homes = {ref: str(number) for number, group in enumerate(groups, start=1) for ref in group}
    together = [replace(one, household=homes.get(one.id, "")) for one in applicants]
    return Pool.of(categories, together, quotas, call.capacity)


def completed(quotas: tuple[Quota, ...], rows: Sequence[Application], size: int) -> tuple[Quota, ...]:
    """
    Return the quotas with one that asks for nothing for every other group of their categories that somebody belongs to.

    They change no chance; with them the bound tables are whole, so that the draw's own command reads them. Without any quota, the
    groups are the sexes.
    """
    said = {(quota.category, quota.feature) for quota in quotas}
    own = [name for name in ATTRIBUTE_COLUMNS if name in {quota.category for quota in quotas}] if quotas else ["sex"]
    others = [(name, feature) for name in own for feature in sorted({feature_of(row, name) for row in rows})]
    return (*quotas, *(Quota(name, feature, 0, size) for name, feature in others if (name, feature) not in said))


def feature_of(row: Application, category: str) -> str:
    """Return somebody's feature in a category."""
    if category.startswith(SPEAKS):
        return "yes" if category.removeprefix(SPEAKS) in row.languages else "no"
    return str(getattr(row, category))
