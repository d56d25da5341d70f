"""How often the stated intervals hold the truth that the demo's programme is simulated from, over several worlds of its plan."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from basira.core.scoring import Level, score_units
from basira.core.scoring.mixed.fit import Options, fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.scores import scores_of
from basira.core.simulation import simulate_programme
from basira.core.simulation.accepted import accepted_ratings, of_equal_weights
from basira.core.simulation.demo_plan import DEMO_SEED, demo_plan

FACTORS = ("visit", "shopper", "centre", "criterion", "entity", "sector")
SEEDS = (DEMO_SEED, *range(1, 10))
BAR = (0.93, 0.99)
"""Intervals of the linear model for shares drawn in logits may be a little wide, never narrow."""


def rows() -> Iterator[dict[str, Any]]:
    """Yield a row a kind of interval."""
    held: dict[str, list[bool]] = {"shrunk": [], "unshrunk": [], "published ratio": []}
    for seed in SEEDS:
        world = simulate_programme(of_equal_weights(demo_plan()), seed)
        for cycle in ("c1", "c2"):
            ratings = [rating for rating in accepted_ratings(world, cycle) if rating.share is not None]
            factors = tuple(factor_of(name, [getattr(one, name) for one in ratings]) for name in FACTORS)
            table = RatingTable(np.array([float(one.share or 0) for one in ratings]), np.ones(len(ratings)), factors)
            scores = scores_of(fit(table, Options(keep=("centre", "visit"))), "centre")
            truth = np.array([world.truth.levels[cycle, centre] for centre in scores.unit.levels])
            for kind, figures in (("shrunk", scores.shrunk), ("unshrunk", scores.unshrunk)):
                held[kind] += list((figures.interval.low <= truth) & (truth <= figures.interval.high))
            for unit in score_units(ratings, level=Level.CENTRE):
                if unit.total.low is not None and unit.total.high is not None:
                    known = world.truth.levels[cycle, unit.unit]
                    held["published ratio"].append(float(unit.total.low) <= known <= float(unit.total.high))
    for kind, seen in held.items():
        share = float(np.mean(seen))
        bar = None if kind == "published ratio" else BAR
        yield {
            "name": f"the demo's truth in {kind} intervals, {len(seen)} centres",
            "value": round(share, 4),
            "unit": "share",
            "target": bar and f"{bar[0]} to {bar[1]}",
            "met": bar and bool(bar[0] <= share <= bar[1]),
        }
