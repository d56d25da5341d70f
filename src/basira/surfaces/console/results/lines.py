"""Score rows as the pages draw them: dots with intervals, and the words beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from basira.core.kernel.lifecycles import WaveState
from basira.core.scoring import Change, Estimate, RankRange
from basira.programme.results.queries import CycleHead, DimensionCell, ScoreRow, TrendCell
from basira.programme.results.standings import ModelCard
from basira.surfaces.shared import charts, figures

NEXT_STATE = {
    WaveState.IN_FIELD: WaveState.CLOSED,
    WaveState.CLOSED: WaveState.REVIEWED,
}
"""The moves that a results page offers; the others belong to planning, scoring and publishing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table or a chart."""

    row: ScoreRow
    strip: SafeString
    place: str
    change: str
    tier: str


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension of a unit."""

    cell: DimensionCell
    strip: SafeString


def lines_of(rows: Iterable[ScoreRow], mark: Estimate | None = None, model: ModelCard | None = None) -> list[Line]:
    """Return the rows with their charts; `mark` draws the whole programme's score as a dashed line, `model` knows tiers."""
    tiers = model.units if model else {}
    return [
        Line(
            row,
            strip(row.estimate, mark),
            place_words(row.rank),
            change_words(row.change),
            figures.number(tiers[row.unit].tier) if row.unit in tiers else "—",
        )
        for row in rows
    ]


def dimension_lines(cells: Iterable[DimensionCell], mark: Estimate | None = None) -> list[DimensionLine]:
    """Return the dimensions with their charts."""
    return [DimensionLine(cell, strip(cell.estimate, mark)) for cell in cells]


def strip(estimate: Estimate, mark: Estimate | None) -> SafeString:
    """Return the dot with its interval; nothing where there is no score."""
    if estimate.score is None:
        return SafeString("")
    value = float(estimate.score)
    low = value if estimate.low is None else float(estimate.low)
    high = value if estimate.high is None else float(estimate.high)
    across = None if mark is None or mark.score is None else float(mark.score)
    return charts.interval_strip(charts.Dot(value, low, high, score_words(estimate)), mark=across)


def score_words(estimate: Estimate) -> str:
    """Say a score aloud."""
    if estimate.score is None:
        return _("No answer applied")
    value = figures.points(estimate.score)
    if estimate.low is None or estimate.high is None:
        return _("%(value)s out of 100; one visit, so nobody can say how sure") % {"value": value}
    low, high = figures.points(estimate.low), figures.points(estimate.high)
    return _("%(value)s out of 100, likely between %(low)s and %(high)s") % {"value": value, "low": low, "high": high}


def place_words(rank: RankRange | None) -> str:
    """Say the range of places; a dash where there are too few visits for one."""
    if rank is None:
        return "—"
    values = {name: figures.number(getattr(rank, name)) for name in ("best", "worst", "among")}
    return _("%(best)s to %(worst)s of %(among)s") % values


def change_words(change: Change | None) -> str:
    """Say the change since the cycle before, and whether it is more than chance."""
    if change is None:
        return "—"
    value = figures.difference(change.difference)
    if not change.distinguishable:
        return _("%(value)s, no clear change") % {"value": value}
    return (_("%(value)s, clearly better") if change.difference > 0 else _("%(value)s, clearly worse")) % {
        "value": value
    }


def trend_chart(cells: Iterable[TrendCell], title: str) -> SafeString:
    """Return the course of a unit over the cycles."""
    points = []
    for cell in cells:
        label = cell.name_ar if get_language_bidi() else cell.name_en
        estimate = cell.estimate
        numbers = (estimate.score, estimate.low, estimate.high) if estimate else (None, None, None)
        points.append(charts.TrendPoint(label, *(None if value is None else float(value) for value in numbers)))
    return charts.trend(points, title)


def next_state(cycle: CycleHead) -> WaveState | None:
    """Return where a results page may move this cycle; None when it is somebody else's step."""
    return NEXT_STATE.get(cycle.state)
