"""The charts of the public site, made ready for their templates from the frozen cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from basira.core.scoring import funnel_limits
from basira.programme.publishing.cards import DimensionRow, Funnel, Measure, Name, TrendPoint, UnitLevel, UnitRow
from basira.surfaces.public import sentences
from basira.surfaces.shared import charts
from basira.surfaces.shared.funnel_chart import FunnelDot, funnel


@dataclass(frozen=True, slots=True)
class DotRow:
    """One row of a dot-and-interval chart. `strip` and `value` are empty for a withheld measure; `says` tells why."""

    name: str
    url: str
    value: str
    says: str
    strip: SafeString
    measure: Measure


def unit_url(level: UnitLevel, ref: str, cycle: str = "") -> str:
    """Return the address of a unit's page, in the cycle that the reader is looking at; empty for the programme."""
    if level is UnitLevel.PROGRAMME:
        return ""
    address = reverse(f"public:{level}", args=[ref])
    return f"{address}?cycle={cycle}" if cycle else address


def strip_of(name: Name, measure: Measure, mark: Measure | None = None) -> SafeString:
    """Return the strip of one measure; an empty string where it is withheld."""
    if measure.score is None or measure.low is None or measure.high is None:
        return SafeString("")
    words = f"{sentences.called(name)}: {sentences.measure_words(measure)}"
    dot = charts.Dot(float(measure.score), float(measure.low), float(measure.high), words)
    return charts.interval_strip(dot, None if mark is None or mark.score is None else float(mark.score))


def unit_dots(rows: Sequence[UnitRow], mark: Measure | None = None, cycle: str = "") -> list[DotRow]:
    """Return a chart's row for each unit, in the order given."""
    return [
        DotRow(
            sentences.called(row.name),
            unit_url(row.level, row.ref, cycle),
            *sentences.value_and_rest(row.measure),
            strip_of(row.name, row.measure, mark),
            row.measure,
        )
        for row in rows
    ]


def dimension_dots(rows: Sequence[DimensionRow], mark: Measure | None = None) -> list[DotRow]:
    """Return a chart's row for each dimension, in the order of the questionnaire."""
    return [
        DotRow(
            sentences.called(row.name),
            "",
            *sentences.value_and_rest(row.measure),
            strip_of(row.name, row.measure, mark),
            row.measure,
        )
        for row in rows
    ]


def trend_of(points: Sequence[TrendPoint]) -> SafeString:
    """Return the trend of a unit; empty for fewer than two shown cycles, where there is no course to draw."""
    if sum(point.measure.is_shown for point in points) < 2:
        return SafeString("")
    return charts.trend(
        [
            charts.TrendPoint(
                sentences.called(point.cycle.name),
                plain(point.measure.score),
                plain(point.measure.low),
                plain(point.measure.high),
            )
            for point in points
        ],
        _("The score over the published cycles."),
    )


FEWEST_FOR_FUNNEL = 8
"""Fewer units, or units of nearly the same number of visits, are compared more plainly in the table."""


def funnel_of(found: Funnel | None) -> tuple[SafeString, str]:
    """Return the funnel and the sentence that says what it shows; two empty strings for few or evenly visited units."""
    counts = [row.measure.visits or 1 for row in found.rows] if found else []
    if found is None or len(counts) < FEWEST_FOR_FUNNEL or max(counts) < 2 * min(counts):
        return SafeString(""), ""
    outside, dots = 0, []
    for row in found.rows:
        score, visits = row.measure.score or Decimal(0), row.measure.visits or 1
        low, high = funnel_limits(found.mean, found.spread, visits)
        outside += not low <= score <= high
        words = f"{sentences.called(row.name)}: {sentences.measure_words(row.measure)}"
        dots.append(FunnelDot(visits, float(score), words))
    limits = []
    for count in range(1, max(counts) + 1):
        low, high = funnel_limits(found.mean, found.spread, count)
        limits.append((count, float(low), float(high)))
    says = sentences.funnel_words(outside, len(dots))
    return funnel(dots, limits, float(found.mean), says), says


def plain(value: Decimal | None) -> float | None:
    """Return an exact value as a number to draw with."""
    return None if value is None else float(value)
