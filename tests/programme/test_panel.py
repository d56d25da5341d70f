"""The panel: enrolment, standing, the numbers of a cycle and the keys of phones. What links them stays apart."""

from dataclasses import asdict, replace

import psycopg
import pytest
from django.db import connection

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import MoveNotAllowed, ShopperState
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import VaultNotReachable
from basira.gateways.vault_refusals import IdentityIncomplete, NobodyToTell, PersonKnown
from basira.programme.journal import queries as journal
from basira.programme.journal.models import Entry
from basira.programme.panel import queries, verbs
from basira.programme.panel.models import CycleNumber, FieldKey, Shopper
from basira.programme.people.permissions import NotPermitted
from tests import database
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.django_db

CYCLE = new_ref()


@pytest.fixture(autouse=True)
def a_cycle_of_its_own():
    """The vault is a program beside: it does not forget between tests."""
    global CYCLE
    CYCLE = new_ref()


@pytest.fixture
def shoppers(mariam_the_panel_officer):
    def enrol(count, state=ShopperState.ACTIVE):
        return verbs.enrol_shoppers(count=count, state=state, by=mariam_the_panel_officer, at=MONDAY_9AM)

    return enrol


@pytest.fixture
def a_shopper(shoppers):
    return shoppers(1)[0]


@pytest.fixture
def a_number(a_shopper, mariam_the_panel_officer):
    numbers = verbs.number_for_cycle(cycle=CYCLE, shoppers=[a_shopper], by=mariam_the_panel_officer, at=MONDAY_9AM)
    return numbers[0]


WRITES = {
    "enrol": lambda by, number: verbs.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM),
    "move": lambda by, number: verbs.move_shopper(panel_ref="whoever", to=ShopperState.RESTING, by=by, at=MONDAY_9AM),
    "move together": lambda by, number: verbs.move_together(start=ShopperState.CERTIFIED, by=by, at=MONDAY_9AM),
    "number": lambda by, number: verbs.number_active_for_cycle(cycle="another", by=by, at=MONDAY_9AM),
    "key": lambda by, number: verbs.give_field_key(
        cycle_number=number.ref, kind=KeyKind.LINK, language="ar", by=by, at=MONDAY_9AM
    ),
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


def test_a_cycle_without_free_numbers_says_so(shoppers, mariam_the_panel_officer):
    shoppers(3)
    verbs.queries.vault().number_for_cycle(CYCLE, [new_ref() for _ in range(9_998)], by="test")
    with pytest.raises(verbs.CycleIsFull) as refusal:
        verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert refusal.value.params == {"free": 2, "wanted": 3}
    assert queries.number_cards(CYCLE) == ()


def test_moving_a_shopper_is_journalled_by_panel_ref(shoppers, mariam_the_panel_officer):
    (shopper,) = shoppers(1)
    verbs.move_shopper(panel_ref=shopper.panel_ref, to=ShopperState.RESTING, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert queries.shopper_card(shopper.panel_ref).state is ShopperState.RESTING
    assert [entry.act for entry in journal.entries_about(shopper.panel_ref)] == ["shopper.enrolled", "shopper.moved"]


@pytest.mark.parametrize("start", [ShopperState.ACTIVE, ShopperState.RESTING, ShopperState.ENDED])
def test_who_is_active_rests_or_has_ended_is_moved_alone(shoppers, mariam_the_panel_officer, start):
    shoppers(2, start)
    with pytest.raises(MoveNotAllowed):
        verbs.move_together(start=start, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert {card.state for card in queries.shopper_cards(state=str(start))} == {start}


def test_everybody_of_a_standing_goes_on_together_each_with_an_entry(shoppers, mariam_the_panel_officer):
    made, (known, stops) = shoppers(4, ShopperState.IN_TRAINING), shoppers(2, ShopperState.IN_TRAINING)
    Shopper.objects.filter(panel_ref=known.panel_ref).update(is_sent_again=True)
    Shopper.objects.filter(panel_ref=stops.panel_ref).update(stop_said_on=MONDAY_9AM.date())
    by = mariam_the_panel_officer
    assert verbs.move_together(start=ShopperState.IN_TRAINING, by=by, at=MONDAY_9AM) == 4
    for stays in (known, stops):
        assert queries.shopper_card(stays.panel_ref).state is ShopperState.IN_TRAINING
    assert [entry.act for entry in journal.entries_about(made[0].panel_ref)][-1] == "shopper.moved"
    assert verbs.move_together(start=ShopperState.CERTIFIED, by=by, at=MONDAY_9AM) == 4
    assert verbs.move_together(start=ShopperState.CERTIFIED, by=by, at=MONDAY_9AM) == 0


def test_numbering_takes_active_shoppers_once(shoppers, mariam_the_panel_officer):
    shoppers(3)
    shoppers(2, ShopperState.RESTING)
    assert queries.active_without_number(CYCLE) == 3
    assert verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM) == 3
    assert verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM) == 0
    assert queries.number_counts() == queries.keyless_counts(at=MONDAY_9AM) == {CYCLE: 3}


