"""What the vault keeps of classes, providers and companions, and how little of it leaves."""

from datetime import UTC, datetime

import psycopg
import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Engagement, VaultNotReachable, VaultRefused
from basira.vault.engagements import people_of
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys
from basira.vault.persons import Asked


def numbered(vault, shoppers):
    """Return the numbers of these shoppers in a cycle of its own, by panel ref."""
    cycle = new_ref()
    vault.door.number_for_cycle(cycle, shoppers, by="officer")
    return dict(vault.rows(f"SELECT panel_ref, number_ref FROM cycle_number WHERE cycle = '{cycle}'"))


def person(number):
    return {"name": f"Person {number}", "phone": f"+9715522{number:05}", "language": "ar"}


def test_a_contracted_shopper_without_a_provider_is_not_kept(vault):
    with pytest.raises(VaultNotReachable):
        vault.door.enrol({new_ref(): person(1)}, by="t", engagement=Engagement("contracted"))
    with pytest.raises(VaultNotReachable):
        vault.door.enrol({new_ref(): person(1)}, by="t", engagement=Engagement("employee", new_ref()))
    assert vault.rows("SELECT 1 FROM person") == []


def test_nonsense_about_places_is_not_understood(vault):
    with pytest.raises(VaultRefused):
        vault.door.ask("returning", "t", places=[["number", "no list"]], earlier=[["a"]])


def test_a_number_says_its_class_and_provider_and_a_volunteers_says_nothing(vault):
    hers, provider = new_ref(), new_ref()
    vault.door.enrol({hers: person(1)}, by="t", engagement=Engagement("contracted", provider))
    other = new_ref()
    vault.door.enrol({other: person(2)}, by="t")
    numbers = numbered(vault, [hers, other])
    assert vault.door.engaged(list(numbers.values()), by="t") == {numbers[hers]: Engagement("contracted", provider)}


def test_a_provider_is_shown_its_own_people_without_a_reference_and_each_leaves_a_trace(vault):
    mine, theirs = new_ref(), new_ref()
    refs = {new_ref(): person(1), new_ref(): person(2)}
    vault.door.enrol(refs, by="t", engagement=Engagement("contracted", mine))
    vault.door.enrol({new_ref(): person(3)}, by="t", engagement=Engagement("contracted", theirs))
    vault.door.enrol({new_ref(): person(4)}, by="t")
    shown = vault.door.people_of(mine, by="their manager")
    assert shown == [("Person 1", "+971552200001"), ("Person 2", "+971552200002")]
    assert vault.door.people_of("", by="curious") == []
    traces = vault.rows("SELECT panel_ref, by_ref FROM vault_entry WHERE act = 'shown to her provider'")
    assert sorted(traces) == sorted((ref, "their manager") for ref in refs)


def test_who_is_sent_although_known_is_kept_a_second_time_without_marks(vault):
    first, again, provider = new_ref(), new_ref(), new_ref()
    assert vault.door.enrol({first: person(1)}, by="officer") == set()
    sent = {again: person(1), new_ref(): person(2)}
    for _twice in range(2):  # the same again comes to the same end
        assert vault.door.enrol(sent, by="company", engagement=Engagement("contracted", provider), known_too=True) == {
            again
        }
    assert [name for name, _phone in vault.door.people_of(provider, by="company")] == ["Person 1", "Person 2"]
    marked = "SELECT panel_ref FROM person JOIN person_mark USING (person_id) WHERE panel_ref = ANY(ARRAY['{}','{}'])"
    assert vault.rows(marked.format(first, again)) == [(first,)]


def test_whoever_was_there_in_an_earlier_cycle_returns_by_no_number_and_neither_does_a_companion(vault):
    her, companion, stranger = (new_ref() for _ in range(3))
    first, second = numbered(vault, [her, companion, stranger]), numbered(vault, [her, companion, stranger])
    assert not vault.door.accompany((first[her], second[her]), by="t")  # one shopper, and not two
    assert vault.door.accompany((first[her], first[companion]), by="t")
    asked = [(second[each], [first[her]]) for each in (her, companion, stranger)]
    assert vault.door.returning(asked, by="planner") == {0, 1}
    assert vault.door.returning([(second[stranger], []), (second[her], [first[stranger]])], by="planner") == set()


def test_invented_or_repeated_earlier_numbers_do_not_hide_that_they_stand_for_few(vault):
    shoppers = [new_ref() for _ in range(6)]
    first, second = numbered(vault, shoppers), numbered(vault, shoppers)
    third = numbered(vault, shoppers)
    invented = [new_ref() for _ in range(20)]
    hers, two = shoppers[0], shoppers[1:3]
    earlier = [number for each in two for number in (first[each], third[each])]  # two shoppers by four numbers
    vault.door.returning([(second[hers], earlier + invented)], by="curious")
    assert vault.rows("SELECT panel_ref, by_ref FROM vault_entry WHERE act = 'asked beside few'") == [(hers, "curious")]
    vault.door.returning([(second[shoppers[5]], [*first.values(), *invented])], by="planner")  # the twin: six of them
    assert len(vault.rows("SELECT 1 FROM vault_entry WHERE act = 'asked beside few'")) == 1


def test_a_provider_with_many_people_is_shown_them_without_a_query_for_each(vault):
    provider = new_ref()
    vault.door.enrol(
        {new_ref(): person(number) for number in range(40)}, by="t", engagement=Engagement("contracted", provider)
    )
    keys = Keys(open_key_file(vault.folder / "keys" / "vault.key", may_make=False))
    with psycopg.connect(vault.address) as db:
        asked: list[str] = []
        counted = Counted(db, asked)
        shown = people_of(counted, keys, Asked("their manager", datetime.now(UTC)), provider)
    assert len(shown) == 40 and len(asked) == 1


class Counted:
    """A connection that notes what is asked of it."""

    def __init__(self, db, asked: list[str]) -> None:
        self.db, self.asked = db, asked

    def execute(self, statement, values=None):
        self.asked.append(statement)
        return self.db.execute(statement, values)


def test_beside_few_earlier_numbers_each_shopper_asked_about_leaves_her_trace(vault):
    shoppers = [new_ref() for _ in range(6)]
    first, second = numbered(vault, shoppers), numbered(vault, shoppers)
    vault.door.returning([(second[shoppers[0]], list(first.values()))], by="planner")
    assert vault.rows("SELECT 1 FROM vault_entry WHERE act = 'asked beside few'") == []
    vault.door.returning([(second[shoppers[0]], [first[shoppers[1]]])], by="curious")
    assert vault.rows("SELECT panel_ref, by_ref FROM vault_entry WHERE act = 'asked beside few'") == [
        (shoppers[0], "curious")
    ]
