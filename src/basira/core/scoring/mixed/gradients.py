"""Conjugate gradients for many right sides at once; a solution that was not reached is refused, never returned."""

from collections.abc import Callable

import numpy as np

from basira.core.kernel.problem import Problem
from basira.core.scoring.mixed.ratings import Floats

MOST_ROUNDS = 300


class NotConverged(Problem):
    """The numbers did not settle: no score is made of them."""

    code = "scoring.not-converged"


def conjugate_gradients(
    apply: Callable[[Floats], Floats], right: Floats, diagonal: Floats, tolerance: float, start: Floats | None = None
) -> Floats:
    """
    Return x of A x = right for each column, A positive and `diagonal` its diagonal, as preconditioner.

    A column is solved when r'r/diagonal has fallen to tolerance squared of that of `right`, wherever it starts (from
    nothing, or from a guess). Empty: an empty answer.
    Source: Golub & Van Loan (2013), algorithm 11.5.1.

    :raises NotConverged: when a column is not solved after MOST_ROUNDS
    """
    wanted = tolerance**2 * np.einsum("ij,ij->j", right, right / diagonal[:, None])
    solution = np.zeros_like(right) if start is None else start.copy()
    rest = right.copy() if start is None else right - apply(start)
    scaled = rest / diagonal[:, None]
    size = np.einsum("ij,ij->j", rest, scaled)
    direction = scaled
    for _round in range(MOST_ROUNDS):
        if (size <= wanted).all():
            return solution
        applied = apply(direction)
        along = np.einsum("ij,ij->j", direction, applied)
        step = np.divide(size, along, out=np.zeros_like(size), where=(along > 0) & (size > wanted))
        solution += direction * step
        rest -= applied * step
        scaled = rest / diagonal[:, None]
        newer = np.einsum("ij,ij->j", rest, scaled)
        direction = scaled + direction * np.divide(newer, size, out=np.zeros_like(size), where=size > 0)
        size = newer
    raise NotConverged(step="gradients", rounds=MOST_ROUNDS)
