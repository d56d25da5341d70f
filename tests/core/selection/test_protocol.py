"""The protocol of a draw: what a beacon says, the seed, and what does not follow from what was bound."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from basira.core.selection.protocol import (
    LEAST_LETTERS,
    QUICKNET_GENESIS,
    REVEALED_WITHIN,
    Beacon,
    BeaconAltered,
    BeaconOfAnotherRound,
    BeaconTooShort,
    BeaconUnreadable,
    Bound,
    Named,
    broken_step,
    counting_number,
    number_digest,
    protocol_of,
    read_beacon,
    seed_of,
)

DUE = datetime(2026, 12, 3, 9, tzinfo=UTC)
DRAND = Named(Beacon.DRAND, DUE)
LOTTERY = Named(Beacon.ANNOUNCED, DUE, "The national lottery of 3 December")
SIGNATURE = "ab" * 48


def answer(**changed):
    said = {"round": DRAND.round, "randomness": hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()}
    return json.dumps(said | {"signature": SIGNATURE} | changed)


def test_the_first_round_is_the_one_that_does_not_come_before_its_moment():
    assert Named(Beacon.DRAND, QUICKNET_GENESIS).round == 1
    assert Named(Beacon.DRAND, QUICKNET_GENESIS - timedelta(days=1)).round == 1
    assert Named(Beacon.DRAND, QUICKNET_GENESIS + timedelta(seconds=1)).round == 2
    assert Named(Beacon.DRAND, QUICKNET_GENESIS + timedelta(seconds=3)).round == 2
    assert LOTTERY.round is None


@pytest.mark.parametrize(
    ("pasted", "refusal"),
    [
        ("", BeaconUnreadable),
        ("[]", BeaconUnreadable),
        ("17", BeaconUnreadable),
        ("[" * 100_000, BeaconUnreadable),
        ('{"round": 1}', BeaconUnreadable),
        (answer(round="1"), BeaconUnreadable),
        (answer(round=True), BeaconUnreadable),
        (answer(signature="xy"), BeaconUnreadable),
        (answer(signature=""), BeaconUnreadable),
        (answer(signature=None), BeaconUnreadable),
        (answer(round=1), BeaconOfAnotherRound),
        (answer(randomness="0" * 64), BeaconAltered),
        (answer(signature=SIGNATURE[:-2]), BeaconAltered),
    ],
)
def test_what_drand_did_not_say_is_refused(pasted, refusal):
    with pytest.raises(refusal):
        read_beacon(DRAND, pasted)


def test_what_drand_said_is_read_as_one_line():
    randomness = json.loads(answer())["randomness"]
    assert read_beacon(DRAND, answer()) == f"drand-quicknet {DRAND.round} {randomness}"
    assert read_beacon(DRAND, answer(randomness=randomness.upper())) == f"drand-quicknet {DRAND.round} {randomness}"


def test_a_public_drawing_reads_the_same_in_any_digits_and_spacing():
    assert read_beacon(LOTTERY, " 4 – 8, 15 16\n23-42 ") == "announced 4 8 15 16 23 42"
    assert (
        read_beacon(LOTTERY, "٤ ٨ ١٥ ١٦ ٢٣ ٤٢")
        == read_beacon(LOTTERY, "۴ ۸ ۱۵ ۱۶ ۲۳ ۴۲")
        == "announced 4 8 15 16 23 42"
    )
    with pytest.raises(BeaconTooShort) as refusal:
        read_beacon(LOTTERY, "1 2 – 3")
    assert refusal.value.params == {"least": LEAST_LETTERS}


def test_the_seed_is_what_a_shell_makes_of_five_lines():
    bound = Bound("c" * 64, "a" * 64, number_digest("n"), LOTTERY)
    lines = "\n".join(("basira draw 1", "c" * 64, "a" * 64, "announced 4 8 15 16 23 42", "n"))
    seed = seed_of(bound, beacon="announced 4 8 15 16 23 42", number="n")
    assert seed == hashlib.sha256(lines.encode()).hexdigest()
    others = {
        seed_of(replace(bound, commitment="x"), beacon="announced 4 8 15 16 23 42", number="n"),
        seed_of(replace(bound, panels="x"), beacon="announced 4 8 15 16 23 42", number="n"),
        seed_of(bound, beacon="announced 4 8 15 16 23 43", number="n"),
        seed_of(bound, beacon="announced 4 8 15 16 23 42", number=""),
    }
    assert len(others | {seed}) == 5


def test_the_operators_number_counts_in_time_and_as_it_was_bound_and_vetoes_nothing():
    bound = number_digest("n")
    assert counting_number("n", bound=bound, due=DUE, at=DUE + REVEALED_WITHIN) == "n"
    late = DUE + REVEALED_WITHIN + timedelta(seconds=1)
    assert counting_number("n", bound=bound, due=DUE, at=late) == ""
    assert counting_number("m", bound=bound, due=DUE, at=DUE) == ""


def a_record(**changed):
    said = {"beacon": read_beacon(DRAND, answer()), "number": "n"}
    return protocol_of(Bound("c", "p", number_digest("n"), DRAND), **said | changed)


def test_a_record_before_the_beacon_tells_what_was_bound_alone():
    assert set(a_record(beacon="")) == {
        "protocol",
        "commitment",
        "lottery_sha256",
        "number_sha256",
        "drop_out",
        "beacon",
    }


@pytest.mark.parametrize("number", ["n", ""])
def test_a_right_record_holds(number):
    record = a_record(number=number)
    assert broken_step(record, commitment="c", panels="p", seed=record["seed"]) == ""
    assert broken_step(json.loads(json.dumps(record)), commitment="c", panels="p", seed=record["seed"]) == ""


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"protocol": "other"}, "protocol"),
        ({"commitment": "x"}, "commitment"),
        ({"lottery_sha256": "x"}, "lottery_sha256"),
        ({"drop_out": 0.5}, "drop_out"),
        ({"number": "m"}, "number"),
        ({"number": ""}, "seed"),
        ({"value": "drand-quicknet 1 00"}, "value"),
        ({"value": f"drand-quicknet {DRAND.round} 00"}, "seed"),
        ({"seed": "0"}, "seed"),
        ({"beacon": {"kind": "drand-quicknet", "name": "", "round": 7, "due": DUE.isoformat()}}, "round"),
        ({"beacon": {"kind": "dice", "name": "", "round": 7, "due": DUE.isoformat()}}, "protocol"),
        ({"beacon": None}, "protocol"),
    ],
)
def test_whatever_is_changed_in_a_record_some_step_does_not_hold(changed, step):
    record = a_record()
    assert broken_step(record | changed, commitment="c", panels="p", seed=record["seed"]) == step


def test_a_record_from_before_the_drop_out_was_bound_holds_for_the_usual_one_alone():
    record = a_record()
    del record["drop_out"]
    said = {"commitment": "c", "panels": "p", "seed": record["seed"]}
    assert broken_step(record, **said) == "" and broken_step(record, **said, drop_out=0.5) == "drop_out"


def test_a_record_of_another_draw_does_not_hold():
    record = a_record()
    assert broken_step(record, commitment="c", panels="p", seed="another") == "seed"
    assert broken_step({}, commitment="c", panels="p", seed="s") == "protocol"
