"""Past visits: refusals by row and column, dirt set aside, marks as shares."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.imports.criteria import read_mapping, split_criteria
from basira.core.imports.mapping import split_pairs
from basira.core.imports.reading import read_table
from basira.core.imports.scales import ScaleKind, mark_of, parse_scale, share_of
from basira.core.imports.visits import check_visits


def check(text, *said):
    table = read_table(text.encode(), "visits.csv")
    pairs, unreadable = split_pairs(said)
    plain, criteria, faults = split_criteria(pairs, table.columns)
    assert not unreadable and not faults
    return check_visits(table, plain, criteria)


def faults(checked):
    return [(str(fault.severity), fault.code, fault.row) for fault in checked.faults]


def pair_faults(*said, columns=("centre", "g1", "a:b")):
    pairs, _ = split_pairs(said)
    return [fault.code for fault in split_criteria(pairs, columns)[2]]


def test_a_file_without_centre_or_criteria_is_refused():
    assert [code for _, code, _ in faults(check("x,y\n1,2\n"))] == ["visit.no-centre-column", "visit.no-criteria"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("criterion:a=g1", "criterion.no-scale"),
        ("criterion:a=g9:yes-no", "map.unknown-column"),
        ("criterion:a=g1:stars", "criterion.unknown-scale"),
        ("criterion:a=g1:5-5", "criterion.unknown-scale"),
        ("criterion:A b=g1:yes-no", "criterion.code-unfit"),
        ("criterion:a=g1:yes-no:0", "criterion.weight-unfit"),
        ("criterion:a=g1:yes-no:heavy", "criterion.weight-unfit"),
        ("criterion:a=g1:yes-no:1:حسن", "criterion.dimension-unfit"),
    ],
)
def test_a_criterion_that_cannot_be_read_says_why(said, code):
    assert pair_faults(said) == [code]


def test_a_criterion_said_twice_is_refused():
    assert pair_faults("criterion:a=g1:yes-no", "criterion:a=g1:0-1") == ["map.target-twice"]


def test_a_criterion_gives_column_scale_weight_and_dimension_and_a_colon_may_be_in_the_column():
    pairs, _ = split_pairs(["criterion:a=a:b:1-5:2.5:courtesy"])
    _, criteria, found = split_criteria(pairs, ("centre", "a:b"))
    assert not found
    assert (criteria[0].column, criteria[0].scale.kind, criteria[0].weight, criteria[0].dimension) == (
        "a:b",
        ScaleKind.RANGE,
        Decimal("2.5"),
        "courtesy",
    )


def test_a_mapping_file_says_the_same_with_labels():
    text = (
        "target,column,scale,weight,dimension,label_en,label_ar\n"
        "centre,branch,,,,,\n"
        "criterion:greeting,g1,yes-no,2,courtesy,Greeting,التحية\n"
    )
    plain, criteria, found = read_mapping(read_table(text.encode(), "m.csv"), ("branch", "g1"))
    assert (plain, found) == ([("centre", "branch")], [])
    assert (criteria[0].label_ar, criteria[0].weight) == ("التحية", 2)


def test_a_mapping_file_names_its_own_row():
    text = "target,column,scale\ncriterion:greeting,g1,stars\n"
    _, _, found = read_mapping(read_table(text.encode(), "m.csv"), ("g1",))
    assert found[0].message.startswith("Mapping file, row 2:")
    assert read_mapping(read_table(b"a,b\n1,2\n", "m.csv"), ())[2][0].code == "map.file-columns"


def test_a_row_without_a_centre_is_an_error():
    checked = check("centre,g1\n,1\nA,1\n", "criterion:a=g1:yes-no")
    assert faults(checked) == [("error", "visit.centre-missing", 2)]
    assert [visit.centre for visit in checked.visits] == ["A"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("31/31/2024", "visit.date-unreadable"), ("soon", "visit.date-unreadable"), ("1446-03-01", "visit.date-hijri")],
)
def test_a_date_that_is_none_is_an_error(text, code):
    checked = check(f"centre,g1,date\nA,1,{text}\n", "criterion:a=g1:yes-no")
    assert faults(checked) == [("error", code, 2)]


def test_a_name_that_hides_its_direction_is_an_error():
    checked = check("centre,centre_name,g1\nA,x\u202ey,1\nB\u200f,z,1\n", "criterion:a=g1:yes-no")
    assert faults(checked) == [("error", "visit.name-unfit", 2), ("error", "visit.identifier-unfit", 3)]


def test_a_column_on_another_scale_is_an_error_and_a_single_mark_is_dirt():
    rows = "".join(f"A,{mark},1\n" for mark in [*(place / 10 for place in range(1, 10)), 7])
    dirty = check("centre,g1,g2\n" + rows, "criterion:a=g1:0-1", "criterion:b=g2:yes-no")
    assert faults(dirty) == [("warning", "criterion.off-scale", 11)]
    wrong = check("centre,g1\nA,7\nA,8\nB,1\n", "criterion:a=g1:0-1")
    assert not wrong.ok
    assert ("error", "criterion.wrong-scale", None) in faults(wrong)


def test_an_empty_criterion_is_an_error():
    assert faults(check("centre,g1\nA,\n", "criterion:a=g1:0-1"))[-1][1] == "criterion.empty"


def test_dirt_is_told_by_row_and_set_aside():
    checked = check(
        "centre,shopper,minutes,waiting,price,g1\nA,7,-0.5,2000,-3,1\nA,,x,3,NA,1\nA,7,3,4,5,\n",
        "criterion:a=g1:yes-no",
    )
    assert checked.ok
    assert faults(checked) == [
        ("warning", "visit.negative-minutes", 2),
        ("warning", "visit.minutes-too-many", 2),
        ("warning", "visit.negative-price", 2),
        ("warning", "visit.shopper-missing", 3),
        ("warning", "visit.not-a-number", 3),
        ("warning", "visit.no-marks", 4),
    ]
    assert (checked.visits[0].minutes, checked.visits[0].waiting_minutes, checked.visits[0].price) == (None, None, None)


def test_the_very_same_visit_twice_is_told():
    checked = check("centre,shopper,g1\nA,7,1\nA,7,1\nA,8,1\n", "criterion:a=g1:yes-no")
    assert faults(checked) == [("warning", "visit.repeated-row", 3)]
    assert len(checked.visits) == 3


def test_days_are_read_in_the_files_own_order():
    day_first = check("centre,g1,date\nA,1,03/04/2024\nA,1,25/12/2024 10:40\n", "criterion:a=g1:yes-no")
    assert (day_first.visits[0].day, day_first.visits[1].clock) == (date(2024, 4, 3), time(10, 40))
    month_first = check("centre,g1,date\nA,1,03/04/2024\nA,1,12/25/2024\n", "criterion:a=g1:yes-no")
    assert month_first.visits[0].day == date(2024, 3, 4)
    open_order = check("centre,g1,date\nA,1,٠٣/٠٤/٢٠٢٤\n", "criterion:a=g1:yes-no")
    assert open_order.visits[0].day == date(2024, 4, 3)
    assert faults(open_order) == [("warning", "visit.date-order-assumed", None)]


@pytest.mark.parametrize(
    ("scale", "text", "share"),
    [
        ("yes-no", "نعم", 1),
        ("yes-no", "0.0", 0),
        ("no-yes", "1.0", 0),
        ("no-yes", "non", 1),
        ("0-1", "0.25", Decimal("0.25")),
        ("1-5", "٣", Decimal("0.5")),
        ("5-1", "1", 1),
        ("0-100", "62,5", Decimal("0.625")),
        ("at-most-15", "15", 1),
        ("at-most-15", "15.1", 0),
        ("at-least-3", "2", 0),
    ],
)
def test_marks_become_shares(scale, text, share):
    read = parse_scale(scale)
    assert share_of(mark_of(text, read), read) == share


@pytest.mark.parametrize(("scale", "text"), [("1-5", "6"), ("yes-no", "maybe"), ("0-1", "-0.1"), ("at-most-3", "-1")])
def test_a_mark_off_the_scale_is_refused(scale, text):
    with pytest.raises(ValueError):
        mark_of(text, parse_scale(scale))


@given(st.integers(0, 1000), st.integers(0, 1000), st.decimals(0, 1, places=4))
def test_a_share_on_any_range_lies_between_nothing_and_everything(worst, best, place):
    if worst == best:
        return
    scale = parse_scale(f"{worst}-{best}")
    mark = worst + (best - worst) * place
    assert 0 <= share_of(mark_of(str(mark), scale), scale) <= 1


@given(st.text(alphabet="0123456789.,٫٬٣- eE+x", max_size=14))
def test_any_amount_is_read_or_set_aside(text):
    quoted = text.replace('"', "")
    checked = check(f'centre,g1,minutes\nA,1,"{quoted}"\n', "criterion:a=g1:yes-no")
    assert len(checked.visits) == 1
