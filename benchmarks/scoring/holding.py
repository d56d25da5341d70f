"""How often 95 % intervals hold a known truth, over simulated cycles of several kinds, by the engine's own default way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.scores import scores_of

SPREAD = {"visit": 0.4, "shopper": 0.3, "centre": 0.5, "criterion": 0.4}
REST = 0.6
OVERALL, TAIL = (0.93, 0.97), (0.92, 0.98)


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of cycle: how many, how often, and what becomes of a rating (as it is, rounded to 1..5, or 0/1)."""

    name: str
    centres: int
    visits: int
    shoppers: int
    criteria: int
    scale: str = "amount"


SETTINGS = (
    Setting("as usual", centres=60, visits=8, shoppers=40, criteria=10),
    Setting("few visits", centres=60, visits=2, shoppers=40, criteria=10),
    Setting("few shoppers", centres=40, visits=6, shoppers=6, criteria=10),
    Setting("one criterion", centres=40, visits=6, shoppers=20, criteria=1),
    Setting("rounded to 1..5", centres=60, visits=6, shoppers=30, criteria=10, scale="rounded"),
    Setting("0/1", centres=60, visits=6, shoppers=30, criteria=10, scale="zero or one"),
)
MIDDLE = {"amount": 3.2, "rounded": 3.2, "zero or one": 0.3}


def simulated(setting: Setting, seed: int) -> tuple[RatingTable, dict[str, float]]:
    """Return one cycle, and the true score of each centre: what all shoppers and visits that there might be would rate."""
    random = np.random.default_rng(seed)
    visits = setting.centres * setting.visits
    codes = {
        "visit": np.repeat(np.arange(visits), setting.criteria),
        "shopper": np.repeat(random.integers(setting.shoppers, size=visits), setting.criteria),
        "centre": np.repeat(np.arange(visits) % setting.centres, setting.criteria),
        "criterion": np.tile(np.arange(setting.criteria), visits),
    }
    effects = {name: random.normal(0, SPREAD[name], own.max() + 1) for name, own in codes.items()}
    latent = MIDDLE[setting.scale] + sum(effects[name][own] for name, own in codes.items())
    latent = latent + random.normal(0, REST, len(latent))
    known = MIDDLE[setting.scale] + effects["centre"][:, None] + effects["criterion"][None, :]
    spread = (REST**2 + SPREAD["visit"] ** 2 + SPREAD["shopper"] ** 2) ** 0.5
    if setting.scale == "rounded":
        latent = np.clip(np.round(latent), 1, 5)
        known = 1 + sum(ndtr((known - limit) / spread) for limit in (1.5, 2.5, 3.5, 4.5))
    elif setting.scale == "zero or one":
        latent, known = (latent > 0).astype(float), ndtr(known / spread)
    names = {name: [f"{code:05}" for code in own] for name, own in codes.items()}
    present = ("visit", "shopper", "centre", "criterion") if setting.criteria > 1 else ("shopper", "centre")
    factors = tuple(factor_of(name, names[name]) for name in present)
    truth = {f"{code:05}": float(value) for code, value in enumerate(known.mean(axis=1))}
    return RatingTable(latent, np.ones(len(latent)), factors), truth


def held_in(setting: Setting, seed: int) -> dict[str, np.ndarray]:
    """Return for one replicate whether each interval holds the truth, in the order of the truth, lowest first."""
    table, known = simulated(setting, seed)
    scores = scores_of(fit(table), "centre")
    truth = np.array([known[level] for level in scores.unit.levels])
    order = np.argsort(truth)
    return {
        name: ((figures.interval.low <= truth) & (truth <= figures.interval.high))[order]
        for name, figures in (("shrunk", scores.shrunk), ("unshrunk", scores.unshrunk))
    }


def rows(replicates: int = 200) -> Iterator[dict[str, Any]]:
    """Yield the rows of the bench: by setting and kind of score overall, and for unshrunk ones in both tail deciles."""
    for setting in SETTINGS:
        found = [held_in(setting, seed) for seed in range(replicates)]
        tail = max(setting.centres // 10, 1)
        for kind in ("shrunk", "unshrunk"):
            held = np.array([one[kind] for one in found])
            yield row(f"coverage, {setting.name}: {kind}", held.mean(), OVERALL)
            for side, part in (("lowest", held[:, :tail]), ("highest", held[:, -tail:])):
                bar = TAIL if kind == "unshrunk" else None
                yield row(f"coverage, {setting.name}: {kind}, {side} decile", part.mean(), bar)


def row(name: str, value: float, bar: tuple[float, float] | None) -> dict[str, Any]:
    """Return one row; without a bar the figure is only reported."""
    met = None if bar is None else bool(bar[0] <= value <= bar[1])
    target = None if bar is None else f"{bar[0]} to {bar[1]}"
    return {"name": name, "value": round(float(value), 4), "unit": "share", "target": target, "met": met}
