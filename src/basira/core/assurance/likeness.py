"""
How alike two pictures are, by a small fingerprint of what they show.

The fingerprint has 128 bits: in a picture of 9 by 8 grey points whether each is brighter than its right neighbour (64), and in
one of 8 by 9 whether it is brighter than the one below (64). Saving anew, another size, a little light more or less change a few
bits; another motif changes about half. It says "look twice", never more: two queues at one counter are alike too.

Source: Krawetz (2013), "Kind of like that" (difference hash), in both directions.
"""

WIDE, NARROW = 9, 8
BITS = 2 * NARROW * NARROW
DIGITS = BITS // 4
NEAR = 12
"""Most differing bits of pictures that count as alike; measured in tests/core/assurance."""

LEAST_CONTRAST = 12
"""Grey steps, of 255, between the darkest and the brightest point below which a picture shows nothing to compare."""


def fingerprint(across: bytes, down: bytes) -> str:
    """
    Return the fingerprint, 32 hexadecimal digits, of grey points row by row: 9 by 8 (`across`) and 8 by 9 (`down`).

    "" for a picture that shows nothing to compare, such as a dark one or a wall.

    :raises ValueError: for another number of points
    """
    if len(across) != WIDE * NARROW or len(down) != WIDE * NARROW:
        raise ValueError("points")
    if max(across) - min(across) < LEAST_CONTRAST:
        return ""
    bits = [across[row * WIDE + at] > across[row * WIDE + at + 1] for row in range(NARROW) for at in range(NARROW)]
    bits += [down[row * NARROW + at] > down[(row + 1) * NARROW + at] for row in range(NARROW) for at in range(NARROW)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):0{DIGITS}x}"


def distance(one: str, other: str) -> int:
    """Return how many of the 128 bits of two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def are_alike(one: str, other: str) -> bool:
    """Tell whether two pictures are nearly the same; False where either shows nothing to compare."""
    return bool(one and other) and distance(one, other) <= NEAR
