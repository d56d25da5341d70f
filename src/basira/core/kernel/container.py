"""
Look at a workbook's bytes before any parser sees them.

A workbook from a stranger is a zip (.xlsx) or an OLE2 compound file (.xls). Both can be built to hurt the reader: 1.4
MB that inflate to 600 MB, 100 000 members, sizes that lie, names that climb out of a folder. `preflight` reads only the
directory first, then inflates while counting and stops at the first limit, so that a bomb costs what its limit costs.
"""

import itertools
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from basira.core.kernel import compound
from basira.core.kernel.problem import Fault, Severity

MEBIBYTE = 1024 * 1024


class ContainerKind(StrEnum):
    """What a file's first bytes say it is."""

    ZIP = "zip"
    OLE2 = "ole2"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ContainerLimits:
    """
    How large a container may be. Sizes in bytes; ratios are inflated bytes over deflated bytes.

    The defaults pass every one of 148 real XLSForms (largest: 381 kB, 4.1 MB inflated, ratio 40) with room for a
    registry of some hundred thousand rows, and keep the whole look under half a second.
    """

    content_bytes: int = 20 * MEBIBYTE
    members: int = 1000
    member_bytes: int = 48 * MEBIBYTE
    total_bytes: int = 64 * MEBIBYTE
    ratio: int = 120
    ratio_free_bytes: int = MEBIBYTE
    """A member smaller than this may have any ratio: an empty sheet deflates very well."""
    name_bytes: int = 255


DEFAULT_LIMITS = ContainerLimits()

ZIP_MAGIC = b"PK\x03\x04"
_END_OF_DIRECTORY = b"PK\x05\x06"
_LOCATOR_64 = b"PK\x06\x07"
_CENTRAL_ENTRY_BYTES = 46
_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_CHUNK = 64 * 1024
_WORKBOOK_MEMBER = "[content_types].xml"
_NESTED_SUFFIXES = (".zip", ".xlsx", ".xlsm", ".xls", ".jar", ".7z", ".rar", ".gz", ".bz2", ".xz")


def kind_of(content: bytes) -> ContainerKind:
    """Tell the kind by the first bytes, never by the name. Nothing is UNKNOWN; so is a zip glued behind a picture."""
    if content.startswith(ZIP_MAGIC):
        return ContainerKind.ZIP
    if content.startswith(compound.MAGIC):
        return ContainerKind.OLE2
    return ContainerKind.UNKNOWN


def preflight(content: bytes, *, limits: ContainerLimits = DEFAULT_LIMITS) -> list[Fault]:
    """
    Return every reason to refuse the container; an empty list means that a parser in a limited process may read it.

    All faults are errors with place "container". Costs at most one inflation up to `limits.total_bytes`, in chunks of
    64 kB; raises nothing, whatever the bytes are.
    """
    if not content:
        return [_fault("container.empty", "The file is empty.")]
    if len(content) > limits.content_bytes:
        return [
            _fault(
                "container.too-large",
                f"The file has {len(content)} bytes; at most {limits.content_bytes} are taken.",
                bytes=str(len(content)),
                limit=str(limits.content_bytes),
            )
        ]
    kind = kind_of(content)
    if kind is ContainerKind.OLE2:
        return compound.faults_of(content)
    if kind is ContainerKind.ZIP:
        return _zip_faults(content, limits)
    return [_fault("container.unknown", "The file is neither an .xlsx nor an .xls workbook, whatever its name says.")]


def _zip_faults(content: bytes, limits: ContainerLimits) -> list[Fault]:
    """Directory first (cheap), then the members' bytes (only when the directory promised to be modest)."""
    faults = _directory_size_faults(content, limits)
    if faults:
        return faults
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError, EOFError) as error:
        return [_broken(str(error))]
    faults = [*_directory_faults(members, limits), *(fault for one in members for fault in _member_faults(one, limits))]
    return faults or _inflation_faults(content, members, limits)


