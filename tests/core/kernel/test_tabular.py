"""Tables are written as they are read, and each cell comes back as what it was. Hostile cells: tests/security."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, islice

import openpyxl
import pytest

from basira.core.kernel.identifiers import UnfitIdentifier, check_identifier
from basira.core.kernel.tabular import MAX_XLSX_TEXT, Table, TableKind, csv_pieces, json_pieces, pieces, xlsx_pieces

DAY = date(2026, 11, 28)
ROW = ["نص", "a,b", 'q"q', "l\nl", 7, Decimal("0.10"), None, "", DAY, datetime(2026, 11, 28, 9, tzinfo=UTC)]


def read_xlsx(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


def endless() -> Iterator[list[int]]:
    return ([number] for number in count())


@pytest.mark.parametrize("kind", TableKind)
def test_a_table_without_end_gives_its_pieces_all_the_same(kind):
    for piece in islice(pieces(Table(("n",), endless()), kind), 20):
        assert len(piece) < 1_000_000


def test_the_header_of_a_csv_comes_before_a_row_is_read():
    def never() -> Iterator[list[str]]:
        raise AssertionError
        yield []

    assert list(islice(csv_pieces(Table(("a", "b"), never())), 2)) == [b"\xef\xbb\xbf", b"a,b\r\n"]


def test_each_cell_of_a_csv_comes_back():
    content = b"".join(csv_pieces(Table(("c",), [ROW]), bom=False)).decode()
    (row,) = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert row == ["نص", "a,b", 'q"q', "l\nl", "7", "0.10", "", "", "2026-11-28", "2026-11-28T09:00:00+00:00"]


def test_each_cell_of_a_workbook_comes_back_and_it_reads_from_the_right():
    content = b"".join(xlsx_pieces(Table(("c",), [ROW], right_to_left=True)))
    assert read_xlsx(content)[1] == [
        "نص", "a,b", 'q"q', "l\nl", 7, 0.1, None, None, "2026-11-28", "2026-11-28T09:00:00+00:00",
    ]  # fmt: skip
    assert openpyxl.load_workbook(io.BytesIO(content)).active.sheet_view.rightToLeft


def test_what_a_workbook_cannot_hold_is_marked():
    long, control = "ا" * (MAX_XLSX_TEXT + 1), "a\x01b"
    (cells,) = read_xlsx(b"".join(xlsx_pieces(Table(("c",), [[long, control, "a & <b>"]]))))[1:]
    assert len(str(cells[0])) == MAX_XLSX_TEXT and str(cells[0]).endswith("[…]")
    assert cells[1:] == ["a\ufffdb", "a & <b>"]


def test_each_cell_of_a_json_comes_back_with_all_its_digits():
    names = tuple(f"c{place}" for place in range(len(ROW)))
    content = b"".join(json_pieces(Table(names, [ROW, ROW]))).decode()
    read = json.loads(content, parse_float=Decimal)
    assert (read["format"], read["columns"], len(read["rows"])) == (1, list(names), 2)
    assert list(read["rows"][1].values()) == [
        "نص", "a,b", 'q"q', "l\nl", 7, Decimal("0.10"), None, "", "2026-11-28", "2026-11-28T09:00:00+00:00",
    ]  # fmt: skip
    assert ": 0.10," in content


def test_text_in_a_json_stays_as_it_was_written_and_turns_nothing():
    content = b"".join(json_pieces(Table(("c",), [["=1+1"], ["a\u202eb"], ["\ud800\x00"]]))).decode()
    assert [row["c"] for row in json.loads(content)["rows"]] == ["=1+1", "a\u202eb", "?\ufffd"]
    assert "\u202e" not in content and "\\u202e" in content


def test_no_rows_are_a_header():
    assert b"".join(csv_pieces(Table(("a",), []), bom=False)) == b"a\r\n"
    assert read_xlsx(b"".join(xlsx_pieces(Table(("a",), [])))) == [["a"]]
    assert json.loads(b"".join(json_pieces(Table(("a",), [])))) == {"format": 1, "columns": ["a"], "rows": []}


def test_an_identifier_may_be_of_any_script_and_of_no_hidden_sign():
    check_identifier("مركز-١")
    with pytest.raises(UnfitIdentifier):
        check_identifier("a\u202eb")
