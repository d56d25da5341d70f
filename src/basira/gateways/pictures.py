"""
Pictures that people may see: re-made from pixels in a limited process, so that nothing but pixels comes through.

The original stays sealed (`evidence`); what was appended to it, hidden in it or told about the camera stays with it.
"""

import json
import struct
from dataclasses import dataclass

from basira.core.kernel.problem import Problem
from basira.gateways.limited import MEBIBYTE, Ending, RunLimits, run_limited
from basira.gateways.media_kinds import kind_of
from basira.gateways.picture_limits import MAX_PIXELS, NO_JAIL

MAX_BYTES = 40 * MEBIBYTE
REPAINTED_KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
LIMITS = RunLimits(memory_bytes=768 * MEBIBYTE, output_bytes=16 * MEBIBYTE, cpu_seconds=20, wall_seconds=60.0)


class PictureRefused(Problem):
    """
    No picture can be made of these bytes.

    `reason` is kind (not JPEG, PNG, WebP or GIF), pixels (over 40 million), bytes (over 40 MiB), unreadable, limits
    (memory or time of the limited process ran out), or missing (the sealed original is not there; the caller says it).
    """

    code = "picture.refused"


class DecoderNotHeld(Problem):
    """The kernel does not hold the decoder in, so nothing was decoded. It says nothing of the picture: try again."""

    code = "picture.decoder-not-held"


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A JPEG without metadata, at most 2048 pixels a side. For GIF, the first frame.

    `fingerprint` as in `core.assurance.likeness`; `screen` and `signs` as in `core.assurance.screens`.
    """

    jpeg: bytes
    width: int
    height: int
    fingerprint: str = ""
    screen: int = 0
    signs: tuple[str, ...] = ()


def repaint(original: bytes) -> Picture:
    """
    Make a picture anew from the pixels of an original, upright.

    :raises PictureRefused: with the reason; a flood of pixels is refused by its header, before anything is decoded
    :raises DecoderNotHeld: on a Linux without seccomp; for an operator to look
    """
    if kind_of(original[:64]) not in REPAINTED_KINDS:
        raise PictureRefused(reason="kind")
    if len(original) > MAX_BYTES:
        raise PictureRefused(reason="bytes")
    width, height = size_in_header(original)
    if width * height > MAX_PIXELS:
        raise PictureRefused(reason="pixels")
    run = run_limited("basira.gateways.repainting", original, limits=LIMITS)
    if run.ending is Ending.FAILED:
        raise PictureRefused(reason="unreadable")
    if run.ending is not Ending.DONE:
        raise PictureRefused(reason="limits")
    told, _, jpeg = run.output.partition(b"\n")
    answer = json.loads(told)
    if answer.get("refused") == NO_JAIL:
        raise DecoderNotHeld
    if "refused" in answer:
        raise PictureRefused(reason=answer["refused"])
    return Picture(
        jpeg, answer["width"], answer["height"], answer["fingerprint"], answer["screen"], tuple(answer["signs"])
    )


def size_in_header(original: bytes) -> tuple[int, int]:
    """
    Return width and height in pixels as the header claims them; (0, 0) when it does not say.

    Reads JPEG, PNG, WebP and GIF. The decoder checks again what it really finds.
    """
    try:
        return READERS[kind_of(original[:64])](original)
    except (struct.error, KeyError):
        return 0, 0


def _png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _webp(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while True:
        mark, kind, length = struct.unpack_from(">BBH", content, place)
        if mark != 0xFF:
            return 0, 0
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        # A fill byte before a marker, or a marker without a length, moves by less than a segment.
        place += 1 if kind == 0xFF else 2 if kind == 0x01 or 0xD0 <= kind <= 0xD7 else 2 + length


READERS = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}