def _directory_size_faults(content: bytes, limits: ContainerLimits) -> list[Fault]:
    """Refuse a directory too large to parse, before `zipfile` makes an object of each of 100 000 members."""
    end = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - 22 - 0xFFFF))
    if end < 0 or len(content) < end + 22:
        return [_broken("there is no end-of-directory record")]
    if content[max(0, end - 20) : end].startswith(_LOCATOR_64):
        return [
            _fault(
                "container.zip.64-bit", "The workbook uses the 64-bit zip format, which no workbook this small needs."
            )
        ]
    _disks, _disk, _here, count, size, _start, comment = struct.unpack("<HHHHIIH", content[end + 4 : end + 22])
    if count > limits.members or size > limits.members * (_CENTRAL_ENTRY_BYTES + limits.name_bytes):
        return [_too_many(count, limits)]
    if end + 22 + comment != len(content):
        return [_fault("container.zip.trailing-bytes", "Bytes follow the end of the workbook.")]
    return []


def _directory_faults(members: list[zipfile.ZipInfo], limits: ContainerLimits) -> Iterator[Fault]:
    if len(members) > limits.members:
        yield _too_many(len(members), limits)
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        yield _total_too_large(total, limits)
    names = [member.filename.casefold() for member in members]
    if _WORKBOOK_MEMBER not in names:
        yield _fault(
            "container.zip.not-a-workbook", "The file is a zip, but no workbook: [Content_Types].xml is missing."
        )
    for name in sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else ():
        yield _fault(
            "container.zip.duplicate-member", f"The member {_shown(name)} is there more than once.", member=name
        )
    spans = sorted((member.header_offset, member.header_offset + 30 + member.compress_size) for member in members)
    if spans and spans[0][0] != 0:
        yield _fault("container.zip.leading-bytes", "Bytes stand before the first member of the workbook.")
    if any(here[1] > following[0] for here, following in itertools.pairwise(spans)):
        yield _fault(
            "container.zip.overlap", "Members of the workbook overlap: the same bytes are counted more than once."
        )


