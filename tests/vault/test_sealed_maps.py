"""ID-05: of a cycle that is over the vault keeps a sealed map alone; what outlasts a cycle is answered as before, through it."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.refs import new_ref
from basira.gateways.postgres.cluster import SUPERUSER
from basira.gateways.vault import Engagement, Vault
from basira.gateways.vault_refusals import MapSealed
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves import verbs
from basira.programme.waves.models import Wave
from basira.vault import verbs as vault_verbs
from basira.vault.__main__ import check_keys
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys, SealBroken
from basira.vault.maps import SETTLED, opened_map, seal_map, sweep_maps
from basira.vault.persons import Asked
from basira.vault.proofs import sweep_proofs
from tests.cast import MONDAY_9AM, actor
from tests.programme.reporting_world import INDEPENDENT, keep
from tests.programme.test_commissions import make_internal
from tests.vault.test_rotation import rotate
from tests.vault.test_unmasking import at_once
from tests.vault.test_vault import WHO
from tests.vault.within import VaultWithin, vault_within

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def vault_here() -> Iterator[VaultWithin]:
    with vault_within() as made:
        yield made


class World:
    """Nine shoppers with an address and a provider, and their numbers in two cycles."""

    def __init__(self, vault: VaultWithin) -> None:
        self.vault, self.door = vault, vault.door
        self.shoppers = [new_ref() for _ in range(9)]
        people = {ref: WHO | {"national_id": new_ref(), "phone": new_ref()} for ref in self.shoppers}
        vault.door.enrol(people, by="officer", engagement=Engagement("contracted", new_ref()))
        self.first, self.second = new_ref(), new_ref()
        for cycle in (self.first, self.second):
            vault.door.number_for_cycle(cycle, self.shoppers, by="officer")
        self.numbers = dict(vault.rows(f"SELECT number_ref, panel_ref FROM cycle_number WHERE cycle = '{self.first}'"))
        self.later = dict(vault.rows(f"SELECT panel_ref, number_ref FROM cycle_number WHERE cycle = '{self.second}'"))

    def beside(self, cycle: str) -> int:
        """Count the rows of the whole database in which a number of a cycle stands beside a shopper of hers."""
        rows = [row for (table,) in self.vault.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
                for (row,) in self.vault.rows(f"SELECT to_jsonb(t)::text FROM {table} t")]  # fmt: skip
        refs = [ref for (ref,) in self.vault.rows(f"SELECT number_ref FROM cycle_number WHERE cycle = '{cycle}'")]
        return sum(any(ref in row for ref in refs) and any(ref in row for ref in self.shoppers) for row in rows)

    def answers(self) -> list[object]:
        """Return what the vault tells of the first cycle's numbers, and what came of it for the second's."""
        body, certificate, (one, other, *_) = "B" * 26, "C" * 26, self.numbers
        door, mine = self.door, [self.later[self.numbers[ref]] for ref in (one, other)]
        stranger = next(number for shopper, number in self.later.items() if number not in mine)
        return [
            door.bar(one, body, by="t"),
            door.barred([(mine[0], body), (mine[1], body), (one, body)], by="t"),
            door.keep_proofs([(other, certificate, TODAY), (new_ref(), certificate, None)], by="t") == set(),
            door.proven([(mine[0], certificate), (mine[1], certificate)], on=TODAY, by="t"),
            door.engaged(list(self.numbers), by="t"),
            door.accompany((one, other), by="t"),
            door.returning([(mine[0], [one]), (mine[0], [other]), (stranger, [one])], by="t"),
            sorted(door.numbers_of(self.shoppers, by="t")) == sorted([*self.numbers, *self.later.values()]),
            bool(door.contact(one, {"ar": "x"}, by="t")),
            door.draw_apart(list(self.later.values()), list(self.numbers)[:3], by="t")
            in {self.later[shopper] for ref, shopper in self.numbers.items() if ref not in list(self.numbers)[:3]},
            door.count_unnumbered(self.first, self.shoppers, by="t"),
        ]


@pytest.fixture
def world(vault_here) -> World:
    return World(vault_here)


def test_id_05_nothing_in_the_database_leads_from_a_number_of_a_cycle_that_is_over_to_a_shopper(world):
    assert world.door.seal_maps([world.first, new_ref()], by="worker") == 1
    assert world.door.seal_maps([world.first], by="worker") == 0
    assert world.beside(world.first) == 0 and world.beside(world.second) == len(world.shoppers)
    assert world.vault.rows("SELECT act FROM vault_entry WHERE act = 'maps sealed'")


def test_id_05_twin_a_cycle_whose_map_nobody_sealed_fails_the_same_measure(world):
    assert world.beside(world.first) == len(world.shoppers)


MANY, BY_CHANCE = 40, 10
"""Two lists of so many in no common order agree in one place on average, and in fewer than ten but once in ten million."""


Sweep = Callable[[psycopg.Connection, Keys, datetime], object]


def told_by_order(vault: VaultWithin, sweep: Sweep = sweep_proofs) -> int:
    """
    Number many shoppers as the panel does, have each sign, seal, and line up every order of shoppers that the database keeps (in its
    journal, by act, and in its tables) with every order of the cycle's numbers, that in which the programme has their signatures too.
    Return in how many places the best pair of orders is right.
    """
    shoppers, cycle = sorted(new_ref() for _ in range(MANY)), new_ref()
    vault.door.enrol({ref: WHO | {"national_id": ref, "phone": ref} for ref in shoppers}, by="officer")
    vault.door.number_for_cycle(cycle, shoppers, by="officer")
    truth = dict(vault.rows(f"SELECT number_ref, panel_ref FROM cycle_number WHERE cycle = '{cycle}'"))
    signed = list(truth)
    random.shuffle(signed)
    pledge = new_ref()
    for place, number in enumerate(signed):
        if place == MANY // 2:  # what comes later is kept as well
            vault.door.seal_maps([cycle], by="worker")
        vault.door.keep_proofs([(number, pledge, None)], by="worker")
    beside_the_door(vault, sweep)

    def listed(column: str, table: str, order: str) -> list[object]:
        return [row[0] for row in vault.rows(f"SELECT {column} FROM {table} ORDER BY {order}")]

    numbers = [
        listed("number_ref", f"cycle_number WHERE cycle = '{cycle}'", order)
        for order in ("ctid", "number", "number_ref")
    ]
    hers = f"panel_ref = ANY(ARRAY{shoppers})"
    of_acts = [
        listed("panel_ref", f"vault_entry WHERE act = '{act}' AND {hers}", "id")
        for (act,) in vault.rows("SELECT DISTINCT act FROM vault_entry")
    ]
    people = [listed("panel_ref", f"person WHERE {hers}", order) for order in ("ctid", "panel_ref", "person_id")]
    proofs = [listed("panel_ref", f"proof WHERE {hers}", order) for order in ("ctid", "xmin::text::bigint, ctid")]
    whole = [each for each in (*of_acts, *people, *proofs) if len(each) == MANY]
    assert len(whole) > len([*people, *proofs])  # the journal does name them all, where they were enrolled
    return max(right_places(each, other, truth) for each in (*numbers, signed) for other in whole)


def right_places(numbers: Sequence[object], shoppers: Sequence[object], truth: dict[object, object]) -> int:
    """Count the places in which a list of shoppers names whose number stands there."""
    return sum(truth[number] == shopper for number, shopper in zip(numbers, shoppers, strict=True))


def test_id_05_no_order_of_rows_tells_whose_a_number_was(vault_here):
    assert told_by_order(vault_here) < BY_CHANCE


def test_id_05_twin_numbers_drawn_in_the_order_of_shoppers_fail_the_same_measure(vault_here, monkeypatch):
    in_order = SimpleNamespace(sample=lambda free, count: free[:count])
    monkeypatch.setattr(vault_verbs, "secrets", SimpleNamespace(SystemRandom=lambda: in_order))
    assert told_by_order(vault_here) == MANY


def test_id_05_twin_proofs_that_lie_as_they_were_told_fail_the_same_measure(vault_here):
    assert told_by_order(vault_here, sweep=lambda db, keys, at: None) == MANY


def test_id_05_twin_so_do_proofs_in_order_with_the_marks_of_their_telling(vault_here):
    assert told_by_order(vault_here, sweep=lambda db, keys, at: db.execute("CLUSTER proof USING proof_pkey")) == MANY


def test_proofs_are_swept_once_and_not_beside_a_backup(world):
    beside_the_door(world.vault, sweep_proofs)
    assert beside_the_door(world.vault, sweep_proofs) == 0
    kept = "SELECT panel_ref, proof_ref, until FROM proof ORDER BY {}"
    before = world.vault.rows(kept.format("ctid"))
    told = [(number, new_ref(), TODAY) for number in world.numbers]
    world.door.keep_proofs(told, by="worker")
    with psycopg.connect(world.vault.address) as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [ROTATION_LOCK])
        assert beside_the_door(world.vault, sweep_proofs) == 0
    assert beside_the_door(world.vault, sweep_proofs) == len(before) + len(told)
    assert beside_the_door(world.vault, sweep_proofs) == 0
    after = world.vault.rows(kept.format("panel_ref, proof_ref"))
    assert world.vault.rows(kept.format("ctid")) == after
    assert set(after) == {*before, *((world.numbers[number], proof, until) for number, proof, until in told)}


def neighbours_in_order(vault: VaultWithin, seal: Callable[[psycopg.Connection, str], object]) -> int:
    """
    Number many shoppers, and seal where the database's own choice of a way to the rows is the index by shopper. Return how many rows
    then lie before one of a shopper who comes after in the order of refs; by chance it is every other. Nothing of it is kept.
    """
    shoppers, cycle = [new_ref() for _ in range(MANY)], new_ref()
    vault.door.enrol({ref: WHO | {"national_id": ref, "phone": ref} for ref in shoppers}, by="officer")
    vault.door.number_for_cycle(cycle, shoppers, by="officer")
    with psycopg.connect(vault.address) as db:
        db.execute("ALTER TABLE cycle_number DROP CONSTRAINT cycle_number_cycle_number_key")
        db.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        truth = dict(db.execute("SELECT number_ref, panel_ref FROM cycle_number WHERE cycle = %s", [cycle]).fetchall())
        seal(db, cycle)
        lying = db.execute("SELECT number_ref FROM cycle_number WHERE cycle = %s ORDER BY ctid", [cycle]).fetchall()
        db.rollback()
    return sum(truth[one] < truth[next_one] for (one,), (next_one,) in pairwise(lying))


def test_id_05_no_index_that_the_database_goes_by_tells_whose_a_number_was(vault_here):
    keys = Keys(open_key_file(vault_here.folder / "keys" / "vault.key", may_make=False))
    asked = Asked("worker", datetime.now(UTC))
    assert neighbours_in_order(vault_here, lambda db, cycle: seal_map(db, keys, asked, cycle)) < MANY - 10


def test_id_05_twin_a_sealing_in_one_statement_fails_the_same_measure(vault_here):
    whole = "UPDATE cycle_number SET number = number WHERE cycle = %s"
    assert neighbours_in_order(vault_here, lambda db, cycle: db.execute(whole, [cycle])) > MANY - 10


def swept(vault: VaultWithin, after: timedelta = 2 * SETTLED) -> object:
    """Sweep the maps as if some time had passed; return of how many traces were swept away."""
    return beside_the_door(vault, sweep_maps, after)


def beside_the_door(vault: VaultWithin, sweep: Sweep, after: timedelta = timedelta(0)) -> object:
    """Do what the vault does beside its door, and return what came of it."""
    keys = Keys(open_key_file(vault.folder / "keys" / "vault.key", may_make=False))
    with psycopg.connect(vault.address, autocommit=True) as db:
        return sweep(db, keys, datetime.now(UTC) + after)


def on_the_disk(world: World) -> int:
    """Count the shoppers of the world whose panel refs stand in the files of the numbers' table or of one of its indexes."""
    read = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE oid = 'cycle_number'::regclass " \
           "UNION ALL SELECT pg_read_binary_file(pg_relation_filepath(indexrelid)) FROM pg_index " \
           "WHERE indrelid = 'cycle_number'::regclass"  # fmt: skip
    password = (Path(os.environ["BASIRA_DATA"]) / "secrets" / "postgres-superuser").read_text().strip()
    address = psycopg.conninfo.make_conninfo(world.vault.address, user=SUPERUSER, password=password)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CHECKPOINT")
        files = [bytes(content) for (content,) in db.execute(read)]
    assert len(files) == 4 and any(ref.encode() in content for ref in world.numbers for content in files)
    return sum(any(ref.encode() in content for content in files) for ref in world.shoppers)


