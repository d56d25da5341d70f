"""
How much a picture looks like one of a screen, by the patterns that a screen's grid leaves in a camera (moiré).

A screen is a fine, even grid in three colours; a camera's mosaic is another. Where the two meet, waves appear that stand alone in
the spectrum: of light (the grid itself), and of colour (its beat with the mosaic). What repeats by itself, such as bricks, tiles
and tables, repeats in halves and thirds too, and is left out. The darkness of a straight frame counts beside a wave, never alone.

It says "look twice", never more. The weights and the threshold were fitted to SIMULATED photographs of screens against real
photographs and simulated bricks, blinds, tiles and tables; `./basira bench screens` measures them anew. A fine even weave that fills
the whole picture is often taken for a screen; a screen whose grid a camera blurred away is not found.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from basira.core.assurance.spectrum import Peak, peaks_of, powers_of

SQUARES = 3
"""How many squares of a picture are looked at: each costs about 15 ms."""

BRIGHTEST, DARKEST = 240, 45
"""Grey levels between which a square shows anything."""

LIGHT, COLOUR = (7, 31), (4, 22)
"""The cycles in 64 points between which waves of light and of colour are looked for; slower ones are things."""

HIGHEST = 1.5
CLEAR, SOME = -0.6, -0.3
"""How weak the parts of a wave must be beside it (logarithm to ten), so that it counts in full, or less."""
HALF_SURE = 0.4

WEIGHTS = (1.5, 0.3, 1.0, 0.9)
"""Of the strongest and the second wave of light, and of the second and the third of colour: one square alone proves little."""
FRAME, NONE = 0.6, -1.3
TOLD = 0.5
"""From here on a wave is a reason in words."""

THRESHOLD = 88
"""From this score on a picture is shown to a reviewer. See `benchmarks/screens`."""

THUMB = 48
MARGIN, STEP = 16, 4
FRAME_DARK, FRAME_JUMP, FRAME_SHARE = 60, 35, 5 / 6


class ScreenSign(StrEnum):
    """What in a picture looks like a screen."""

    GRID = "grid"
    FRINGES = "fringes"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class ScreenLook:
    """How much a picture looks like one of a screen, 0 to 100, and why; the reasons may be empty."""

    score: int
    signs: tuple[ScreenSign, ...]


def chosen_squares(grey: bytes, wide: int) -> list[tuple[int, int]]:
    """
    Return where the three evenest squares of 64 points of a picture begin (left, top), out of its grey points reduced by 16.

    In an even place nothing but a grid repeats. Fewer, or none, for a picture that is small or dark.
    """
    high, found = len(grey) // wide if wide else 0, []
    step = max(2, min(wide, high) // 8)
    for top in range(0, high - 3, step):
        for left in range(0, wide - 3, step):
            points = [grey[(top + row) * wide + left + at] for row in range(4) for at in range(4)]
            if DARKEST <= sum(points) / len(points) <= BRIGHTEST:
                found.append((max(points) - min(points), left * 16, top * 16))
    chosen: list[tuple[int, int]] = []
    for _spread, left, top in sorted(found):
        if len(chosen) < SQUARES and all(abs(left - x) >= 64 or abs(top - y) >= 64 for x, y in chosen):
            chosen.append((left, top))
    return chosen


def screen_look(squares: Sequence[tuple[bytes, bytes]], thumb: bytes) -> ScreenLook:
    """
    Return how much a picture looks like one of a screen.

    `squares` are places of 64 by 64 points, each as light and as colour (magenta against green); `thumb` is the whole picture in
    48 by 48 grey points. Without squares the score is 0.

    :raises ValueError: for another number of points
    """
    if len(thumb) != THUMB * THUMB:
        raise ValueError("points")
    if not squares:
        return ScreenLook(0, ())
    powers = [powers_of(light, colour) for light, colour in squares]
    light = _strongest([peaks_of(of_light, *LIGHT) for of_light, _ in powers])
    colour = _strongest([peaks_of(of_colour, *COLOUR) for _, of_colour in powers])
    has_frame = framed(thumb)
    waves = (light[0], light[1], colour[1], colour[2])
    said = NONE + FRAME * has_frame + sum(weight * wave for weight, wave in zip(WEIGHTS, waves, strict=True))
    signs = {ScreenSign.GRID: light[0] >= TOLD, ScreenSign.FRINGES: colour[1] >= TOLD}
    signs[ScreenSign.FRAME] = has_frame and any(signs.values())
    return ScreenLook(round(100 / (1 + math.exp(-said))), tuple(sign for sign, is_there in signs.items() if is_there))


def _strongest(peaks: Sequence[Sequence[Peak]]) -> list[float]:
    """Return the strongest wave of each square, the strongest square first; 0 where there is none, and for at least three."""
    found = [max((_worth(peak) for peak in square), default=0.0) for square in peaks]
    return sorted([*found, 0.0, 0.0, 0.0], reverse=True)


def _worth(peak: Peak) -> float:
    if peak.below > SOME or peak.alone <= 0:
        return 0.0
    return min(peak.alone, HIGHEST) * (1.0 if peak.below <= CLEAR else HALF_SURE)


def framed(thumb: bytes) -> bool:
    """Tell whether a dark, straight band runs along a side of a picture, with something brighter further in."""
    rows = [thumb[at * THUMB : (at + 1) * THUMB] for at in range(THUMB)]
    columns = [thumb[at::THUMB] for at in range(THUMB)]
    for lines in (rows, rows[::-1], columns, columns[::-1]):
        for at in range(MARGIN):
            band, inside = sorted(lines[at]), sorted(lines[at + STEP])
            is_dark = band[int(THUMB * FRAME_SHARE)] < FRAME_DARK
            if is_dark and inside[THUMB // 2] > band[THUMB // 2] + FRAME_JUMP:
                return True
    return False
