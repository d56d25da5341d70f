"""
OLE2 compound files (.xls): sane header, bounded chains, a workbook stream, no encryption.

Source: [MS-CFB] Compound File Binary File Format, §2.2 (header), §2.3 (FAT), §2.6 (directory). Only what a reader
relies on is checked; nothing is decoded.
"""

import struct

from basira.core.kernel.problem import Fault, Severity

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_FREE_OR_END = 0xFFFFFFFA
"""Sector numbers from here on are marks (end of chain, free…), not places."""
_MAX_DIRECTORY_ENTRIES = 4096
_WORKBOOK_STREAMS = frozenset({"workbook", "book"})
_ENCRYPTED_STREAMS = frozenset({"encryptedpackage", "encryptioninfo"})
_STREAM, _ROOT = 2, 5


class _Broken(Exception):
    """Says in words what is wrong with the structure."""


def faults_of(content: bytes) -> list[Fault]:
    """Return why this compound file is refused; an empty list when its structure is sane and holds a workbook."""
    try:
        entries = _directory(content)
    except _Broken as error:
        message = f"The workbook is damaged: {error}. Open it, save it again and upload that."
        return [_fault("container.broken", message, reason=str(error))]
    names = {name for name, kind, _size in entries if kind == _STREAM}
    if names & _ENCRYPTED_STREAMS:
        return [_fault("container.encrypted", "The workbook is encrypted. Save it without a password.")]
    if not names & _WORKBOOK_STREAMS:
        return [_fault("container.ole2.not-a-workbook", "The file is an OLE2 container, but holds no workbook.")]
    if any(size > len(content) for name, kind, size in entries if kind == _STREAM and name in _WORKBOOK_STREAMS):
        return [_fault("container.ole2.size-lies", "The workbook says that it is longer than the file that holds it.")]
    return []


def _directory(content: bytes) -> list[tuple[str, int, int]]:
    """Return (name in lower case, kind, size) of each entry of the directory."""
    sector_bytes = _check_header(content)
    table = _allocation_table(content, sector_bytes)
    (first,) = struct.unpack_from("<I", content, 48)
    entries: list[tuple[str, int, int]] = []
    for sector in _chain(table, first):
        block = _sector(content, sector, sector_bytes)
        entries += [
            _entry(block[at : at + _ENTRY_BYTES]) for at in range(0, len(block) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        ]
        if len(entries) > _MAX_DIRECTORY_ENTRIES:
            raise _Broken("its directory has no end")
    if not entries or entries[0][1] != _ROOT:
        raise _Broken("its directory has no root")
    return entries


def _check_header(content: bytes) -> int:
    """Check the header's fixed fields and return the size of a sector in bytes."""
    if len(content) < _HEADER_BYTES + _ENTRY_BYTES:
        raise _Broken("it is cut off")
    version, order, shift, mini_shift = struct.unpack_from("<HHHH", content, 26)
    # Version 3 has sectors of 512 bytes and version 4 of 4096; some writers leave odd versions with sane sectors.
    if order != 0xFFFE or shift not in (9, 12) or mini_shift != 6 or version > 4:
        raise _Broken("its header makes no sense")
    return 512 if shift == 9 else 4096


def _allocation_table(content: bytes, sector_bytes: int) -> list[int]:
    """Gather the file allocation table, whose sectors the header (and then the DIFAT chain) names."""
    sectors = -(-(len(content) - _HEADER_BYTES) // sector_bytes)
    (table_sectors,) = struct.unpack_from("<I", content, 44)
    next_difat, difat_sectors = struct.unpack_from("<II", content, 68)
    per_sector = sector_bytes // 4
    if table_sectors > sectors // per_sector + 2 or difat_sectors > table_sectors // (per_sector - 1) + 1:
        raise _Broken("its allocation table is larger than the file")
    places = list(struct.unpack_from("<109I", content, 76))
    for _ in range(difat_sectors):
        block = _sector(content, next_difat, sector_bytes)
        *more, next_difat = struct.unpack(f"<{per_sector}I", block.ljust(sector_bytes, b"\xff"))
        places += more
    table: list[int] = []
    for place in [place for place in places if place < _FREE_OR_END][:table_sectors]:
        block = _sector(content, place, sector_bytes)
        table += struct.unpack(f"<{per_sector}I", block.ljust(sector_bytes, b"\xff"))
    return table


def _chain(table: list[int], first: int) -> list[int]:
    """Follow a chain of sectors; a loop or a jump out of the table is damage."""
    seen: set[int] = set()
    chain: list[int] = []
    at = first
    while at < _FREE_OR_END:
        if at in seen or at >= len(table):
            raise _Broken("a chain of its sectors has no end")
        seen.add(at)
        chain.append(at)
        at = table[at]
    return chain


def _sector(content: bytes, number: int, sector_bytes: int) -> bytes:
    start = max(_HEADER_BYTES, sector_bytes) + number * sector_bytes if number < _FREE_OR_END else len(content)
    if start >= len(content):
        raise _Broken("a sector lies outside the file")
    return content[start : start + sector_bytes]


def _entry(block: bytes) -> tuple[str, int, int]:
    (name_bytes,) = struct.unpack_from("<H", block, 64)
    name = block[: max(0, min(name_bytes, 64) - 2)].decode("utf-16-le", errors="replace")
    (size,) = struct.unpack_from("<I", block, 120)
    return name.casefold(), block[66], size


def _fault(code: str, message: str, **params: str) -> Fault:
    return Fault(Severity.ERROR, code, message, place="container", params=tuple(params.items()))