def test_id_05_nothing_of_a_sealed_map_is_left_on_the_disk_and_what_is_open_stays(world):
    world.vault.rows_changed(f"DELETE FROM cycle_number WHERE cycle = '{world.second}'")
    swept(world.vault)
    world.door.seal_maps([world.first], by="worker")
    other = new_ref()
    pairs = world.door.number_for_cycle(other, [new_ref(), new_ref()], by="officer")
    assert on_the_disk(world) == len(world.shoppers)  # the twin: sealed, and not yet swept
    assert swept(world.vault) == 1 and swept(world.vault) == 0
    assert on_the_disk(world) == 0
    assert world.door.number_for_cycle(other, [], by="officer") == pairs
    assert sorted(world.door.numbers_of(world.shoppers, by="t")) == sorted(world.numbers)
    assert world.vault.rows("SELECT count(*) FROM sealed_map WHERE swept_at IS NULL") == [(0,)]


def test_a_map_is_swept_neither_at_once_nor_beside_a_backup_or_a_transaction_from_before(world):
    swept(world.vault)
    with psycopg.connect(world.vault.address) as earlier:
        earlier.execute("SELECT pg_current_xact_id()")
        world.door.seal_maps([world.first], by="worker")
        assert swept(world.vault) == 0
    with psycopg.connect(world.vault.address) as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [ROTATION_LOCK])
        assert swept(world.vault) == 0
    assert swept(world.vault, after=timedelta(0)) == 0
    assert swept(world.vault) == 1  # the twin


