"""The record of a capture: every input has a judgement, a forged one is doubted, and no exact time comes out."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.assurance.capture_measures import durations_of
from basira.core.assurance.capture_places import MOST_SAMPLES, fit_of, samples_in
from basira.core.assurance.capture_record import MAX_BYTES, Flag, Told, Verdict, judge, key_id, point_of
from basira.core.assurance.instruments import AT_A_PLACE, INSTRUMENTS, Mark
from basira.core.kernel.registry import MissionKind
from tests.capture_scene import CANARY_MINUTE, at, places_json, point, signed, spoken, values_for

XML = b"<data/>"
RECEIVED = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOLD = Told({key_id(point()): point()}, "m1", "uuid:1", values_for(XML)["answers"]["sha256"], len(XML), RECEIVED)


def said(**changed):
    return judge(signed(values_for(XML, mission="m1", **changed)), TOLD)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(content):
    assert judge(content, TOLD).verdict is Verdict.UNREADABLE
    samples_in(content)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just(at(6)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from([*values_for(XML), "contract"])


@given(st.dictionaries(NAMES, ANY_JSON, max_size=6))
def test_no_value_under_any_name_makes_it_raise(changed):
    judged = judge(
        json.dumps({"record": json.dumps(values_for(XML) | changed), "key": "", "signature": ""}).encode(), TOLD
    )
    assert judged.verdict in set(Verdict)
    json.dumps(asdict(judged.reading), allow_nan=False).encode()


@given(
    NAMES,
    ANY_JSON,
    st.sampled_from(["what", "at", "was", "value", "changed_at", "reason", "words", "promised_by", "id"]),
)
def test_no_value_inside_an_entry_makes_it_raise(name, value, inner):
    values = values_for(XML)
    if isinstance(values[name], list):
        values[name] = [{**each, inner: value} for each in values[name]] + [value]
    judged = judge(json.dumps({"record": json.dumps(values)}).encode(), TOLD)
    json.dumps(asdict(judged.reading), allow_nan=False).encode()


@given(ANY_JSON, ANY_JSON, ANY_JSON)
def test_no_envelope_makes_it_raise(record, key, signature):
    judge(json.dumps({"record": record, "key": key, "signature": signature}).encode(), TOLD)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b'{"record": {}}', b'{"record": "[]"}', b'{"record": "{}"}', b'{"record": "\\ud800"}',
        b"[" * 100_000, b'{"record": "' + b"[" * 100_000 + b'"}', signed(values_for(XML, contract=2)), b"\xff\xfe{",
        b'{"record": "{\\"contract\\": NaN}"}',
    ],
    ids=range(12),
)  # fmt: skip
def test_what_cannot_be_read_says_so_and_nothing_else(content):
    judged = judge(content, TOLD)
    assert (judged.verdict, judged.flags) == (Verdict.UNREADABLE, (Flag.UNREADABLE,))
    assert judged.reading.durations == {} and judged.reading.files == ()


def test_a_record_that_is_too_large_is_not_read():
    content = signed(values_for(XML, seen={"story": "x" * MAX_BYTES}))
    assert judge(content, TOLD).flags == (Flag.TOO_LARGE,)


def test_a_sound_record_is_sound():
    judged = said()
    assert (judged.verdict, judged.flags) == (Verdict.SOUND, ())


def test_a_changed_letter_a_strangers_key_and_none_are_told_apart():
    content = signed(values_for(XML, mission="m1"))
    assert judge(content.replace(b"Counter four", b"Counter five"), TOLD).flags == (Flag.SIGNATURE_WRONG,)
    assert judge(signed(values_for(XML, mission="m1"), key=2), TOLD).flags == (Flag.KEY_UNKNOWN,)
    forged = signed(values_for(XML, mission="m1"), key=2, named=key_id(point()))
    assert judge(forged, TOLD).flags == (Flag.SIGNATURE_WRONG,)
    bare = json.dumps({"record": json.dumps(values_for(XML, mission="m1"))}).encode()
    assert judge(bare, TOLD).flags == (Flag.UNSIGNED,)
    assert {judge(each, TOLD).verdict for each in (forged, bare)} == {Verdict.DOUBTFUL}


@pytest.mark.parametrize(
    "signature", ["", "x", "!" * 86, spoken(b"\x00" * 64), spoken(b"\xff" * 64), spoken(b"x" * 63), 5]
)
def test_a_signature_that_is_none_is_wrong(signature):
    envelope = json.loads(signed(values_for(XML, mission="m1"))) | {"signature": signature}
    assert judge(json.dumps(envelope).encode(), TOLD).flags == (Flag.SIGNATURE_WRONG,)


def test_other_answers_and_another_visit_are_noticed():
    assert said(answers={"sha256": "0" * 64, "size": len(XML)}).flags == (Flag.ANSWERS_DIFFER,)
    assert said(answers={"sha256": TOLD.answers_sha256, "size": 1}).flags == (Flag.ANSWERS_DIFFER,)
    assert said(answers=None).flags == (Flag.ANSWERS_DIFFER,)
    assert said(instance_id="uuid:2").flags == (Flag.VISIT_DIFFERS,)
    content = signed(values_for(XML, mission="m2"))
    assert judge(content, TOLD).flags == (Flag.VISIT_DIFFERS,)
    assert judge(content, replace(TOLD, mission="")).flags == ()


def test_durations_are_whole_seconds_from_the_first_touch_and_to_the_last():
    assert said().reading.durations == {"wait": 3600, "service": 3550, "visit": 7200}
    call = [
        ("dialled", 6, 0), ("machine", 6, 4), ("hold-began", 6, 10), ("hold-ended", 6, 20), ("hold-began", 7, 0),
        ("hold-ended", 7, 5), ("human", 7, 5), ("ended", 7, 30),
    ]  # fmt: skip
    marks = [{"what": what, "at": at(hour, second)} for what, hour, second in call]
    assert said(marks=marks).reading.durations == {"to-human": 3605, "hold": 15}
    for end in ("done", "gave-up"):
        marks = [{"what": "began", "at": at(6)}, {"what": end, "at": at(6, 20)}]
        assert said(marks=marks).reading.durations == {"task": 20}
    marks = [{"what": "written", "at": at(6, day=20)}, {"what": "answered", "at": at(6, day=22)}]
    assert said(marks=marks).reading.durations == {"reply": 2 * 86_400}
    marks = [{"what": "began", "at": at(6)}, {"what": "ended", "at": at(6, 50)}]
    assert said(marks=marks).reading.durations == {"check": 50}
    assert durations_of([]) == ({}, True)


def test_a_duration_that_would_be_negative_is_left_out_and_flagged():
    judged = said(
        marks=[{"what": "arrived", "at": at(8)}, {"what": "called", "at": at(6)}, {"what": "left", "at": at(9)}]
    )
    assert judged.reading.durations == {"visit": 3600}
    assert (judged.verdict, judged.flags) == (Verdict.SOUND, (Flag.DURATION_NEGATIVE,))
    assert said(marks=[{"what": "hold-ended", "at": at(6)}]).flags == (Flag.DURATION_NEGATIVE,)


def test_what_was_taken_back_is_not_measured_and_stands_among_the_changes():
    was = [{"what": "left", "at": at(9), "changed_at": at(10), "reason": "wrong-touch", "words": "still inside"}]
    marks = [{"what": "arrived", "at": at(6)}, {"what": "left", "at": at(9), "gone": True, "was": was}]
    judged = said(marks=marks, counts=[])
    assert judged.reading.durations == {} and judged.flags == ()
    (change,) = judged.reading.changes
    assert (change.of, change.what, change.gone, change.reason, change.words) == (
        "mark", "left", True, "wrong-touch", "still inside",
    )  # fmt: skip
    assert change.shift_s is None


def test_a_change_says_before_and_after_and_how_far_a_moment_was_moved():
    moved, counted = said().reading.changes
    assert (moved.what, moved.reason, moved.shift_s, moved.before, moved.after) == (
        "ticket",
        "late-touch",
        -3600,
        "",
        "",
    )
    assert (counted.what, counted.before, counted.after, counted.words) == ("queue", "5", "7", "two sat aside")


@pytest.mark.parametrize(
    "was",
    [
        "no list", [{}], [{"changed_at": at(6), "reason": "bored", "value": 1, "at": at(6)}],
        [
            {"value": 1, "at": at(6), "changed_at": at(8), "reason": "other"},
            {"value": 2, "at": at(6), "changed_at": at(7), "reason": "other"},
        ],
    ],
)  # fmt: skip
def test_a_history_that_makes_no_sense_is_flagged_and_the_entry_stays(was):
    judged = said(counts=[{"what": "queue", "value": 3, "at": at(6), "was": was}], marks=[])
    assert judged.reading.counts == {"queue": 3} and judged.flags == (Flag.HISTORY_UNFIT,)


def test_taken_back_without_a_history_is_flagged():
    judged = said(counts=[{"what": "queue", "value": 3, "at": at(6), "gone": True}])
    assert judged.reading.counts == {} and judged.flags == (Flag.HISTORY_UNFIT,)


@pytest.mark.parametrize(
    "changed",
    [
        {"counts": [{"what": "queue", "value": -1, "at": at(6)}]},
        {"counts": [{"what": "queue", "value": 100_001, "at": at(6)}]},
        {"counts": [{"what": "queue", "value": True, "at": at(6)}]},
        {"marks": [{"what": "arrived", "at": "2026-11-22 06:47"}]},
        {"marks": [{"what": "sat-down", "at": at(6)}]},
        {"seen": {"story": "x" * 4001}},
        {"files": [{"name": "a.jpg"}]},
        {"places": {"sha256": "x"}},
        {"contacts": "none"},
        {"marks": [{"what": "arrived", "at": at(6)}] * 201},
    ],
)
def test_an_entry_that_is_not_as_the_contract_says_is_left_out_and_flagged(changed):
    judged = said(**changed)
    assert Flag.ENTRIES_UNFIT in judged.flags and judged.verdict is Verdict.SOUND


def test_contacts_are_told_by_days_where_the_phone_was():
    first, second = said().reading.contacts
    assert (first.day, first.channel, first.outcome, first.promised_in, first.words) == (
        0,
        "phone",
        "promised",
        7,
        "call again",
    )
    assert (second.day, second.outcome, second.promised_in) == (5, "done", None)
    late = [
        {"id": "a", "at": at(19, day=20), "channel": "phone", "outcome": "no-answer"},
        {"id": "b", "at": at(21, day=20), "channel": "phone", "outcome": "answered"},
    ]
    assert [each.day for each in said(contacts=late).reading.contacts] == [
        0,
        1,
    ]  # four hours east, midnight lies between


def test_what_was_recalled_says_how_long_after_leaving():
    (recall,) = said().reading.recall
    assert (recall.ask, recall.words, recall.after_s) == ("who-served", "Counter four", 40)
    assert said(marks=[]).reading.recall[0].after_s is None


@pytest.mark.parametrize(
    ("clock", "flags"),
    [
        ({"phone_at": at(9), "server_at": at(9, 59), "zone_minutes": 240}, ()),
        ({"phone_at": at(10), "server_at": at(9), "zone_minutes": 240}, (Flag.CLOCK_OFF,)),
        ({"phone_at": at(13), "server_at": at(13), "zone_minutes": 240}, (Flag.CLOCK_OFF,)),
        ({"phone_at": at(9), "server_at": None, "zone_minutes": 240}, (Flag.CLOCK_UNPROVED,)),
        (None, (Flag.ENTRIES_UNFIT, Flag.CLOCK_UNPROVED)),
    ],
)
def test_the_clock_is_judged_softly(clock, flags):
    judged = said(clock=clock)
    assert (judged.verdict, judged.flags) == (Verdict.SOUND, flags)


def test_no_exact_time_is_read_out():
    shown = json.dumps(asdict(said().reading))
    assert CANARY_MINUTE.strip(":") not in shown.replace(TOLD.answers_sha256, "") and "T06" not in shown


def test_what_no_row_keeps_is_taken_out_of_words():
    values = json.dumps(values_for(XML, seen={"story": "a\x00b\ud800c"}))
    assert judge(signed(values), TOLD).reading.seen == {"story": "abc"}


def test_a_point_of_the_curve_is_a_key_and_nothing_else_is():
    assert point_of(spoken(point())) == point() and len(key_id(point())) == 16
    others = [
        "",
        "x",
        spoken(point()[:-1]),
        spoken(b"\x04" + b"\x01" * 64),
        spoken(b"\x02" + point()[1:33]),
        "a" * 10_000,
    ]
    assert [point_of(each) for each in others] == [None] * len(others)


def test_places_are_read_one_by_one():
    assert samples_in(b"[]") is None and samples_in(b'{"samples": 1}') is None and samples_in(b" " * 70_000) is None
    assert samples_in(b'{"samples": [{"at": "", "latitude": 91, "longitude": 0}]}') == ()
    (sample,) = samples_in(places_json((25.1, 55.2, 12.0)))
    assert (sample.latitude, sample.longitude, sample.accuracy_m) == (25.1, 55.2, 12.0) and sample.at is not None
    assert len(samples_in(places_json(*[(25.1, 55.2, 12.0)] * (MOST_SAMPLES + 1)))) == MOST_SAMPLES


def test_files_and_places_are_held_against_the_record():
    fit = fit_of([("a.jpg", "1"), ("b.jpg", "2")], {"a.jpg": "1", "c.jpg": "3"}, ("p", "p"))
    assert (fit.other, fit.unnamed, fit.to_come, fit.is_whole) == ((), ("c.jpg",), ("b.jpg",), False)
    fit = fit_of([("a.jpg", "1")], {"a.jpg": "2"}, ("", None))
    assert (fit.other, fit.is_whole) == (("a.jpg",), False)
    assert fit_of([], {}, ("p", "q")).places_are_other and fit_of([], {}, ("", "q")).places_are_other
    assert fit_of([("a.jpg", "1")], {}, ("p", None)).is_whole


def test_every_kind_of_mission_has_its_instruments():
    assert set(INSTRUMENTS) == set(MissionKind) and set(MissionKind) > AT_A_PLACE
    assert {mark for each in INSTRUMENTS.values() for mark in each.marks} == set(Mark)
