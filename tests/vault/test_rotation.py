"""
A new key for the vault: every person opens at every moment, whatever is killed when; the old key opens nothing afterwards.
"""

import json
import signal
import threading
import time

import psycopg
import pytest

from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.vault_refusals import RotationHeld, RotationUnfinished
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys, KeyUnusable, SealBroken, about, unseal
from tests.vault.test_vault import WHO, enrol

MANY = 1_000


def people(count: int) -> dict[str, dict[str, str]]:
    return {new_ref(): WHO | {"national_id": new_ref(), "phone": new_ref()} for _ in range(count)}


def opened(vault) -> int:
    """Open every field of everybody with the key file as it lies there, and return how many people that were."""
    keys = Keys(open_key_file(vault.folder / "keys" / "vault.key", may_make=False))
    rows = vault.rows(
        "SELECT person_id::text, wrapped_key, key_version, name, sealed FROM person JOIN person_field USING (person_id)"
    )
    whole: dict[str, int] = {}
    for person, wrapped, version, name, sealed in rows:
        key = keys.person_key(bytes(wrapped), version, person)
        assert unseal(key, bytes(sealed), about("person_field", person, name))
        whole[person] = whole.get(person, 0) + 1
    assert set(whole.values()) <= {len(WHO)}
    return len(whole)


def rotate(vault) -> int:
    left = vault.door.rotation("begin", by="operator")
    while left:
        left = vault.door.rotation("step", by="operator")
    return vault.door.rotation("end", by="operator")


def versions(vault) -> list[int]:
    return [row[0] for row in vault.rows("SELECT DISTINCT key_version FROM person ORDER BY 1")]


def test_the_old_key_opens_nothing_after_a_rotation_and_the_marks_still_know_everybody(vault):
    enrol(vault, national_id="784-1", phone="1")
    old = Keys(open_key_file(vault.folder / "keys" / "vault.key", may_make=False))
    assert rotate(vault) == 2
    assert opened(vault) == 1 and versions(vault) == [2]
    ((person, wrapped, version),) = vault.rows("SELECT person_id::text, wrapped_key, key_version FROM person")
    for said in (version, 1):  # not even when the version is told wrongly
        with pytest.raises(SealBroken):
            old.person_key(bytes(wrapped), said, person)
    with pytest.raises(Problem, match="duplicate"):
        enrol(vault, national_id="٧٨٤١", phone="2")
    assert rotate(vault) == 3 and opened(vault) == 1


def test_a_rotation_is_not_ended_while_somebody_is_under_the_old_key(vault):
    vault.door.enrol(people(60), by="officer")
    vault.door.rotation("begin", by="operator")
    assert vault.door.rotation("step", by="operator") == 10
    with pytest.raises(RotationUnfinished) as refusal:
        vault.door.rotation("end", by="operator")
    assert refusal.value.params == {"left": 10} and versions(vault) == [1, 2]
    assert vault.door.rotation("begin", by="operator") == 10  # goes on with the same new key
    assert rotate(vault) == 2 and opened(vault) == 60


def test_a_backup_under_way_keeps_the_old_key_and_nothing_is_lost(vault):
    enrol(vault)
    with psycopg.connect(vault.address) as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [ROTATION_LOCK])
        with pytest.raises(RotationHeld):
            rotate(vault)
        assert set(json.loads((vault.folder / "keys" / "vault.key").read_bytes())["wrapping"]) == {"1", "2"}
    assert rotate(vault) == 2 and opened(vault) == 1


def test_without_a_journal_nothing_is_rewrapped_and_no_key_is_dropped(vault):
    enrol(vault)
    vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    with pytest.raises(Problem, match="not-reachable"):
        rotate(vault)
    assert versions(vault) == [1] and len((vault.folder / "keys" / "vault.key").read_bytes()) == 32


@pytest.mark.parametrize(
    "content", [b"", b"x" * 31, b"[]", b'{"wrapping": {"1": "eA=="}, "marking": "eA=="}', b'{"wrapping": {}}']
)
def test_a_key_file_that_is_no_list_of_keys_is_refused(tmp_path, content):
    file = tmp_path / "vault.key"
    file.write_bytes(content)
    file.chmod(0o400)
    with pytest.raises(KeyUnusable):
        open_key_file(file, may_make=True)