def test_id_05_no_number_is_given_in_a_cycle_that_is_over(world):
    world.door.seal_maps([world.first], by="worker")
    for asked in (world.shoppers, [new_ref()], []):
        with pytest.raises(MapSealed):
            world.door.number_for_cycle(world.first, asked, by="curious")


def test_what_outlasts_a_cycle_is_answered_as_before_also_under_a_new_key(world):
    before = world.answers()
    assert before[0] and before[1] and before[3] and before[5] and before[6] == {0, 1} and all(before[7:10]), before
    world.door.seal_maps([world.first], by="worker")
    assert world.answers() == before
    rotate(world.vault)
    assert world.answers() == before
    assert world.vault.rows("SELECT count(DISTINCT key_version) FROM sealed_map") == [(1,)]


def test_id_05_a_sealed_map_opens_under_the_vaults_keys_alone(world, tmp_path):
    world.door.seal_maps([world.first], by="worker")
    with psycopg.connect(world.vault.address) as db:
        own = Keys(open_key_file(world.vault.folder / "keys" / "vault.key", may_make=False))
        other = Keys(open_key_file(tmp_path / "keys" / "other.key", may_make=True))
        assert opened_map(db, own, world.first) == world.numbers  # the twin
        with pytest.raises(SealBroken):
            opened_map(db, other, world.first)


