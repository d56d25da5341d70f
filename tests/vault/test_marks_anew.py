"""
Own bar: with every new key all marks are made anew, also those of staff lists, of which nothing else is kept: an old copy of the key,
or old shares, try no value against them any more, and the vault still knows everybody.
"""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.postgres.cluster import SUPERUSER
from basira.gateways.vault import Claim
from basira.gateways.vault_refusals import PersonKnown
from basira.vault import rotation, verbs
from basira.vault.__main__ import check_keys
from basira.vault.identity import marks_of, plain_mark
from basira.vault.key_file import KeyFile, open_key_file, read
from basira.vault.keys import Keys, SealBroken
from basira.vault.marking import TABLES, marks_now, sweep_marks
from basira.vault.persons import Asked
from tests.vault.test_applicants import IDENTITY, identity
from tests.vault.test_rotation import rotate
from tests.vault.test_sealed_maps import beside_the_door
from tests.vault.test_staff_lists import staff
from tests.vault.test_vault import WHO
from tests.vault.within import VaultWithin, vault_within

WORKS_THERE = {"national_id": "784-1990-55", "phone": "+971500009999"}


@pytest.fixture
def vault_here() -> Iterator[VaultWithin]:
    with vault_within() as made:
        yield made


class World:
    """A shopper who works at a body, and two applicants of one home."""

    def __init__(self, vault: VaultWithin) -> None:
        self.vault, self.body, self.cycle, self.shopper = vault, new_ref(), new_ref(), new_ref()
        self.applicants = [self.apply(identity(number)) for number in (1, 2)]
        vault.door.enrol({self.shopper: WHO | WORKS_THERE}, by="officer")
        vault.door.keep_staff(self.body, staff(20, WORKS_THERE), by="officer")
        ((self.number, _number),) = vault.door.number_for_cycle(self.cycle, [self.shopper], by="officer")

    def apply(self, person: dict[str, str]) -> str | None:
        """Apply; return the applicant's ref, None for somebody who is known."""
        ref = new_ref()
        is_new = self.vault.door.apply(Claim(ref, 18, "35-44"), person, by="applicant")
        if is_new:
            self.vault.door.confirm_applicants([ref], by="applicant")
        return ref if is_new else None

    def assert_everybody_is_known(self) -> None:
        door = self.vault.door
        with pytest.raises(PersonKnown):
            door.enrol({new_ref(): WHO | WORKS_THERE | {"phone": new_ref()}}, by="officer")
        assert (
            self.apply(identity(1, phone=new_ref())) is None
            and self.apply(identity(9, phone=identity(2)["phone"])) is None
        )
        assert door.households(self.applicants, by="officer") == [sorted(self.applicants)]
        assert door.show_papers(national_id=identity(1)["national_id"], birth_date=IDENTITY["birth_date"], by="officer")
        assert door.barred([(self.number, self.body)], by="planner") == {(self.number, self.body)}

    def known_by(self, keys: KeyFile) -> set[str]:
        """Return the tables in which somebody who holds these keys knows a person again, under however many links he has."""
        tried = [*marks_of(WORKS_THERE).items(), *marks_of(identity(1)).items(), ("home", plain_mark(IDENTITY["home"]))]
        digests = {keys.mark(kind, text, links) for kind, text in tried for links in range(keys.links + 1)}
        return {
            table
            for table in TABLES
            for (digest,) in self.vault.rows(f"SELECT digest FROM {table}")
            if bytes(digest) in digests
        }

    def copied(self) -> KeyFile:
        """Return a copy of the keys as they are now."""
        return KeyFile(Path("nowhere"), read((self.vault.folder / "keys" / "vault.key").read_bytes()))


@pytest.fixture
def world(vault_here) -> World:
    return World(vault_here)


def test_an_old_copy_of_the_key_knows_nobody_by_the_marks_of_now(world):
    first = world.copied()
    assert world.known_by(first) == set(TABLES)  # the twin: as it was for good, before marks were made anew
    rotate(world.vault)
    second = world.copied()
    assert world.known_by(first) == set() and world.known_by(second) == set(TABLES)
    rotate(world.vault)
    assert world.known_by(first) == world.known_by(second) == set()
    assert world.known_by(world.copied()) == set(TABLES)


