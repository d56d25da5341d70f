"""
Twenty-four more hostile pictures of our own: kinds inside kinds, tables that point at themselves, bombs of frames, of tags and
of profiles, and headers that lie. Made here byte by byte; nothing of it lies in the repository.
"""

import struct
import zlib
from functools import cache

from PIL import Image

from tests.security.hostile_pictures import (
    SCRIPT,
    SVG,
    archive,
    chunk,
    drawn,
    exif,
    saved,
    segment,
    with_chunk,
    with_segment,
)

PAGE = b"<!DOCTYPE html><title>x</title>" + SCRIPT


def tiff(entries: list[tuple[int, int, int, int]], *, following: int = 0, body: bytes = b"") -> bytes:
    """Return a little-endian TIFF of one directory at byte 8; `following` is where it says the next one is."""
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries)
    return b"II*\0" + struct.pack("<I", 8) + table + struct.pack("<I", following) + body


def endless_tiff(count: int) -> bytes:
    """Return a TIFF of many directories, the last of which points at the first."""
    size = 6
    places = [8 + place * size for place in range(count)]
    following = [*places[1:], places[0]]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(struct.pack("<HI", 0, each) for each in following)


def riff(form: bytes, *parts: bytes) -> bytes:
    """Return a RIFF file of parts."""
    body = form + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def part(name: bytes, body: bytes) -> bytes:
    """Return a part of a RIFF file."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def webp_extended(flags: int, width: int, height: int) -> bytes:
    """Return the header part of an extended WebP."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return part(b"VP8X", bytes((flags, 0, 0, 0)) + sizes)


def frames_of_gif(count: int) -> bytes:
    """Return a GIF with one good picture and then `count` frames of one pixel each."""
    first = saved(drawn((60, 40)), "GIF")
    frame = b"\x2c" + bytes(4) + struct.pack("<HH", 1, 1) + b"\0\x02\x02\x44\x01\0"
    return first[:-1] + frame * count + b";"


def apng(frames: int, plays: int, width: int, height: int) -> bytes:
    """Return a PNG that says it has many large frames and holds one."""
    control = chunk(b"acTL", struct.pack(">II", frames, plays))
    frame = struct.pack(">IIIIIHHBB", 0, width, height, 0, 0, 0, 0, 0, 0)
    return with_chunk(saved(drawn(), "PNG"), control, chunk(b"fcTL", frame))


def box(name: bytes, body: bytes) -> bytes:
    """Return a box of an ISO file."""
    return struct.pack(">I", len(body) + 8) + name + body


FTYP = {brand: box(b"ftyp", brand + bytes(4) + brand) for brand in (b"avif", b"heic", b"mif1")}
MANY_TAGS = tiff([(0x9286 + place % 50, 7, 4, place) for place in range(60_000 // 12)])
FAR_TAG = tiff([(0x0110, 2, 2**31 - 1, 2**31), (0x8825, 4, 1, 2**32 - 8)])
DEEP = b"Exif\0\0" + tiff([(0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (0xA005, 4, 1, 8)], following=8)


def jpeg_with_profile(body: bytes, *, said: int = 1) -> bytes:
    """Return a JPEG whose colour profile says that it comes in `said` pieces."""
    return with_segment(saved(drawn(), "JPEG"), segment(0xE2, b"ICC_PROFILE\0" + bytes((1, said)) + body))


@cache
def hostile() -> dict[str, bytes]:
    """Return files that mean harm, or are not what they say; each is refused or comes out as nothing but pixels."""
    jpeg, png, gif, webp = (saved(drawn(), kind) for kind in ("JPEG", "PNG", "GIF", "WEBP"))
    bomb = zlib.compress(bytes(60_000_000), 9)
    return {
        "JPEG inside a WebP": riff(b"WEBP", part(b"VP8 ", jpeg)),
        "JPEG with a whole PNG in its comment": with_segment(jpeg, segment(0xFE, png[:60_000])),
        "JPEG that is a page from its second byte": b"\xff\xd8\xff\xfe" + struct.pack(">H", len(PAGE) + 2) + PAGE,
        "JPEG with two starts": jpeg[:2] + jpeg,
        "JPEG with a thousand restarts": jpeg[:-2] + b"\xff\xd0" * 1000 + jpeg[-2:],
        "JPEG with a second picture behind": jpeg + saved(drawn((40, 30)), "JPEG", exif=exif()),
        "JPEG with five thousand tags": with_segment(jpeg, segment(0xE1, b"Exif\0\0" + MANY_TAGS[:60_000])),
        "JPEG whose tags point out of the file": with_segment(jpeg, segment(0xE1, b"Exif\0\0" + FAR_TAG)),
        "JPEG whose directories contain each other": with_segment(jpeg, segment(0xE1, DEEP)),
        "JPEG with a profile in 255 pieces that never come": jpeg_with_profile(b"acsp", said=255),
        "JPEG with a profile that is a ZIP": jpeg_with_profile(archive()),
        "PNG that says it has a thousand million frames": apng(2**31 - 1, 0, 160, 120),
        "PNG with a frame larger than itself": apng(2, 0, 60_000, 60_000),
        "PNG with an EXIF bomb": with_chunk(png, chunk(b"eXIf", MANY_TAGS * 40)),
        "PNG with ten profiles that inflate": with_chunk(png, *[chunk(b"iCCP", b"icc\0\0" + bomb)] * 10),
        "PNG with an SVG in its text": with_chunk(png, chunk(b"tEXt", b"Comment\0" + SVG)),
        "GIF of twenty thousand frames": frames_of_gif(20_000),
        "GIF with an application that is a script": gif[:-1] + b"\x21\xff\x0bNETSCAPE2.0" + bytes((len(SCRIPT),)) + SCRIPT + b"\0;",
        "WebP that claims 16 million by 16 million": riff(b"WEBP", webp_extended(0, 2**24, 2**24), webp[12:]),
        "WebP that moves and has no frame": riff(b"WEBP", webp_extended(2, 160, 120), part(b"ANIM", bytes(6))),
        "WebP whose EXIF is a page": riff(b"WEBP", webp_extended(8, 160, 120), webp[12:], part(b"EXIF", PAGE)),
        "WebP that says it is longer than it is": b"RIFF" + struct.pack("<I", 2**32 - 1) + webp[8:],
        "TIFF of ten thousand directories in a ring": endless_tiff(10_000),
        "AVIF of boxes in boxes": FTYP[b"avif"] + box(b"meta", box(b"meta", box(b"meta", bytes(40)))),
        "AVIF whose box has no end": FTYP[b"avif"] + b"\0\0\0\0mdat" + SCRIPT,
        "HEIC that claims 4 GB of its first box": FTYP[b"heic"] + b"\xff\xff\xff\xffmeta",
        "HEIF that holds a JPEG": FTYP[b"mif1"] + box(b"mdat", jpeg),
        "SVG of entities": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
        "SVG in UTF-16": "<svg onload='alert(1)'/>".encode("utf-16"),
        "a palette of one colour and an index outside": saved(Image.new("P", (40, 30), 255), "PNG"),
    }  # fmt: skip


GOOD = frozenset(
    {
        "JPEG with a whole PNG in its comment", "JPEG with a second picture behind", "JPEG with five thousand tags",
        "JPEG with a profile in 255 pieces that never come", "JPEG with a profile that is a ZIP",
        "PNG with an SVG in its text", "GIF of twenty thousand frames", "GIF with an application that is a script",
    }
)  # fmt: skip
"""Those that hold a good picture, and must not be lost over what came with it."""
