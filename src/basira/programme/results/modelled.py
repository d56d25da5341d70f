"""
What the mixed-effects model says of a run: how far its scores tell units apart, corrected for who visited (ADR-0034).

Kept with the run and as frozen as its scores. Loads NumPy: only a verb that scores imports this.
"""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from basira.core.kernel.problem import Problem
from basira.core.scoring import Level, Rating
from basira.core.scoring.mixed import ENGINE
from basira.core.scoring.mixed.fit import Fit, Options, fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.reliability import reliability_of, severities
from basira.core.scoring.mixed.scores import Figures, Scores, scores_of
from basira.core.scoring.ranks import DEFAULT_MIN_VISITS
from basira.programme.results.running import Step, Tell, quiet

Json = dict[str, Any]
FORMAT = 1
SEED = 0
"""Of the draws behind sets of ranks; the same for every run, so that nobody can choose a luckier one."""
FACTORS = ("visit", "shopper", "centre", "criterion", "entity", "sector")
LEVELS = (Level.CENTRE, Level.ENTITY)


def modelled(ratings: Sequence[Rating], tell: Tell = quiet) -> Json:
    """
    Return the model's answer over ratings that check_scorable let through, or the code of why there is none.

    `tell` is told how far it is.

    Units: shares, 0 to 1. Ratings that did not apply are no part of it.
    """
    applied = [rating for rating in ratings if rating.share is not None]
    head: Json = {"format": FORMAT, "engine": ENGINE, "seed": SEED}
    tell(Step.VARIANCES, 0)
    try:
        fitted = fit(
            table_of(applied),
            Options(seed=SEED, keep=("centre", "visit")),
            lambda _what, made: tell(Step.VARIANCES, made),
        )
    except Problem as refusal:
        return head | {"refused": refusal.code}
    variances = {name: number(value) for name, value in fitted.variances.items()} | {
        "residual": number(fitted.residual)
    }
    shoppers = severities(fitted)
    return head | {
        "refused": None,
        "mean": number(fitted.mean),
        "variances": variances,
        "rounds": fitted.rounds,
        "warnings": [fault.code for fault in fitted.warnings],
        "shoppers": {
            "severe": sum(one.told_apart and one.effect < 0 for one in shoppers),
            "mild": sum(one.told_apart and one.effect > 0 for one in shoppers),
            "all": len(shoppers),
        },
        "levels": {str(level): level_of(fitted, level, tell) for level in LEVELS},
    }


def table_of(ratings: Sequence[Rating]) -> RatingTable:
    """Return ratings as columns. The weight of a criterion says how much it matters, not how sure it is: all weigh alike here."""
    values = np.array([float(rating.share or 0) for rating in ratings])
    factors = tuple(factor_of(name, [str(getattr(rating, name)) for rating in ratings]) for name in FACTORS)
    return RatingTable(values, np.ones(len(values)), factors)


def level_of(fitted: Fit, level: Level, tell: Tell) -> Json:
    """Return reliability, warnings and one row a unit of a level, or why it has none."""
    tell(Step(level), 0)
    try:
        scores = scores_of(fitted, str(level), SEED, least_visits=DEFAULT_MIN_VISITS)
    except Problem as refusal:
        return {"refused": refusal.code}
    return {
        "refused": None,
        "generalizability": number(reliability_of(fitted, scores).generalizability),
        "components": int(scores.component.max(initial=0)),
        "tiers": int(scores.places.tier.max(initial=0)),
        "warnings": [fault.code for fault in scores.warnings],
        "units": [unit_of(scores, place) for place in range(scores.unit.size)],
    }


def unit_of(scores: Scores, place: int) -> Json:
    """Return one unit; without a place its rank and tier are null."""
    places = scores.places
    columns = {"rank": places.rank, "rank_low": places.low, "rank_high": places.high, "tier": places.tier}
    standing = {name: int(column[place]) or None for name, column in columns.items()}
    figures = figures_of("score", scores.shrunk, place) | figures_of("unshrunk", scores.unshrunk, place)
    return {"unit": scores.unit.levels[place], "component": int(scores.component[place])} | figures | standing


def figures_of(name: str, figures: Figures, place: int) -> Json:
    """Return a figure with its 95 % interval; null where it is not known, which has its warning."""
    columns = {name: figures.values, f"{name}_low": figures.interval.low, f"{name}_high": figures.interval.high}
    return {key: number(float(column[place])) for key, column in columns.items()}


def number(value: float | None) -> float | None:
    """Return a number to ten significant digits; None for one that is not known."""
    return None if value is None or not isfinite(value) else float(f"{value:.10g}")


def same_model(one: Json, other: Json) -> bool:
    """
    Tell whether two answers are the same: the same refusals and units, every figure within CLOSE.

    Sets of ranks come from draws whose last digit may differ between machines; they follow from the figures and are not compared.
    """
    if any(one.get(key) != other.get(key) for key in ("format", "engine", "seed", "refused")):
        return False
    return all(same_level(one, other, str(level)) for level in LEVELS) if not one.get("refused") else True


CLOSE = 1e-6
"""How far two computations of one figure may lie apart, in shares."""
FIGURES = ("score", "score_low", "score_high", "unshrunk", "unshrunk_low", "unshrunk_high")


def same_level(one: Json, other: Json, level: str) -> bool:
    """Tell whether a level of two answers is the same."""
    mine, theirs = one["levels"][level], other["levels"][level]
    if mine.get("refused") != theirs.get("refused"):
        return False
    pairs = list(zip(mine.get("units", []), theirs.get("units", []), strict=False))
    return len(mine.get("units", [])) == len(theirs.get("units", [])) and all(
        a["unit"] == b["unit"] and all(is_close(a[name], b[name]) for name in FIGURES) for a, b in pairs
    )


def is_close(one: float | None, other: float | None) -> bool:
    """Tell whether two figures are the same, or both not known."""
    return one is other if one is None or other is None else abs(one - other) <= CLOSE
