"""A list of what other sources say: every fault by its row, and nothing of a list that has one."""

import pytest

from basira.core.imports.reading import read_table
from basira.core.imports.readings import check_readings

HEADER = "body,source,value,error\n"


def checked(text):
    """Return the check of a text for two bodies and one source."""
    return check_readings(read_table(text.encode(), "list.csv"), {"stars"}, {"E", "F"})


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("body,value\nE,1\n", [("reading.no-column", None)]),
        (HEADER, [("table.no-rows", None)]),
        (HEADER + "E,stars,many,\nX,stars,4,\n", [("reading.no-number", 2), ("reading.unknown-body", 3)]),
        (HEADER + "E,stars,4,-1\n", [("reading.no-number", 2)]),
        (HEADER + "E,moons,4,\nE,stars,4,\nE,stars,5,\n", [("reading.unknown-source", 2), ("reading.twice", 4)]),
    ],
)
def test_a_list_with_a_fault_is_refused_whole(text, faults):
    check = checked(text)
    assert check.rows == () and [(one.code, one.row) for one in check.faults] == faults


def test_a_sound_list_is_read_with_arabic_headers_and_digits():
    check = checked("رمز الجهة,المصدر,القيمة,الخطأ\nE,stars,٤٫٥,\nF,stars,3,0.5\n")
    assert [(one.body, one.value, one.error) for one in check.rows] == [("E", 4.5, 0.0), ("F", 3.0, 0.5)]
