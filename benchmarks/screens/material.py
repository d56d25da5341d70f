"""
Simulated photographs, from a seed: of screens (positives), and of what repeats by itself (negatives): brick walls, blinds, tiles,
printed tables, mesh, people's scenes.

A screen is its pixels in stripes of red, green and blue with a dark row between; a camera blurs, turns, scales, samples through
a Bayer mosaic, adds noise, sharpens, makes the picture smaller as the phone does, and saves a JPEG. Nothing here is of people.
"""

import io
import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SENSOR = (1200, 900)
"""The part of a sensor that is simulated: windows of 64 points see no more of a picture at once."""
MOSAIC = {"R": (0, 0), "B": (1, 1)}
SMOOTH = ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 4, 2, 1, 2, 1), scale=4)
CROSS = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, 4, 1, 0, 1, 0), scale=4)


def tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture covered with a tile."""
    wide = Image.new(tile.mode, (size[0], tile.height))
    for left in range(0, size[0], tile.width):
        wide.paste(tile, (left, 0))
    whole = Image.new(tile.mode, size)
    for top in range(0, size[1], tile.height):
        whole.paste(wide, (0, top))
    return whole


def through_mosaic(picture: Image.Image) -> Image.Image:
    """Return a picture as a sensor sees it: one colour a point, the others filled from the neighbours."""
    planes = dict(zip("RGB", picture.split(), strict=True))
    seen = {}
    for name, plane in planes.items():
        tile = Image.new("L", (2, 2), 0)
        for place in [MOSAIC[name]] if name in MOSAIC else [(0, 1), (1, 0)]:
            tile.putpixel(place, 255)
        kept = ImageChops.multiply(plane, tiled(tile, plane.size))
        seen[name] = kept.filter(SMOOTH if name in MOSAIC else CROSS)
    return Image.merge("RGB", [seen[name] for name in "RGB"])


def camera(scene: Image.Image, chance: Random, points: float) -> Image.Image:
    """Return a photograph of a scene, `points` of the scene for each point of the sensor."""
    wide, high = SENSOR
    blurred = scene.filter(ImageFilter.GaussianBlur(points * chance.uniform(0.3, 0.6)))
    angle = math.radians(chance.choice([-1, 1]) * chance.uniform(0.4, 9))
    a, b = math.cos(angle) * points, math.sin(angle) * points
    tilt = chance.uniform(-4e-5, 4e-5), chance.uniform(-4e-5, 4e-5)
    middle_x, middle_y = scene.width / 2, scene.height / 2
    shift_x, shift_y = middle_x - a * wide / 2 - b * high / 2, middle_y + b * wide / 2 - a * high / 2
    seen = blurred.transform(
        SENSOR, Image.Transform.PERSPECTIVE, (a, b, shift_x, -b, a, shift_y, *tilt), Image.Resampling.BICUBIC
    )
    seen = through_mosaic(seen)
    grain = Image.merge("RGB", [Image.effect_noise(SENSOR, chance.uniform(3, 14)) for _ in "RGB"])
    seen = ImageChops.add(seen, grain, scale=1, offset=-128)
    if chance.random() < 0.7:
        seen = seen.filter(ImageFilter.UnsharpMask(1.2, round(chance.uniform(30, 110)), 2))
    return saved(smaller(seen, chance.uniform(0.5, 1.0)), chance)


def smaller(picture: Image.Image, share: float) -> Image.Image:
    """Return a picture made smaller, as the phone does before it sends."""
    size = round(picture.width * share), round(picture.height * share)
    return picture.resize(size, Image.Resampling.BILINEAR)


def saved(picture: Image.Image, chance: Random) -> Image.Image:
    """Return a picture after a JPEG was made of it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=chance.randint(72, 93))
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def screen(shown: Image.Image, chance: Random) -> Image.Image:
    """Return a photograph of a screen that shows a picture; with a piece of its edge in three of ten."""
    across = chance.uniform(0.8, 3.0)  # points of the sensor for each pixel of the screen
    cells = 3 if across < 1.5 else 6
    size = round(SENSOR[0] / across * 1.3), round(SENSOR[1] / across * 1.45)
    bright = shown.resize(size, Image.Resampling.BICUBIC).point(lambda value: round(40 + value * 0.84))
    pixels = bright.resize((size[0] * cells, size[1] * cells), Image.Resampling.NEAREST)
    lit = ImageChops.multiply(pixels, tiled(stripes(cells, chance), pixels.size))
    lit = ImageChops.add(lit, lit, scale=1)
    if chance.random() < 0.3:
        bezel(lit, chance)
    return camera(lit, chance, cells / across)


