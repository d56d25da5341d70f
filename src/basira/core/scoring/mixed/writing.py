"""The answers as CSV text: numbers to 10 significant digits, an unknown one as an empty cell with its warning."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.reliability import Severity
from basira.core.scoring.mixed.scores import Figures, Scores

DIGITS = 10
SCORES_HEADER = [
    *("level", "visits", "shoppers", "n", "raw_mean", "score", "score_se", "score_low", "score_high"),
    *("unshrunk", "unshrunk_se", "unshrunk_low", "unshrunk_high", "component", "rank", "rank_low", "rank_high", "tier"),
]
RANKS_HEADER = [
    *(
        "level",
        "component",
        "rank",
        "all_low",
        "all_high",
        "own_low",
        "own_high",
        "average_low",
        "average_high",
        "tier",
    ),
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
        for factor in fit.tally.factors
    ]
    rows.append(("residual", str(fit.tally.count), number(fit.residual), number(fit.residual_error)))
    return csv_text(("factor", "levels", "variance", "se"), rows)


def effects_csv(fit: Fit) -> str:
    """Return every level of every factor; a factor that was left out has counts and no figures."""
    known = {effects.factor: effects for effects in fit.effects}
    rows: list[Sequence[str]] = []
    for factor in fit.tally.factors:
        own = known.get(factor.name)
        for place, level in enumerate(factor.levels):
            figures = (number(float(own.values[place])), number(float(own.errors[place]))) if own else ("", "")
            rows.append((factor.name, level, str(int(factor.counts[place])), *figures))
    return csv_text(("factor", "level", "n", "effect", "se"), rows)


def scores_csv(scores: Scores) -> str:
    """Return one row a unit, in the order of its level's text."""
    rows, places = [], scores.places
    for place, level in enumerate(scores.unit.levels):
        columns = (places.rank, places.low, places.high, places.tier)
        standing = [str(int(column[place])) if places.rank[place] else "" for column in columns]
        visits, shoppers = (
            "" if column is None else str(int(column[place])) for column in (scores.visits, scores.shoppers)
        )
        figures = [*figures_of(scores.shrunk, place), *figures_of(scores.unshrunk, place)]
        head = (level, visits, shoppers, str(int(scores.counts[place])), number(float(scores.raw[place])))
        rows.append((*head, *figures, str(int(scores.component[place])), *standing))
    return csv_text(SCORES_HEADER, rows)


def figures_of(figures: Figures, place: int) -> tuple[str, ...]:
    """Return one unit's figure, its standard error, and its 95 % interval."""
    columns = (figures.values, figures.errors, figures.interval.low, figures.interval.high)
    return tuple(number(float(column[place])) for column in columns)


def ranks_csv(scores: Scores) -> str:
    """Return the three sets of ranks of each unit: of all at once, of one alone, and on average; empty without a rank."""
    places = scores.places
    columns = [places.rank, places.low, places.high, places.own_low, places.own_high]
    columns += [places.managed_low, places.managed_high, places.tier]
    rows = [
        (level, str(int(scores.component[place])), *(str(int(column[place]) or "") for column in columns))
        for place, level in enumerate(scores.unit.levels)
    ]
    return csv_text(RANKS_HEADER, rows)


def severity_csv(severities: Sequence[Severity]) -> str:
    """Return what each shopper adds to every rating, and whether that is told apart from nothing."""
    rows = [
        (one.shopper, str(one.ratings), number(one.effect), number(one.error), "yes" if one.told_apart else "no")
        for one in severities
    ]
    return csv_text(("shopper", "n", "effect", "se", "told_apart"), rows)
