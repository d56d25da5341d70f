"""The sentence over each chart of the desk: what it shows, never more than the errors allow."""

from collections.abc import Sequence

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from basira.core.scoring import Estimate, funnel_limits, spread_of
from basira.programme.results.queries import ScoreRow, TrendCell
from basira.surfaces.shared import figures


def sentences(
    rows: Sequence[ScoreRow], whole: Estimate | None, trend: Sequence[TrendCell], *, is_ranked: bool
) -> dict[str, str]:
    """Return the sentence of each chart by its name: league, funnel, trend, heat. Where nothing is ranked, none says who is first."""
    return {
        "league": league(rows) if is_ranked else _("In the order of names: nothing is ranked at this level."),
        "funnel": funnel(rows, whole),
        "trend": course(trend),
        "heat": _(
            "Each cell is the score of one body in one dimension: the stronger the colour, the higher. Its number stands in it."
        ),
    }


def name_of(row: ScoreRow) -> str:
    """Return a row's name in the reader's language."""
    return (row.names.name_ar if get_language_bidi() else row.names.name_en) or row.names.name_ar


def league(rows: Sequence[ScoreRow]) -> str:
    """Say the ends, and whether they differ for sure."""
    scored = sorted((row for row in rows if row.estimate.score is not None), key=lambda row: row.estimate.score or 0)
    if len(scored) < 2:
        return _("There are not enough scores to compare.")
    lowest, highest = scored[0], scored[-1]
    values = {
        "highest": name_of(highest),
        "top": figures.points(highest.estimate.score or 0),
        "lowest": name_of(lowest),
        "bottom": figures.points(lowest.estimate.score or 0),
    }
    top, bottom = highest.estimate.low, lowest.estimate.high
    if top is not None and bottom is not None and top > bottom:
        return (
            _("%(highest)s is highest (%(top)s) and %(lowest)s lowest (%(bottom)s); their bands do not meet.") % values
        )
    return (
        _(
            "%(highest)s is highest (%(top)s) and %(lowest)s lowest (%(bottom)s), but we cannot say for sure that they differ."
        )
        % values
    )


def funnel(rows: Sequence[ScoreRow], whole: Estimate | None) -> str:
    """Say how many lie outside the limits."""
    spread = spread_of([row.estimate for row in rows])
    if spread is None or whole is None or whole.score is None:
        return _("There are too few visits to say how far chance throws a score.")
    outside = 0
    for row in rows:
        if row.estimate.score is not None and row.estimate.visits:
            low, high = funnel_limits(whole.score, spread, row.estimate.visits)
            outside += not low <= row.estimate.score <= high
    values = {"outside": figures.number(outside), "all": figures.number(len(rows))}
    return (
        ngettext(
            "%(outside)s of %(all)s lies outside what chance alone would explain for its number of visits.",
            "%(outside)s of %(all)s lie outside what chance alone would explain for their number of visits.",
            outside,
        )
        % values
    )


def course(trend: Sequence[TrendCell]) -> str:
    """Say where the whole programme stood first and last."""
    known = [cell for cell in trend if cell.estimate is not None and cell.estimate.score is not None]
    if len(known) < 2:
        return _("There is no course to draw before a second scored cycle.")
    ends = []
    for cell in (known[0], known[-1]):
        name = cell.name_ar if get_language_bidi() else cell.name_en
        ends.append((name, figures.points((cell.estimate.score if cell.estimate else None) or 0)))
    values = {"first": ends[0][0], "then": ends[0][1], "last": ends[1][0], "now": ends[1][1]}
    return _("The whole programme stood at %(then)s in %(first)s and stands at %(now)s in %(last)s.") % values
