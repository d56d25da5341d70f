"""Hostile and talkative recordings, made here byte by byte: nothing of it lies in the repository."""

import struct
from functools import cache

SCRIPT = b"<script>alert(1)</script>"
SAMPLES = struct.pack("<800h", *(place * 37 % 20_000 - 10_000 for place in range(800)))


def chunk(name: bytes, body: bytes, length: int | None = None) -> bytes:
    """Return a part of a RIFF file; `length` lies about its size."""
    return name + struct.pack("<I", len(body) if length is None else length) + body + b"\0" * (len(body) & 1)


def wav(
    *,
    form: int = 1,
    channels: int = 1,
    rate: int = 16_000,
    bits: int = 16,
    samples: bytes = SAMPLES,
    before: bytes = b"",
    behind: bytes = b"",
    claims: int | None = None,
) -> bytes:
    """Return a WAV with parts before and behind its samples; `claims` is how many bytes of them it says it holds."""
    frame = channels * bits // 8
    told = struct.pack("<HHIIHH", form, channels, rate, rate * frame % 2**32, frame % 2**16, bits)
    body = b"WAVE" + chunk(b"fmt ", told) + before + chunk(b"data", samples, claims) + behind
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tag(name: bytes, words: bytes) -> bytes:
    """Return a LIST of one word about the recording."""
    return chunk(b"LIST", b"INFO" + chunk(name, words + b"\0"))


ID3 = b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TPE1\0\0\0\x06\0\0\x03Mona\0" + bytes(60_000)
BROADCAST = b"Mona's phone".ljust(256, b"\0") + b"353918050000001".ljust(32, b"\0") + bytes(400)


@cache
def told_much() -> dict[str, bytes]:
    """Return good recordings that carry more than sound."""
    return {
        "a name and a place before the samples": wav(before=tag(b"IART", b"Mona") + tag(b"ICMT", b"25.2854,51.5310")),
        "a name behind the samples": wav(behind=tag(b"INAM", b"Mona")),
        "the recorder's serial number (bext)": wav(before=chunk(b"bext", BROADCAST)),
        "XML of an editor": wav(behind=chunk(b"iXML", b"<BWFXML><NOTE>Mona 25.2854</NOTE></BWFXML>")),
        "an ID3 block": wav(behind=chunk(b"id3 ", ID3)),
        "bytes behind the end": wav() + b"Mona",
    }


@cache
def hostile() -> dict[str, bytes]:
    """Return files that mean harm, or are not what they say; each is refused or comes out as nothing but samples."""
    return {
        "WAV with a page behind": wav() + b"<!DOCTYPE html>" + SCRIPT,
        "WAV with a tag of 8 MB": wav(before=tag(b"ICMT", b"x" * 8_000_000)),
        "WAV that claims 4 GB of samples": wav(claims=2**32 - 1),
        "WAV whose tag claims 4 GB": wav(before=chunk(b"LIST", b"", 2**32 - 1)),
        "WAV with ten thousand empty parts": wav(before=chunk(b"junk", b"") * 10_000),
        "WAV without samples": wav(samples=b""),
        "WAV of half a sample": wav(samples=b"\0"),
        "WAV without a format": b"RIFF\0\0\0\0WAVE" + chunk(b"data", SAMPLES),
        "WAV whose format is cut": b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", b"\1\0") + chunk(b"data", SAMPLES),
        "WAV that was cut": wav()[:40],
        "WAV of 65,535 channels": wav(channels=65_535),
        "WAV of no channel": wav(channels=0),
        "WAV of no samples a second": wav(rate=0),
        "WAV of four thousand million samples a second": wav(rate=2**32 - 1),
        "WAV of 1 bit a sample": wav(bits=1),
        "WAV that says MP3 inside": wav(form=0x55),
        "WAV of floating point": wav(form=3, bits=32, samples=bytes(3200)),
        "WAV that is extensible and says no more": wav(form=0xFFFE),
        "WAV of an hour": wav(rate=8_000, bits=8, samples=bytes(16 * 60 * 8_000)),
        "RIFF that is a film": b"RIFF\0\0\0\0AVI " + bytes(200),
        "big-endian RIFX": b"RIFX" + wav()[4:],
        "Ogg that is a page": b"OggS" + SCRIPT * 20,
        "Ogg whose pages lie about their length": b"OggS\0\2" + bytes(20) + b"\xff" * 300,
        "MP4 whose box contains itself": b"\0\0\0\x18ftypM4A " + bytes(8) + b"\0\0\0\x01moov" + b"\xff" * 8 + bytes(64),
        "MP4 that is a film": b"\0\0\0\x18ftypisom" + bytes(200),
        "MP3 behind an endless ID3": ID3,
        "WebM whose sizes are unknown": b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff"
        + b"\x18S\x80g\x01"
        + b"\xff" * 90,
        "FLAC with a picture bomb": b"fLaC\x86\xff\xff\xff" + bytes(90),
        "AMR that is HTML": b"#!AMR\n" + SCRIPT,
        "nothing": b"",
    }


GOOD = frozenset(
    {
        "WAV with a page behind", "WAV with a tag of 8 MB", "WAV that claims 4 GB of samples",
        "WAV with ten thousand empty parts",
    }
)  # fmt: skip
"""Those that hold a good recording, and must not be lost over what came with it."""
