"""Applicants and quotas from files: both header styles, and every fault by row and column, refused whole."""

import pytest

from basira.core.imports.reading import read_table
from basira.core.kernel.problem import FileRefused
from basira.core.selection.pool import NO_LIMIT, Quota
from basira.core.selection.reading import Columns, read_pool, read_quotas

QUOTAS = "category,feature,min,max\nsex,f,1,2\nsex,m,1,2\n"
PEOPLE = "name,sex,street\nAmal,f,1\nBadr,m,1\nHind,f,\n"


def quotas_of(text: str):
    return read_quotas(read_table(text.encode(), "quotas.csv"))


def pool_of(people: str, size: int = 2, columns: Columns | None = None, quotas: str = QUOTAS):
    return read_pool(read_table(people.encode(), "people.csv"), quotas_of(quotas), size, columns)


def refused(act, *arguments):
    with pytest.raises(FileRefused) as refusal:
        act(*arguments)
    return [(fault.code, fault.row, fault.column) for fault in refusal.value.faults]


def test_every_fault_of_the_quotas_is_told_by_row_and_column():
    text = (
        "feature,value,min,max,min_flex,max_flex\nsex,f,2,1,0,9\nsex,f,1,x,,\n,m,-1,2,,\nage,young,3,4,4,3\n"
        "age,old,0.5,٣,,\nsex & age,f,0,1,,\n"
    )
    assert refused(quotas_of, text) == [
        ("quota.min-above-max", 2, "min"),
        ("quota.not-whole", 3, "max"),
        ("quota.twice", 3, "value"),
        ("quota.not-whole", 4, "min"),
        ("quota.empty", 4, "feature"),
        ("quota.flex-narrower", 5, "min_flex"),
        ("quota.flex-narrower", 5, "max_flex"),
        ("quota.not-whole", 6, "min"),
        ("quota.not-whole", 6, "max"),
        ("quota.joined", 7, "value"),
    ]


@pytest.mark.parametrize("text", ["group,feature,min,max\na,b,1,2\n", "category,feature,least,max\na,b,1,2\n"])
def test_other_columns_are_refused(text):
    assert refused(quotas_of, text) == [("quotas.columns", 1, None)]


def test_a_list_without_a_quota_is_refused():
    assert refused(quotas_of, "category,feature,min,max\n") == [("quotas.none", 1, None)]


def test_every_fault_of_the_applicants_is_told_by_row_and_column():
    people = "name,sex\nAmal,f\n,x\nAmal,\n=1+1,m\n"
    assert refused(pool_of, people, 2, Columns("name")) == [
        ("cell.no-quota", 3, "sex"),
        ("id.empty", 3, "name"),
        ("cell.empty", 4, "sex"),
        ("id.formula", 5, "name"),
        ("id.twice", 2, "name"),
        ("id.twice", 4, "name"),
    ]


def test_columns_that_are_not_there_or_twice_are_refused():
    assert refused(pool_of, "sex,sex\nf,m\n", 0, Columns("name", ("street",))) == [
        ("size.out-of-range", None, None),
        ("column.twice", 1, "sex"),
        ("column.missing", 1, "name"),
        ("column.missing", 1, "street"),
    ]


def test_both_header_styles_say_the_same():
    other = quotas_of("feature,value,min,max,min_flex,max_flex\nsex,f,1,2,0,3\nsex,m,1,2,,\n")
    assert other == (Quota("sex", "f", 1, 2, 0, 3), Quota("sex", "m", 1, 2, 0, NO_LIMIT))
    assert quotas_of(QUOTAS) == (Quota("sex", "f", 1, 2), Quota("sex", "m", 1, 2))


def test_an_id_is_the_rows_number_unless_a_column_is_named():
    assert [one.id for one in pool_of(PEOPLE).applicants] == ["1", "2", "3"]
    assert [one.id for one in pool_of(PEOPLE, 2, Columns("name")).applicants] == ["Amal", "Badr", "Hind"]


def test_who_lives_together_is_known_by_a_number_and_by_no_address():
    pool = pool_of(PEOPLE, 2, Columns("name", ("street",)))
    assert [one.household for one in pool.applicants] == ["1", "1", ""]


def test_an_intersection_counts_those_who_have_both():
    quotas = "category,feature,min,max\nsex & age,f & old,1,1\n"
    pool = pool_of("sex,age\nf,old\nf,young\nm,old\n", 2, None, quotas)
    assert pool.members == ((0,),)
