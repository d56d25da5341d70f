"""IN-09 and ID-10: no cell that leaves us is a formula, whoever wrote it, and no file says who made it."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from basira.core.imports.names import looks_like_formula
from basira.core.kernel.tabular import Table, csv_pieces, harmless, xlsx_pieces
from tests.shared_data import shared_data

STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", " =", "\ufeff=", "a;=", "a\n=", "a\t@"]
BODIES = ["1+1", 'HYPERLINK("http://127.0.0.1/?"&A1,"x")', "cmd|' /C calc'!A0", "SUM(A1:A9)", "DDE(1;2;3)", "2"]
CELLS = [start + body for start, body in product(STARTS, BODIES)]
FORMULA_START = re.compile(r"(^|[;|\t\r\n\x0b\x0c])(\s*)(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])")
"""A place where some spreadsheet begins to read a formula, said plainly; over long blanks it takes the square of their length."""
HONEST = ["نعم", "yes", "4", "C-12", "a-b", "2026-11-28", "x = y", "mail@host", "ما أجمل المكان!", ""]


def as_csv(cells: list[str]) -> list[str]:
    """Write cells with our writer and read them as any program does."""
    content = b"".join(csv_pieces(Table(("cell",), [[cell] for cell in cells]), bom=False)).decode()
    return [row[0] if row else "" for row in csv.reader(io.StringIO(content, newline=""))][1:]


def naive_csv(cells: list[str]) -> list[str]:
    """Write cells as the standard library does."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["cell"], *[[cell] for cell in cells]])
    return [row[0] if row else "" for row in csv.reader(io.StringIO(out.getvalue(), newline=""))][1:]


def as_xlsx(cells: list[str]) -> bytes:
    return b"".join(xlsx_pieces(Table(("cell",), [[cell] for cell in cells])))


def naive_xlsx(cells: list[str]) -> bytes:
    """Write cells as openpyxl does when nobody tells it their type."""
    book, out = Workbook(), io.BytesIO()
    for cell in ("cell", *cells):
        book.active.append([cell])
    book.save(out)
    return out.getvalue()


def runs(cells: list[str]) -> list[str]:
    """Return the cells that some spreadsheet would run: by their start, or after another country's separator."""
    parts = [
        part for cell in cells for part in cell.replace("\n", ";").replace("\t", ";").replace("\r", ";").split(";")
    ]
    return [part for part in parts if looks_like_formula(part)]


def formulas(book: bytes) -> int:
    """Return how many cells of a workbook are formulas."""
    return sum(cell.data_type == "f" for row in load_workbook(io.BytesIO(book)).active.iter_rows() for cell in row)


def test_in_09_no_cell_of_a_csv_is_run():
    assert runs(as_csv(CELLS)) == []


def test_in_09_twin_a_plain_writer_of_csv_fails_the_same_check():
    assert len(runs(naive_csv(CELLS))) > len(CELLS) / 2


def test_in_09_no_cell_of_a_workbook_is_a_formula_and_each_reads_as_it_was_written():
    writable = [cell for cell in CELLS if "\r" not in cell]  # XML makes a line feed of a carriage return
    book = as_xlsx(writable)
    assert formulas(book) == 0
    sheet = load_workbook(io.BytesIO(book)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == writable


def test_in_09_twin_openpyxl_left_to_itself_fails_the_same_check():
    assert formulas(naive_xlsx([cell for cell in CELLS if cell.isprintable()])) > 0


def test_in_09_the_shared_corpus_is_harmless():
    rows = csv.reader(io.StringIO(shared_data("media/hostile/formula-injection.csv").read_text()))
    cells = [cell for row in rows for cell in row]
    assert runs(cells) and runs(as_csv(cells)) == []
    assert formulas(as_xlsx(cells)) == 0


def test_in_09_honest_words_and_numbers_stay_what_they_are():
    assert as_csv(HONEST) == HONEST
    table = Table(("n", "d", "none"), [[-5, Decimal("-0.50"), None]])
    assert b"".join(csv_pieces(table, bom=False)).endswith(b"-5,-0.50,\r\n")
    (row,) = load_workbook(io.BytesIO(b"".join(xlsx_pieces(table)))).active.iter_rows(min_row=2)
    assert [(cell.value, cell.data_type) for cell in row] == [(-5, "n"), (-0.5, "n"), (None, "n")]


@given(st.text(max_size=40))
def test_in_09_whatever_is_written_no_start_of_a_formula_is_left(text):
    (cell,) = as_csv([text]) or [""]
    assert not FORMULA_START.search(cell)


@given(st.text(alphabet="a ;|\t\r\n\x0b\x85=+-@", max_size=12))
def test_in_09_an_apostrophe_stands_where_a_formula_would_begin_and_nowhere_else(text):
    blank = re.compile(r"^[\t\r\n\x0b\x0c]")
    guarded = FORMULA_START.sub(r"\1\2'", text)
    assert harmless(text) == (f"'{guarded}" if blank.match(guarded) else guarded)


def test_in_09_a_visit_of_blanks_alone_ends():
    blanks = "a" + "\n" * 2_000_000 + "b"  # by the square of their length it would be read for hours
    assert harmless(blanks) == blanks


@pytest.mark.parametrize(("make", "is_ours"), [(as_xlsx, True), (naive_xlsx, False)], ids=["ours", "twin"])
def test_id_10_a_workbook_names_no_author_program_or_time(make: Callable[[list[str]], bytes], is_ours):
    with zipfile.ZipFile(io.BytesIO(make(["x"]))) as book:
        silent = not [name for name in book.namelist() if "docProps" in name]
        dateless = {member.date_time[0] for member in book.infolist()} == {1980}
    assert (silent and dateless) is is_ours