def test_a_data_key_opens_for_its_own_person_and_version_alone(tmp_path):
    keys = Keys(open_key_file(tmp_path / "keys" / "vault.key", may_make=True))
    plain, version, wrapped = keys.new_person_key("one")
    assert keys.person_key(wrapped, version, "one") == plain
    keys.provider.begin_rotation()
    for person, said in (("two", version), ("one", version + 1), ("one", 9)):
        with pytest.raises(SealBroken):
            keys.person_key(wrapped, said, person)


def test_half_a_key_file_of_a_killed_process_goes_at_the_start_and_with_a_rotation(vault):
    enrol(vault)
    half = vault.folder / "keys" / "vault.key.1.new"
    for step in ("begin", "end"):
        half.write_bytes(b"old keys")
        vault.door.rotation("step", by="operator")
        assert half.exists()  # the twin: it is not gone by itself
        vault.door.rotation(step, by="operator")
        assert not half.exists()
        vault.door.rotation("step", by="operator")
    half.write_bytes(b"old keys")
    vault.stop()
    vault.start()
    assert not half.exists() and opened(vault) == 1


class Load:
    """Enrolments and messages by two who never stop, whatever becomes of the vault meanwhile."""

    def __init__(self, vault, numbers: list[str]) -> None:
        self.vault, self.numbers = vault, numbers
        self.enrolled: list[str] = []
        self.told: list[str] = []
        self.broken: list[str] = []
        self.is_over = threading.Event()
        self.workers = [threading.Thread(target=self.work, args=(place,)) for place in (0, 500)]

    def __enter__(self) -> "Load":
        for worker in self.workers:
            worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for worker in self.workers:
            worker.join()

    def work(self, place: int) -> None:
        while not self.is_over.is_set():
            place += 7
            try:
                self.enrolled.append(enrol(self.vault))
                number = self.numbers[place % len(self.numbers)]
                self.told.append(self.vault.door.contact(number, {"ar": "x"}, by="officer"))
            except Problem as problem:
                if problem.code != "vault.not-reachable":
                    self.broken.append(problem.code)
                time.sleep(0.02)
            except KeyError:  # half an answer of a vault that was killed
                time.sleep(0.02)


def rotated_through_kills(vault, places: tuple[int, ...]) -> None:
    """Rotate; kill the vault each time that no more than so many are left, and go on with a new one."""
    for most in places:
        left = vault.door.rotation("begin", by="operator")
        while left > most:
            left = vault.door.rotation("step", by="operator")
        assert versions(vault) == [1, 2]
        vault.process.send_signal(signal.SIGKILL)
        vault.process.wait()
        vault.start()
    assert rotate(vault) == 2


@pytest.mark.slow
def test_op_08_a_thousand_people_are_rotated_under_load_through_three_kills_and_everybody_opens(vault):
    """OP-07, OP-08: readers and enrolments go on; the vault is killed at three places in the middle; nobody is lost."""
    known = people(MANY)
    refs = list(known)
    for place in range(0, MANY, 250):
        vault.door.enrol({ref: known[ref] for ref in refs[place : place + 250]}, by="officer")
    numbers = [ref for ref, _number in vault.door.number_for_cycle(new_ref(), refs, by="officer")]
    with Load(vault, numbers) as load:
        rotated_through_kills(vault, (900, 500, 100))
        for _attempt in range(600):  # both have worked since the last kill as well
            if load.enrolled and load.told:
                break
            time.sleep(0.1)
    assert load.broken == [] and load.enrolled and load.told
    assert versions(vault) == [2] and opened(vault) >= MANY + len(load.enrolled)
    vault.rows_changed(f"UPDATE person SET key_version = 1 WHERE panel_ref = '{refs[0]}'")
    with pytest.raises(SealBroken):  # the twin: one data key that is not rewrapped is found
        opened(vault)
