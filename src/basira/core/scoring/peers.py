"""One unit beside others of its kind: their plain mean, and whether the unit differs from it beyond chance."""

from collections.abc import Sequence
from decimal import Decimal, localcontext

from basira.core.scoring.estimate import ARITHMETIC, ONE, ZERO, Estimate, rounded, t_reach


def mean_of_peers(peers: Sequence[Estimate], *, least: int) -> Estimate | None:
    """
    Return the mean of the peers' scores, each peer weighing the same; None below `least` peers that have a standard error.

    Shape: one estimate a peer in; one estimate out, whose `visits` are all of theirs. Units: shares, 0 to 1.
    The standard error is that of the peers' own visits, root of the sum of squares over their number: it says how well the
    mean of these very peers is known, not how far they differ from each other. The interval uses Student's t with the
    degrees of freedom of the peer with the fewest visits, which errs on the wide side.
    Empty: None.
    Source: Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 5.4 (linear functions of estimates).
    """
    known = [(one.score, one.se, one.visits) for one in peers if one.score is not None and one.se is not None]
    if len(known) < max(least, 1):
        return None
    with localcontext(ARITHMETIC):
        count = Decimal(len(known))
        mean = sum((score for score, _se, _visits in known), ZERO) / count
        error = sum((se**2 for _score, se, _visits in known), ZERO).sqrt() / count
        reach = t_reach(max(2, min(visits for _score, _se, visits in known))) * error
        low, high = max(ZERO, mean - reach), min(ONE, mean + reach)
        visits = sum(visits for _score, _se, visits in known)
        return Estimate(rounded(mean), rounded(error), rounded(low), rounded(high), visits)
