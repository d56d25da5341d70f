"""Our own reader of what stands in a JPEG beside its pixels: every marker, by name, to the last byte."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from basira.gateways.pictures import Picture, PictureRefused, repaint

_repainted: dict[bytes, Picture | PictureRefused] = {}

STRUCTURE = {0xDB: "DQT", 0xC0: "SOF0", 0xC2: "SOF2", 0xC4: "DHT", 0xDD: "DRI", 0xDA: "SOS"}
BARE_JFIF = b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ALLOWED = frozenset({"SOI", "EOI", "bare JFIF", *STRUCTURE.values()})
"""What a published picture may consist of: tables, sizes, pixels, and a JFIF header that says nothing."""

EXIFTOOL_ALLOWED = frozenset(
    {
        "SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FileModifyDate", "FileAccessDate",
        "FileInodeChangeDate", "FilePermissions", "FileType", "FileTypeExtension", "MIMEType", "JFIFVersion",
        "ResolutionUnit", "XResolution", "YResolution", "ImageWidth", "ImageHeight", "EncodingProcess",
        "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ImageSize", "Megapixels",
        # of a WAV
        "Encoding", "NumChannels", "SampleRate", "AvgBytesPerSec", "Duration",
    }
)  # fmt: skip


def repainted(content: bytes) -> Picture:
    """Return what the real painter makes of a file, asked once in a process: it costs half a second, and several tests look."""
    if content not in _repainted:
        try:
            _repainted[content] = repaint(content)
        except PictureRefused as refusal:
            _repainted[content] = refusal
    made = _repainted[content]
    if isinstance(made, PictureRefused):
        raise made
    return made


def parts_of(jpeg: bytes) -> list[str]:
    """Return the names of all parts of a JPEG in order; what no reader of ours knows is named by its number."""
    if jpeg[:2] != b"\xff\xd8":
        return ["no JPEG"]
    parts, place = ["SOI"], 2
    while place + 4 <= len(jpeg):
        if jpeg[place] != 0xFF:
            return [*parts, f"stray bytes at {place}"]
        mark, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        body = jpeg[place + 4 : place + 2 + length]
        parts.append(name_of(mark, body))
        place += 2 + length
        if mark == 0xDA:
            place = end_of_scan(jpeg, place)
            if jpeg[place : place + 2] == b"\xff\xd9":
                tail = jpeg[place + 2 :]
                return [*parts, "EOI", *([f"{len(tail)} bytes behind the end"] if tail else [])]
    return [*parts, "no end"]


def name_of(mark: int, body: bytes) -> str:
    """Return what a part is called."""
    if mark == 0xE0 and body == BARE_JFIF:
        return "bare JFIF"
    if 0xE0 <= mark <= 0xEF:
        return f"APP{mark - 0xE0} {body[:12]!r}"
    return "comment" if mark == 0xFE else STRUCTURE.get(mark, f"marker {mark:02x}")


def end_of_scan(jpeg: bytes, place: int) -> int:
    """Return where the coded pixels end: at the next marker that is neither stuffed nor a restart."""
    while place + 1 < len(jpeg):
        if jpeg[place] == 0xFF and jpeg[place + 1] not in (0x00, *range(0xD0, 0xD8)):
            return place
        place += 1
    return place


def foreign_parts(jpeg: bytes) -> list[str]:
    """Return what stands in a JPEG that no published picture may hold; empty when it is clean."""
    return [part for part in parts_of(jpeg) if part not in ALLOWED]


def exiftool_or_skip() -> str:
    """Return exiftool's path. Only a machine of one's own may lack it: `./basira test` installs it."""
    found = shutil.which("exiftool")
    if found is None:
        pytest.skip(
            "exiftool (Debian: libimage-exiftool-perl) is not on this machine: its half of ID-09 was not looked at"
        )
    return found


def tags_by_file(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, str]]:
    """Return what exiftool finds in each file, structure left out, by name and tag ("Group:Tag")."""
    for place, content in enumerate(files.values()):
        (folder / f"{place:03}").write_bytes(content)
    asked = [exiftool_or_skip(), "-a", "-G1", "-s", "-u", "-json", "-ext", "*", str(folder)]
    run = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120)
    told = {Path(each["SourceFile"]).name: each for each in json.loads(run.stdout)}
    assert len(told) == len(files), run.stderr
    return {
        name: {
            tag: str(value) for tag, value in told[f"{place:03}"].items() if tag.split(":")[-1] not in EXIFTOOL_ALLOWED
        }
        for place, name in enumerate(files)
    }
