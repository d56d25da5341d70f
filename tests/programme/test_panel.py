"""The panel: enrolment, standing, the numbers of a cycle and the keys of phones. What links them stays apart."""

import pytest

from basira.core.kernel.lifecycles import MoveNotAllowed, ShopperState
from basira.programme.journal import queries as journal
from basira.programme.journal.models import Entry
from basira.programme.panel import queries, verbs
from basira.programme.panel.models import CycleNumber, FieldKey
from basira.programme.people.permissions import NotPermitted
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.django_db

CYCLE = "the-cycle"


@pytest.fixture
def shoppers(mariam_the_panel_officer):
    def enrol(count, state=ShopperState.ACTIVE):
        return verbs.enrol_shoppers(count=count, state=state, by=mariam_the_panel_officer, at=MONDAY_9AM)

    return enrol


@pytest.fixture
def a_number(shoppers, mariam_the_panel_officer):
    numbers = verbs.number_for_cycle(cycle=CYCLE, shoppers=shoppers(1), by=mariam_the_panel_officer, at=MONDAY_9AM)
    return numbers[0]


WRITES = {
    "enrol": lambda by, number: verbs.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM),
    "move": lambda by, number: verbs.move_shopper(
        panel_ref=number.shopper.panel_ref, to=ShopperState.RESTING, by=by, at=MONDAY_9AM
    ),
    "number": lambda by, number: verbs.number_active_for_cycle(cycle="another", by=by, at=MONDAY_9AM),
    "key": lambda by, number: verbs.give_field_key(cycle_number=number.ref, language="ar", by=by, at=MONDAY_9AM),
    "withdraw": lambda by, number: verbs.withdraw_field_keys(cycle_number=number.ref, by=by, at=MONDAY_9AM),
}


@pytest.mark.parametrize("write", WRITES)
def test_only_the_panel_officer_writes_the_panel(write, a_number, salem_the_director):
    before = journal.journal_page().entries
    with pytest.raises(NotPermitted):
        WRITES[write](salem_the_director, a_number)
    assert journal.journal_page().entries == before


def test_a_shopper_who_has_ended_does_not_come_back(shoppers, mariam_the_panel_officer):
    (shopper,) = shoppers(1, ShopperState.ENDED)
    with pytest.raises(MoveNotAllowed) as refusal:
        verbs.move_shopper(
            panel_ref=shopper.panel_ref, to=ShopperState.ACTIVE, by=mariam_the_panel_officer, at=MONDAY_9AM
        )
    assert refusal.value.params["open"] == []
    assert queries.shopper_card(shopper.panel_ref).state is ShopperState.ENDED


def test_a_cycle_without_free_numbers_says_so(shoppers, mariam_the_panel_officer, monkeypatch):
    monkeypatch.setattr(verbs, "NUMBERS", 2)
    shoppers(3)
    with pytest.raises(verbs.CycleIsFull) as refusal:
        verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert refusal.value.params == {"free": 2, "wanted": 3}
    assert queries.number_cards(CYCLE) == ()


def test_moving_a_shopper_is_journalled_by_panel_ref(shoppers, mariam_the_panel_officer):
    (shopper,) = shoppers(1)
    verbs.move_shopper(panel_ref=shopper.panel_ref, to=ShopperState.RESTING, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert queries.shopper_card(shopper.panel_ref).state is ShopperState.RESTING
    assert [entry.act for entry in journal.entries_about(shopper.panel_ref)] == ["shopper.enrolled", "shopper.moved"]


def test_numbering_takes_active_shoppers_once(shoppers, mariam_the_panel_officer):
    shoppers(3)
    shoppers(2, ShopperState.RESTING)
    assert queries.active_without_number(CYCLE) == 3
    assert verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM) == 3
    assert verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM) == 0
    assert queries.number_counts() == queries.keyless_counts() == {CYCLE: 3}


def test_no_entry_links_a_number_to_a_panel_ref(shoppers, mariam_the_panel_officer):
    refs = {shopper.panel_ref for shopper in shoppers(5)}
    verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    given = [entry for entry in journal.journal_page().entries if entry.act == "cycle-number.given"]
    assert len(given) == 5
    assert not any(ref in str(entry) for ref in refs for entry in given)


def test_the_order_of_numbers_and_of_their_entries_tells_nothing_of_the_shoppers(shoppers, mariam_the_panel_officer):
    enrolled = shoppers(40)
    given = verbs.number_for_cycle(cycle=CYCLE, shoppers=enrolled, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert [number.shopper for number in given] == enrolled
    entries = Entry.objects.filter(act="cycle-number.given").order_by("pk").values_list("subject", flat=True)
    by_number = [number.ref for number in sorted(given, key=lambda each: each.number)]
    assert list(entries) == by_number != [number.ref for number in given]
    assert list(CycleNumber.objects.order_by("pk").values_list("ref", flat=True)) == by_number


def test_who_ends_files_no_more_and_her_entry_names_no_number(shoppers, a_number, mariam_the_panel_officer):
    token = verbs.give_field_key(cycle_number=a_number.ref, language="en", by=mariam_the_panel_officer, at=MONDAY_9AM)
    ref = a_number.shopper.panel_ref
    verbs.move_shopper(panel_ref=ref, to=ShopperState.RESTING, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert FieldKey.objects.get(token_sha256=verbs.token_digest(token)).withdrawn_at is None
    verbs.move_shopper(panel_ref=ref, to=ShopperState.ENDED, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert FieldKey.objects.get(token_sha256=verbs.token_digest(token)).withdrawn_at == MONDAY_9AM
    assert journal.entries_about(ref)[-1].detail == {"to": "ended", "keys": 1}
    assert [entry.act for entry in journal.entries_about(a_number.ref)] == ["cycle-number.given", "field-key.given"]


def test_of_a_key_only_the_digest_is_kept(a_number, mariam_the_panel_officer):
    token = verbs.give_field_key(cycle_number=a_number.ref, language="ar", by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert queries.number_card(a_number.ref).has_key
    assert FieldKey.objects.get(token_sha256=verbs.token_digest(token)).cycle_number_id == a_number.pk
    assert token not in str(list(FieldKey.objects.values())) + str(journal.journal_page())
    assert journal.entries_about(a_number.ref)[-1].act == "field-key.given"


def test_withdrawn_keys_open_nothing(a_number, mariam_the_panel_officer):
    verbs.give_field_key(cycle_number=a_number.ref, language="en", by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert verbs.withdraw_field_keys(cycle_number=a_number.ref, by=mariam_the_panel_officer, at=MONDAY_9AM) == 1
    assert FieldKey.objects.get().withdrawn_by == mariam_the_panel_officer.ref
    assert not queries.number_card(a_number.ref).has_key
    assert journal.entries_about(a_number.ref)[-1].detail == {"count": 1}


def test_the_panel_is_searched_by_ref_and_state(shoppers):
    (first, _second) = shoppers(2)
    shoppers(1, ShopperState.RESTING)
    assert [card.panel_ref for card in queries.shopper_cards(search=first.panel_ref)] == [first.panel_ref]
    assert len(queries.shopper_cards(state=ShopperState.ACTIVE)) == 2
    assert queries.shoppers_by_state() == {ShopperState.ACTIVE: 2, ShopperState.RESTING: 1}
    assert queries.shopper_card("nobody") is None


def test_numbers_are_searched_by_a_part(a_number):
    assert [card.ref for card in queries.number_cards(CYCLE, search=a_number.number[-4:])] == [a_number.ref]
    assert queries.number_cards(CYCLE, search="x") == ()
    assert queries.number_card("nobody") is None
    assert CycleNumber.objects.count() == 1
