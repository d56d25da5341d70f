"""Tables of strangers: what is refused, by row, and what is read."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.imports import delimited, tables
from basira.core.imports.reading import ReadingOptions, read_table
from basira.core.kernel.problem import FileRefused


def refusal(content, name="list.csv", options=None):
    with pytest.raises(FileRefused) as refused:
        read_table(content, name, options)
    return refused.value.faults


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "table.empty"),
        (b"\xef\xbb\xbf\r\n", "a.csv", "table.empty"),
        (b"\x89PNG\r\n", "a.csv", "table.not-a-table"),
        (b"%PDF-1.7", "a.csv", "table.not-a-table"),
        (b"<html>", "a.csv", "table.not-a-table"),
        (b'{"a":1}', "a.json", "table.not-a-table"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "table.old-workbook"),
        (b"a,b\n\x00,1\n", "a.csv", "table.nul-byte"),
        (b",,\n", "a.csv", "table.no-header"),
        (b'a,b\n"1,2\n', "a.csv", "table.broken-quotes"),
        (b'a,b\n"x"y,2\n', "a.csv", "table.broken-quotes"),
        ("co\u202ede,b\n1,2\n".encode(), "a.csv", "table.hidden-direction"),
        (b"\xff\xfea\x00,\x00b", "a.csv", "table.damaged-utf16"),
        (b"h" * 400 + b",b\n1,2\n", "a.csv", "table.header-too-long"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_a_code(content, name, code):
    assert [fault.code for fault in refusal(content, name)] == [code]


def test_every_ragged_row_is_named():
    faults = refusal(b"a,b\n1\n1,2\n1,2,3\n")
    assert [(fault.code, fault.row) for fault in faults] == [("table.ragged-row", 2), ("table.ragged-row", 4)]


def test_bytes_that_are_not_utf8_are_refused_with_the_row_and_advice():
    faults = refusal("code,name\nC-1,plain\nC-2,مركز\n".encode("cp1256"))
    assert (faults[0].code, faults[0].row) == ("table.not-utf8", 3)
    assert "C-2,مركز" in faults[0].message
    assert "--encoding windows-1256" in faults[0].message


def test_windows_1256_is_read_when_it_is_said():
    table = read_table("code,name\nC-1,مركز\n".encode("cp1256"), "a.csv", ReadingOptions(encoding="windows-1256"))
    assert table.rows[0].cells == ("C-1", "مركز")


def test_an_encoding_that_nobody_reads_is_refused():
    assert refusal(b"a,b\n1,2\n", options=ReadingOptions(encoding="ebcdic"))[0].code == "table.unknown-encoding"


def test_a_cell_longer_than_a_spreadsheet_holds_is_refused():
    assert refusal(b"a,b\n1," + b"x" * 40_000 + b"\n")[0].code == "table.cell-too-long"
    assert refusal(b"a,b\n1," + b"x" * 200_000 + b"\n")[0].code == "table.cell-too-long"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(delimited, "MAX_ROWS", 2)
    assert refusal(b"a,b\n1,2\n1,2\n1,2\n")[0].code == "table.too-many-rows"


def test_faults_past_the_limit_are_counted(monkeypatch):
    monkeypatch.setattr(tables, "MAX_FAULTS", 3)
    faults = refusal(b"a,b\n" + b"1\n" * 10)
    assert len(faults) == 4
    assert faults[-1].code == "table.more-faults"
    assert dict(faults[-1].params) == {"count": "7"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends_are_found_out(encoding, delimiter, end):
    text = end.join(delimiter.join(cells) for cells in (("code", "الاسم"), ("C-1", "مركز"), ("C-2", "Centre"))) + end
    table = read_table(text.encode(encoding), "list.csv")
    assert table.columns == ("code", "الاسم")
    assert [row.cells for row in table.rows] == [("C-1", "مركز"), ("C-2", "Centre")]
    assert table.delimiter == delimiter


def test_a_quoted_newline_stays_in_its_row_and_blank_lines_count():
    table = read_table(b'\ncode,name\n1,"two\nlines"\n\n2,"a ""b"" c"\n', "a.csv")
    assert (table.first_row, [(row.number, row.cells[1]) for row in table.rows]) == (
        2,
        [(3, "two\nlines"), (5, 'a "b" c')],
    )


def test_a_lone_carriage_return_does_not_cut_a_row():
    assert read_table(b"a,b\n1,\r=1+1\n", "a.csv").rows[0].cells == ("1", " =1+1")


def test_the_first_line_of_excel_names_the_delimiter():
    assert read_table(b"sep=;\na;b\n1,5;2\n", "a.csv").rows[0].cells == ("1,5", "2")


def test_one_column_is_a_table():
    assert read_table("الاسم\nمركز\n".encode(), "a.csv").columns == ("الاسم",)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        table = read_table(content, "a.csv")
    except FileRefused as refused:
        assert refused.faults
    else:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        table = read_table(text.encode(), "a.csv")
    except FileRefused as refused:
        assert refused.faults
    else:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_an_archive_that_is_no_workbook_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a,b\n1,2\n")
    assert refusal(packed.getvalue(), "a.xlsx")[0].severity == "error"


def test_a_formula_without_a_value_is_an_error_and_a_ragged_row_too():
    faults = refusal(workbook(("s", [["code", "name"], ["1", "=A2"], ["2", "x", "y"]])), "a.xlsx")
    assert {fault.code for fault in faults} == {"table.formula-without-value", "table.ragged-row"}


def test_an_unknown_sheet_is_refused_and_the_sheets_are_named():
    faults = refusal(workbook(("مراكز", [["a"], ["1"]])), "a.xlsx", ReadingOptions(sheet="x"))
    assert faults[0].code == "table.unknown-sheet"
    assert "مراكز" in faults[0].message


def test_a_workbook_gives_what_was_typed():
    rows = [["code", "name", "share"], [12.0, "مركز", 0.5], [None, None, None], [True, "x", 3]]
    table = read_table(workbook(("one", rows), ("two", [["z"]])), "a.xlsx")
    assert table.columns == ("code", "name", "share")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("12", "مركز", "0.5")), (4, ("yes", "x", "3"))]
    assert [fault.code for fault in table.faults] == ["table.other-sheets"]


def repacked(content, member, change):
    source, written = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(source.read(name)) if name == member else source.read(name))
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: LAUGHS,
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: b"",
        lambda sheet: sheet.replace(b'r="A1"', b'r="A99999999999"'),
        lambda sheet: sheet.replace(b"<v>", b"<v>x"),
        lambda sheet: b"<worksheet>" + b"<a>" * 5000,
    ],
)
def test_a_damaged_or_hostile_sheet_is_refused_and_not_a_traceback(change):
    whole = workbook(("s", [["code", "name"], [1, "x"]]))
    with pytest.raises(FileRefused):
        table = read_table(repacked(whole, SHEET, change), "a.xlsx")
        raise FileRefused(table.faults)  # some damage leaves a table that can be read


def test_a_damaged_archive_is_refused_and_not_a_traceback():
    whole = workbook(("s", [["code", "name"], [1, "x"]]))
    renamed = whole.replace(b"xl/styles.xml", b"xl/Styles.xml", 1)
    assert refusal(renamed, "a.xlsx")[0].severity == "error"
