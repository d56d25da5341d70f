"""What in a picture looks like a screen: waves that stand alone, and not what repeats by itself."""

import math
from random import Random

import pytest

from basira.core.assurance.screens import THRESHOLD, THUMB, ScreenSign, chosen_squares, framed, screen_look
from basira.core.assurance.spectrum import SIDE, SQUARE, peaks_of, powers_of

FLAT = bytes([140]) * (THUMB * THUMB)


def square(seed: int, *waves: tuple[float, float, float], noise: int = 6) -> bytes:
    """Return a square of noise around a middle grey, with waves: cycles across, cycles down, height."""
    chance = Random(seed)  # noqa: S311
    return bytes(
        min(255, max(0, round(
            128 + chance.randint(-noise, noise)
            + sum(high * math.sin(2 * math.pi * (across * x + down * y) / SIDE) for across, down, high in waves)
        )))
        for y in range(SIDE) for x in range(SIDE)
    )  # fmt: skip


def joints(step: float, tilt: float) -> bytes:
    """Return lines as a wall of bricks or a blind has them: narrow, so that they repeat in halves and thirds too."""
    return bytes(60 if (y + x * tilt) % step < step / 6 else 180 for y in range(SIDE) for x in range(SIDE))


GRID = ((17.3, 3.1, 14.0), (-3.1, 17.3, 14.0))
FRINGES = ((9.2, 4.6, 9.0),)


@pytest.mark.parametrize("points", [0, SQUARE - 1, SQUARE + 1])
def test_another_number_of_points_is_a_fault(points):
    with pytest.raises(ValueError, match="points"):
        powers_of(bytes(points), bytes(SQUARE))
    with pytest.raises(ValueError, match="points"):
        screen_look([], bytes(points))


def test_a_picture_in_which_nothing_can_be_looked_at_has_no_score():
    assert screen_look([], FLAT).score == 0
    assert chosen_squares(b"", 0) == [] and chosen_squares(bytes([200]) * 9, 3) == []
    assert chosen_squares(bytes([10]) * 400, 20) == []  # dark


def test_noise_and_a_flat_place_look_like_no_screen():
    for made in ([(square(n), square(n + 9)) for n in range(3)], [(bytes([90]) * SQUARE, bytes([128]) * SQUARE)] * 3):
        look = screen_look(made, FLAT)
        assert look.score < 50 and look.signs == ()


@pytest.mark.parametrize("step", [9, 12, 16, 21])
@pytest.mark.parametrize("tilt", [0.0, 0.08])
def test_what_repeats_by_itself_looks_like_no_screen(step, tilt):
    wall = joints(step, tilt)
    assert screen_look([(wall, square(1))] * 3, FLAT).score < THRESHOLD


def test_a_grid_with_fringes_looks_like_a_screen_and_says_why():
    look = screen_look([(square(n, *GRID), square(n + 9, *FRINGES)) for n in range(3)], FLAT)
    assert look.score >= THRESHOLD and look.signs == (ScreenSign.GRID, ScreenSign.FRINGES)


def test_one_place_alone_proves_little():
    made = [(square(0), square(9, *FRINGES)), (square(1), square(2)), (square(3), square(4))]
    assert screen_look(made, FLAT).score < THRESHOLD


def test_a_dark_frame_counts_beside_a_wave_and_never_alone():
    frame = b"".join(bytes([20 if row in (5, 6, 7) else 150]) * THUMB for row in range(THUMB))
    assert framed(frame) and not framed(FLAT) and not framed(bytes(THUMB * THUMB))
    made = [(square(n, GRID[0]), square(n + 9)) for n in range(3)]
    alone, beside = screen_look([(square(7), square(8))] * 3, frame), screen_look(made, frame)
    assert alone.score < THRESHOLD and alone.signs == ()
    assert beside.score > screen_look(made, FLAT).score and ScreenSign.FRAME in beside.signs


def test_a_wave_is_found_at_its_speed_and_told_from_one_with_parts():
    light, colour = powers_of(square(5, (12, 5, 20)), square(6))
    (peak,) = [each for each in peaks_of(light, 7, 31) if each.alone > 0.5]
    assert peak.cycles == 13 and peak.below < -1
    assert [each for each in peaks_of(colour, 4, 22) if each.alone > 0.8] == []


def test_the_evenest_places_are_chosen_apart_from_each_other():
    grey = bytearray(Random(1).randbytes(40 * 30))  # noqa: S311
    for row in range(6, 20):
        grey[row * 40 + 6 : row * 40 + 34] = bytes([120]) * 28
    chosen = chosen_squares(bytes(grey), 40)
    assert len(chosen) == 3 and all(96 <= left <= 480 and 96 <= top <= 256 for left, top in chosen)
    assert all(
        abs(a[0] - b[0]) >= 64 or abs(a[1] - b[1]) >= 64 for at, a in enumerate(chosen) for b in chosen[at + 1 :]
    )
