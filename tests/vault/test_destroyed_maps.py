"""ID-27: a sealed map goes with its key when its days are over and nothing needs it; whatever keys he holds, nobody links its numbers."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.postgres.cluster import SUPERUSER
from basira.gateways.vault_refusals import MapSealed
from basira.vault.__main__ import check_keys
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys, about, unseal
from basira.vault.maps import destroy_maps, opened_map, subject_of
from basira.vault.persons import Asked
from basira.vault.settings import Clocks, SettingUnusable, clocks_of
from tests.vault.test_rotation import rotate
from tests.vault.test_sealed_maps import World, beside_the_door, swept
from tests.vault.within import VaultWithin, vault_within

DAYS = Clocks().maps_kept_for
NO_DAYS = Clocks(maps_kept_for=timedelta(0))
UNMASKING = (
    "INSERT INTO signatory VALUES (repeat('a', 26), 'B', 'U', repeat('b', 26), now()) ON CONFLICT DO NOTHING; "
    "INSERT INTO unmasking (request_ref, number_ref, why, ground, ground_words, apart, forbids_notice, asked_by, asked_at, "
    "lapses_at, state) VALUES ('{ref}', '{number}', 'why', 'court-order', 'words', 'bodies', false, repeat('a', 26), now(), "
    "now() + interval '1 day', 'unmasking-asked')"
)


@pytest.fixture(scope="module")
def vault_here() -> Iterator[VaultWithin]:
    with vault_within() as made:
        yield made


@pytest.fixture
def world(vault_here) -> World:
    """Two cycles, of which the first is sealed and swept."""
    made = World(vault_here)
    made.door.seal_maps([made.first], by="worker")
    assert swept(vault_here)
    return made


def destroyed(world: World, *cycles: str, clocks: Clocks = NO_DAYS, after: timedelta = timedelta(0)) -> object:
    """Have maps destroyed by other clocks, or as if some time had passed; return how many were."""
    return beside_the_door(
        world.vault, lambda db, keys, at: destroy_maps(db, Asked("worker", at, clocks), cycles or [world.first]), after
    )


def keys_of(world: World) -> Keys:
    return Keys(open_key_file(world.vault.folder / "keys" / "vault.key", may_make=False))


@pytest.mark.parametrize("days", ["0", "3651", "always"])
def test_days_that_are_none_are_refused(days):
    with pytest.raises(SettingUnusable):
        clocks_of({"BASIRA_VAULT_MAP_DAYS": days})
    assert clocks_of({}).maps_kept_for == DAYS >= timedelta(days=730)  # the longest gap of rotation that can be set


def test_no_map_goes_before_its_days_are_over_whatever_is_said_at_the_door(world):
    assert world.door.destroy_maps([world.first, world.second, new_ref()], by="worker") == 0
    assert destroyed(world, clocks=Clocks(), after=DAYS - timedelta(minutes=5)) == 0
    assert destroyed(world, new_ref(), world.second) == 0  # nor one that is not sealed, or that nobody knows
    assert sorted(world.door.numbers_of(world.shoppers, by="t")) == sorted([*world.numbers, *world.later.values()])
    assert destroyed(world, clocks=Clocks(), after=DAYS + timedelta(minutes=5)) == 1  # the twin


def test_no_map_goes_before_it_was_swept(vault_here):
    world = World(vault_here)
    world.door.seal_maps([world.first], by="worker")
    assert destroyed(world) == 0


def test_no_map_goes_while_somebody_behind_it_is_to_be_unmasked(world):
    ref, number = new_ref(), next(iter(world.numbers))
    world.vault.rows_changed(UNMASKING.format(ref=ref, number=number))
    assert destroyed(world) == 0
    world.vault.rows_changed(f"UPDATE unmasking SET state = 'lapsed' WHERE request_ref = '{ref}'")
    assert destroyed(world) == 1


def test_id_27_what_a_destroyed_map_told_nobody_tells_any_more(world):
    one, other, *_ = world.numbers
    assert world.door.engaged([one], by="t") and world.door.bar(other, new_ref(), by="t")  # the twin
    assert destroyed(world) == 1 and destroyed(world) == 0
    assert world.vault.rows(f"SELECT count(*) FROM vault_entry WHERE act = 'map of {world.first} destroyed'") == [(1,)]
    assert world.door.engaged(list(world.numbers), by="t") == {}
    assert not world.door.bar(one, new_ref(), by="t") and not world.door.accompany((one, other), by="t")
    assert world.door.returning([(world.later[world.numbers[one]], [one])], by="t") == set()
    assert sorted(world.door.numbers_of(world.shoppers, by="t")) == sorted(world.later.values())
    assert world.beside(world.first) == 0
    with pytest.raises(MapSealed):
        world.door.number_for_cycle(world.first, world.shoppers, by="officer")
    assert rotate(world.vault) > 1  # whose key is gone is not waited for
    check_keys(world.vault.address, keys_of(world))


def sealed_with_its_key(world: World) -> tuple[bytes, bytes, int]:
    rows = world.vault.rows(f"SELECT sealed, wrapped_key, key_version FROM sealed_map WHERE cycle = '{world.first}'")
    return bytes(rows[0][0]), bytes(rows[0][1]), int(str(rows[0][2]))


def on_the_disk(world: World, *wanted: bytes) -> list[bool]:
    """Tell which of these bytes stand in the files of the maps' table."""
    password = (Path(os.environ["BASIRA_DATA"]) / "secrets" / "postgres-superuser").read_text().strip()
    address = psycopg.conninfo.make_conninfo(world.vault.address, user=SUPERUSER, password=password)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CHECKPOINT")
        row = db.execute("SELECT pg_read_binary_file(pg_relation_filepath('sealed_map'))").fetchone()
    return [each in bytes(row[0]) for each in wanted]


