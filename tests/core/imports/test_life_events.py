"""A list of life events: every fault by row and column, then events with their steps."""

import pytest

from basira.core.imports.life_events import KnownPlaces, check_life_events
from basira.core.imports.reading import read_table
from basira.core.kernel.registry import Channel

HEAD = "code,name_ar,name_en,service,step_ar,step_en,centre,channel,promised_days,brings_ar,hands_en\n"
BIRTH = "birth,ولادة,A birth,notice,إشعار,Notice,,counter,2,هوية,The notice\n"
KNOWN = KnownPlaces({"notice": "moh", "card": "civil"}, {"c-1": "moh", "c-2": "civil"})


def check(rows):
    return check_life_events(read_table((HEAD + rows).encode(), "list.csv"), (), KNOWN)


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        (",ولادة,,notice,إ,,,counter,,,\n", "event.missing", 2, "code"),
        ("birth,ولادة,,,إ,,,counter,,,\n", "event.missing", 2, "service"),
        ("birth,ولادة,,notice,إ,,,,,,\n", "event.missing", 2, "channel"),
        ("birth,,,notice,إ,,,counter,,,\n", "event.name-missing", 2, "name_ar"),
        (BIRTH + "birth,وفاة,,card,ب,,,counter,,,\n", "event.says-otherwise", 3, "name_ar"),
        ("birth,و,,nothing,إ,,,counter,,,\n", "event.unknown-service", 2, "service"),
        ("birth,و,,notice,إ,,c-2,counter,,,\n", "event.centre-elsewhere", 2, "centre"),
        ("birth,و,,notice,إ,,,pigeon,,,\n", "event.unknown-channel", 2, "channel"),
        ("birth,و,,notice,,,,counter,,,\n", "event.step-unnamed", 2, "step_ar"),
        ("birth,و,,notice,إ,,,counter,soon,,\n", "event.bad-days", 2, "promised_days"),
        ("birth,و,,notice,إ,,,counter,1.5,,\n", "event.bad-days", 2, "promised_days"),
        ("bir\u200bth,و,,notice,إ,,,counter,,,\n", "centre.code-unfit", 2, "code"),
        ("birth,و\u202e,,notice,إ,,,counter,,,\n", "centre.hidden-direction", 2, "name_ar"),
        (f"birth,{'و' * 201},,notice,إ,,,counter,,,\n", "centre.text-too-long", 2, "name_ar"),
        (BIRTH * 21, "event.too-many-steps", 22, "code"),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_refuses_the_list(rows, code, row, column):
    found = check(rows)
    assert not found.ok
    assert (code, row, column) in [(fault.code, fault.row, fault.column) for fault in found.faults]


def test_a_list_without_the_needed_columns_says_which():
    found = check_life_events(read_table(b"name\nx\n", "list.csv"), (), KNOWN)
    assert [dict(fault.params)["target"] for fault in found.faults if fault.code == "event.no-column"] == [
        "code", "service", "channel",
    ]  # fmt: skip


def test_steps_stand_in_the_files_order_and_texts_stand_in_for_each_other():
    found = check(BIRTH + "birth,,,card,بطاقة,,c-2,موقع,٥,,\n")
    assert found.ok, found.faults
    (event,) = found.events
    assert (event.name_ar, event.name_en) == ("ولادة", "A birth")
    first, second = event.steps
    assert (first.service, first.promised_days, first.brings_en, first.hands_ar) == ("notice", 2, "هوية", "The notice")
    assert (second.centre, second.channel, second.promised_days, second.name_en) == ("c-2", Channel.WEBSITE, 5, "بطاقة")


def test_what_says_something_else_has_another_digest():
    first, second = check(BIRTH).events[0], check(BIRTH.replace(",2,", ",3,")).events[0]
    assert first.sha256 != second.sha256 and first.sha256 == check(BIRTH).events[0].sha256
