"""The template passes its own check, and explains every column."""

import io

import openpyxl

from basira.core.instrument.lints import MEASURES
from basira.core.instrument.measuring import DIMENSIONS_LIST, ROLES
from basira.core.instrument.template import COLUMN_NOTES, template_workbook
from basira.core.instrument.tree import NAMESPACE, text_in
from tests.shared_data import ROOT

from .workbooks import check


def test_the_template_passes_without_one_remark():
    found = check(template_workbook(), "template.xlsx")
    assert found.ok
    assert found.problems == ()
    assert (found.questions, found.criteria) == (8, 4)
    assert (list(found.tree.traps.values()), [key.right for key in found.tree.keys.values()]) == (["no"], ["50"])
    assert [dimension.name for dimension in found.tree.dimensions] == ["welcome", "time", "accuracy"]
    assert set(found.tree.roles) == {"mission", "started", "ended", "waiting-minutes"}
    assert all(text_in(question.labels, "ar") != text_in(question.labels, "en") for question in found.tree.questions)


def test_every_copy_of_the_template_has_the_same_bytes():
    assert template_workbook() == template_workbook()


def test_every_measuring_column_is_explained_in_both_languages():
    assert [note.column for note in COLUMN_NOTES] == [f"bind::basira:{name}" for name in MEASURES]
    assert all(note.english and note.arabic and note.example for note in COLUMN_NOTES)
    sheet = openpyxl.load_workbook(io.BytesIO(template_workbook()))["about"]
    assert {note.column for note in COLUMN_NOTES} <= {row[0].value for row in sheet.iter_rows()}


def test_no_cell_of_the_template_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_the_reference_page_explains_every_column_and_role():
    page = (ROOT / "docs" / "reference" / "xlsform-columns.md").read_text(encoding="utf-8")
    for name in [*(note.column for note in COLUMN_NOTES), *ROLES, NAMESPACE, DIMENSIONS_LIST]:
        assert f"`{name}`" in page, name
