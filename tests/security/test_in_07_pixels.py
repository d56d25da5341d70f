"""IN-07: 50,000 x 50,000 and 81 million pixels are refused within 0.2 s of CPU, before anything is decoded."""

import io

import pytest
from PIL import Image

from basira.gateways.pictures import repaint
from tests.gateways.test_pictures import png_header
from tests.security.watched import Cost, cost_of, least_cost_of


def flat_png(side: int) -> bytes:
    """Return a whole PNG of this many pixels a side, in one colour: a small file that decodes to much."""
    out = io.BytesIO()
    Image.new("L", (side, side)).save(out, "PNG")
    return out.getvalue()


FLOODS = {"50,000 x 50,000": png_header(50_000, 50_000), "81 million pixels": flat_png(9_000)}


CPU_S = 0.2


def is_met(cost: Cost) -> bool:
    """Tell whether a picture was refused within the bar."""
    return cost.ended == "PictureRefused" and cost.cpu_s <= CPU_S and cost.growth_mb <= 50


def naive(content: bytes) -> None:
    """Decode a picture with nothing but Pillow's own limit, which warns at 89 million pixels."""
    with Image.open(io.BytesIO(content)) as seen:
        seen.convert("RGB").load()


@pytest.mark.parametrize("name", FLOODS)
def test_in_07_a_flood_of_pixels_is_refused_at_once(name):
    cost = least_cost_of(lambda: repaint(FLOODS[name]), cpu_s=CPU_S)
    assert is_met(cost), cost


@pytest.mark.slow
def test_in_07_twin_a_decoder_with_pillows_own_limit_fails_the_same_measure():
    cost = cost_of(lambda: naive(FLOODS["81 million pixels"]))
    assert not is_met(cost), cost
