"""The answers as CSV text: numbers to 10 significant digits, an unknown one as an empty cell with its warning."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

import numpy as np

from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.scores import REACH, Scores

DIGITS = 10
SCORES_HEADER = [
    *("level", "visits", "shoppers", "n", "raw_mean", "score", "score_se", "score_low", "score_high"),
    *("unshrunk", "unshrunk_se", "unshrunk_low", "unshrunk_high", "component", "rank", "rank_low", "rank_high", "tier"),
]


def number(value: float | None) -> str:
    """Return a number to ten significant digits; nothing for an unknown one."""
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:.{DIGITS}g}" if value else "0"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV, lines ended by a line feed alone."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def variance_csv(fit: Fit) -> str:
    """Return the variance of each factor in the order asked for, and the residual's last."""
    rows = [
        (factor.name, str(factor.size), number(fit.variances[factor.name]), number(fit.errors[factor.name]))
        for factor in fit.table.factors
    ]
    rows.append(("residual", str(fit.table.count), number(fit.residual), number(fit.residual_error)))
    return csv_text(("factor", "levels", "variance", "se"), rows)


def effects_csv(fit: Fit) -> str:
    """Return every level of every factor; a factor that was left out has counts and no figures."""
    known = {effects.factor: effects for effects in fit.effects}
    rows: list[Sequence[str]] = []
    for factor in fit.table.factors:
        own = known.get(factor.name)
        counts = np.bincount(factor.codes, minlength=factor.size)
        for place, level in enumerate(factor.levels):
            figures = (number(float(own.values[place])), number(float(own.errors[place]))) if own else ("", "")
            rows.append((factor.name, level, str(int(counts[place])), *figures))
    return csv_text(("factor", "level", "n", "effect", "se"), rows)


def scores_csv(scores: Scores) -> str:
    """Return one row a unit, in the order of its level's text."""
    rows = []
    for place, level in enumerate(scores.unit.levels):
        rank = int(scores.rank[place])
        standing = [
            str(int(column[place])) if rank else ""
            for column in (scores.rank, scores.rank_low, scores.rank_high, scores.tier)
        ]
        visits, shoppers = (
            "" if column is None else str(int(column[place])) for column in (scores.visits, scores.shoppers)
        )
        figures = [
            *interval(float(scores.score[place]), float(scores.score_error[place])),
            *interval(float(scores.unshrunk[place]), float(scores.unshrunk_error[place])),
        ]
        head = (level, visits, shoppers, str(int(scores.counts[place])), number(float(scores.raw[place])))
        rows.append((*head, *figures, str(int(scores.component[place])), *standing))
    return csv_text(SCORES_HEADER, rows)


def interval(value: float, error: float) -> tuple[str, str, str, str]:
    """Return a figure, its standard error, and its 95 % interval."""
    return number(value), number(error), number(value - REACH * error), number(value + REACH * error)
