"""ID-27: who ended is destroyed when her days are over, by the vault itself; what is left opens nothing and names nobody."""

import time

import psycopg
import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Engagement
from basira.gateways.vault_refusals import NobodyToTell, PersonKnown
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys, about, unseal
from basira.vault.settings import SettingUnusable, clocks_of
from tests.vault.test_vault import WHO, enrol

NOTHING = [(0,)]


@pytest.mark.parametrize("days", ["0", "-1", "3651", "soon", "١٨٠", "1.5"])
def test_days_that_are_none_stop_the_start(vault, days):
    with pytest.raises(SettingUnusable):
        clocks_of({"BASIRA_VAULT_KEEP_DAYS": days})
    vault.stop()
    assert vault.start(BASIRA_VAULT_KEEP_DAYS=days).wait(20) == 1 and "vault.setting-unusable" in vault.log()


def shredded(vault, ref: str) -> None:
    """Wait until the vault's own clock has destroyed somebody."""
    for _attempt in range(300):
        if vault.rows(f"SELECT 1 FROM person WHERE panel_ref = '{ref}' AND shredded_at IS NOT NULL"):
            return
        time.sleep(0.1)
    raise AssertionError("nobody was destroyed")


def test_id_27_a_person_is_destroyed_when_her_days_are_over_and_nobody_else(vault):
    goes, stays = enrol(vault, national_id="784", phone="050"), enrol(vault)
    pairs = vault.door.number_for_cycle(new_ref(), [goes, stays], by="officer")
    number = dict(vault.rows("SELECT panel_ref, number_ref FROM cycle_number"))[goes]
    vault.door.contact(number, {"ar": "x"}, by="officer")
    vault.door.bar(number, new_ref(), by="officer")
    vault.door.note_ended([goes, new_ref()], by="worker")
    ((days,),) = vault.rows("SELECT round(extract(epoch FROM keep_until - now()) / 86400) FROM person "
                            "WHERE keep_until IS NOT NULL")  # fmt: skip
    assert days == 180 and len(pairs) == 2
    before = vault.rows(f"SELECT person_id::text, wrapped_key, key_version FROM person WHERE panel_ref = '{goes}'")
    vault.rows_changed("UPDATE person SET keep_until = now() - interval '1 second' WHERE keep_until IS NOT NULL")
    shredded(vault, goes)
    assert vault.rows("SELECT wrapped_key FROM person WHERE shredded_at IS NOT NULL") == [(None,)]
    for table in ("person_field", "person_mark", "message"):
        assert vault.rows(f"SELECT count(*) FROM {table} WHERE person_id = '{before[0][0]}'") == NOTHING
    assert vault.rows("SELECT count(*) FROM bar") == NOTHING
    with pytest.raises(NobodyToTell):
        vault.door.contact(number, {"ar": "x"}, by="officer")
    assert ("shredded", goes) in vault.rows("SELECT act, panel_ref FROM vault_entry")
    assert vault.rows("SELECT count(*) FROM person_field") == [(4,)]  # she who stays
    enrol(vault, national_id="784", phone="050")  # nothing of hers is known again


OF_A_SHOPPER = "column_name IN ('panel_ref', 'other_ref', 'person_id')"
STAYS = {("person", "panel_ref"), ("person", "person_id"), ("cycle_number", "panel_ref"), ("vault_entry", "panel_ref")}
"""What may say of her when she is destroyed: that there was somebody, her numbers, and the journal."""


def places_of(vault, *refs: str) -> set[tuple[str, str]]:
    """Return every table and column, whatever its name, in which one of these references stands."""
    columns = vault.rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type IN ('text', 'uuid')"
    )
    wanted = ", ".join(f"'{ref}'" for ref in refs)
    each = " UNION ALL ".join(
        f"SELECT '{table}', '{column}' WHERE EXISTS (SELECT FROM {table} WHERE {column}::text IN ({wanted}))"
        for table, column in columns
    )
    return set(vault.rows(each))


