"""
What repeats in a small square of points: its spectrum, and the peaks that stand alone in it. Plain Python.

No library of numbers: the process that decodes a stranger's picture starts anew for each, and loading one costs it more (about
130 ms) than three squares do (about 7 ms each for the transform).
"""

import cmath
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add, sub

SIDE = 64
HALF = SIDE // 2
SQUARE = SIDE * SIDE
QUIETEST = 1.0
"""Least power of a frequency, so that a flat square has a logarithm."""

SLOWEST, FASTEST = 3, HALF
RISES = 6
"""How many times the median of its ring a frequency must have to be looked at."""
AROUND, RING_FROM, RING_TO = 2, 3, 6
SUBHARMONICS = (2, 3, 4)

Rows = list[list[complex]]
Powers = list[list[float]]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Peak:
    """
    A frequency that stands out. `alone` is how far it rises over the strongest of its neighbourhood, `below` how strong the
    strongest of its parts (half, third, fourth) is beside it, both as logarithms to ten; `cycles` are those in a square.
    """

    alone: float
    below: float
    cycles: int


@lru_cache(maxsize=SIDE * SIDE)
def turn(place: int, length: int) -> complex:
    """Return the root of unity by which a row is turned."""
    return cmath.exp(-2j * cmath.pi * place / length)


@cache
def window() -> tuple[float, ...]:
    """Return the weights of a Hann window, so that the edges of a square leave no trace in its spectrum."""
    return tuple(0.5 - 0.5 * math.cos(2 * math.pi * (place + 0.5) / SIDE) for place in range(SIDE))


def transformed(rows: Rows) -> Rows:
    """Return the Fourier transform down the columns; the number of rows is a power of two, at least 2."""
    if len(rows) == 1:
        return rows
    even, odd = transformed(rows[0::2]), transformed(rows[1::2])
    upper: Rows = []
    lower: Rows = []
    for place, (left, right) in enumerate(zip(even, odd, strict=True)):
        turned = list(map(turn(place, len(rows)).__mul__, right)) if place else right
        upper.append(list(map(add, left, turned)))
        lower.append(list(map(sub, left, turned)))
    return upper + lower


def powers_of(one: bytes, other: bytes) -> tuple[Powers, Powers]:
    """
    Return the power of each of two squares at every frequency: row v (0 to 63), column u (0 to 32), in cycles a square.

    Two squares of 64 by 64 points cost one transform: one is its real, the other its imaginary part.

    :raises ValueError: for another number of points
    """
    if len(one) != SQUARE or len(other) != SQUARE:
        raise ValueError("points")
    weights, means = window(), (sum(one) / SQUARE, sum(other) / SQUARE)
    rows = [
        [
            complex((one[at] - means[0]) * high * wide, (other[at] - means[1]) * high * wide)
            for at, wide in enumerate(weights, start=row * SIDE)
        ]
        for row, high in enumerate(weights)
    ]
    found = list(zip(*transformed([list(column) for column in zip(*transformed(rows), strict=True)]), strict=True))
    first: Powers = []
    second: Powers = []
    for v, here in enumerate(found):
        opposite = found[-v % SIDE]
        there = list(map(complex.conjugate, (opposite[0], *opposite[: HALF - 1 : -1])))
        first.append(_powers(map(add, here, there)))
        second.append(_powers(map(sub, here, there)))
    return first, second


def _powers(values: Iterable[complex]) -> list[float]:
    """Return the powers of a row; it is as long as the shorter of the two that were joined, 0 to 32."""
    return [size * size + QUIETEST for size in map(abs, values)]


def frequency(place: int) -> int:
    """Return the frequency of a row of a spectrum, with its sign."""
    return place if place <= HALF else place - SIDE


@cache
def rings() -> dict[int, list[Place]]:
    """Return the places of a spectrum by how fast they are, from 3 to 32 cycles a square."""
    found: dict[int, list[Place]] = {cycles: [] for cycles in range(SLOWEST, FASTEST + 1)}
    for v in range(SIDE):
        for u in range(HALF + 1):
            if (cycles := round(math.hypot(u, frequency(v)))) in found:
                found[cycles].append((v, u))
    return found


@cache
def around(closest: float, farthest: float) -> list[Place]:
    """Return the steps that lead between two distances from a place."""
    reach = range(-math.ceil(farthest), math.ceil(farthest) + 1)
    return [(v, u) for v in reach for u in reach if closest <= math.hypot(v, u) <= farthest]


def power_at(powers: Powers, v: int, u: int) -> float:
    """Return the power at a frequency of any sign: a real picture has the same at its opposite."""
    u, v = (-u, -v) if u < 0 else (u, v)
    return powers[v % SIDE][u] if u <= HALF else powers[-v % SIDE][SIDE - u]


def peaks_of(powers: Powers, slowest: int, fastest: int) -> list[Peak]:
    """Return what stands out between two speeds, in cycles a square; empty where nothing does."""
    found = []
    for cycles in range(slowest, fastest + 1):
        ring = rings()[cycles]
        least = RISES * middle([powers[v][u] for v, u in ring])
        for v, u in ring:
            if (power := powers[v][u]) >= least and _is_top(powers, v, u, power):
                found.append(Peak(_alone(powers, v, u, power), _below(powers, v, u, power), cycles))
    return found


def _is_top(powers: Powers, v: int, u: int, power: float) -> bool:
    return all(power_at(powers, v + down, u + right) <= power for down, right in around(1, AROUND * math.sqrt(2)))


def _alone(powers: Powers, v: int, u: int, power: float) -> float:
    slow = (AROUND + 0.5) ** 2
    near = [
        power_at(powers, v + down, u + right)
        for down, right in around(RING_FROM + 0.01, RING_TO)
        if (u + right) ** 2 + (frequency(v) + down) ** 2 > slow
    ]
    return math.log10(power / max(near))


def _below(powers: Powers, v: int, u: int, power: float) -> float:
    """Return how strong the strongest part of a frequency is beside it: bricks repeat in halves and thirds, a screen does not."""
    strongest = 0.0
    for part in SUBHARMONICS:
        down, right = frequency(v) / part, u / part
        if math.hypot(down, right) < AROUND + 0.5:
            break
        places = [(round(down) + far, round(right) + wide) for far in (-1, 0, 1) for wide in (-1, 0, 1)]
        strongest = max(strongest, *(power_at(powers, far, wide) for far, wide in places))
    return math.log10(strongest / power + 0.001)


def middle(values: Sequence[float]) -> float:
    """Return the median of some values; 0 for none."""
    ranked = sorted(values)
    return ranked[len(ranked) // 2] if ranked else 0.0
