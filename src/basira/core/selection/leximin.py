"""
The fairest lottery: leximin over everything that lotteries over quota-keeping panels can give, certified by its own bound.

From outside: the leximin point of linear rules that every panel keeps is at least as fair as any lottery. From inside: a
lottery that gives that point. Where none does, the rule that shows it joins the others, and the point is sought again.
"""

from dataclasses import dataclass

import numpy as np

from basira.core.kernel.problem import Problem
from basira.core.selection.hull import Lottery, lottery_or_cut
from basira.core.selection.lottery import herded, listed
from basira.core.selection.outer import Polytope, fairest
from basira.core.selection.pool import Counts, Floats, Rows
from basira.core.selection.solving import any_panel

MOST_CUTS = 400
MOST_HERDED = 1000


class NoPanel(Problem):
    """No panel keeps all quotas."""

    code = "selection.no-panel"


class NotProved(Problem):
    """The fairest chances were not reached in the rounds that there are."""

    code = "selection.not-proved"


@dataclass(frozen=True, slots=True)
class Fair:
    """
    The fairest chances, one a type, and a lottery that gives them to `short`.

    `listed` is a list of equally likely panels as near to them as a list goes. `cuts` is how many rules beyond the quotas
    it took, `stages` how many levels the chances have.
    """

    chances: Floats
    lottery: Lottery
    listed: Counts
    cuts: int
    stages: int


def fairest_lottery(rows: Rows) -> Fair:
    """
    Return the leximin lottery.

    :raises NoPanel: where no panel keeps the rows
    :raises NotProved: where more rules are needed than are tried
    """
    start = any_panel(rows)
    if start is None:
        raise NoPanel(size=rows.size)
    polytope, known = Polytope.of(rows), start[None, :]
    for cuts in range(MOST_CUTS):
        point = fairest(polytope)
        if point is None:
            raise NoPanel(size=rows.size)
        fresh = herded(rows, point.chances, start, min(MOST_HERDED, 50 + 3 * rows.types) if not cuts else 50)
        known = np.unique(np.vstack([known, fresh]), axis=0)
        found = lottery_or_cut(rows, point.chances, known)
        if isinstance(found, Lottery):
            panels = listed(rows, point.chances, found.panels, found.weights)
            return Fair(point.chances, found, panels, cuts, point.stages)
        known = found.panels
        polytope = polytope.with_cut(found.normal, found.most)
    raise NotProved(cuts=MOST_CUTS)