def test_no_entry_links_a_number_to_a_panel_ref(shoppers, mariam_the_panel_officer):
    refs = {shopper.panel_ref for shopper in shoppers(5)}
    verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    given = [entry for entry in journal.journal_page().entries if entry.act == "cycle-number.given"]
    assert len(given) == 5
    assert not any(ref in str(entry) for ref in refs for entry in given)


def test_the_order_of_numbers_and_of_their_entries_tells_nothing_of_the_shoppers(shoppers, mariam_the_panel_officer):
    enrolled = shoppers(40)
    given = verbs.number_for_cycle(cycle=CYCLE, shoppers=enrolled, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert len(given) == len(enrolled)
    entries = Entry.objects.filter(act="cycle-number.given").order_by("pk").values_list("subject", flat=True)
    by_number = [number.ref for number in sorted(given, key=lambda each: each.number)]
    assert list(entries) == by_number == [number.ref for number in given]
    assert list(CycleNumber.objects.order_by("pk").values_list("ref", flat=True)) == by_number


def key_of(token: str) -> FieldKey:
    return FieldKey.objects.get(token_sha256=verbs.token_digest(token))


def test_who_ends_files_no_more_and_her_entry_names_no_number(a_shopper, a_number, mariam_the_panel_officer):
    by = mariam_the_panel_officer
    token = verbs.give_field_key(cycle_number=a_number.ref, kind=KeyKind.OPENROSA, language="en", by=by, at=MONDAY_9AM)
    ref = a_shopper.panel_ref
    verbs.move_shopper(panel_ref=ref, to=ShopperState.RESTING, by=by, at=MONDAY_9AM)
    assert verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM) == 0 and key_of(token).is_open
    verbs.move_shopper(panel_ref=ref, to=ShopperState.ENDED, by=by, at=MONDAY_9AM)
    assert verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM) == 1 and not key_of(token).is_open
    assert verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM) == 0
    assert journal.entries_about(ref)[-1].detail == {"to": "ended"}
    assert [entry.act for entry in journal.entries_about(a_number.ref)] == ["cycle-number.given", "field-key.given"]
    (entry,) = Entry.objects.filter(act="field-keys.closed-of-ended")
    assert (entry.subject, entry.detail) == ("panel", {})


def test_only_the_worker_closes_the_keys_of_who_ended(mariam_the_panel_officer):
    with pytest.raises(NotPermitted):
        verbs.close_keys_of_ended(by=mariam_the_panel_officer, at=MONDAY_9AM)


def test_while_the_vault_is_away_the_keys_of_who_ended_wait(a_shopper, mariam_the_panel_officer, settings, tmp_path):
    ref, by = a_shopper.panel_ref, mariam_the_panel_officer
    verbs.move_shopper(panel_ref=ref, to=ShopperState.ENDED, by=by, at=MONDAY_9AM)
    door = settings.VAULT_SOCKET
    settings.VAULT_SOCKET = tmp_path / "nobody"
    with pytest.raises(VaultNotReachable):
        verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM)
    settings.VAULT_SOCKET = door
    assert verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM) == 1


def rows_and_transactions() -> tuple[dict[str, set[str]], str]:
    """Every row of every table by the transaction that wrote it, and all rows as text."""
    found: dict[str, set[str]] = {}
    everything = ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT xmin::text, to_jsonb(each)::text FROM "{table}" AS each')
            for transaction, row in cursor.fetchall():
                found.setdefault(transaction, set()).add(f"{table} {row}")
                everything += f"{table} {row}\n"
    return found, everything


