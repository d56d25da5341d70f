"""
The two questions that HiGHS answers for us: the best panel for given weights, and linear programs.

One thread, no time limits: the same question has the same answer however busy the machine is.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from basira.core.kernel.problem import Problem
from basira.core.selection.pool import Counts, Floats, Rows


class NotSettled(Problem):
    """The solver gave no answer that can be relied on."""

    code = "selection.not-settled"


@dataclass(frozen=True, slots=True)
class Best:
    """The best panel for some weights; no panel is worth more than `bound`."""

    panel: Counts
    worth: float
    bound: float


def best_panel(rows: Rows, weights: Floats, *, gap: float = 0.0) -> Best | None:
    """
    Return a panel of the greatest sum of weights, or None where no panel keeps the rows.

    :param gap: how far, in units of the weights, the panel may be from the best; `bound` holds all the same
    :raises NotSettled: when the solver stops without an answer
    """
    # HiGHS takes gaps relative to the worth, and its default would take a panel that is 0.01 % from the best.
    scale = max(float(np.abs(weights).max(initial=0.0)), 1e-12)
    found = milp(
        c=-weights / scale,
        integrality=np.ones(rows.types),
        bounds=Bounds(0, rows.counts.astype(float)),
        constraints=LinearConstraint(csr_array(rows.marks), rows.least, rows.most),
        options={"mip_rel_gap": max(gap, 1e-9)},
    )
    if found.status == 2:
        return None
    if found.x is None:
        raise NotSettled(status=int(found.status))
    panel = np.rint(found.x).astype(np.int64)
    worth = float(weights @ panel)
    return Best(panel, worth, max(worth, -float(found.mip_dual_bound) * scale if weights.any() else 0.0))


def any_panel(rows: Rows) -> Counts | None:
    """Return a panel that keeps the rows, or None where there is none."""
    found = best_panel(rows, np.zeros(rows.types))
    return None if found is None else found.panel