def test_nothing_of_whoever_is_destroyed_stays_in_any_table_beside_her_numbers_and_the_journal(vault):
    """A new table that names a shopper or a person must be filled here, and is looked through."""
    goes, stays = new_ref(), new_ref()
    people = {goes: WHO | {"email": "a@b.test"}, stays: WHO | {"national_id": "2", "phone": "2"}}
    vault.door.enrol(people, by="t", engagement=Engagement("contracted", new_ref()))
    cycle = new_ref()
    vault.door.number_for_cycle(cycle, [goes, stays], by="officer")
    numbers = dict(vault.rows("SELECT panel_ref, number_ref FROM cycle_number"))
    assert vault.door.accompany((numbers[goes], numbers[stays]), by="t")
    for each in numbers.values():
        vault.door.keep_proofs([(each, new_ref(), None)], by="t")
        vault.door.bar(each, new_ref(), by="t")
    vault.door.contact(numbers[goes], {"ar": "x"}, by="t")
    vault.rows_changed("INSERT INTO household_mark SELECT person_id, 'x' FROM person")
    ((person,),) = vault.rows(f"SELECT person_id::text FROM person WHERE panel_ref = '{goes}'")
    named = set(vault.rows(f"SELECT table_name, column_name FROM information_schema.columns WHERE {OF_A_SHOPPER}"))
    assert places_of(vault, goes, person) == named  # each place that can name her does, or this test proves nothing
    kept = places_of(vault, stays)
    vault.door.note_ended([goes], by="worker")
    vault.rows_changed("UPDATE person SET keep_until = now() - interval '1 second' WHERE keep_until IS NOT NULL")
    shredded(vault, goes)
    assert places_of(vault, goes, person) == STAYS
    assert kept - places_of(vault, stays) == {("companion", "panel_ref"), ("companion", "other_ref")}


def test_id_27_twin_without_the_clock_nobody_is_destroyed_and_still_known(vault):
    ref = enrol(vault, national_id="784", phone="050")
    vault.door.note_ended([ref], by="worker")
    with pytest.raises(PersonKnown):
        enrol(vault, national_id="784", phone="050")
    assert vault.rows("SELECT count(*) FROM person WHERE shredded_at IS NULL") == [(1,)]


def test_her_clock_is_set_once_and_a_second_word_of_her_end_does_not_lengthen_it(vault):
    ref = enrol(vault)
    vault.door.note_ended([ref], by="worker")
    first = vault.rows("SELECT keep_until FROM person")
    vault.door.note_ended([ref], by="worker")
    assert vault.rows("SELECT keep_until FROM person") == first


def test_a_copy_from_before_opens_only_with_keys_that_are_as_old(vault):
    """What a backup promises: its own copy of the keys opens it until that copy is destroyed; the keys of now never do."""
    ref = enrol(vault)
    file = vault.folder / "keys" / "vault.key"
    old_keys = file.read_bytes()
    ((person, wrapped, version, sealed),) = vault.rows(
        "SELECT person_id::text, wrapped_key, key_version, sealed FROM person JOIN person_field USING (person_id) "
        "WHERE name = 'name'"
    )
    vault.door.note_ended([ref], by="worker")
    vault.rows_changed("UPDATE person SET keep_until = now() - interval '1 second'")
    shredded(vault, ref)
    vault.door.rotation("begin", by="operator")
    vault.door.rotation("end", by="operator")
    with pytest.raises(Exception, match="seal-broken"):
        Keys(open_key_file(file, may_make=False)).person_key(bytes(wrapped), version, person)
    kept = vault.folder / "old.key"
    kept.write_bytes(old_keys)
    kept.chmod(0o400)
    key = Keys(open_key_file(kept, may_make=False)).person_key(bytes(wrapped), version, person)
    assert unseal(key, bytes(sealed), about("person_field", person, "name"))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE person SET wrapped_key = NULL", "UPDATE person SET shredded_at = now()",
     "INSERT INTO person_field SELECT person_id, 'x', 'x' FROM person WHERE shredded_at IS NOT NULL"],
)  # fmt: skip
def test_the_database_knows_no_half_destroyed_person(vault, statement):
    enrol(vault)
    if "INSERT" in statement:
        vault.rows_changed("UPDATE person SET wrapped_key = NULL, shredded_at = now()")
    with psycopg.connect(vault.address) as connection, pytest.raises(psycopg.Error):
        connection.execute(statement)
