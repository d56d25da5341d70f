"""A funnel as SVG from the server: scores against the number of visits, with the limits of what chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from basira.surfaces.shared import figures

HEIGHT = 300
TOP, BOTTOM = 12, 34
SIDE = 9.0
"""What the scale keeps free at its side, in per cent of the width."""


@dataclass(frozen=True, slots=True)
class FunnelDot:
    """One unit: its visits, its score (0 to 1), and the words for both."""

    visits: int
    value: float
    words: str


def funnel(
    dots: Sequence[FunnelDot], limits: Sequence[tuple[int, float, float]], mean: float, title: str
) -> SafeString:
    """Return the chart; `limits` are (visits, low, high) from the fewest visits on. Empty without dots or limits."""
    if not dots or not limits:
        return SafeString("")
    most = max(dot.visits for dot in dots)
    parts = [_levels(), _visits_scale(most), _limits(limits, most), _mean(mean), _dots(dots, most)]
    return format_html(
        '<svg class="chart" role="img" width="100%" height="{}" direction="ltr" aria-label="{}" focusable="false">'
        "<title>{}</title>{}</svg>",
        HEIGHT, title, title, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _across(visits: float, most: int) -> float:
    place = SIDE + (100 - SIDE - 2) * visits / (most * 1.04)
    return round(100 - place if get_language_bidi() else place, 2)


def _height(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(value, 0.0), 1.0)), 2)


def _levels() -> SafeString:
    side, anchor = ("100%", "end") if get_language_bidi() else ("0%", "start")
    start, end = ("2%", f"{100 - SIDE}%") if get_language_bidi() else (f"{SIDE}%", "98%")
    return format_html_join(
        "",
        '<line class="c-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="c-soft" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (start, end, _height(level), _height(level), side, _height(level) + 5, anchor, figures.points(level))
            for level in (0.0, 0.25, 0.5, 0.75, 1.0)
        ),
    )


def _visits_scale(most: int) -> SafeString:
    steps = sorted({max(1, round(most * step / 4)) for step in range(1, 5)})
    return format_html_join(
        "",
        '<text class="c-soft" x="{}%" y="{}" text-anchor="middle">{}</text>',
        ((_across(step, most), HEIGHT - 8, figures.number(step)) for step in steps),
    )


def _limits(limits: Sequence[tuple[int, float, float]], most: int) -> SafeString:
    upper = [f"{_across(visits, most)},{_height(high)}" for visits, _low, high in limits]
    lower = [f"{_across(visits, most)},{_height(low)}" for visits, low, _high in reversed(limits)]
    return format_html(
        '<svg x="0" y="0" width="100%" height="{}" viewBox="0 0 100 {}" preserveAspectRatio="none">'
        '<polygon class="c-funnel" points="{}"/></svg>',
        HEIGHT, HEIGHT, " ".join(upper + lower),
    )  # fmt: skip


def _mean(mean: float) -> SafeString:
    start, end = ("2%", f"{100 - SIDE}%") if get_language_bidi() else (f"{SIDE}%", "98%")
    return format_html(
        '<line class="c-mark" x1="{}" x2="{}" y1="{}" y2="{}"/>', start, end, _height(mean), _height(mean)
    )


def _dots(dots: Sequence[FunnelDot], most: int) -> SafeString:
    return format_html_join(
        "",
        '<circle class="c-dot" cx="{}%" cy="{}" r="6"><title>{}</title></circle>',
        ((_across(dot.visits, most), _height(dot.value), dot.words) for dot in dots),
    )
