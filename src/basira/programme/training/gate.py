"""
Whether a number may have a mission: the one place that says what is lacking.

What this cycle's number earned and signed stands here; what its shopper brought from earlier cycles only the vault can tell,
and it is asked only where the programme demands something and this database does not know it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import Lack
from basira.programme.panel import queries as panel
from basira.programme.registry.models import Centre
from basira.programme.training.models import (
    Certificate,
    PledgeSignature,
    PledgeText,
    Qualification,
    TakenBack,
    TrainingDemand,
)


class NotReady(Problem):
    """A number lacks what the programme demands before a mission: `lacks` says what."""

    code = "training.not-ready"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the programme demands before a mission. Without a decision it is nothing, as before there was training."""

    certificate: bool = False
    pledge: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is to be sent to: a number, a centre by ref, a channel."""

    number: str
    centre: str
    channel: Channel


def demand_now() -> Demand:
    """Return what the programme demands; one query."""
    row = TrainingDemand.objects.filter(pk=1).first()
    return Demand(row.certificate, row.pledge) if row else Demand()


def lacking(
    tasks: Iterable[Task], *, on: date, by: str, without: Set[tuple[str, str]] = frozenset()
) -> dict[Task, frozenset[Lack]]:
    """
    Return what is lacking for each of these tasks on a day; one for which nothing is lacking is missing.

    A certificate is enough when its qualification is for the sector of the centre's body, or for all, and for the channel, or for
    all. Where there is no such qualification at all, nobody can be sent. `without` are number and proof that shall count no more, though
    they stand yet.

    :raises VaultNotReachable: when something is demanded and the vault, which knows of earlier cycles, does not answer
    """
    wanted, demand = set(tasks), demand_now()
    if not wanted or demand == Demand():
        return {}
    enough = proofs_for(wanted, demand)
    numbers = {task.number for task in wanted}
    held = held_here(numbers, on) - without
    asked = {
        (task.number, proof)
        for task in wanted
        for proofs in enough[task].values()
        if not any((task.number, proof) in held for proof in proofs)
        for proof in proofs
    }
    held |= panel.vault().proven(sorted(asked - without), on=on, by=by)
    found = {
        task: frozenset(
            lack for lack, proofs in enough[task].items() if not any((task.number, proof) in held for proof in proofs)
        )
        for task in wanted
    }
    return {task: lacks for task, lacks in found.items() if lacks}


def times_taken_back(number: str) -> int:
    """Return how often something was taken back from a number: a look at what it lacks is old once this is more."""
    return TakenBack.objects.filter(cycle_number__ref=number).count()


def check_ready(tasks: Iterable[Task], *, on: date, by: str) -> None:
    """
    Refuse tasks for which something is lacking.

    :raises NotReady: with everything that is lacking, in one order
    :raises VaultNotReachable: as `lacking`
    """
    lacks = {lack for each in lacking(tasks, on=on, by=by).values() for lack in each}
    if lacks:
        raise NotReady(lacks=[str(lack) for lack in Lack if lack in lacks])


def proofs_for(tasks: set[Task], demand: Demand) -> dict[Task, Mapping[Lack, frozenset[str]]]:
    """Return the refs of which one is enough, by what would be lacking, for each task."""
    sectors = dict(
        Centre.objects.filter(ref__in={task.centre for task in tasks}).values_list("ref", "entity__sector_id")
    )
    kinds = list(Qualification.objects.values_list("ref", "sector_id", "channel"))
    pledge = frozenset(newest_pledge().values_list("ref", flat=True))

    def enough(task: Task) -> Mapping[Lack, frozenset[str]]:
        needed: dict[Lack, frozenset[str]] = {}
        if demand.certificate:
            needed[Lack.CERTIFICATE] = frozenset(
                ref
                for ref, sector, channel in kinds
                if sector in (None, sectors.get(task.centre)) and channel in ("", task.channel)
            )
        if demand.pledge:
            needed[Lack.PLEDGE] = pledge
        return needed

    return {task: enough(task) for task in tasks}


def newest_pledge() -> QuerySet[PledgeText]:
    """Return the version of the pledge that is asked for; empty before there is one."""
    return PledgeText.objects.order_by("-version")[:1]


def held_here(numbers: set[str], on: date) -> set[tuple[str, str]]:
    """
    Return which of these numbers hold what, by the ref of the qualification or the pledge, as far as this cycle knows.

    A pledge is held by who signed the newest: an older one opens nothing, and there is nothing of it to take back.
    """
    certificates = Certificate.objects.filter(cycle_number__ref__in=numbers, until__gte=on, taken_back=None)
    signatures = PledgeSignature.objects.filter(
        cycle_number__ref__in=numbers, taken_back=None, pledge__in=newest_pledge()
    )
    return {
        *certificates.values_list("cycle_number__ref", "qualification__ref"),
        *signatures.values_list("cycle_number__ref", "pledge__ref"),
    }


def held_by_numbers(numbers: Iterable[str], *, on: date, by: str) -> set[tuple[str, str]]:
    """
    Return everything that these numbers hold on a day, from this cycle and from earlier ones, for pages.

    :raises VaultNotReachable: when the vault does not answer
    """
    refs = [*Qualification.objects.values_list("ref", flat=True)]
    refs += list(newest_pledge().values_list("ref", flat=True))
    return held_of(numbers, refs, on=on, by=by)


def held_of(numbers: Iterable[str], proofs: Iterable[str], *, on: date, by: str) -> set[tuple[str, str]]:
    """
    Return what these numbers hold on a day, where the vault is asked for these kinds and this pledge alone.

    :raises VaultNotReachable: when the vault does not answer
    """
    wanted = set(numbers)
    held = held_here(wanted, on)
    pairs = sorted({(number, ref) for number in wanted for ref in proofs} - held)
    return held | panel.vault().proven(pairs, on=on, by=by)
