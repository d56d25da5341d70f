"""A list of standards: every fault by row and column, then documents with their articles."""

import pytest

from basira.core.imports.reading import read_table
from basira.core.imports.standards import check_standards
from basira.core.kernel.standards import StandardKind

HEAD = "code,version,kind,title_ar,title_en,entity,article,text_ar,text_en\n"
LAW = "law-7,2024,law,قانون الخدمات,Services act,,4,تُعلن الرسوم,Fees are shown\n"


def check(rows, head=HEAD, entities=frozenset({"moh"})):
    return check_standards(read_table((head + rows).encode(), "list.csv"), (), entities)


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        ("law-7,2024,law,ق,S,,,ن,t\n", "standard.missing", 2, "article"),
        (",2024,law,ق,S,,1,ن,t\n", "standard.missing", 2, "code"),
        ("law-7,,law,ق,S,,1,ن,t\n", "standard.missing", 2, "version"),
        ("law-7,2024,poem,ق,S,,1,ن,t\n", "standard.unknown-kind", 2, "kind"),
        ("law-7,2024,,ق,S,,1,ن,t\n", "standard.kind-missing", 2, "kind"),
        ("law-7,2024,law,,,,1,ن,t\n", "standard.title-missing", 2, "title_ar"),
        (LAW + "law-7,2024,,,,,5,,\n", "standard.text-missing", 3, "text_ar"),
        (LAW + "law-7,2024,,,,,4,ن,t\n", "standard.article-twice", 3, "article"),
        (LAW + "law-7,2024,,,Another act,,5,ن,t\n", "standard.says-otherwise", 3, "title_en"),
        (LAW + "law-7,2024,charter,,,,5,ن,t\n", "standard.says-otherwise", 3, "kind"),
        ("law-7,2024,law,ق,S,nobody,1,ن,t\n", "standard.unknown-body", 2, "entity"),
        ("law\u200b7,2024,law,ق,S,,1,ن,t\n", "centre.code-unfit", 2, "code"),
        ("law-7,2024,law,ق,S\u202e,,1,ن,t\n", "centre.hidden-direction", 2, "title_en"),
        (f"law-7,2024,law,ق,{'S' * 301},,1,ن,t\n", "centre.text-too-long", 2, "title_en"),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_refuses_the_list(rows, code, row, column):
    found = check(rows)
    assert not found.ok
    assert (code, row, column) in [(fault.code, fault.row, fault.column) for fault in found.faults]


def test_every_fault_is_listed_not_the_first_alone():
    found = check("law-7,2024,poem,,,,,ن,t\ncharter-1,1,charter,م,C,nobody,1,,\n")
    assert {fault.row for fault in found.faults} == {2, 3} and len(found.faults) >= 2


def test_columns_that_are_needed_are_asked_for():
    found = check("x\n", head="title_en\n")
    assert {dict(fault.params)["target"] for fault in found.faults} == {"code", "version", "article"}


def test_a_header_alone_is_one_error():
    assert [fault.code for fault in check("").faults] == ["table.no-rows"]


def test_rows_become_documents_with_their_articles_in_order():
    found = check(LAW + "law-7,2024,,,,,5,,Turns are kept\nward-1,2,charter,ميثاق,,moh,1,نجيب خلال يوم,\n")
    assert found.ok and found.faults == ()
    law, charter = found.standards
    assert (law.kind, law.title_en, [one.number for one in law.articles]) == (
        StandardKind.LAW,
        "Services act",
        ["4", "5"],
    )
    assert law.articles[1].text_ar == "Turns are kept"  # one language stands for both
    assert (charter.entity, charter.title_en) == ("moh", "ميثاق")


def test_arabic_headers_and_kinds_are_understood():
    head = "رمز الوثيقة,الإصدار,النوع,العنوان,المادة,نص المادة\n"
    found = check("ميثاق-1,2026,ميثاق,ميثاق المتعاملين,3,نعلن الرسوم\n", head=head)
    assert found.ok and found.standards[0].kind is StandardKind.CHARTER


def test_the_digest_changes_with_every_word_and_with_nothing_else():
    (one,), (same,), (other,) = (
        check(rows).standards for rows in (LAW, "\n" + LAW, LAW.replace("Fees are shown", "Fees are hidden"))
    )
    assert one.sha256 == same.sha256 != other.sha256


def test_a_formula_is_kept_as_text_with_a_warning():
    found = check("law-7,2024,law,ق,=1+1,,1,ن,t\n")
    assert found.ok and found.standards[0].title_en == "=1+1"
    assert [fault.code for fault in found.faults] == ["centre.formula-like"]