def _member_faults(member: zipfile.ZipInfo, limits: ContainerLimits) -> Iterator[Fault]:
    name = member.orig_filename
    shown = _shown(name)
    if _is_unsafe(name) or len(name) > limits.name_bytes:
        yield _fault("container.zip.unsafe-name", f"The member name {shown} leaves the workbook.", member=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        yield _fault("container.zip.symlink", f"The member {shown} is a link.", member=name)
    if member.flag_bits & _ENCRYPTED_FLAGS:
        yield _fault(
            "container.encrypted",
            f"The member {shown} is encrypted. Save the workbook without a password.",
            member=name,
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield _fault(
            "container.zip.compression", f"The member {shown} is packed in a way that workbooks don't use.", member=name
        )
    if member.file_size > limits.member_bytes:
        yield _fault(
            "container.zip.member-too-large",
            f"The member {shown} inflates to {member.file_size} bytes; at most {limits.member_bytes} are taken.",
            member=name,
        )
    elif member.file_size > limits.ratio_free_bytes and member.file_size > limits.ratio * max(1, member.compress_size):
        yield _fault(
            "container.zip.ratio",
            f"The member {shown} inflates {member.file_size // max(1, member.compress_size)}-fold; "
            f"at most {limits.ratio}-fold is taken.",
            member=name,
        )
    if name.casefold().endswith(_NESTED_SUFFIXES):
        yield _fault("container.zip.nested", f"The member {shown} is an archive inside the workbook.", member=name)


def _is_unsafe(name: str) -> bool:
    """Tell whether a member's name climbs, is absolute, or hides characters."""
    parts = name.replace("\\", "/").split("/")
    return (
        not name
        or name.startswith(("/", "\\"))
        or "\\" in name
        or ".." in parts
        or ":" in parts[0]
        or any(ord(character) < 32 or character == "\x7f" for character in name)
    )


def _inflation_faults(content: bytes, members: list[zipfile.ZipInfo], limits: ContainerLimits) -> list[Fault]:
    """Count while inflating: the sizes in the directory are the sender's words."""
    view = memoryview(content)
    total = 0
    for member in members:
        fault, inflated = _inflate(view, member)
        if fault is not None:
            return [fault]
        total += inflated
        if total > limits.total_bytes:
            return [_total_too_large(total, limits)]
    return []


def _inflate(view: memoryview, member: zipfile.ZipInfo) -> tuple[Fault | None, int]:
    """Inflate one member, keeping nothing; return the first fault, if any, and the bytes it really has."""
    shown = _shown(member.filename)
    header = bytes(view[member.header_offset : member.header_offset + _LOCAL_HEADER.size])
    if len(header) < _LOCAL_HEADER.size or not header.startswith(ZIP_MAGIC):
        return _broken(f"the header of {shown} is missing"), 0
    fields = _LOCAL_HEADER.unpack(header)
    if fields[2] & _ENCRYPTED_FLAGS:
        return _fault("container.encrypted", f"The member {shown} is encrypted.", member=member.filename), 0
    if fields[3] != member.compress_type:
        return _broken(f"header and directory disagree about {shown}"), 0
    start = member.header_offset + _LOCAL_HEADER.size + fields[9] + fields[10]
    packed = view[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        return _broken(f"{shown} is cut off"), 0
    return _count(packed, member)


def _count(packed: memoryview, member: zipfile.ZipInfo) -> tuple[Fault | None, int]:
    size = checksum = 0
    for chunk in _chunks(packed, member.compress_type):
        if chunk is None:
            return _broken(f"{_shown(member.filename)} does not inflate"), size
        if size == 0 and chunk.startswith(ZIP_MAGIC):
            message = f"The member {_shown(member.filename)} is an archive inside the workbook."
            return _fault("container.zip.nested", message, member=member.filename), size
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > member.file_size:
            break
    if size != member.file_size:
        message = f"The member {_shown(member.filename)} has another size than the workbook's directory says."
        return _fault("container.zip.size-lies", message, member=member.filename), size
    if checksum != member.CRC:
        return _broken(f"the checksum of {_shown(member.filename)} is wrong"), size
    return None, size


def _chunks(packed: memoryview, method: int) -> Iterator[bytes | None]:
    """Give a member's bytes in pieces of at most 64 kB; None says that they don't inflate."""
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _CHUNK):
            yield bytes(packed[start : start + _CHUNK])
        return
    try:
        yield from _inflated(packed)
    except zlib.error:
        yield None


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _CHUNK):
        waiting = bytes(packed[start : start + _CHUNK])
        while waiting:
            if chunk := inflater.decompress(waiting, _CHUNK):
                yield chunk
            waiting = inflater.unconsumed_tail
    if rest := inflater.flush():
        yield rest
    if not inflater.eof:
        raise zlib.error("cut off")


def _total_too_large(total: int, limits: ContainerLimits) -> Fault:
    message = f"The workbook inflates to {total} bytes or more; at most {limits.total_bytes} are taken."
    return _fault("container.zip.total-too-large", message, bytes=str(total), limit=str(limits.total_bytes))


def _too_many(count: int, limits: ContainerLimits) -> Fault:
    message = f"The workbook has too many members ({count}); at most {limits.members} are taken."
    return _fault("container.zip.too-many-members", message, count=str(count), limit=str(limits.members))


def _broken(reason: str) -> Fault:
    return _fault(
        "container.broken", f"The workbook is damaged: {reason}. Open it, save it again and upload that.", reason=reason
    )


def _shown(name: str) -> str:
    """A member's name that is safe in a message: short, ASCII-escaped, quoted."""
    return ascii(name[:80])


def _fault(code: str, message: str, **params: str) -> Fault:
    safe = tuple((key, value if value.isprintable() else _shown(value)) for key, value in params.items())
    return Fault(Severity.ERROR, code, message, place="container", params=safe)
