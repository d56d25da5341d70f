"""
Whether some lottery over panels gives certain chances: the lottery, or a linear rule that every panel keeps and they break.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from basira.core.selection.pool import Counts, Floats, Rows
from basira.core.selection.solving import NotSettled, best_panel
from basira.core.selection.swaps import climb

NEAR = 1e-6
"""How far, at most, a lottery's chances lie below those asked for."""
AT_ONCE = 60
"""New panels in a round: as many climbs from the panels that weigh most."""


@dataclass(frozen=True, slots=True)
class Lottery:
    """Panels of types, one a row, and the probability of each; `short` is how far the worst chance lies below its due."""

    panels: Counts
    weights: Floats
    short: float


@dataclass(frozen=True, slots=True)
class Cut:
    """`normal @ chances <= most` for every lottery, and not for the chances that were asked about; the panels known by then."""

    normal: Floats
    most: float
    panels: Counts


def lottery_or_cut(rows: Rows, chances: Floats, panels: Counts) -> Lottery | Cut:
    """
    Return a lottery with these chances (to `NEAR`), or the rule that shows that there is none.

    Column generation from given panels: the least shortfall is a linear program over panels; its duals name the weights
    for which a better panel is sought, by exchanges first and exactly where these find none.
    """
    known = {tuple(panel) for panel in panels.tolist()}
    made = list(panels)
    while True:
        weights, short, duals = _least_shortfall(np.array(made), rows, chances)
        if short <= NEAR:
            return Lottery(np.array(made), weights, max(short, 0.0))
        value = duals / rows.counts
        target = float(duals @ chances) - short
        fresh = _climbed(rows, made, weights, value, target)
        fresh = [panel for panel in fresh if tuple(panel.tolist()) not in known]
        if not fresh:
            best = best_panel(rows, value, gap=NEAR / 10)
            if best is None:
                raise NotSettled(panels=0)
            if best.bound < target + short - NEAR / 2:
                return Cut(duals, best.bound, np.array([*made, best.panel]))
            if tuple(best.panel.tolist()) in known:
                raise NotSettled(short=short)
            fresh = [best.panel]
        known |= {tuple(panel.tolist()) for panel in fresh}
        made += fresh


def _climbed(rows: Rows, made: list[Counts], weights: Floats, value: Floats, target: float) -> list[Counts]:
    """Return new panels that are worth more than the target, climbed to from those that weigh most."""
    heaviest = np.argsort(-weights, kind="stable")[:AT_ONCE]
    found: dict[tuple[int, ...], Counts] = {}
    for place in heaviest:
        panel = climb(rows, made[place], value)
        if value @ panel > target + NEAR / 10:
            found.setdefault(tuple(panel.tolist()), panel)
    return list(found.values())


def _least_shortfall(panels: Counts, rows: Rows, chances: Floats) -> tuple[Floats, float, Floats]:
    """Return the lottery over some panels that falls least short of the chances, its shortfall and the duals."""
    given = (panels / rows.counts).T
    kinds, count = given.shape
    found = linprog(
        np.append(np.zeros(count), 1.0),
        A_ub=np.hstack([-given, -np.ones((kinds, 1))]),
        b_ub=-chances,
        A_eq=np.append(np.ones(count), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
        method="highs-ds",
    )
    if found.status != 0:
        raise NotSettled(status=int(found.status))
    return found.x[:-1], float(found.x[-1]), np.maximum(-found.ineqlin.marginals, 0.0)
