"""The house's icons: single strokes on a 24 grid, drawn for Basira. An icon never stands for a word, only beside one."""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: Final[dict[str, str]] = {
    "home": "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
    "registry": "M4 20h16M6 20V6l6-3 6 3v14M10 9h.01M14 9h.01M10 13h.01M14 13h.01M11 20v-3h2v3",
    "instruments": "M7 4h10a1 1 0 0 1 1 1v15H6V5a1 1 0 0 1 1-1ZM9 9h6M9 13h6M9 17h3",
    "panel": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 20c.5-3.5 3-5.5 6-5.5s5.500 2 6 5.500M16 4.500a3.500 3.500 0 0 1 0 6M18 15c1.700.800 2.700 2.500 3 5",
    "missions": "M12 21s7-6 7-11a7 7 0 1 0-14 0c0 5 7 11 7 11ZM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
    "fieldwork": "M4 19 9 5l6 14 5-14",
    "review": "M4 12s3-6 8-6 8 6 8 6-3 6-8 6-8-6-8-6ZM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
    "results": "M4 7h5M15 7h5M12 7h.01M4 12h9M19 12h1M16 12h.01M4 17h2M12 17h8M9 17h.01",
    "publishing": "M4 14V9l11-5v15L4 14ZM8 16v4h3v-3M19 9.500a3 3 0 0 1 0 4",
    "journal": "M6 4h11a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 4v16M11 9h4M11 13h4",
    "settings": "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h14",
    "help": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.700.300-1 .800-1 1.700M12 16.500h.01",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.500 4.500",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "close": "M6 6l12 12M18 6 6 18",
    "theme": "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 4v16a8 8 0 0 0 0-16Z",
    "language": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.500 9.500h17M3.500 14.500h17M12 3c-5 5-5 13 0 18 5-5 5-13 0-18Z",
    "account": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20.500c.800-3.800 3.800-6 7.500-6s6.700 2.200 7.500 6",
    "leave": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "next": "M9 5l7 7-7 7",
    "back": "M15 5l-7 7 7 7",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "up": "M12 19V5M6 11l6-6 6 6",
    "down": "M12 5v14M6 13l6 6 6-6",
    "add": "M12 5v14M5 12h14",
    "upload": "M12 16V5M7 9.500 12 4.500l5 5M4 17v3h16v-3",
    "download": "M12 4v11M7 10.500l5 5 5-5M4 17v3h16v-3",
    "good": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8 12.300l2.700 2.700L16 9.500",
    "wait": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2",
    "bad": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 9l6 6M15 9l-6 6",
    "news": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.500M12 7.500h.01",
    "warning": "M12 4 2.800 20h18.400L12 4ZM12 10v4.500M12 17.300h.01",
    "plain": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8 12h8",
    "returned": "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "withheld": "M4 4l16 16M9.900 6.200A8 8 0 0 1 12 6c5 0 8 6 8 6a14 14 0 0 1-2.300 3M6.500 8A14 14 0 0 0 4 12s3 6 8 6a8 8 0 0 0 3.600-.900",
    "copy": "M9 9h11v11H9ZM15 9V4H4v11h5",
    "keys": "M3 7h18v10H3ZM7 10.500h.01M10.500 10.500h.01M14 10.500h.01M17 10.500h.01M8.500 13.800h7",
    "empty": "M4 13h4l1.500 3h5L16 13h4M4 13 6.500 5h11L20 13v6H4v-6Z",
    "photo": "M4 6h16v13H4ZM4 16l4.500-4.500 3.500 3.500 3-3 5 5M15.500 9.500h.01",
}

TURNING = frozenset({"next", "back", "arrow", "leave", "returned"})
"""Icons that point along the line of reading, and so turn in Arabic."""


def icon(name: str) -> SafeString:
    """Return the icon as inline SVG, hidden from screen readers; an unknown name gives the plain circle."""
    path = mark_safe(PATHS.get(name, PATHS["plain"]))  # noqa: S308  our own constants
    turns = " turns" if name in TURNING else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', turns, path
    )
