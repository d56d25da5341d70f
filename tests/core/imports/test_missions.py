"""A list of missions, row by row."""

import pytest

from basira.core.imports.missions import check_missions, shopper_number
from basira.core.imports.reading import read_table
from basira.core.kernel.registry import Channel, MissionKind

HEADER = "number,centre,channel,scenario,form,from,until,service"


def check(*rows, header=HEADER):
    return check_missions(read_table("\n".join([header, *rows]).encode(), "list.csv"))


def codes(checked):
    return [(fault.row, fault.code) for fault in checked.faults]


def test_a_list_without_its_columns_names_each_that_lacks():
    checked = check("1,C-1", header="number,centre")
    assert [dict(fault.params)["target"] for fault in checked.faults] == [
        "channel",
        "scenario",
        "form",
        "from",
        "until",
    ]
    assert checked.missions == ()


def test_a_header_alone_plans_nothing():
    assert codes(check()) == [(None, "table.no-rows")]


def test_each_fault_of_a_row_is_told_by_its_column():
    checked = check("abc,C-1,pigeon,s,f,tomorrow,2026-12-02,", ",C-1,phone,s,f,2026-12-05,2026-12-02,")
    assert codes(checked) == [
        (2, "mission.number"),
        (2, "mission.channel"),
        (2, "mission.day"),
        (3, "mission.missing"),
        (3, "mission.window"),
    ]
    assert checked.missions == ()


def test_a_day_alone_means_its_first_and_its_last_minute():
    (mission,) = check("417,C-1,phone,s,f,2026-12-01,2026-12-01,svc").missions
    assert (str(mission.window_start), str(mission.window_end)) == ("2026-12-01 00:00:00", "2026-12-01 23:59:00")
    assert (mission.channel, mission.service, mission.row) == (Channel.PHONE, "svc", 2)


def test_arabic_headers_words_and_digits_are_read():
    (mission,) = check(
        "م-٠٤١٧,C-1,هاتف,s,f,٢٠٢٦-١٢-٠١,٢٠٢٦-١٢-٠٢",
        header="رقم المتسوق,رمز المركز,القناة,السيناريو,نموذج التقييم,من,إلى",
    ).missions
    assert (mission.number, mission.channel) == ("م-0417", Channel.PHONE)


@pytest.mark.parametrize("text", ["417", "0417", "m-0417", "M 417", "م-0417", "م-٠٤١٧", "م‑417"])
def test_a_number_is_read_however_it_is_written(text):
    assert shopper_number(text) == "م-0417"


@pytest.mark.parametrize("text", ["", "م", "41755", "x-1", "-1"])
def test_what_is_no_number_is_refused(text):
    assert shopper_number(text) is None


def test_a_kind_is_read_in_both_languages_and_else_the_channel_makes_it():
    rows = ["1,C-1,phone,s,f,2026-12-01,2026-12-01,,", "1,C-1,counter,s,f,2026-12-01,2026-12-01,رصد سريع,نعم"]
    header = "number,centre,channel,scenario,form,from,until,kind,known_to_body"
    first, second = check(*rows, header=header).missions
    assert (first.kind, first.is_known_to_body) == (MissionKind.PHONE_CALL, False)
    assert (second.kind, second.is_known_to_body) == (MissionKind.SPOT_CHECK, True)
    wrong = check("1,C-1,phone,s,f,2026-12-01,2026-12-01,pigeon,perhaps", header=header)
    assert codes(wrong) == [(2, "mission.kind"), (2, "mission.known")] and wrong.missions == ()