@pytest.mark.django_db(transaction=True)
def test_no_row_no_time_and_no_transaction_links_an_ended_shopper_with_her_keys(mariam_the_panel_officer):
    """Each step in a transaction of its own, as in life; then the database is read as whoever stole it would."""
    by, at = mariam_the_panel_officer, MONDAY_9AM.replace(hour=11, minute=13)
    refs = [each.panel_ref for each in verbs.enrol_shoppers(count=6, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)]
    verbs.number_active_for_cycle(cycle=CYCLE, by=by, at=MONDAY_9AM)
    numbers = {each.ref: each.pk for each in CycleNumber.objects.all()}
    for ref in numbers:
        verbs.give_field_key(cycle_number=ref, kind=KeyKind.OPENROSA, language="ar", by=by, at=MONDAY_9AM)
    (hers,) = queries.vault().numbers_of(refs[:1], by="test")
    by_hand = next(ref for ref in numbers if ref != hers)
    verbs.withdraw_field_keys(cycle_number=by_hand, by=by, at=at)
    verbs.move_shopper(panel_ref=refs[0], to=ShopperState.ENDED, by=by, at=at)
    verbs.close_keys_of_ended(by=SYSTEM, at=at)
    closed = set(FieldKey.objects.filter(is_open=False).values_list("cycle_number_id", flat=True))
    assert closed == {numbers[hers], numbers[by_hand]}
    by_transaction, everything = rows_and_transactions()
    of_keys = [rows for rows in by_transaction.values() if any(row.startswith("panel_fieldkey ") for row in rows)]
    assert len(of_keys) == 1 and sum(row.startswith("panel_fieldkey ") for row in of_keys[0]) == 6
    assert not any(refs[0] in row for row in of_keys[0])
    keys = [row for row in everything.splitlines() if row.startswith("panel_fieldkey ")]
    assert not [row for row in keys if "11:13" in row or "T00:00" in row]
    assert "panel_keystoclose" not in everything


def test_of_a_key_only_the_digest_is_kept(a_number, mariam_the_panel_officer):
    by = mariam_the_panel_officer
    token = verbs.give_field_key(cycle_number=a_number.ref, kind=KeyKind.OPENROSA, language="ar", by=by, at=MONDAY_9AM)
    assert queries.number_card(a_number.ref).has_key
    assert FieldKey.objects.get(token_sha256=verbs.token_digest(token)).cycle_number_id == a_number.pk
    assert token not in str(list(FieldKey.objects.values())) + str(journal.journal_page())
    assert journal.entries_about(a_number.ref)[-1].act == "field-key.given"


def test_withdrawn_keys_open_nothing(a_number, mariam_the_panel_officer):
    by = mariam_the_panel_officer
    verbs.give_field_key(cycle_number=a_number.ref, kind=KeyKind.OPENROSA, language="en", by=by, at=MONDAY_9AM)
    assert verbs.withdraw_field_keys(cycle_number=a_number.ref, by=by, at=MONDAY_9AM) == 1
    assert not FieldKey.objects.get().is_open
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


WHO = verbs.Identity("منى سالم", "+971 50 000 0001", "mona@canary.example", "784-1990-0000001-1")


def someone(**changes):
    """Return a person whom no other test knows."""
    mark = new_ref()
    return replace(WHO, national_id=mark, phone=mark[::-1], **changes)


def test_a_person_is_enrolled_in_the_vault_and_here_only_as_a_ref(mariam_the_panel_officer):
    who = someone()
    ref = verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    (entry,) = journal.entries_about(ref)
    assert entry.act == "shopper.enrolled" and who.name not in str(entry)
    assert str(who) == repr(who) == "Identity(…)"


def test_the_same_person_does_not_come_in_twice_and_nobody_learns_who_it_was(mariam_the_panel_officer):
    who = someone()
    verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    before = len(queries.shopper_cards())
    arabic = replace(
        who, name="اسم آخر", phone="", national_id=f" {who.national_id[:9]}-{who.national_id[9:].upper()} "
    )
    with pytest.raises(PersonKnown) as refusal:
        verbs.enrol_shopper(identity=arabic, state=ShopperState.ACTIVE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert refusal.value.params == {} and len(queries.shopper_cards()) == before


def lose_the_word(monkeypatch) -> None:
    """From here on the vault never hears that the panel wrote somebody."""

    def nobody(*_arguments, **_more):
        raise VaultNotReachable()

    monkeypatch.setattr(queries.Vault, "confirm", nobody)


def two_minutes_pass() -> None:
    with psycopg.connect(database.start().vault) as vault:
        vault.execute("UPDATE person SET enrolled_at = enrolled_at - interval '2 minutes'")


def test_who_was_enrolled_stays_so_when_the_last_word_to_the_vault_was_lost(mariam_the_panel_officer, monkeypatch):
    who, by = someone(), mariam_the_panel_officer
    with monkeypatch.context() as patch:
        lose_the_word(patch)
        ref = verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)
    two_minutes_pass()
    with pytest.raises(PersonKnown):  # a sister with the same phone
        verbs.enrol_shopper(
            identity=replace(who, name="أخرى", national_id=new_ref()), state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM
        )
    with psycopg.connect(database.start().vault) as vault:
        assert vault.execute("SELECT confirmed FROM person WHERE panel_ref = %s", [ref]).fetchall() == [(True,)]


