"""
The picture of a way: its steps from top to bottom, the days between them, and a broken line where a step breaks it.

Drawn like the other charts: the box is left to right, and its places are mirrored here for Arabic. Everything in it stands
in the tables beside it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

ROW = 92
FIRST = 30
MOST_LETTERS = 44


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the picture: its number and two lines of words; `breaks` in words; `until_next` stands on the line below."""

    number: str
    name: str
    body: str
    breaks: tuple[str, ...]
    until_next: str


def way_picture(stops: Sequence[Stop], title: str) -> SafeString:
    """Return the picture; empty for no step."""
    if not stops:
        return SafeString("")
    words = ". ".join(sentence(stop) for stop in stops)
    return format_html(
        '<svg class="chart" role="img" width="100%" height="{}" direction="ltr" aria-label="{}" focusable="false">'
        "<title>{}</title><desc>{}</desc>{}{}</svg>",
        FIRST + ROW * len(stops) - 14, f"{title}: {words}", title, words,
        format_html_join("", "{}", ((_line(place, stops[place]),) for place in range(len(stops) - 1))),
        format_html_join("", "{}", ((_stop(place, stop),) for place, stop in enumerate(stops))),
    )  # fmt: skip


def sentence(stop: Stop) -> str:
    """Return a step as it is said aloud."""
    said = [f"{stop.number} {stop.name} ({stop.body})", *stop.breaks]
    return "; ".join([*said, stop.until_next] if stop.until_next else said)


def _line(place: int, stop: Stop) -> SafeString:
    """The way to the next step: a whole line, or a broken one where the next step's break lies between."""
    top = FIRST + ROW * place
    across = _across(5)
    return format_html(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>{}',
        "c-mark" if stop.breaks else "c-axis", across, across, top + 16, top + ROW - 16,
        _text("c-soft", 12, top + 62, stop.until_next),
    )  # fmt: skip


def _stop(place: int, stop: Stop) -> SafeString:
    top = FIRST + ROW * place
    dot = '<circle class="{}" cx="{}" cy="{}" r="{}"/>'
    mark = format_html(dot, "c-dot", _across(5), top, 9 if stop.breaks else 6)
    name = _text("c-value", 12, top - 4, f"{stop.number}. {stop.name}")
    body = _text("c-soft", 12, top + 17, stop.body)
    broken = _text("c-value", 12, top + 40, f"✕ {stop.breaks[0]}" if stop.breaks else "")
    return format_html("{}{}{}{}", mark, name, body, broken)


def _text(css: str, place: float, top: float, words: str) -> SafeString:
    # The text's own direction is the reader's, so that "start" is the right edge in Arabic.
    direction = "rtl" if get_language_bidi() else "ltr"
    short = words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="start" direction="{}">{}</text>',
        css, _across(place), top, direction, short,
    )  # fmt: skip


def _across(place: float) -> str:
    return f"{100 - place if get_language_bidi() else place}%"
