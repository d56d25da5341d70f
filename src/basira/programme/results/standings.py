"""What the model says of a run, for pages: how far its scores tell units apart, and the tier of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from basira.core.scoring import Level
from basira.programme.results.models import ScoreRun
from basira.programme.results.places import gives_places

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tiered:
    """Where the model puts one unit: its tier (1 the best), and the places that it may hold, all units taken together."""

    tier: int
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """
    The model's answer on one level of a run.

    `refused` is the code of why there is none, else empty. `generalizability` is the share (0 to 1) of the differences between
    scores that is of the units, None where they do not differ. `groups` counts the units' groups that no shopper joins; `tiers` is
    None, and `units` empty, where nothing is ranked. `severe` and `mild` of `shoppers` mark so differently from the others that it
    is told apart, and is corrected.
    """

    engine: str
    seed: int
    refused: str
    generalizability: float | None
    groups: int
    tiers: int | None
    shoppers: int
    severe: int
    mild: int
    units: Mapping[str, Tiered]


def model_card(run: str, level: Level) -> ModelCard | None:
    """
    Return the model's answer on a level of a run; None where there is no such run, or it was made without one.

    A tier is a place: where none is given (`gives_places`), the answer has none. At most three queries.
    """
    model: Json | None = ScoreRun.objects.filter(ref=run).values_list("model", flat=True).first()
    if not model:
        return None
    found: Json = model.get("levels", {}).get(str(level), {"refused": model["refused"] or "results.level-not-modelled"})
    shoppers, is_ranked = model.get("shoppers", {}), gives_places(run, level)
    return ModelCard(
        engine=model["engine"],
        seed=model["seed"],
        refused=found["refused"] or "",
        generalizability=found.get("generalizability"),
        groups=found.get("components", 0),
        tiers=found.get("tiers", 0) if is_ranked else None,
        shoppers=shoppers.get("all", 0),
        severe=shoppers.get("severe", 0),
        mild=shoppers.get("mild", 0),
        units={
            unit["unit"]: Tiered(unit["tier"], unit["rank_low"], unit["rank_high"])
            for unit in found.get("units", [])
            if is_ranked and unit["tier"]
        },
    )
