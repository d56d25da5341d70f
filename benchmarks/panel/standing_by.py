"""P8: how far panels stay from their quotas after drop-outs that the choice of reserves never saw, against other choices."""

from typing import Any

import numpy as np

from basira.core.selection.choosing import Chosen
from basira.core.selection.reserves import DROP_OUT, Mending, Wish, reserve_count

UNSEEN = 400


def rows_of(draws: list[Chosen]) -> list[dict[str, Any]]:
    """Return the ratios to random reserves and to greedy ones, over all draws together."""
    ours, by_chance, greedy = (sum(each) for each in zip(*(losses(chosen) for chosen in draws), strict=True))
    found = []
    for name, other, most in (("random", by_chance, 0.6), ("greedy", greedy, 0.9)):
        ratio = ours / other if other else 1.0
        found.append(
            {
                "name": f"P8 distance from quotas against {name} reserves",
                "value": round(ratio, 3),
                "unit": "ratio",
                "target": most,
                "met": ratio <= most,
            }
        )
    return found


def losses(chosen: Chosen) -> tuple[float, float, float]:
    """Return the loss with our reserves, with random ones (mean of 10), and with greedy ones."""
    types, pool = chosen.types, chosen.pool
    chance = np.random.Generator(np.random.PCG64(20261129))
    panel = np.bincount([types.type_of[pool.places[name]] for name in chosen.panel], minlength=types.rows.types)
    mending = Mending.of(types.rows, panel, chance.binomial(panel, DROP_OUT, size=(UNSEEN, len(panel))))
    free = np.repeat(np.arange(types.rows.types), types.rows.counts - panel)
    count = reserve_count(Wish(), pool.size)
    ours = [types.type_of[pool.places[name]] for name in chosen.reserves]
    lists = [chance.choice(free, size=min(count, len(free)), replace=False).tolist() for _ in range(10)]
    at_random = float(np.mean([mending.loss(mending.mended(each)[0]) for each in lists]))
    there = (types.rows.counts - panel).tolist()
    by_greed = mending.loss(mending.mended(greedy(types.rows.marks, panel, there, count))[0])
    return mending.loss(mending.mended(ours)[0]), at_random, by_greed


def greedy(marks: Any, panel: Any, there: list[int], count: int) -> list[int]:
    """Return reserves one by one: each stands where what is expected to drop out is least provided for."""
    expected, chosen = DROP_OUT * (marks @ panel), []
    for _number in range(count):
        need = np.maximum(expected - marks[:, chosen].sum(axis=1), 0) / np.maximum(expected, 1e-9)
        worth = np.where(np.array(there) > 0, need @ marks, -1.0)
        kind = int(np.argmax(worth))
        if worth[kind] < 0:
            break
        chosen.append(kind)
        there[kind] -= 1
    return chosen
