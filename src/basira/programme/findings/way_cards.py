"""What a body's report says of life events, as cards: the body's own steps and nothing of the others on the way."""

from decimal import Decimal
from typing import Any

from basira.core.kernel.journeys import BreakKind
from basira.programme.findings.cards import OwnStepCard, OwnWayCard, SeenCard
from basira.programme.findings.noted_cards import Name

Json = dict[str, Any]


def way_cards(figures: Json) -> tuple[OwnWayCard, ...]:
    """Read the life events of a report; empty for one of a time before there were any, or through which none ran."""
    return tuple(
        OwnWayCard(Name(way["event"]["ar"], way["event"]["en"]), tuple(step_of(step) for step in way["steps"]))
        for way in figures.get("ways", ())
    )


def step_of(row: Json) -> OwnStepCard:
    """Read one step."""
    return OwnStepCard(
        Name(**row["name"]),
        row["promised_days"],
        tuple(
            SeenCard(BreakKind(kind), one["seen"], one["of"], kind in row["marked"])
            for kind, one in row["breaks"].items()
        ),
        median_of(row, "minutes_inside"),
        median_of(row, "result_days"),
    )


def median_of(row: Json, name: str) -> Decimal | None:
    """Read a median; None where it is not told."""
    return Decimal(row[name]["median"]) if name in row else None
