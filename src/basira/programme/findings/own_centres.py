"""What the manager of some centres reads of them, and what a body's own people read of all of theirs; through `own_rows`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from basira.core.scoring import Change, Estimate, Part, compare
from basira.programme.findings.cards import CycleName, DimensionCard, Figure, TrendCard
from basira.programme.findings.models import CentreReport
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.findings.queries import cycle_name, figure_of, name_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CentreCard:
    """One centre as its newest report tells it, with its course over the cycles, oldest first."""

    ref: str
    name: Name
    entity: Name
    sector: Name
    cycle: CycleName
    simulated: bool
    total: Figure
    dimensions: tuple[DimensionCard, ...]
    trend: tuple[TrendCard, ...]

    @property
    def change(self) -> Change | None:
        """How the newest total moved since the one before; None where there is none, or nothing can be said."""
        return change_since_before(self.trend)


def own_centres(
    *, entity_ref: str, centres: Collection[str] | None = None, database: str = PORTAL
) -> tuple[CentreCard, ...]:
    """
    Return a body's centres that were told of, in the order of Arabic names; empty before the first report.

    `centres` narrows it to these refs, in the database itself; None is every centre of the body. One query.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database, centres=centres) as alias:
        rows = CentreReport.objects.using(alias).filter(entity_ref=entity_ref)
        if centres is not None:
            rows = rows.filter(centre_ref__in=list(centres))
        told: dict[str, list[Json]] = {}
        for centre, figures in rows.order_by("starts_on", "pk").values_list("centre_ref", "figures"):
            told.setdefault(centre, []).append(figures)
    return tuple(sorted((centre_card(ref, figures) for ref, figures in told.items()), key=lambda one: one.name.ar))


def centre_card(ref: str, told: Sequence[Json]) -> CentreCard:
    """Return a centre from what was told of it, oldest first; at least once."""
    newest = told[-1]
    return CentreCard(
        ref=ref,
        name=name_of(newest["centre"]),
        entity=name_of(newest["entity"]),
        sector=name_of(newest["sector"]),
        cycle=cycle_name(newest),
        simulated=newest["simulated"],
        total=figure_of(newest["total"]),
        dimensions=tuple(
            DimensionCard(name_of(row), figure_of(row), Part(row["part"]) if row["part"] else None, row["code"])
            for row in newest["dimensions"]
        ),
        trend=tuple(TrendCard(cycle_name(one), figure_of(one["total"])) for one in told),
    )


def change_since_before(trend: Sequence[TrendCard]) -> Change | None:
    """Return how the last figure of a course moved since the one before it; None where either is missing or unsure."""
    if len(trend) < 2:
        return None
    before, now = (estimate_of(point.figure) for point in trend[-2:])
    change = compare(now, before) if now and before else None
    return change if change and change.low is not None else None


def estimate_of(figure: Figure) -> Estimate | None:
    """Return a shown figure as an estimate for comparing; None where it is withheld or its number of visits is."""
    if figure.score is None or not figure.visits or figure.at_least:
        return None
    return Estimate(figure.score, figure.se, figure.low, figure.high, figure.visits)
