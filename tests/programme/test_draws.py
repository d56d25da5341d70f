"""The protocol of a draw through its verbs: refusals first, what stays for everybody to see, and the files that an auditor verifies."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.lifecycles import CallState
from basira.core.selection import protocol
from basira.core.selection.protocol import REVEALED_WITHIN, Beacon, BeaconOfAnotherRound, BoundAgain, Named
from basira.core.selection.records import PROTOCOL
from basira.core.selection.verifying import faults_of, replayed
from basira.programme.recruiting import draws
from basira.programme.recruiting.models import Choice, SetAside
from basira.programme.recruiting.verbs import calls, choosing
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import OFFICER, an_open_call, passed

pytestmark = pytest.mark.django_db
BY = {"by": OFFICER, "at": MONDAY_9AM}
DUE = MONDAY_9AM + timedelta(hours=1)
LOTTERY = Named(Beacon.ANNOUNCED, DUE, "The national lottery of that day")
NUMBERS = "4 8 15 16 23 42"


@pytest.fixture
def call():
    ref = an_open_call(capacity=2)
    for sex in ("female", "female", "male", "male"):
        passed(ref, sex=sex)
    calls.move_call(ref=ref, to=CallState.CLOSED, **BY)
    return ref


def bind(call, **changed):
    said = {"quotas": "category,feature,min,max\nsex,female,1,1\n", "named": LOTTERY, **BY}
    return choosing.bind_choice(call=call, **said | changed)


def draw(call, said=NUMBERS, at=DUE):
    choosing.draw(call=call, said=said, by=OFFICER, at=at)


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        (Named(Beacon.DRAND, DUE - timedelta(seconds=1)), choosing.BeaconTooSoon),
        (Named(Beacon.ANNOUNCED, MONDAY_9AM, "Lottery"), choosing.BeaconTooSoon),
        (Named(Beacon.ANNOUNCED, DUE, "  "), choosing.BeaconUnnamed),
    ],
)
def test_a_beacon_is_named_and_early_enough(call, named, refusal):
    with pytest.raises(refusal):
        bind(call, named=named)
    assert not Choice.objects.exists()


def test_nothing_is_drawn_before_the_beacon_spoke_nor_by_what_it_did_not_say(call):
    bind(call, named=Named(Beacon.DRAND, DUE))
    with pytest.raises(choosing.BeaconNotDue):
        draw(call, at=DUE - timedelta(seconds=1))
    with pytest.raises(BeaconOfAnotherRound):
        draw(call, said='{"round": 1, "signature": "ab", "randomness": ""}')
    assert not draws.choice_card(call).is_drawn


def test_another_binding_says_why_and_the_first_stays_for_everybody_to_see(call):
    first = bind(call)
    with pytest.raises(choosing.ReasonMissing):
        bind(call, quotas="")
    second = bind(call, quotas="", reason=BoundAgain.QUOTAS_CHANGED)
    card = draws.draw_card(call)
    (earlier,) = card.earlier
    assert (earlier.bound.commitment, card.binding.bound.commitment) == (first, second) and first != second
    assert (earlier.reason, earlier.set_aside_at) == (BoundAgain.QUOTAS_CHANGED, MONDAY_9AM)


def test_before_the_draw_everybody_reads_commitments_and_no_number_of_the_operators(call):
    commitment = bind(call)
    card = draws.draw_card(call)
    assert card.record["commitment"] == commitment and card.number == card.seed == ""
    assert Choice.objects.get().number not in json.dumps(card.record)


def test_the_draw_follows_from_what_was_bound_the_beacon_and_the_operators_number(call):
    bind(call)
    draw(call)
    card, row = draws.draw_card(call), Choice.objects.get()
    assert card.beacon_said == "announced 4 8 15 16 23 42" and card.number == row.number
    bound = draws.bound_of(row)
    assert card.seed == protocol.seed_of(bound, beacon=card.beacon_said, number=row.number)
    assert card.tallies == ()  # groups of two are nobody's business
    for ref in (*draws.choice_card(call).chosen, *draws.choice_card(call).reserves):
        assert ref not in json.dumps(card.record)


def test_an_operator_who_waits_does_not_veto(call):
    bind(call)
    draw(call, at=DUE + REVEALED_WITHIN + timedelta(seconds=1))
    card, row = draws.draw_card(call), Choice.objects.get()
    assert card.number == "" and not row.number_counted
    assert card.seed == protocol.seed_of(draws.bound_of(row), beacon=card.beacon_said, number="")


def test_a_number_that_was_changed_in_the_database_does_not_count(call):
    bind(call)
    Choice.objects.update(number="another")
    draw(call)
    assert draws.draw_card(call).number == "" and faults_of(draws.draw_files(call)) == ()


def test_another_list_than_the_bound_one_draws_nothing(call, monkeypatch):
    bind(call)
    monkeypatch.setattr(draws, "list_digest", lambda tables: "another")
    with pytest.raises(choosing.ListChanged):
        draw(call)


def test_the_auditors_files_are_right_and_any_change_of_the_record_is_found(call):
    assert draws.draw_files(call) is None
    bind(call)
    assert draws.draw_files(call) is None
    draw(call)
    files = draws.draw_files(call)
    assert faults_of(files) == replayed(files) == ()
    record = json.loads(files[PROTOCOL])
    for name in ("commitment", "lottery_sha256", "number", "value", "seed"):
        changed = json.dumps(record | {name: record[name] + "0"}).encode()
        assert [fault.code for fault in faults_of(files | {PROTOCOL: changed})] == ["draw.protocol"]
    assert [fault.code for fault in faults_of(files | {PROTOCOL: b"{"})] == ["draw.changed"]


@pytest.mark.parametrize(
    "change",
    [
        {"commitment": "x"},
        {"due_at": DUE + timedelta(days=1)},
        {"beacon": "drand-quicknet"},
        {"name": "Another lottery"},
        {"pool": "id,household,sex\n"},
        {"quotas": ""},
    ],
)
def test_the_database_changes_nothing_that_is_bound_without_setting_it_aside(call, change):
    bind(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.update(**change)


def test_the_database_draws_nothing_before_the_beacon_and_changes_nothing_that_is_drawn(call):
    bind(call)
    early = {"seed": "s", "beacon_said": "b", "drawn_at": MONDAY_9AM, "drawn_by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.update(**early)
    draw(call)
    for change in ({"seed": "t"}, {"beacon_said": "c"}, {"number": ""}, {"pool": "id\n"}, {"drawn_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Choice.objects.update(**change)


def test_the_database_keeps_what_was_set_aside(call):
    bind(call)
    bind(call, reason=BoundAgain.BEACON_MISSED)
    for again in (SetAside.objects.all().delete, lambda: SetAside.objects.update(reason="pool-changed")):
        with pytest.raises(Exception, match="recruiting_setaside"), transaction.atomic():
            again()
