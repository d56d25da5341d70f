"""A running programme is changed by a file: what differs, what waits for the next cycle, and the verb that carries it out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from basira.core.blueprint.differences import Difference, differences
from basira.core.blueprint.reading import read_blueprint
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.writing import written
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Problem, Severity
from basira.core.kernel.registry import SiteType
from basira.programme.blueprints.completing import completed
from basira.programme.blueprints.exporting import HEAD, ROTATION, as_it_stands
from basira.programme.journal import verbs as journal
from basira.programme.panel.terms import USUAL_CENTRE_DAYS, Gaps, gaps_now, set_gaps
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.blueprints import blueprint_from, charter_values, clocks_in, keep_blueprint, label_in
from basira.programme.people.charter import Charter, Governance
from basira.programme.people.clocks import clocks_now, set_clocks
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act
from basira.programme.people.profiles import ProfileCode
from basira.programme.people.setting_up import change_charter
from basira.programme.plans.opening import set_rules
from basira.programme.plans.rules import rules_card
from basira.programme.recruiting.routes import IN_BLUEPRINTS
from basira.programme.recruiting.verbs.calls import set_route
from basira.programme.registry.verbs.site_rules import decide_photos, state_recording_basis
from basira.programme.training.gate import demand_now
from basira.programme.training.starting import further_pledges
from basira.programme.training.verbs.preparing import Both, publish_pledge, set_demand
from basira.programme.waves.models import Wave

UNDER_COMMITMENT = (WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.CLOSED, WaveState.REVIEWED, WaveState.SCORED)
"""States of a cycle from its commitment until the bodies were informed of it: its method stays."""


class MethodCommitted(Problem):
    """A change touches what a cycle under way has committed itself to: `cycle` is its number, `keys` what waits for the next."""

    code = "blueprints.method-committed"


class ChangedMeanwhile(Problem):
    """Somebody decided something since the differences were read: they are others now."""

    code = "blueprints.changed-meanwhile"


class SilenceContradicts(Problem):
    """What a file leaves out stays as it is, and does not go with what the file says; `keys` name what has to be said as well."""

    code = "blueprints.silence-contradicts"


class ProgrammeNotSetUp(Problem):
    """There is no programme yet that could be changed: a blueprint starts one in the wizard."""

    code = "blueprints.not-set-up"


@dataclass(frozen=True, slots=True)
class Change:
    """
    What a file would change, in the order of a file, and the whole that would be kept.

    `committed` is the number of a cycle whose commitment forbids the changes of the method among them, `unpublished` of one of
    whose results a release may still come, which forbids those that rule it; 0 where none does. `on` is the digest of the programme
    as it stood: who confirms the change names it, so that nothing else is changed than what was read.
    """

    differences: tuple[Difference, ...]
    whole: Blueprint
    committed: int
    unpublished: int
    on: str

    @property
    def waiting(self) -> tuple[Difference, ...]:
        """The differences that wait for the next cycle; empty when nothing is refused."""
        return tuple(
            one
            for one in self.differences
            if (self.committed and one.key.in_method) or (self.unpublished and one.key.in_release)
        )

    @property
    def cycle(self) -> int:
        """The number of the cycle for which they wait; 0 for none."""
        return self.committed or self.unpublished


def change_of(text: str) -> Change:
    """
    Return what a file would change of the running programme. Writes nothing.

    What the file leaves out of the desk's own decisions stays: those are taken back at their own pages.

    :raises BlueprintRefused: with every fault, where one is an error
    :raises SilenceContradicts: when the file does not go with what it leaves out
    """
    now = as_it_stands()
    whole = completed(blueprint_from(text), now)
    read = read_blueprint(written(whole))
    if read.blueprint is None:
        raise SilenceContradicts(keys=[fault.column for fault in read.faults if fault.severity is Severity.ERROR])
    return Change(differences(now, whole), whole, committed_cycle(), unpublished_cycle(), digest_of(now))


def digest_of(now: Blueprint) -> str:
    """Return the SHA-256 of a programme as its file says it."""
    return hashlib.sha256(written(now).encode()).hexdigest()


@transaction.atomic
def change_blueprint(*, text: str, on: str, by: Actor, at: datetime) -> tuple[Difference, ...]:
    """
    Change the running programme as a file says, all or nothing, and return what was different; the same again changes nothing.

    Each decision is carried out by the verb that owns it, which checks its own permission; the rest holds by the kept file. `on`
    is the digest of the programme for which the differences were read, as `change_of` gave it.

    :raises NotPermitted: when `by` may not change the programme's file, or may not decide something that it changes
    :raises ProgrammeNotSetUp: before there is a programme
    :raises BlueprintRefused, SilenceContradicts: as `change_of`
    :raises MethodCommitted: when a change touches the method of a cycle under way
    :raises ChangedMeanwhile: when the programme is another than the one for which the differences were read
    :raises GovernanceStays, CharterIncomplete, EmployeesInternalOnly, DemandCannotBeMet: as the owning verbs
    """
    permissions.check(by, Act.CHANGE_BLUEPRINT)
    if people.charter_card() is None:
        raise ProgrammeNotSetUp
    _hold_method()
    change = change_of(text)
    if change.waiting:
        raise MethodCommitted(cycle=change.cycle, keys=", ".join(one.path for one in change.waiting))
    if not change.differences:
        return ()
    if change.on != on:
        raise ChangedMeanwhile
    paths = {one.key.path for one in change.differences}
    _decide(change.whole, paths, by, at)
    keep_blueprint(text=written(change.whole, head=HEAD), by=by, at=at)
    keys = [one.path for one in change.differences]
    journal.record("programme.blueprint-changed", subject="programme", by=by, at=at, keys=keys)
    return change.differences


@transaction.atomic
def set_gaps_between_cycles(*, gaps: Gaps, by: Actor, at: datetime) -> None:
    """
    Set the days before somebody returns to a place, at the desk: they are of the method, so that a cycle under way keeps its own.

    :raises NotPermitted: when `by` may not set routes
    :raises GapOutOfRange: outside 0 to 730 days
    :raises MethodCommitted: when a cycle under way has committed itself to others
    """
    permissions.check(by, Act.SET_ROUTES)
    _hold_method()
    cycle = committed_cycle()
    if cycle and gaps != gaps_now():
        raise MethodCommitted(cycle=cycle, keys=ROTATION[0])
    set_gaps(gaps=gaps, by=by, at=at)


def committed_cycle() -> int:
    """Return the number of the first cycle whose method stays; 0 for none."""
    return _first(Q(state__in=UNDER_COMMITMENT))


def unpublished_cycle() -> int:
    """
    Return the number of the first cycle whose bodies are informed and whose first release may still come; 0 for none.

    None of a cycle that its bodies were told of while the public was no reader: it is not published, whatever a file says later.
    """
    return _first(Q(state=WaveState.INFORMED, is_for_the_public=True))


def _hold_method() -> None:
    """Have nobody decide on the programme or commit a cycle until the transaction ends."""
    hold_programme()
    list(Wave.objects.select_for_update().order_by("pk"))


def _first(which: Q) -> int:
    found = Wave.objects.filter(which).order_by("number").values_list("number", flat=True)
    return found.first() or 0


def _decide(whole: Blueprint, paths: Iterable[str], by: Actor, at: datetime) -> None:
    """Have each verb decide what is its own, where it changes."""
    changed = set(paths)
    tables = {path.rpartition(".")[0] for path in changed}
    if tables & {"programme", "words.shopper", "words.customer"}:
        change_charter(charter=_charter(whole), by=by, at=at)
    set_clocks(clocks=clocks_in(whole, clocks_now()), by=by, at=at)
    if "sites.decisions[]" in tables:
        _decide_sites(whole, by, at)
    if "sites.recording_basis" in changed:
        state_recording_basis(basis=str(whole.said("sites.recording_basis", "")), by=by, at=at)
    if "shoppers.routes" in changed:
        routes = whole.said("shoppers.routes")
        for name, route in IN_BLUEPRINTS.items():
            set_route(route=route, is_open=name in routes, by=by, at=at)
    if changed & set(ROTATION):
        usual = (USUAL_CENTRE_DAYS, 0, 0)
        gaps = Gaps(*(int(whole.said(path, days)) for path, days in zip(ROTATION, usual, strict=True)))
        set_gaps(gaps=gaps, by=by, at=at)
    _decide_training(whole, changed, by, at)
    if changed & {"clocks.plan_working_days", "clocks.repeat_after_days"}:
        rules = rules_card()
        plan_days = whole.said("clocks.plan_working_days", rules.plan_days)
        grace_days = whole.said("clocks.repeat_after_days", rules.grace_days)
        set_rules(rules=replace(rules, plan_days=plan_days, grace_days=grace_days), by=by, at=at)


def _charter(whole: Blueprint) -> Charter:
    values = charter_values(whole)
    values |= {"governance": Governance(values["governance"]), "profile": ProfileCode(values["profile"])}
    values |= {label: label_in(whole, label) for label in ("shopper", "customer")}
    return Charter(**values)


def _decide_sites(whole: Blueprint, by: Actor, at: datetime) -> None:
    now = {row["type"]: row for row in as_it_stands().table("sites.decisions")}
    for row in whole.table("sites.decisions"):
        if now.get(row["type"]) != row:
            site = SiteType(str(row["type"]))
            decide_photos(site=site, photos=bool(row["photos"]), reason=str(row["reason"]), by=by, at=at)


def _decide_training(whole: Blueprint, changed: set[str], by: Actor, at: datetime) -> None:
    if any(path.startswith("shoppers.pledge_") for path in changed):
        text = Both(str(whole.said("shoppers.pledge_ar", "")), str(whole.said("shoppers.pledge_en", "")))
        publish_pledge(text=text, others=further_pledges(whole), by=by, at=at)
    if "shoppers.training_attended" in changed:
        demand = replace(demand_now(), certificate=bool(whole.said("shoppers.training_attended", False)))
        set_demand(demand=demand, by=by, at=at)
