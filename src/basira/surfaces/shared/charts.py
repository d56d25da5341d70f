"""
Charts drawn on the server as SVG: dots with intervals, and a trend with its band.

The box of every chart is left to right; for Arabic the horizontal axis is mirrored here, on purpose, so that no
browser has to guess. Horizontal places are percentages, so a chart fills any width and its letters keep their size.
Only classes and presentation attributes are written: the page's policy forbids inline styles.
Every chart has a title and a description; its numbers stand in a table beside it, which is the page's business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from basira.surfaces.shared import figures

STRIP_HEIGHT = 28
TREND_HEIGHT = 232
TREND_TOP, TREND_BOTTOM = 22, 34
# What the trend keeps free at its sides, in per cent of the width: the scale at the start, half a label at the end.
TREND_START, TREND_END = 11.0, 9.0
MOST_NAMED = 4
MOST_LETTERS = 36
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Dot:
    """One value with its interval, all shares of 0 to 1; `words` says them aloud."""

    value: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One cycle of a trend. `value` None is a cycle that was withheld or not measured: the line breaks there."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


def interval_strip(dot: Dot, mark: float | None = None) -> SafeString:
    """
    Return one row of a dot-and-interval chart: the scale 0 to 1 from side to side.

    `mark` draws a dashed line, such as the whole programme's value. Values beyond 0 to 1 are drawn at the edge.
    """
    middle = STRIP_HEIGHT // 2
    parts = [_grid(STRIP_HEIGHT)]
    if mark is not None:
        parts.append(_line("c-mark", _across(mark), 2, STRIP_HEIGHT - 2))
    parts.append(
        format_html(
            '<line class="c-interval" x1="{}" x2="{}" y1="{}" y2="{}"/><circle class="c-dot" cx="{}" cy="{}" r="6"/>',
            _across(dot.low), _across(dot.high), middle, middle, _across(dot.value), middle,
        )
    )  # fmt: skip
    return _picture(STRIP_HEIGHT, dot.words, parts)


def interval_axis() -> SafeString:
    """Return the scale that stands once under the rows: 0, 25, 50, 75, 100 points. Screen readers skip it."""
    labels = format_html_join(
        "",
        '<text class="c-soft" x="{}" y="15" text-anchor="{}">{}</text>',
        ((_across(tick), _edge(tick), figures.points(tick)) for tick in TICKS),
    )
    return format_html(
        '<svg class="chart" height="20" width="100%" direction="ltr" aria-hidden="true" focusable="false">{}</svg>',
        labels,
    )


def trend(points: Sequence[TrendPoint], title: str) -> SafeString:
    """
    Return the course of a score over cycles with the band of its intervals, oldest first in reading order.

    Empty: an empty string for no point at all; a gap where a value is None; a lone point is a dot with its interval.
    The scale is cut to whole tens round the intervals, and its ends are written, because small changes matter here.
    """
    known = [point for point in points if point.value is not None]
    if not known:
        return SafeString("")
    scale = _scale(known)
    parts = [_levels(scale), *_stretches(points, scale), _cycle_names(points), *_dots(points, scale)]
    return _picture(TREND_HEIGHT, title, parts, _sentence(points))


def _mirrored(place: float) -> float:
    return 100 - place if get_language_bidi() else place


def _across(share: float) -> str:
    return f"{_mirrored(min(max(share, 0.0), 1.0) * 100):.2f}%"


def _edge(tick: float) -> str:
    if tick in (0.0, 1.0):
        return "start" if (tick == 0.0) != get_language_bidi() else "end"
    return "middle"


def _line(css: str, across: str, top: float, bottom: float) -> SafeString:
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', css, across, across, top, bottom)


def _grid(height: int) -> SafeString:
    return format_html_join("", "{}", ((_line("c-grid", _across(tick), 0, height),) for tick in TICKS))


def _picture(height: int, title: str, parts: Iterable[SafeString], words: str = "") -> SafeString:
    description = format_html("<desc>{}</desc>", words) if words else ""
    return format_html(
        '<svg class="chart" role="img" width="100%" height="{}" direction="ltr" aria-label="{}" focusable="false">'
        "<title>{}</title>{}{}</svg>",
        height, f"{title} {words}".strip(), title, description, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _scale(known: Sequence[TrendPoint]) -> tuple[float, float]:
    lows = [point.low if point.low is not None else point.value or 0.0 for point in known]
    highs = [point.high if point.high is not None else point.value or 0.0 for point in known]
    bottom = max(int(min(lows) * 10) / 10 - 0.1, 0.0)
    top = min(-int(-max(highs) * 10 // 1) / 10 + 0.1, 1.0)
    return bottom, max(top, bottom + 0.2)


def _height(value: float, scale: tuple[float, float]) -> float:
    bottom, top = scale
    room = TREND_HEIGHT - TREND_TOP - TREND_BOTTOM
    return round(TREND_TOP + room * (1 - (value - bottom) / (top - bottom)), 2)


def _place(index: int, count: int) -> float:
    """Where the cycle stands, in per cent, mirrored for Arabic; a lone one stands in the middle."""
    width = 100 - TREND_START - TREND_END
    step = index / (count - 1) if count > 1 else 0.5
    return round(_mirrored(TREND_START + width * step), 2)


def _levels(scale: tuple[float, float]) -> SafeString:
    bottom, top = scale
    middle = round((bottom + top) / 2, 3)
    side = f"{_mirrored(0):.0f}%"
    anchor = "end" if get_language_bidi() else "start"
    return format_html_join(
        "",
        '<line class="c-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="c-soft" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (f"{_mirrored(TREND_START - 4)}%", f"{_mirrored(100)}%", y, y, side, y + 5, anchor, figures.points(level))
            for level in (bottom, middle, top)
            for y in (_height(level, scale),)
        ),
    )


def _stretches(points: Sequence[TrendPoint], scale: tuple[float, float]) -> list[SafeString]:
    """The bands and lines of each unbroken stretch, in a frame that may be stretched without its lines growing thick."""
    drawn: list[SafeString] = []
    for stretch in _unbroken(points):
        if len(stretch) < 2:
            continue
        places = [(_place(index, len(points)), points[index]) for index in stretch]
        upper = [f"{x},{_height(_high(point), scale)}" for x, point in places]
        lower = [f"{x},{_height(_low(point), scale)}" for x, point in reversed(places)]
        line = " ".join(f"{x},{_height(point.value or 0.0, scale)}" for x, point in places)
        drawn.append(
            format_html(
                '<svg x="0" y="0" width="100%" height="{}" viewBox="0 0 100 {}" preserveAspectRatio="none">'
                '<polygon class="c-band" points="{}"/><polyline class="c-line" points="{}"/></svg>',
                TREND_HEIGHT, TREND_HEIGHT, " ".join(upper + lower), line,
            )
        )  # fmt: skip
    return drawn


def _unbroken(points: Sequence[TrendPoint]) -> list[list[int]]:
    stretches: list[list[int]] = [[]]
    for index, point in enumerate(points):
        if point.value is None:
            stretches.append([])
        else:
            stretches[-1].append(index)
    return [stretch for stretch in stretches if stretch]


def _low(point: TrendPoint) -> float:
    return point.low if point.low is not None else point.value or 0.0


def _high(point: TrendPoint) -> float:
    return point.high if point.high is not None else point.value or 0.0


def _dots(points: Sequence[TrendPoint], scale: tuple[float, float]) -> list[SafeString]:
    drawn: list[SafeString] = []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        across = f"{_place(index, len(points))}%"
        y, top, bottom = (_height(value, scale) for value in (point.value, _high(point), _low(point)))
        drawn.append(
            format_html(
                '{}<circle class="c-dot" cx="{}" cy="{}" r="6"/>'
                '<text class="c-value" x="{}" y="{}" text-anchor="middle">{}</text>',
                _line("c-interval", across, top, bottom), across, y, across, top - 8, figures.points(point.value),
            )
        )  # fmt: skip
    return drawn


def _cycle_names(points: Sequence[TrendPoint]) -> SafeString:
    """The names under the dots: the ends keep inside the box; only they are named where all would not fit a phone."""
    direction = "rtl" if get_language_bidi() else "ltr"
    last = len(points) - 1
    fits = last < MOST_NAMED and (last < 2 or sum(len(point.label) for point in points) <= MOST_LETTERS)
    named = range(len(points)) if fits else (0, last)
    return format_html_join(
        "",
        '<text class="c-soft" x="{}%" y="{}" text-anchor="{}" direction="{}">{}</text>',
        ((*_name_place(index, last), direction, points[index].label) for index in named),
    )


def _name_place(index: int, last: int) -> tuple[float, int, str]:
    # The text's own direction is the reader's, so "start" is the right edge in Arabic.
    if last > 0 and index in (0, last):
        across, anchor = (TREND_START - 4, "start") if index == 0 else (100.0, "end")
        return _mirrored(across), TREND_HEIGHT - 6, anchor
    return _place(index, last + 1), TREND_HEIGHT - 6, "middle"


def _sentence(points: Sequence[TrendPoint]) -> str:
    said = []
    for point in points:
        if point.value is None:
            said.append(_("%(cycle)s: not shown") % {"cycle": point.label})
            continue
        values = {
            "cycle": point.label,
            "value": figures.points(point.value),
            "low": figures.points(_low(point)),
            "high": figures.points(_high(point)),
        }
        said.append(_("%(cycle)s: %(value)s, likely between %(low)s and %(high)s") % values)
    return ". ".join(said)
