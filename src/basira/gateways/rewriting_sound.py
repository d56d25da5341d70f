"""
The limited process that reads a stranger's WAV (`sounds.rewrite` starts it; never import it in a server).

Bytes on stdin; on stdout one line of JSON, `{"seconds"}` or `{"refused": reason}`, and the new WAV after it. It walks the
parts of the file by itself: "fmt " and "data" are read, everything else (names, places, pictures, whatever is behind) is not.
"""

from __future__ import annotations  # array.array[int] is a type only to the checker

import array
import json
import struct
import sys

from basira.gateways.jail import JailUnusable, shut_in
from basira.gateways.picture_limits import NO_JAIL

PLAIN, EXTENSIBLE = 1, 0xFFFE
PLAIN_SUBFORMAT = b"\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
MOST_CHANNELS = 2
LEAST_RATE, MOST_RATE = 8_000, 48_000
MOST_SECONDS = 15 * 60


class Unreadable(ValueError):
    """The file is not what it says, or holds nothing that can be heard; the words are a reason of `SoundRefused`."""


def parts_of(wav: bytes) -> dict[bytes, memoryview]:
    """Return the first "fmt " and the first "data" of a WAV. Lengths that lie are cut at the end of the file."""
    found: dict[bytes, memoryview] = {}
    view, place = memoryview(wav), 12
    while place + 8 <= len(wav):
        name, length = struct.unpack_from("<4sI", wav, place)
        if name in (b"fmt ", b"data"):
            found.setdefault(name, view[place + 8 : place + 8 + length])
        if len(found) == 2:
            return found
        place += 8 + length + (length & 1)
    raise Unreadable("unreadable")


def format_of(told: memoryview) -> tuple[int, int, int]:
    """Return channels, samples a second and bytes a sample. Raises Unreadable for what is no plain samples."""
    if len(told) < 16:
        raise Unreadable("unreadable")
    form, channels, rate, _bytes_s, _frame, bits = struct.unpack_from("<HHIIHH", told)
    if form == EXTENSIBLE and bytes(told[24:40]) == PLAIN_SUBFORMAT:
        form = PLAIN
    if form != PLAIN or bits not in (8, 16) or not 0 < channels <= MOST_CHANNELS or not LEAST_RATE <= rate <= MOST_RATE:
        raise Unreadable("kind")
    return channels, rate, bits // 8


def samples_of(data: memoryview, channels: int, width: int) -> array.array[int]:
    """Return whole samples of 16 bits, the channels mixed into one."""
    whole = bytes(data[: len(data) - len(data) % (channels * width)])
    samples = array.array("h", ((byte - 128) << 8 for byte in whole)) if width == 1 else array.array("h", whole)
    if width == 2 and sys.byteorder == "big":
        samples.byteswap()
    if channels == 1:
        return samples
    return array.array("h", ((left + right) >> 1 for left, right in zip(samples[::2], samples[1::2], strict=True)))


def wav_of(samples: array.array[int], rate: int) -> bytes:
    """Return a WAV of one channel: a header of 44 bytes and the samples."""
    if sys.byteorder == "big":
        samples.byteswap()
    body = samples.tobytes()
    start = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, PLAIN, 1, rate, rate * 2, 2, 16
    )
    return start + struct.pack("<4sI", b"data", len(body)) + body


def rewritten(wav: bytes) -> tuple[bytes, int]:
    """Return the new WAV and its whole seconds. Raises Unreadable."""
    parts = parts_of(wav)
    channels, rate, width = format_of(parts[b"fmt "])
    frames = len(parts[b"data"]) // (channels * width)
    if not 0 < frames <= MOST_SECONDS * rate:
        raise Unreadable("seconds")
    return wav_of(samples_of(parts[b"data"], channels, width), rate), max(1, round(frames / rate))


def main() -> None:
    """Answer one sound. Everything is imported before the door is shut, and no byte is read before it is."""
    answer: dict[str, str | int]
    wav = b""
    try:
        shut_in()
        wav, seconds = rewritten(sys.stdin.buffer.read())
        answer = {"seconds": seconds}
    except JailUnusable:
        answer = {"refused": NO_JAIL}
    except Unreadable as fault:
        answer = {"refused": str(fault)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + wav)


if __name__ == "__main__":
    main()
