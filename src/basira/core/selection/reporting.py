"""What a draw says of itself: the files, and the report beside them."""

import hashlib
from fractions import Fraction
from typing import Any

from basira.core.selection.choosing import Chosen, Price, gini_of, listed_counts
from basira.core.selection.lottery import PANELS
from basira.core.selection.outer import NOBODY
from basira.core.selection.pool import Pool
from basira.core.selection.records import (
    CHANCES,
    DIGITS,
    LOTTERY,
    PANEL,
    POOL,
    QUOTAS,
    RESERVES,
    commitment_of,
    decimal,
    pool_table,
    quota_table,
    table,
)
from basira.core.selection.reserves import Wish

METHOD = "leximin on types 1"


def tables_of(chosen: Chosen) -> dict[str, bytes]:
    """Return the tables of a draw by their names."""
    pool = chosen.pool
    chances = ((one.id, decimal(chance)) for one, chance in zip(pool.applicants, chosen.chances, strict=True))
    tickets = ((ticket, name) for ticket, panel in enumerate(chosen.panels) for name in panel)
    return {
        POOL: pool_table(pool),
        QUOTAS: quota_table(pool),
        CHANCES: table(("id", "probability"), chances),
        LOTTERY: table(("ticket", "id"), tickets),
        PANEL: table(("id",), ((name,) for name in chosen.panel)),
        RESERVES: table(("id",), ((name,) for name in chosen.reserves)),
    }


def report_of(chosen: Chosen, tables: dict[str, bytes], *, seed: str, wish: Wish) -> dict[str, Any]:
    """Return the report, without its digest and its time."""
    pool, fair = chosen.pool, chosen.fair
    return figures_of(chosen.pool, chosen.chances, chosen.panels) | {
        "ok": True,
        "method": METHOD,
        "size": pool.size,
        "seed": seed,
        "ticket": chosen.ticket,
        "applicants": len(pool.applicants),
        "types": chosen.types.rows.types,
        "bound": bound_of(chosen),
        "short": float(decimal(fair.lottery.short)),
        "cuts": fair.cuts,
        "stages": fair.stages,
        "quotas": quotas_of(chosen),
        "reserves": {"count": len(chosen.reserves), "wanted": wish.count, "drop_out": wish.drop_out},
        "commitment": commitment_of(pool),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(tables.items())},
    }


def figures_of(pool: Pool, chances: tuple[Fraction, ...], panels: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    """Return the figures that anybody can work out again from the chances and the list."""
    counts = listed_counts(pool, panels).tolist()
    written = [Fraction(decimal(chance)) for chance in chances]
    placed = [place for place, chance in enumerate(written) if chance]
    furthest = max(abs(Fraction(count, PANELS) - chance) for count, chance in zip(counts, written, strict=True))
    return {
        "min_probability": float(min((written[place] for place in placed), default=Fraction(0))),
        "gini": round(float(gini_of(tuple(written))), 6),
        "lottery_min_probability": min((counts[place] for place in placed), default=0) / PANELS,
        "lottery_furthest": round(float(furthest), DIGITS),
        "excluded": [one.id for one, chance in zip(pool.applicants, written, strict=True) if not chance],
    }


def bound_of(chosen: Chosen) -> float:
    """Return what no lottery's least chance exceeds, those aside whom the quotas exclude; rounded up."""
    least = min((chance for chance in chosen.fair.chances.tolist() if chance > NOBODY), default=0.0)
    return float(decimal(min(1.0, max(least, float(decimal(least))) + 1e-7)))


def quotas_of(chosen: Chosen) -> list[dict[str, Any]]:
    """Return each quota with how many applied and were chosen, and its price."""
    pool, panel = chosen.pool, frozenset(chosen.panel)
    return [
        {
            "category": quota.category,
            "feature": quota.feature,
            "min": quota.least,
            "max": quota.most,
            "applicants": len(members),
            "chosen": sum(pool.applicants[number].id in panel for number in members),
            "price": _priced(price),
        }
        for quota, members, price in zip(pool.quotas, pool.members, chosen.prices, strict=True)
    ]


def _priced(price: Price) -> dict[str, float | None]:
    sides = {"min_one_lower": price.least, "max_one_higher": price.most}
    return {name: None if value is None else round(value, 6) for name, value in sides.items()}
