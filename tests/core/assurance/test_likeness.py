"""Which pictures count as alike: the same one saved anew, smaller, lighter; not another motif."""

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from basira.core.assurance.likeness import NEAR, are_alike, distance, fingerprint
from basira.gateways.repainting import fingerprint_of

MOTIFS = 40


def motif(seed: int) -> Image.Image:
    """Return one of many invented pictures: a room of shapes, by a seed."""
    made = Image.linear_gradient("L").rotate(seed * 37).resize((640, 480)).convert("RGB")
    pen = ImageDraw.Draw(made)
    state = seed * 7919 + 17
    for _ in range(14):
        numbers = []
        for limit in (600, 440, 200, 160, 256, 256, 256):
            state = (state * 1103515245 + 12345) % 2**31
            numbers.append(state // 7 % limit)
        left, top, wide, high, *colour = numbers
        pen.rectangle((left, top, left + wide + 20, top + high + 20), fill=tuple(colour))
    return made


def again(made: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    made.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


CHANGES = {
    "saved anew": lambda made: again(made, 40),
    "half the size": lambda made: again(made.resize((320, 240)), 70),
    "lighter": lambda made: ImageEnhance.Brightness(made).enhance(1.15),
    "less contrast": lambda made: ImageEnhance.Contrast(made).enhance(0.8),
    "without colour": lambda made: made.convert("L").convert("RGB"),
    "a hair cropped": lambda made: made.crop((4, 3, 636, 477)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_picture_changed_a_little_is_alike(change):
    missed = [
        seed
        for seed in range(MOTIFS)
        if not are_alike(fingerprint_of(motif(seed)), fingerprint_of(CHANGES[change](motif(seed))))
    ]
    assert len(missed) <= MOTIFS // 20, missed


def test_two_motifs_are_not_alike():
    marks = [fingerprint_of(motif(seed)) for seed in range(MOTIFS)]
    pairs = [(one, other) for at, one in enumerate(marks) for other in marks[at + 1 :]]
    alike = [pair for pair in pairs if are_alike(*pair)]
    assert alike == [] and min(distance(*pair) for pair in pairs) > NEAR


def test_what_shows_nothing_is_like_nothing():
    dark = fingerprint_of(Image.new("RGB", (60, 40), (3, 3, 3)))
    assert dark == "" and not are_alike(dark, dark) and not are_alike(dark, fingerprint_of(motif(1)))


def test_another_number_of_points_is_a_fault():
    with pytest.raises(ValueError, match="points"):
        fingerprint(bytes(71), bytes(72))
