"""Hostile and talkative pictures, made here byte by byte: nothing of it lies in the repository."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.gateways.test_pictures import picture, png_header

SCRIPT = b"<script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"


def drawn(size: tuple[int, int] = (160, 120), mode: str = "RGB") -> Image.Image:
    """Return a picture with something in it: a slope of brightness and a few shapes."""
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    pen = ImageDraw.Draw(made)
    pen.rectangle((size[0] // 8, size[1] // 8, size[0] // 3, size[1] // 2), fill=(180, 40, 20))
    pen.ellipse((size[0] // 2, size[1] // 3, size[0] - 10, size[1] - 10), fill=(20, 90, 160))
    return made.convert(mode)


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def archive() -> bytes:
    """Return a small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("alert.html", SCRIPT)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Return what a phone's camera writes: make, owner, time, place, turn."""
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x0131] = "Fairphone", "FP5-SERIAL-9000", "camera 1.0"
    told[0x0132], told[0x013B], told[0x0112] = "2026:11:22 10:40:17", "Mona", orientation
    told.get_ifd(0x8825).update({1: "N", 2: (25.0, 17.0, 6.0), 3: "E", 4: (51.0, 31.0, 12.0)})
    told.get_ifd(0x8769).update({0x9003: "2026:11:22 10:40:17", 0xA431: "BODY-353918050000001"})
    return told.tobytes()


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunk(png: bytes, *chunks: bytes) -> bytes:
    """Return a PNG with further chunks after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def segment(mark: int, body: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return bytes((0xFF, mark)) + struct.pack(">H", len(body) + 2) + body


def with_segment(jpeg: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with further segments after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SCRIPT + b"</x:xmpmeta>"
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0c\x1c\x02\x50\0\x07Mona A."


CIRCULAR_EXIF = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0"


@cache
def told_much() -> dict[str, bytes]:
    """Return good pictures that carry more than pixels; each can be re-made."""
    plain = saved(drawn(), "JPEG")
    thumbnail = saved(drawn((32, 24)), "JPEG", exif=exif())
    return {
        "EXIF with place, time and serial number": saved(drawn(), "JPEG", exif=exif()),
        "a comment": saved(drawn(), "JPEG", comment=b"by Mona"),
        "a thumbnail with a place of its own": saved(drawn(), "JPEG", exif=exif(), comment=thumbnail[:60_000]),
        "a colour profile of a device": saved(drawn(), "JPEG", icc_profile=b"profile of phone 353918" * 40, exif=exif()),
    } | {
        f"EXIF that turns it by {turn}": saved(drawn(), "JPEG", exif=exif(turn)) for turn in (3, 6, 8)
    } | {"XMP beside a comment": with_segment(plain, segment(0xE1, XMP), segment(0xFE, b"by Mona"))}  # fmt: skip


@cache
def hostile() -> dict[str, bytes]:
    """Return files that mean harm, or are not what they say; each is refused or comes out as nothing but pixels."""
    jpeg, png = saved(drawn(), "JPEG"), saved(drawn(), "PNG")
    gif, webp = saved(drawn(), "GIF"), saved(drawn(), "WEBP")
    note = PngInfo()
    note.add_text("Comment", "x" * 10_000_000, zip=True)
    frames = [drawn().rotate(turn * 20) for turn in range(6)]
    bomb = zlib.compress(bytes(90_000_000), 9)
    return {
        "JPEG with a ZIP behind": jpeg + archive(),
        "PNG with a ZIP behind": png + archive(),
        "GIF with a script behind": gif + SCRIPT,
        "WebP with a page behind": webp + b"<!DOCTYPE html>" + SCRIPT,
        "SVG with a script": SVG,
        "SVG behind the mark of a JPEG": b"\xff\xd8\xff\xe0" + SVG,
        "HTML behind the mark of a GIF": b"GIF89a=1;" + SCRIPT,
        "HEIC that is a page": b"\0\0\0\x18ftypheic" + SCRIPT,
        "HEIC that is a JPEG": b"\0\0\0\x18ftypheic" + jpeg,
        "AVIF by name alone": b"\0\0\0\x1cftypavif\0\0\0\0" + bytes(64),
        "PNG that says that it is a JPEG": b"\xff\xd8\xff" + png,
        "TIFF": saved(drawn(), "TIFF"),
        "BMP": saved(drawn(), "BMP"),
        "ICO": saved(drawn((32, 32)), "ICO"),
        "PDF made of a picture": saved(drawn(), "PDF"),
        "EPS that would start a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        "JPEG that was cut": jpeg[: len(jpeg) // 2],
        "PNG that was cut": png[: len(png) // 2],
        "WebP that was cut": webp[: len(webp) // 2],
        "GIF that was cut": gif[: len(gif) // 2],
        "JPEG header alone": jpeg[:20],
        "JPEG of no pixels": jpeg.replace(struct.pack(">HH", 120, 160), bytes(4)),
        "JPEG that claims to be huge": jpeg.replace(struct.pack(">HH", 120, 160), b"\xff\xff\xff\xff"),
        "JPEG with an endless run of fill bytes": b"\xff\xd8" + b"\xff" * 300_000,
        "JPEG with a scan of noise": jpeg[:-500] + bytes(range(256)) + b"\xff\xd9",
        "JPEG with a hundred comments": with_segment(jpeg, *[segment(0xFE, SCRIPT * 2000)] * 100),
        "JPEG with EXIF that points at itself": with_segment(jpeg, segment(0xE1, CIRCULAR_EXIF)),
        "JPEG with a profile of 16 MB": saved(drawn(), "JPEG", icc_profile=bytes(16_000_000)),
        "PNG that claims 50,000 by 50,000": png_header(50_000, 50_000),
        "PNG whose pixels inflate past its size": png[:33] + chunk(b"IDAT", bomb) + chunk(b"IEND", b""),
        "PNG with a text of 10 MB": saved(drawn(), "PNG", pnginfo=note),
        "PNG with a zTXt bomb": with_chunk(png, chunk(b"zTXt", b"Comment\0\0" + bomb)),
        "PNG with an iTXt bomb": with_chunk(png, chunk(b"iTXt", b"Comment\0\x01\0\0\0" + bomb)),
        "PNG with a profile bomb": with_chunk(png, chunk(b"iCCP", b"icc\0\0" + bomb)),
        "PNG with a wrong checksum": png[:29] + b"\0\0\0\0" + png[33:],
        "PNG with a chunk longer than the file": png[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT" + bytes(40),
        "PNG without pixels": png[:33] + chunk(b"IEND", b""),
        "PNG that moves": saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "GIF that moves": saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=SCRIPT),
        "WebP that moves": saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "MPO, two pictures in one": saved(frames[0], "MPO", save_all=True, append_images=frames[1:3]),
        "GIF of 60,000 by 60,000": b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + gif[10:],
        "WebP with EXIF and XMP": saved(drawn(), "WEBP", exif=exif(), xmp=XMP),
        "JPEG with words of an editor": with_segment(jpeg, segment(0xED, IPTC), segment(0xE1, XMP)),
        "CMYK": saved(drawn(mode="CMYK"), "JPEG"),
        "16 bits a pixel": saved(Image.new("I;16", (60, 40), 40_000), "PNG"),
        "a palette with transparency": saved(drawn(mode="P"), "PNG", transparency=0),
        "one bit a pixel": saved(drawn(mode="1"), "PNG"),
        "grey with transparency": saved(drawn(mode="LA"), "PNG"),
        "a turn that is no turn": saved(drawn(), "JPEG", exif=exif(99)),
        "one pixel": picture("PNG", (1, 1)),
        "one pixel high and 60,000 wide": saved(Image.new("L", (60_000, 1)), "PNG"),
        "nothing": b"",
    }  # fmt: skip


GOOD = frozenset(
    {
        "JPEG with a ZIP behind", "PNG with a ZIP behind", "GIF with a script behind", "WebP with a page behind",
        "JPEG with a hundred comments", "PNG that moves", "GIF that moves", "WebP that moves", "MPO, two pictures in one",
        "WebP with EXIF and XMP", "JPEG with words of an editor", "CMYK", "16 bits a pixel",
        "a palette with transparency", "one bit a pixel", "grey with transparency", "a turn that is no turn", "one pixel",
    }
)  # fmt: skip
"""Those that hold a good picture, and must not be lost over what came with it."""
