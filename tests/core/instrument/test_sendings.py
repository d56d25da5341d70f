"""Sealed parts as the server opens them: what was changed, cut, moved or sealed to another key is not opened."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from basira.core.instrument.sendings import (
    CHUNK_BYTES,
    HEADER_BYTES,
    LIST_NAME,
    TAG_BYTES,
    ListDiffers,
    ListedPart,
    ListUnfit,
    PartUnreadable,
    Place,
    check_list,
    open_part,
    read_list,
)
from basira.gateways.programme_key import Halves
from tests.sealed_scene import Plain, listed, seal_part

PLACE = Place("uuid:1", 2)


@pytest.fixture(scope="module")
def halves() -> Halves:
    private = generate_private_key(SECP256R1())
    return Halves(private.public_key(), private)


def read(sealed: bytes, halves: Halves, place: Place = PLACE, step: int = 65_536) -> tuple[str, str, bytes]:
    pieces = (sealed[at : at + step] for at in range(0, len(sealed), step))
    opened = open_part(pieces, place, halves.unwrap)
    return opened.name, opened.kind, b"".join(opened.content)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 30, CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_part_is_opened_with_its_name_and_kind_however_its_bytes_come(halves, size, step):
    content = b"x" * size
    sealed = seal_part(Plain("صورة.jpg", content, "image/jpeg"), PLACE, halves)
    assert read(sealed, halves, step=step) == ("صورة.jpg", "image/jpeg", content)
    for told in ("صورة.jpg".encode(), b"image/jpeg", b"x" * 12):  # long enough never to stand there by chance
        assert told not in sealed


def test_a_part_whose_inside_ends_with_a_chunk_is_whole(halves):
    head = 4 + len(json.dumps({"name": "a", "type": "text/xml"}, separators=(",", ":")))
    content = b"x" * (CHUNK_BYTES - head)
    assert len(sealed := seal_part(Plain("a", content), PLACE, halves)) == HEADER_BYTES + CHUNK_BYTES + TAG_BYTES
    assert read(sealed, halves)[2] == content


@pytest.mark.parametrize("place", [Place("uuid:2", 2), Place("uuid:1", 3), Place("uuid:12", 2)])
def test_a_part_of_another_visit_or_place_is_not_opened(halves, place):
    with pytest.raises(PartUnreadable):
        read(seal_part(Plain("a", b"b"), PLACE, halves), halves, place)


@pytest.mark.parametrize("at", [0, 6, 13, 80, HEADER_BYTES - 1, HEADER_BYTES, -1])
def test_a_changed_byte_anywhere_is_noticed(halves, at):
    sealed = bytearray(seal_part(Plain("a", b"words"), PLACE, halves))
    sealed[at] ^= 1
    with pytest.raises(PartUnreadable):
        read(bytes(sealed), halves)


@pytest.mark.parametrize("left", [0, 5, HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES + TAG_BYTES, -1])
def test_a_cut_part_is_noticed(halves, left):
    sealed = seal_part(Plain("a", b"x" * (CHUNK_BYTES + 9)), PLACE, halves)
    with pytest.raises(PartUnreadable):
        read(sealed[:left], halves)


def test_chunks_in_another_order_are_noticed(halves):
    sealed = seal_part(Plain("a", b"x" * (3 * CHUNK_BYTES)), PLACE, halves)
    head, chunk = sealed[:HEADER_BYTES], CHUNK_BYTES + TAG_BYTES
    first, second = sealed[HEADER_BYTES:][:chunk], sealed[HEADER_BYTES + chunk :][:chunk]
    with pytest.raises(PartUnreadable):
        read(head + second + first + sealed[HEADER_BYTES + 2 * chunk :], halves)


def test_a_part_that_is_sealed_to_another_key_is_not_opened(halves):
    other = generate_private_key(SECP256R1())
    sealed = seal_part(Plain("a", b"b"), PLACE, Halves(other.public_key()))
    with pytest.raises(PartUnreadable):
        read(sealed, halves)
    with pytest.raises(PartUnreadable):  # also where somebody writes our key's id over the other's
        read(sealed[:5] + halves.half_id + sealed[13:], halves)


A = listed(1, b"a") | {"size": 1}


@pytest.mark.parametrize(
    "values",
    [None, {}, [], [A | {"number": 2}], [A, A], [A | {"number": True}], [A | {"sha256": "A" * 64}], [A | {"size": -1}],
     [A | {"size": "1"}], [A | {"size": True}], [5], [A | {"number": n} for n in range(1, 203)]],
)  # fmt: skip
def test_what_is_no_list_is_refused(values):
    with pytest.raises(ListUnfit):
        read_list(values, first=1)


def test_a_list_from_nought_on_needs_the_answers_too():
    with pytest.raises(ListUnfit):
        read_list([listed(0, b"list")], first=0)
    assert [each.number for each in read_list([listed(0, b"list"), listed(1, b"xml")], first=0)] == [0, 1]


GIVEN = (ListedPart(0, "0" * 64, 9), ListedPart(1, "1" * 64, 5))
SAID = [{"number": 1, "sha256": "1" * 64, "size": 5}]


@pytest.mark.parametrize(
    "name, content",
    [
        (LIST_NAME, b"{"),
        (LIST_NAME, b"[]"),
        (LIST_NAME, json.dumps({"contract": 2, "parts": SAID}).encode()),
        (LIST_NAME, json.dumps({"contract": 1}).encode()),
        (LIST_NAME, json.dumps({"contract": 1, "parts": [SAID[0] | {"sha256": "2" * 64}]}).encode()),
        ("other.json", json.dumps({"contract": 1, "parts": SAID}).encode()),
        (LIST_NAME, b" " * 70_000),
    ],
)
def test_a_sealed_list_that_names_something_else_is_told(halves, name, content):
    sealed = seal_part(Plain(name, content), Place("uuid:1", 0), halves)
    with pytest.raises(ListDiffers):
        check_list(open_part([sealed], Place("uuid:1", 0), halves.unwrap), GIVEN)


def test_a_sealed_list_that_names_what_was_given_over_passes(halves):
    sealed = seal_part(
        Plain(LIST_NAME, json.dumps({"contract": 1, "parts": SAID}).encode()), Place("uuid:1", 0), halves
    )
    check_list(open_part([sealed], Place("uuid:1", 0), halves.unwrap), GIVEN)
