"""
The leadership's page of a cycle: what changed for sure, what is overdue, and where nobody looked. Of all, or of one sector.

For the desk: whole figures of the newest run, before any disclosure rule. A body never reads it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from basira.core.scoring import Level
from basira.programme.findings import contest_queries
from basira.programme.findings.models import Finding
from basira.programme.findings.noted_cards import Name
from basira.programme.registry import queries as registry
from basira.programme.results import queries as results
from basira.programme.results.queries import ScoreRow


@dataclass(frozen=True, slots=True)
class Moved:
    """
    The bodies of a run beside the cycle before. `better` and `worse` are surer than chance, the surest first.

    `unclear` counts those of whom neither can be said, `without_before` those that have no earlier score.
    """

    better: tuple[ScoreRow, ...]
    worse: tuple[ScoreRow, ...]
    unclear: int
    without_before: int


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body and its sector, by name."""

    entity: Name
    sector: Name
    sector_code: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """One body's late things of one cycle: findings to which it gave no answer in time, and contests that wait for the arbiter."""

    entity_ref: str
    entity: Name
    cycle: Name
    wave_ref: str
    silent: int
    contests: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a body's centres in service had an accepted visit in the run."""

    entity_ref: str
    entity: Name
    sector: Name
    sector_code: str
    centres: int
    visited: int

    @property
    def missing(self) -> int:
        """How many had none."""
        return self.centres - self.visited


@dataclass(frozen=True, slots=True)
class LeadershipPage:
    """Everything of the page; `whole` is None when the run measured nothing."""

    whole: ScoreRow | None
    moved: Moved
    overdue: tuple[Overdue, ...]
    coverage: tuple[Coverage, ...]

    @property
    def not_covered(self) -> tuple[Coverage, ...]:
        """The bodies with centres that nobody visited: those with the least share first."""
        short = [one for one in self.coverage if one.missing]
        return tuple(sorted(short, key=lambda one: (one.visited / one.centres, -one.missing, one.entity.ar)))

    @property
    def sectors(self) -> tuple[tuple[str, Name], ...]:
        """The code and the name of each sector that has a centre in service, in the order of Arabic names."""
        return tuple(sorted({(one.sector_code, one.sector) for one in self.coverage}, key=lambda pair: pair[1].ar))

    @property
    def centres(self) -> int:
        """Every centre in service."""
        return sum(one.centres for one in self.coverage)

    @property
    def visited(self) -> int:
        """Those of them with an accepted visit."""
        return sum(one.visited for one in self.coverage)


def leadership_page(*, run: str, at: datetime, sector: str = "") -> LeadershipPage:
    """
    Return the page of a run; a run that does not exist gives an empty one beside what is overdue.

    `sector` (a code) narrows it to the bodies of one sector, and `whole` is that sector's then.
    """
    wanted = results.score_table(run=run, level=Level.SECTOR if sector else Level.PROGRAMME)
    whole = next((row for row in wanted if sector in ("", row.unit)), None)
    bodies = {ref: one for ref, one in names_of_bodies().items() if sector in ("", one.sector_code)}
    return LeadershipPage(whole, moved_in(run, sector), overdue_at(at, bodies), coverage_of(run, bodies))


def moved_in(run: str, sector: str = "") -> Moved:
    """Return how the bodies of a run (of one sector, by its code) moved since the cycle before."""
    rows = results.score_table(run=run, level=Level.ENTITY, sector=sector, with_ranks=False)
    sure = [(row.change, row) for row in rows if row.change and row.change.distinguishable]
    better = [(change.low or 0, row) for change, row in sure if change.difference > 0]
    worse = [(change.high or 0, row) for change, row in sure if change.difference < 0]
    without = sum(row.change is None for row in rows)
    return Moved(
        better=tuple(row for _least, row in sorted(better, key=lambda one: (-one[0], one[1].unit))),
        worse=tuple(row for _least, row in sorted(worse, key=lambda one: (one[0], one[1].unit))),
        unclear=len(rows) - len(sure) - without,
        without_before=without,
    )


def overdue_at(at: datetime, bodies: Mapping[str, BodyName]) -> tuple[Overdue, ...]:
    """Return what is late over all cycles at this moment, the most first; empty when nothing is. Three queries."""
    late = [card for card in contest_queries.waiting_contests(at) if card.is_late]
    contests = Counter((card.entity_ref, card.wave_ref) for card in late)
    cycles = {card.wave_ref: card.cycle for card in late}
    silent: dict[tuple[str, str], int] = {}
    for entity, wave, arabic, english, count in silent_findings(at):
        silent[entity, wave] = count
        cycles[wave] = Name(arabic, english)
    rows = [
        Overdue(
            entity, bodies[entity].entity, cycles[wave], wave, silent.get((entity, wave), 0), contests[entity, wave]
        )
        for entity, wave in {*silent, *contests}
        if entity in bodies
    ]
    return tuple(sorted(rows, key=lambda row: (-row.silent - row.contests, row.entity.ar, row.wave_ref)))


def silent_findings(at: datetime) -> QuerySet[Finding, tuple[str, str, str, str, int]]:
    """Return (body, cycle, its Arabic and English name, how many findings had no answer in time). One query."""
    late = Finding.objects.filter(answer_by__lt=timezone.localdate(at), reply=None).order_by()
    of_cycle = ("report__wave__ref", "report__wave__name_ar", "report__wave__name_en")
    return late.values_list("entity_ref", *of_cycle).annotate(findings=Count("pk"))


def names_of_bodies() -> dict[str, BodyName]:
    """Return every body of the registry by its ref. Two queries."""
    return {
        card.ref: BodyName(Name(card.name_ar, card.name_en), Name(card.sector_ar, card.sector_en), card.sector_code)
        for card in registry.entity_cards()
    }


def coverage_of(run: str, bodies: Mapping[str, BodyName]) -> tuple[Coverage, ...]:
    """Return every body that has a centre in service, with how many of these the run saw. Two queries."""
    visited = results.scored_units(run, Level.CENTRE)
    centres: dict[str, list[str]] = {}
    for centre, entity in registry.centres_in_service():
        centres.setdefault(entity, []).append(centre)
    return tuple(
        Coverage(
            ref,
            bodies[ref].entity,
            bodies[ref].sector,
            bodies[ref].sector_code,
            len(refs),
            sum(one in visited for one in refs),
        )
        for ref, refs in centres.items()
        if ref in bodies
    )