def test_the_vault_knows_everybody_after_each_new_key_as_before(world):
    world.assert_everybody_is_known()
    for _time in range(2):
        rotate(world.vault)
        world.assert_everybody_is_known()
    assert world.vault.rows("SELECT links FROM marking") == [(2,)]
    assert world.vault.rows("SELECT count(*) FROM vault_entry WHERE act LIKE 'made % marks anew'") == [(2,)]


@pytest.fixture
def keys(world) -> Keys:
    return Keys(open_key_file(world.vault.folder / "keys" / "vault.key", may_make=False))


def test_a_kill_between_the_key_file_and_the_marks_loses_nobody(world, keys):
    """The file has its new link, the marks do not stand under it yet: they are made as they stand, until the rotation goes on."""
    keys.provider.begin_rotation()
    again = Keys(open_key_file(world.vault.folder / "keys" / "vault.key", may_make=False))
    check_keys(world.vault.address, again)
    with psycopg.connect(world.vault.address) as db:
        assert marks_now(db, again)("phone", "1") == again.mark("phone", "1", 0) != again.mark("phone", "1", 1)
    assert beside_the_door(world.vault, lambda db, keys, at: rotation.begin(db, keys, Asked("operator", at)))
    assert world.vault.rows("SELECT links FROM marking") == [(1,)] and again.provider.links == 1
    assert world.known_by(world.copied()) == set(TABLES)


def test_a_key_file_that_is_older_than_the_marks_starts_no_vault_and_marks_nothing(world, keys):
    check_keys(world.vault.address, keys)
    world.vault.rows_changed("UPDATE marking SET links = 1; DELETE FROM person")
    with pytest.raises(SealBroken):
        check_keys(world.vault.address, keys)
    with psycopg.connect(world.vault.address) as db, pytest.raises(SealBroken):
        marks_now(db, keys)("phone", "1")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE marking SET links = 0", "DELETE FROM marking", "TRUNCATE marking", "INSERT INTO marking DEFAULT VALUES"],
)
def test_the_database_knows_no_way_back(world, statement):
    rotate(world.vault)
    with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.UniqueViolation)):
        world.vault.rows_changed(statement)


def test_who_is_enrolled_while_the_marks_are_made_anew_is_known_as_well(world, keys):
    """She was marked, and her transaction stands open: the marks wait for it, and hers is among them."""
    late = new_ref()
    rotating = threading.Thread(target=rotate, args=(world.vault,))
    with psycopg.connect(world.vault.address) as db:
        verbs.enrol(
            db,
            keys,
            Asked("officer", datetime.now(UTC)),
            [{"panel_ref": late, "identity": WHO | {"phone": "05", "national_id": "7"}}],
        )
        rotating.start()
        waits = (
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT links FROM marking%'"
        )
        for _attempt in range(1_000):
            if world.vault.rows(waits):
                break
            time.sleep(0.02)
        assert world.vault.rows(waits)
    rotating.join()
    with pytest.raises(PersonKnown):
        world.vault.door.enrol({new_ref(): WHO | {"phone": "05", "national_id": "8"}}, by="officer")
    world.assert_everybody_is_known()


def on_the_disk(world: World, digest: bytes) -> bool:
    """Tell whether a mark stands in the files of the persons' marks or of their index."""
    password = (Path(os.environ["BASIRA_DATA"]) / "secrets" / "postgres-superuser").read_text().strip()
    address = psycopg.conninfo.make_conninfo(world.vault.address, user=SUPERUSER, password=password)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CHECKPOINT")
        read_all = "SELECT pg_read_binary_file(pg_relation_filepath({}))"
        files = [
            bytes(db.execute(read_all.format(f"'{name}'")).fetchone()[0])
            for name in ("person_mark", "person_mark_pkey")
        ]
    return any(digest in content for content in files)


def test_nothing_of_the_older_marks_is_left_on_the_disk(world, keys):
    ((older,),) = world.vault.rows(
        f"SELECT digest FROM person_mark JOIN person USING (person_id) WHERE panel_ref = '{world.shopper}' LIMIT 1"
    )
    assert beside_the_door(world.vault, sweep_marks) == 0
    rotate(world.vault)
    assert on_the_disk(world, bytes(older))  # the twin: not swept yet
    assert beside_the_door(world.vault, sweep_marks) == len(TABLES)
    assert not on_the_disk(world, bytes(older)) and beside_the_door(world.vault, sweep_marks) == 0
    world.assert_everybody_is_known()