def test_a_wrong_key_starts_no_vault_that_keeps_nothing_but_a_sealed_map(tmp_path):
    with vault_within() as vault:
        cycle = new_ref()
        vault.door.number_for_cycle(cycle, [new_ref()], by="officer")
        other = Keys(open_key_file(tmp_path / "keys" / "other.key", may_make=True))
        check_keys(vault.address, other)  # nothing was sealed yet
        vault.door.seal_maps([cycle], by="worker")
        check_keys(vault.address, Keys(open_key_file(vault.folder / "keys" / "vault.key", may_make=False)))
        with pytest.raises(SealBroken):
            check_keys(vault.address, other)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cycle_number SET panel_ref = NULL WHERE cycle = '{second}'",
     "UPDATE cycle_number SET panel_ref = repeat('x', 26) WHERE cycle = '{first}'",
     "INSERT INTO cycle_number VALUES (repeat('n', 26), '{first}', 'x', repeat('x', 26))",
     "DELETE FROM sealed_map", "TRUNCATE sealed_map", "UPDATE sealed_map SET sealed = 'x'"],
)  # fmt: skip
def test_the_database_knows_no_half_sealed_map(world, statement):
    world.door.seal_maps([world.first], by="worker")
    with pytest.raises(psycopg.errors.RaiseException):
        world.vault.rows_changed(statement.format(first=world.first, second=world.second))


