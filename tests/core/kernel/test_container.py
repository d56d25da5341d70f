"""The preflight refuses hostile containers quickly and cheaply, and lets real workbooks through."""

import io
import resource
import stat
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basira.core.kernel.container import ContainerKind, ContainerLimits, kind_of, preflight
from tests.budget import least_cpu_s

MEBIBYTE = 1024 * 1024


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["type", "name", "label"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = a_workbook()


def a_zip(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in members:
            archive.writestr(name, content, compress_type=method)
    return out.getvalue()


def a_bomb(mebibytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(mebibytes):
                member.write(bytes(MEBIBYTE))
    return out.getvalue()


def lying(content: bytes, *, member: int, says: int) -> bytes:
    """Make the directory (and the local header, if it says so too) claim another inflated size."""
    real = zipfile.ZipFile(io.BytesIO(content)).infolist()[member].file_size
    return content.replace(struct.pack("<I", real), struct.pack("<I", says))


def a_link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("xl/link")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def encrypted() -> bytes:
    content = bytearray(a_workbook())
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Two directory entries over one member's bytes, as a quine bomb has them."""
    content = bytearray(a_zip(("xl/a.xml", b"a" * 100), ("xl/b.xml", b"b" * 100)))
    second = content.rfind(b"PK\x01\x02")
    first = content.rfind(b"PK\x01\x02", 0, second)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def codes(content: bytes, limits: ContainerLimits | None = None) -> set[str]:
    return {fault.code for fault in (preflight(content, limits=limits) if limits else preflight(content))}


HOSTILE = {
    "an empty file": (b"", "container.empty"),
    "a text": (b"type,name,label\n", "container.unknown"),
    "a zip behind a picture": (b"\xff\xd8\xff\xe0" + a_workbook(), "container.unknown"),
    "a file of zeros": (bytes(5000), "container.unknown"),
    "bytes after the end": (a_workbook() + b"trailing", "container.zip.trailing-bytes"),
    "a workbook cut in half": (a_workbook()[:3000], "container.broken"),
    "only the magic": (b"PK\x03\x04", "container.broken"),
    "a zip without a workbook": (
        a_workbook().replace(b"[Content_Types]", b"[Content-Types]"),
        "container.zip.not-a-workbook",
    ),
    "a climbing name": (a_zip(("../../etc/x.xml", b"x")), "container.zip.unsafe-name"),
    "an absolute name": (a_zip(("/etc/x.xml", b"x")), "container.zip.unsafe-name"),
    "a drive": (a_zip(("C:/x.xml", b"x")), "container.zip.unsafe-name"),
    "a backslash": (a_zip(("xl\\..\\x.xml", b"x")), "container.zip.unsafe-name"),
    "a control character": (a_zip(("xl/\x1b[31m.xml", b"x")), "container.zip.unsafe-name"),
    "a link": (a_zip((a_link(), b"/etc/passwd")), "container.zip.symlink"),
    "an encrypted member": (encrypted(), "container.encrypted"),
    "another packing": (a_zip(("xl/a.xml", b"x" * 999), method=zipfile.ZIP_LZMA), "container.zip.compression"),
    "an archive inside, by name": (a_zip(("xl/embeddings/a.zip", b"x")), "container.zip.nested"),
    "an archive inside, by content": (a_zip(("xl/media/image1.png", a_workbook())), "container.zip.nested"),
    "overlapping members": (overlapping(), "container.zip.overlap"),
    "a high ratio": (a_bomb(4), "container.zip.ratio"),
    "a large member": (a_bomb(60), "container.zip.member-too-large"),
    "a large whole": (a_bomb(600), "container.zip.total-too-large"),
    "a size that is told too small": (lying(a_bomb(600), member=1, says=90_000), "container.zip.size-lies"),
    "a size that is told too large": (
        lying(a_zip(("xl/a.xml", b"a" * 777)), member=1, says=778),
        "container.zip.size-lies",
    ),
    "an OLE2 header alone": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "container.broken"),
    "an OLE2 file of noise": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 9000, "container.broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_container_is_refused_with_its_reason(name):
    content, code = HOSTILE[name]
    assert code in codes(content)


def test_twice_the_same_name_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = a_zip(("xl/a.xml", b"a"), ("xl/a.xml", b"b"))
    assert "container.zip.duplicate-member" in codes(content)


@pytest.mark.slow
def test_a_hundred_thousand_members_are_refused_before_they_are_parsed():
    content = a_zip(*((f"xl/{number}", b"") for number in range(100_000)), method=zipfile.ZIP_STORED)
    assert codes(content) & {"container.zip.too-many-members", "container.zip.64-bit"}
    assert least_cpu_s(lambda: codes(content)) < 0.5


def test_too_many_members_are_counted():
    content = a_zip(*((f"xl/{number}", b"") for number in range(1200)))
    assert codes(content) == {"container.zip.too-many-members"}


def test_a_file_over_the_limit_is_not_even_opened():
    assert codes(bytes(21 * MEBIBYTE)) == {"container.too-large"}


@pytest.mark.slow
@pytest.mark.parametrize("says", [None, 40 * MEBIBYTE], ids=["honest", "lying"])
def test_a_bomb_of_600_megabytes_costs_less_than_half_a_second_and_50_megabytes(says):
    content = a_bomb(600)
    if says:
        content = lying(content, member=1, says=says)
    limits = ContainerLimits(ratio=10_000) if says else ContainerLimits()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert preflight(content, limits=limits)
    assert least_cpu_s(lambda: preflight(content, limits=limits)) < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_the_largest_workbook_that_passes_is_counted_in_half_a_second():
    noise = b"".join(f"<c r='A{number}'><v>{number}</v></c>".encode() for number in range(900_000))
    content = a_zip(("xl/worksheets/sheet1.xml", noise), ("xl/worksheets/sheet2.xml", noise))
    assert preflight(content) == []
    assert least_cpu_s(lambda: preflight(content)) < 0.5


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 196_608 + 258])
def test_a_member_may_end_at_any_edge_of_the_counting(size):
    assert preflight(a_zip(("xl/a.xml", b"a" * size), ("xl/b.xml", b"ab" * (size // 2)))) == []


def test_faults_never_carry_control_characters():
    faults = preflight(a_zip(("xl/\x1b]0;owned\x07.xml", b"x")))
    assert all(fault.message.isprintable() for fault in faults)
    assert all(value.isprintable() for fault in faults for _key, value in fault.params)


def test_a_real_workbook_passes_and_its_kind_is_known():
    assert preflight(a_workbook()) == []
    assert kind_of(a_workbook()) is ContainerKind.ZIP
    assert kind_of(b"") is ContainerKind.UNKNOWN


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_make_the_preflight_raise(data):
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(preflight(bytes(content)), list)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2048))
def test_no_compound_file_makes_the_preflight_raise(tail):
    assert isinstance(preflight(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + tail), list)