def stripes(cells: int, chance: Random) -> Image.Image:
    """Return one pixel of a screen: three stripes, and a dark row under them."""
    tile = Image.new("RGB", (cells, cells))
    third, leak = cells // 3, chance.randint(15, 60)
    for row in range(cells):
        level = chance.randint(60, 130) if row == cells - 1 else 255
        for column in range(cells):
            colour = [round(leak * level / 255)] * 3
            colour[column // third] = level
            tile.putpixel((column, row), (colour[0], colour[1], colour[2]))
    return tile


def bezel(lit: Image.Image, chance: Random) -> None:
    """Draw the frame of a screen and what is behind it along one or two sides."""
    pen = ImageDraw.Draw(lit)
    wall = chance.randint(90, 200)
    for side in chance.sample(range(4), chance.choice([1, 2])):
        depth = round(min(lit.size) * chance.uniform(0.17, 0.3))
        frame = depth - round(min(lit.size) * chance.uniform(0.02, 0.08))
        for reach, colour in ((depth, (18, 18, 20)), (frame, (wall, wall - 5, wall - 12))):
            pen.rectangle(band(lit.size, side, reach), fill=colour)


def band(size: tuple[int, int], side: int, reach: int) -> tuple[int, int, int, int]:
    """Return the corners of a band along a side."""
    wide, high = size
    return [(0, 0, wide, reach), (0, high - reach, wide, high), (0, 0, reach, high), (wide - reach, 0, wide, high)][
        side
    ]


SCENE = (1800, 1400)


def texture(chance: Random, base: tuple[int, int, int], rough: float) -> Image.Image:
    """Return a surface with a little irregularity, coarse and fine."""
    coarse = Image.effect_noise((SCENE[0] // 12, SCENE[1] // 12), rough * 2).resize(SCENE, Image.Resampling.BICUBIC)
    fine = ImageChops.add(Image.effect_noise(SCENE, rough), coarse, scale=2)
    flat = Image.new("RGB", SCENE, base)
    return ImageChops.add(flat, Image.merge("RGB", [fine] * 3), scale=1, offset=-128)


def bricks(chance: Random) -> Image.Image:
    """Return a brick wall, each brick a little other."""
    made = texture(chance, (190, 185, 178), 12)
    pen = ImageDraw.Draw(made)
    high = chance.uniform(8, 60)
    wide, joint = high * chance.uniform(2.2, 3.2), max(1, high * chance.uniform(0.08, 0.16))
    for row in range(int(SCENE[1] / high) + 1):
        for column in range(-1, int(SCENE[0] / wide) + 1):
            left, top = (column + row % 2 / 2) * wide + chance.uniform(-0.5, 0.5), row * high
            tone = chance.randint(-18, 18)
            pen.rectangle((left, top, left + wide - joint, top + high - joint), fill=(150 + tone, 85 + tone, 65 + tone))
    return ImageChops.blend(made, texture(chance, (150, 110, 95), 20), 0.2)


def blinds(chance: Random) -> Image.Image:
    """Return the slats of a blind: soft bands with a dark gap."""
    made = texture(chance, (205, 200, 190), 6)
    pen = ImageDraw.Draw(made)
    step = chance.uniform(5, 50)
    for at in range(int(SCENE[1] / step) + 1):
        for part in range(max(2, round(step))):
            shade = round(215 - 70 * (part / step) ** 2)
            pen.line((0, at * step + part, SCENE[0], at * step + part), fill=(shade, shade - 3, shade - 9))
        pen.line((0, at * step, SCENE[0], at * step), fill=(70, 66, 60), width=max(1, round(step * 0.1)))
    return made.rotate(chance.choice([0, 90]), expand=False)


def tiles(chance: Random) -> Image.Image:
    """Return square tiles with joints, some of another colour."""
    base = (chance.randint(120, 230), chance.randint(120, 220), chance.randint(110, 210))
    made = texture(chance, base, 10)
    pen = ImageDraw.Draw(made)
    side = chance.uniform(7, 80)
    for row in range(int(SCENE[1] / side) + 1):
        for column in range(int(SCENE[0] / side) + 1):
            if chance.random() < 0.25:
                tone = chance.randint(-30, 30)
                box = (column * side, row * side, (column + 1) * side, (row + 1) * side)
                pen.rectangle(box, fill=(base[0] + tone, base[1] + tone, base[2] + tone // 2))
    for at in range(int(max(SCENE) / side) + 1):
        width = max(1, round(side * 0.06))
        pen.line((at * side, 0, at * side, SCENE[1]), fill=(95, 92, 88), width=width)
        pen.line((0, at * side, SCENE[0], at * side), fill=(95, 92, 88), width=width)
    return made


def printed(chance: Random) -> Image.Image:
    """Return a printed table: lines, and rows of small words."""
    made = texture(chance, (236, 234, 228), 5)
    pen = ImageDraw.Draw(made)
    row, column = chance.uniform(14, 46), chance.uniform(60, 260)
    for at in range(int(SCENE[1] / row) + 1):
        pen.line((0, at * row, SCENE[0], at * row), fill=(60, 60, 66), width=1)
        for cell in range(int(SCENE[0] / column) + 1):
            place, end = cell * column + 6.0, cell * column + column * chance.uniform(0.3, 0.9)
            while place < end:
                letter = row * chance.uniform(0.12, 0.3)
                pen.rectangle(
                    (place, at * row + row * 0.35, place + letter * 0.5, at * row + row * 0.7), fill=(50, 50, 58)
                )
                place += letter
    for at in range(int(SCENE[0] / column) + 1):
        pen.line((at * column, 0, at * column, SCENE[1]), fill=(60, 60, 66), width=2)
    return made


def mesh(chance: Random) -> Image.Image:
    """Return cloth or a fence: two fine weaves across each other, uneven as threads are."""
    made = texture(chance, (chance.randint(70, 200), chance.randint(70, 190), chance.randint(70, 190)), 14)
    pen = ImageDraw.Draw(made)
    step = chance.uniform(4, 14)
    for at in range(int(max(SCENE) / step) + 1):
        tone = chance.randint(40, 90)
        offset = at * step + chance.gauss(0, step * 0.04)
        pen.line((offset, 0, offset, SCENE[1]), fill=(tone, tone, tone + 6), width=max(1, round(step * 0.3)))
        pen.line((0, offset, SCENE[0], offset), fill=(tone, tone + 4, tone), width=max(1, round(step * 0.3)))
    return made


def room(chance: Random) -> Image.Image:
    """Return an invented room: a gradient, boxes and plates."""
    made = texture(chance, (chance.randint(90, 220), chance.randint(90, 210), chance.randint(90, 200)), 12)
    pen = ImageDraw.Draw(made)
    for _ in range(40):
        left, top = chance.randint(-100, SCENE[0]), chance.randint(-100, SCENE[1])
        colour = (chance.randint(20, 240), chance.randint(20, 240), chance.randint(20, 240))
        box = (left, top, left + chance.randint(20, 500), top + chance.randint(20, 400))
        (pen.ellipse if chance.random() < 0.3 else pen.rectangle)(box, fill=colour)
    return made


PATTERNS: dict[str, Callable[[Random], Image.Image]] = {
    "brick wall": bricks, "blinds": blinds, "tiles": tiles, "printed table": printed, "mesh": mesh, "room": room,
}  # fmt: skip


def pattern(kind: str, chance: Random) -> Image.Image:
    """Return a photograph of a thing that repeats by itself."""
    return camera(PATTERNS[kind](chance), chance, chance.uniform(0.9, 1.4))


def shown_on(chance: Random, photos: Sequence[Image.Image]) -> Image.Image:
    """Return what a screen shows: a photo where there are any, else an invented scene."""
    if photos and chance.random() < 0.75:
        return chance.choice(photos)
    return PATTERNS[chance.choice(["room", "printed table", "tiles"])](chance)
