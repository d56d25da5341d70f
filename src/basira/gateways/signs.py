"""The drawn signs of the notes as PNG: phones install an app by pictures of 192 and 512 points, and take no SVG for it."""

import io
from collections.abc import Callable
from functools import lru_cache
from math import cos, radians, sin

from PIL import Image, ImageDraw

from basira.core.kernel.cover import Accent, Sign

GRID = 64
FINER = 4
"""Drawn so much larger, then shrunk: the edges become soft."""

GROUNDS = {
    Accent.SAND: "#f4c95d",
    Accent.BLUE: "#6f9fd0",
    Accent.GREEN: "#74ad86",
    Accent.ROSE: "#d98aa0",
    Accent.SLATE: "#8c99a6",
}
PAPER, FOLD, INK = "#fffdf5", "#e3dcc3", "#6b6553"


class Pen:
    """A pen on a grid of 64 by 64, whatever the size of the picture."""

    def __init__(self, picture: Image.Image) -> None:
        self.draw = ImageDraw.Draw(picture)
        self.unit = picture.width / GRID

    def at(self, *numbers: float) -> list[float]:
        """Return numbers of the grid as points of the picture."""
        return [number * self.unit for number in numbers]

    def line(self, *points: float, ink: str = INK, width: float = 3) -> None:
        """Draw a line with round ends."""
        self.draw.line(self.at(*points), fill=ink, width=round(width * self.unit), joint="curve")
        for x, y in zip(points[::2], points[1::2], strict=True):
            self.disc(x, y, width / 2, ink)

    def disc(self, x: float, y: float, radius: float, ink: str) -> None:
        """Draw a filled disc."""
        self.draw.ellipse(self.at(x - radius, y - radius, x + radius, y + radius), fill=ink)

    def sheet(self, left: float, top: float, right: float, bottom: float, ink: str = PAPER) -> None:
        """Draw a sheet with soft corners."""
        self.draw.rounded_rectangle(self.at(left, top, right, bottom), self.unit * 3, fill=ink)

    def shape(self, *points: float, ink: str = PAPER) -> None:
        """Draw what a closed line holds."""
        self.draw.polygon(self.at(*points), fill=ink)


def note(pen: Pen, _ground: str) -> None:
    """A sheet with a folded corner."""
    pen.shape(15, 13, 49, 13, 49, 41, 39, 51, 15, 51)
    pen.shape(39, 51, 39, 41, 49, 41, ink=FOLD)
    for y, end in ((23, 43), (31, 43), (39, 33)):
        pen.line(21, y, end, y)


def checklist(pen: Pen, _ground: str) -> None:
    """A sheet with three points."""
    pen.sheet(15, 12, 49, 52)
    for y in (22, 32, 42):
        pen.disc(22, y, 2.5, INK)
        pen.line(29, y, 43, y)


def basket(pen: Pen, _ground: str) -> None:
    """A basket with two handles."""
    pen.line(22, 30, 29, 15, ink=PAPER, width=3.5)
    pen.line(42, 30, 35, 15, ink=PAPER, width=3.5)
    pen.shape(13, 27, 51, 27, 46, 50, 18, 50)
    for x in (25, 32, 39):
        pen.line(x, 33, x, 44)


def calendar(pen: Pen, _ground: str) -> None:
    """A month with its rings."""
    pen.sheet(14, 16, 50, 51)
    pen.line(15.5, 25, 48.5, 25)
    for x in (23, 41):
        pen.line(x, 12, x, 19, ink=PAPER, width=5)
        pen.line(x, 13, x, 19)
    for y in (33, 42):
        for x in (23, 32, 41):
            pen.disc(x, y, 2.4, INK)


def leaf(pen: Pen, ground: str) -> None:
    """A leaf with its vein."""
    edge: list[float] = []
    for centre, start in ((14, 90), (50, 270)):
        for angle in range(start, start - 91, -5):
            edge += [centre + 36 * cos(radians(angle)), centre + 36 * sin(radians(angle))]
    pen.shape(*edge)
    pen.line(14, 50, 38, 26, ink=ground, width=2.5)


def ring(pen: Pen, ground: str) -> None:
    """A ring around a point."""
    pen.disc(32, 32, 20, PAPER)
    pen.disc(32, 32, 12, ground)
    pen.disc(32, 32, 4, PAPER)


DRAWN: dict[Sign, Callable[[Pen, str], None]] = {
    Sign.NOTE: note,
    Sign.LIST: checklist,
    Sign.BASKET: basket,
    Sign.CALENDAR: calendar,
    Sign.LEAF: leaf,
    Sign.RING: ring,
}


@lru_cache(maxsize=64)
def drawn_sign(sign: Sign, accent: Accent, size: int) -> bytes:
    """Return a sign as a square PNG of `size` points; the ground reaches every edge, so that phones may cut it round."""
    ground = GROUNDS[accent]
    picture = Image.new("RGB", (size * FINER, size * FINER), ground)
    DRAWN[sign](Pen(picture), ground)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
