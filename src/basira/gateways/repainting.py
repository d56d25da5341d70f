"""
The limited process that decodes a stranger's picture (`pictures.repaint` starts it; never import it in a server).

Bytes on stdin; on stdout one line of JSON, `{"width", "height", "fingerprint", "screen", "signs"}` or `{"refused": reason}`, and
the JPEG after it.
"""

import io
import json
import sys

from PIL import Image, ImageChops, ImageOps, MpoImagePlugin, WebPImagePlugin

from basira.core.assurance.likeness import NARROW, WIDE, fingerprint
from basira.core.assurance.screens import THUMB, ScreenLook, chosen_squares, screen_look
from basira.core.assurance.spectrum import SIDE
from basira.gateways.jail import JailUnusable, shut_in
from basira.gateways.picture_limits import MAX_PIXELS, NO_JAIL

MAX_SIDE = 2048
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
DECODERS = (MpoImagePlugin, WebPImagePlugin)
"""Decoders that Pillow would look for only when a file needs one; behind the shut door nothing can be imported."""


def repainted(original: bytes) -> Image.Image:
    """Return a new upright picture of the first frame, its transparent places white. Raises as Pillow does."""
    with Image.open(io.BytesIO(original), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    clear = upright.convert("RGBA") if upright.has_transparency_data else None
    painted = Image.new("RGB", upright.size, "white")
    painted.paste(upright.convert("RGB") if clear is None else clear, mask=clear)
    return painted


def fingerprint_of(painted: Image.Image) -> str:
    """Return the fingerprint of a picture; "" when it shows nothing to compare."""
    grey = painted.convert("L")
    across, down = (grey.resize(size, Image.Resampling.BOX).tobytes() for size in ((WIDE, NARROW), (NARROW, WIDE)))
    return fingerprint(across, down)


def screen_look_of(painted: Image.Image) -> ScreenLook:
    """Return how much a picture looks like one of a screen."""
    grey = painted.convert("L")
    small = grey.reduce(16)
    squares = []
    for left, top in chosen_squares(small.tobytes(), small.width):
        corner = left, top, left + SIDE, top + SIDE
        light, blue, red = painted.crop(corner).convert("YCbCr").split()
        squares.append((light.tobytes(), ImageChops.add(blue, red, scale=2).tobytes()))
    return screen_look(squares, grey.resize((THUMB, THUMB), Image.Resampling.BOX).tobytes())


def refused(reason: str) -> dict[str, object]:
    """Return the answer to what cannot become a picture."""
    return {"refused": reason}


def main() -> None:
    """Answer one picture. Everything is imported before the door is shut, and no byte is read before it is."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    Image.preinit()
    try:
        shut_in()
        painted = repainted(sys.stdin.buffer.read())
    except JailUnusable:
        answer, jpeg = refused(NO_JAIL), b""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        answer, jpeg = refused("pixels"), b""
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError):
        answer, jpeg = refused("unreadable"), b""
    else:
        out = io.BytesIO()
        painted.save(out, "JPEG", quality=85, exif=b"", icc_profile=None)
        look = screen_look_of(painted)
        told = {
            "width": painted.width,
            "height": painted.height,
            "fingerprint": fingerprint_of(painted),
            "screen": look.score,
            "signs": look.signs,
        }
        answer, jpeg = told, out.getvalue()
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