def test_numbering_and_sealing_at_once_take_turns(world):
    """Whoever numbers holds the cycle: what is sealed is the whole of it."""
    steps: list[Callable[[], object]] = [
        lambda: world.door.seal_maps([world.first], by="worker"),
        lambda: world.door.number_for_cycle(world.first, [new_ref() for _ in range(50)], by="officer"),
    ]
    at_once(len(steps), lambda place: steps[place]())
    assert world.vault.rows(
        f"SELECT count(*) FROM cycle_number WHERE cycle = '{world.first}' AND panel_ref IS NOT NULL"
    ) == [(0,)]


def sealed_by_the_schedule(monkeypatch: pytest.MonkeyPatch, waves: dict[WaveState, Wave]) -> set[WaveState]:
    """Return the states of the cycles of which the schedule has the maps sealed."""
    told: list[list[str]] = []
    monkeypatch.setattr(Vault, "seal_maps", lambda self, cycles, *, by: told.append(cycles) or len(cycles))
    sealed = verbs.seal_maps(by=SYSTEM, at=MONDAY_9AM)
    (refs,) = told
    assert sealed == len(refs)
    return {state for state, wave in waves.items() if wave.ref in refs}


@pytest.fixture
def waves(db) -> dict[WaveState, Wave]:
    """A cycle in each state."""
    days = {"name_ar": "د", "name_en": "C", "starts_on": TODAY, "ends_on": TODAY}
    return {
        state: Wave.objects.create(
            number=number,
            state=state,
            is_for_the_public=state in (WaveState.INFORMED, WaveState.ANNOUNCED),
            created_at=MONDAY_9AM,
            created_by="t",
            **days,
        )
        for number, state in enumerate(WaveState, start=1)
    }


def test_the_schedule_has_the_maps_of_announced_cycles_sealed_and_of_no_other(monkeypatch, waves):
    assert sealed_by_the_schedule(monkeypatch, waves) == {WaveState.ANNOUNCED}


def test_who_is_not_the_schedule_has_no_map_sealed(monkeypatch, waves):
    monkeypatch.delattr(Vault, "seal_maps")
    for role in Role:
        with pytest.raises(NotPermitted):
            verbs.seal_maps(by=actor("somebody", role), at=MONDAY_9AM)


def is_over_once_informed(monkeypatch: pytest.MonkeyPatch, waves: dict[WaveState, Wave]) -> bool:
    """Inform the bodies of the scored cycle, and tell whether the schedule then has its map sealed."""
    verbs.advance_wave(wave=waves[WaveState.SCORED].ref, to=WaveState.INFORMED, by=SYSTEM, at=MONDAY_9AM)
    return WaveState.SCORED in sealed_by_the_schedule(monkeypatch, waves)


def test_id_05_what_is_never_announced_is_over_when_the_bodies_are_informed(monkeypatch, waves):
    make_internal()
    assert is_over_once_informed(monkeypatch, waves)


@pytest.mark.parametrize(("readers", "is_over"), [('"state-leadership"', True), ('"public"', False)])
def test_id_05_so_it_is_where_the_blueprint_leaves_out_the_public(monkeypatch, waves, readers, is_over):
    keep(head=INDEPENDENT, reporting=f"to = [{readers}]")
    assert is_over_once_informed(monkeypatch, waves) is is_over


def test_id_05_so_it_stays_when_the_public_becomes_a_reader_later(monkeypatch, waves):
    keep(head=INDEPENDENT, reporting='to = ["state-leadership"]')
    assert is_over_once_informed(monkeypatch, waves)
    keep(head=INDEPENDENT, reporting='to = ["public"]')
    assert WaveState.SCORED in sealed_by_the_schedule(monkeypatch, waves)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=waves[WaveState.SCORED].pk).update(is_for_the_public=True)
