"""A panel made better one exchange at a time: cheap, exact in what it keeps, and only as good as exchanges go."""

import numpy as np

from basira.core.selection.pool import Counts, Floats, Rows

LEAST_GAIN = 1e-10


def may_exchange(rows: Rows, panel: Counts, leaving: Counts) -> Floats:
    """Return, for each type that leaves (a row) and each that comes (a column), whether the panel stays within the rows."""
    totals = rows.marks @ panel
    full, bare = rows.marks[totals >= rows.most], rows.marks[totals <= rows.least]
    # A row at its most may not gain, one at its least may not lose, by an exchange of two who differ there.
    gains = full.sum(axis=0)[None, :] - full[:, leaving].T @ full
    losses = bare[:, leaving].sum(axis=0)[:, None] - bare[:, leaving].T @ bare
    may: Floats = (gains + losses < 0.5) & (panel < rows.counts)[None, :]
    return may


def climb(rows: Rows, panel: Counts, weights: Floats) -> Counts:
    """Return a panel that no single exchange makes worth more, from one that keeps the rows."""
    panel = panel.copy()
    while True:
        leaving = np.flatnonzero(panel)
        gains = np.where(may_exchange(rows, panel, leaving), weights[None, :] - weights[leaving][:, None], 0.0)
        best = int(np.argmax(gains))
        out, into = divmod(best, rows.types)
        if gains[out, into] <= LEAST_GAIN:
            return panel
        panel[leaving[out]] -= 1
        panel[into] += 1
