"""Pictures re-made from pixels: nothing but pixels comes through, and hostile files cost little."""

import io
import math
import struct
import zlib

import pytest
from PIL import Image

from basira.core.assurance.screens import THRESHOLD
from basira.gateways import pictures
from basira.gateways.pictures import PictureRefused, repaint, size_in_header
from tests.budget import least_cpu_s
from tests.shared_data import shared_data


def shared(name: str) -> bytes:
    return shared_data(f"media/{name}").read_bytes()


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 10, 10) if mode == "RGB" else (200, 10, 10, 0)).save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"\0\0\0\x18ftypheic", b"PK\x03\x04"]
)
def test_refuses_every_other_kind(content):
    with pytest.raises(PictureRefused) as refusal:
        repaint(content)
    assert refusal.value.params == {"reason": "kind"}


def test_refuses_a_flood_of_pixels_by_its_header_at_once():
    def refuse_both() -> None:
        with pytest.raises(PictureRefused) as refusal:
            repaint(png_header(50_000, 50_000))
        assert refusal.value.params == {"reason": "pixels"}
        with pytest.raises(PictureRefused):
            repaint(png_header(9_000, 9_000))  # 81 million: under Pillow's own error, over our limit

    assert least_cpu_s(refuse_both) < 0.05


def test_refuses_more_bytes_than_the_limit(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)
    with pytest.raises(PictureRefused) as refusal:
        repaint(picture("JPEG"))
    assert refusal.value.params == {"reason": "bytes"}


def test_refuses_when_the_limited_process_runs_out(out_of_time):
    out_of_time(pictures)
    with pytest.raises(PictureRefused) as refusal:
        repaint(picture("JPEG"))
    assert refusal.value.params == {"reason": "limits"}


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP", picture("PNG")[:60], picture("JPEG")[:200]]
)
def test_refuses_what_it_cannot_read(content):
    with pytest.raises(PictureRefused) as refusal:
        repaint(content)
    assert refusal.value.params == {"reason": "unreadable"}


@pytest.mark.parametrize("name", ["html-named.jpg", "png-huge-header.png", "script.svg", "truncated.jpg"])
def test_refuses_the_hostile_corpus(name):
    with pytest.raises(PictureRefused):
        repaint(shared(f"hostile/{name}"))


def test_a_small_file_of_36_million_pixels_is_under_the_limit_and_comes_out_small():
    remade = repaint(shared("hostile/png-pixel-bomb.png"))
    assert (remade.width, remade.height) == (2048, 2048)


@pytest.mark.parametrize("name", ["polyglot-gif-js.gif", "polyglot-jpg-zip.jpg"])
def test_a_polyglot_loses_what_was_not_pixels_or_is_refused(name):
    try:
        jpeg = repaint(shared(f"hostile/{name}")).jpeg
    except PictureRefused:
        return
    assert jpeg.endswith(b"\xff\xd9") and b"PK" not in jpeg[-100:] and b"alert" not in jpeg


@pytest.mark.parametrize("name", ["synthetic-doha.jpg", "synthetic-doha.png", "synthetic-doha.webp"])
def test_place_and_camera_do_not_come_through(name):
    remade = repaint(shared(f"photos-exif-gps/{name}"))
    with Image.open(io.BytesIO(remade.jpeg)) as seen:
        assert not seen.getexif() and "icc_profile" not in seen.info and "comment" not in seen.info
        assert seen.size == (remade.width, remade.height)
    assert b"Exif" not in remade.jpeg and b"http" not in remade.jpeg and b"GPS" not in remade.jpeg


def test_trailing_data_does_not_come_through():
    remade = repaint(picture("JPEG", comment=b"a secret comment") + b"PK\x03\x04 hidden")
    assert b"hidden" not in remade.jpeg and b"secret" not in remade.jpeg
    assert remade.jpeg.endswith(b"\xff\xd9")


def test_a_picture_stands_upright_and_fits():
    turned = Image.Exif()
    turned[0x0112] = 6
    remade = repaint(picture("JPEG", (4000, 1000), exif=turned.tobytes()))
    assert (remade.width, remade.height) == (512, 2048)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_is_transparent_turns_white(kind):
    with Image.open(io.BytesIO(repaint(picture(kind, mode="RGBA")).jpeg)) as seen:
        assert min(seen.getpixel((5, 5))) > 245


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture("JPEG", (300, 20)), (300, 20)),
        (picture("PNG", (300, 20)), (300, 20)),
        (picture("GIF", (300, 20)), (300, 20)),
        (picture("WEBP", (300, 20)), (300, 20)),
        (picture("WEBP", (300, 20), lossless=True), (300, 20)),
        (picture("WEBP", (300, 20), mode="RGBA"), (300, 20)),
        (b"\xff\xd8\xff\xff\xe0\x00\x02\x00", (0, 0)),
        (b"text", (0, 0)),
    ],
)
def test_the_header_tells_the_size(content, size):
    assert size_in_header(content) == size


def grid(period: float, turned: float) -> bytes:
    """Return a picture with an even grid in light and colour, as a screen leaves one."""
    size = 256

    def wave(x: int, y: int, phase: float) -> int:
        across, down = x * math.cos(turned) + y * math.sin(turned), y * math.cos(turned) - x * math.sin(turned)
        return round(
            130 + 34 * math.sin(2 * math.pi * across / period + phase) + 26 * math.sin(2 * math.pi * down / period)
        )

    made = Image.new("RGB", (size, size))
    made.putdata([tuple(wave(x, y, phase) for phase in (0.0, 2.1, 4.2)) for y in range(size) for x in range(size)])
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def test_a_picture_of_a_screen_is_told_from_another_with_the_reasons():
    of_a_screen, other = repaint(grid(5.2, 0.06)), repaint(shared("photos-exif-gps/synthetic-doha.jpg"))
    assert of_a_screen.screen >= THRESHOLD and "fringes" in of_a_screen.signs
    assert other.screen < THRESHOLD
    assert (repaint(picture("JPEG")).screen, repaint(picture("JPEG")).signs) == (0, ())