def test_id_27_who_comes_to_hold_the_vaults_key_later_finds_no_map_on_the_disk(world):
    sealed, wrapped, version = sealed_with_its_key(world)
    plain = keys_of(world).person_key(wrapped, version, subject_of(world.first))
    assert unseal(plain, sealed, about("sealed_map", world.first, "panel_refs"))  # what he would do with them
    assert destroyed(world) == 1
    assert on_the_disk(world, sealed, wrapped) == [True, True]  # the twin: destroyed, and not yet swept
    assert swept(world.vault) == 1
    assert on_the_disk(world, sealed, wrapped, world.first.encode()) == [False, False, True]
    with psycopg.connect(world.vault.address) as db:
        assert opened_map(db, keys_of(world), world.first) == {}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE sealed_map SET sealed = NULL WHERE cycle = '{first}'", "UPDATE sealed_map SET wrapped_key = NULL WHERE cycle = '{first}'",
     "UPDATE sealed_map SET destroyed_at = now() WHERE cycle = '{first}'", "DELETE FROM sealed_map WHERE cycle = '{first}'",
     "UPDATE sealed_map SET sealed = 'x', wrapped_key = 'x', destroyed_at = NULL WHERE cycle = '{gone}'",
     "UPDATE sealed_map SET destroyed_at = now() WHERE cycle = '{gone}'", "UPDATE sealed_map SET wrapped_key = 'x' WHERE cycle = '{gone}'",
     "UPDATE cycle_number SET panel_ref = repeat('x', 26) WHERE cycle = '{gone}'"],
)  # fmt: skip
def test_the_database_knows_no_half_destroyed_map_and_none_that_comes_back(world, statement):
    world.door.seal_maps([world.second], by="worker")
    swept(world.vault)
    assert destroyed(world, world.second) == 1
    with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.CheckViolation)):
        world.vault.rows_changed(statement.format(first=world.first, gone=world.second))
