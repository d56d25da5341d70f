"""From whom and by which quotas a call chooses."""

from collections.abc import Sequence
from dataclasses import replace

from basira.core.imports.reading import read_table
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import CALL_MOVES, ApplicationState, CallState, check_move
from basira.core.kernel.problem import Fault, FileRefused, Severity
from basira.core.recruiting.attributes import ATTRIBUTE_COLUMNS, SPEAKS, knows
from basira.core.selection.pool import Applicant, Pool, Quota
from basira.core.selection.reading import read_quotas
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import Application, Call


def call_to_choose(ref: str) -> Call:
    """
    Return a call, locked.

    :raises MoveNotAllowed: when it is not closed
    """
    row = Call.objects.select_for_update().get(ref=ref)
    check_move(CALL_MOVES, CallState(row.state), CallState.CHOSEN)
    return row


def read_quotas_of(quotas: str) -> tuple[Quota, ...]:
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