def test_who_never_reached_the_panel_is_enrolled_at_the_next_try(mariam_the_panel_officer):
    who, by, lost = someone(), mariam_the_panel_officer, new_ref()
    queries.vault().enrol({lost: verbs.filled(asdict(who))}, by="test")  # and then the power went
    two_minutes_pass()
    ref = verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)
    with psycopg.connect(database.start().vault) as vault:
        rows = vault.execute("SELECT panel_ref FROM person WHERE panel_ref = ANY(%s)", [[ref, lost]]).fetchall()
    assert rows == [(ref,)]


def test_an_identity_without_a_name_is_refused_by_the_name_of_its_field(mariam_the_panel_officer):
    with pytest.raises(IdentityIncomplete) as refusal:
        verbs.enrol_shopper(
            identity=someone(name=" "), state=ShopperState.ACTIVE, by=mariam_the_panel_officer, at=MONDAY_9AM
        )
    assert refusal.value.params == {"fields": ["name"]} and queries.shopper_cards() == ()


def test_only_the_panel_officer_enrols_and_the_vault_is_not_even_asked(salem_the_director, settings, tmp_path):
    settings.VAULT_SOCKET = tmp_path / "nobody"
    with pytest.raises(NotPermitted):
        verbs.enrol_shopper(identity=WHO, state=ShopperState.ACTIVE, by=salem_the_director, at=MONDAY_9AM)


def test_without_the_vault_nobody_is_enrolled_numbered_or_ended(
    a_shopper, mariam_the_panel_officer, settings, tmp_path
):
    settings.VAULT_SOCKET = tmp_path / "nobody"
    by, at = mariam_the_panel_officer, MONDAY_9AM
    for act in (
        lambda: verbs.enrol_shopper(identity=WHO, state=ShopperState.ACTIVE, by=by, at=at),
        lambda: verbs.number_active_for_cycle(cycle=CYCLE, by=by, at=at),
        lambda: verbs.move_shopper(panel_ref=a_shopper.panel_ref, to=ShopperState.ENDED, by=by, at=at),
    ):
        with pytest.raises(VaultNotReachable):
            act()
    assert queries.shopper_card(a_shopper.panel_ref).state is ShopperState.ACTIVE
    assert len(queries.shopper_cards()) == 1 and queries.active_without_number(CYCLE) is None


def test_what_a_crash_left_in_the_vault_is_found_by_numbering_again(a_shopper, mariam_the_panel_officer):
    (pair,) = queries.vault().number_for_cycle(CYCLE, [a_shopper.panel_ref], by="test")  # and then the power went
    assert verbs.number_active_for_cycle(cycle=CYCLE, by=mariam_the_panel_officer, at=MONDAY_9AM) == 1
    (card,) = queries.number_cards(CYCLE)
    assert (card.ref, card.number) == pair


def test_a_message_goes_through_the_vault_and_its_words_are_nowhere_here(mariam_the_panel_officer):
    by, at = mariam_the_panel_officer, MONDAY_9AM
    verbs.enrol_shopper(identity=someone(), state=ShopperState.ACTIVE, by=by, at=at)
    verbs.number_active_for_cycle(cycle=CYCLE, by=by, at=at)
    (card,) = queries.number_cards(CYCLE)
    message = verbs.contact_shopper(cycle_number=card.ref, words={"ar": "ملاحظة\nسرٌّ صغير"}, by=by, at=at)
    assert queries.vault().message_states([message]) == {message: "waiting"}
    assert "سرٌّ" not in str(journal.journal_page())


def test_a_number_without_a_person_behind_it_can_be_told_nothing(a_number, mariam_the_panel_officer):
    with pytest.raises(NobodyToTell):
        verbs.contact_shopper(cycle_number=a_number.ref, words={"ar": "x"}, by=mariam_the_panel_officer, at=MONDAY_9AM)


def test_no_link_is_made_when_the_vault_cannot_send_it(a_number, mariam_the_panel_officer):
    with pytest.raises(NobodyToTell):
        verbs.send_field_link(
            cycle_number=a_number.ref, language="ar", words=lambda token: {"ar": token},
            by=mariam_the_panel_officer, at=MONDAY_9AM,
        )  # fmt: skip
    assert not FieldKey.objects.exists()
    assert [entry.act for entry in journal.entries_about(a_number.ref)] == ["cycle-number.given"]
