"""
ID-01 and ID-02: from a real backup of a running programme, or from its whole disk, nobody learns who its people are unless he holds
the vault's part and the keys together. Files are searched as they lie, unpacked, as the SQL that they restore, and opened with every
key that lies beside them; the database's own files as they lie, with their indexes and the log of writes.
"""

import gzip
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from basira.gateways.evidence import EvidenceStore
from basira.gateways.postgres.dumping import bare, tool
from basira.gateways.resealing import ready_halves
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys
from basira.vault.persons import open_fields
from tests.journeys.running import Running
from tests.journeys.test_running import basira
from tests.vault.searching import Searcher

pytestmark = pytest.mark.slow

INVENTED = "@example.invalid"
"""Whom the demo made up. Other journeys bring people of their own, whose words they may write elsewhere too."""
TELLING = ("name", "phone", "email", "national_id", "home")
REF = re.compile(rb"\b[0-9a-z]{26}\b")


@dataclass(frozen=True)
class Kept:
    """What a vault keeps: the words of invented people; ids, ciphertexts and marks of everybody; shoppers and their numbers."""

    canaries: list[str]
    own: list[bytes]
    shoppers: set[bytes]
    numbers: set[bytes]
    numbers_of_sealed_maps: set[bytes]

    def linked(self, content: bytes, numbers: set[bytes]) -> list[bytes]:
        """Return the lines in which one of these numbers stands beside a shopper."""
        refs = {line: set(REF.findall(line)) for line in content.splitlines()}
        return [line for line, found in refs.items() if found & numbers and found & self.shoppers]


def kept_by(address: str, key_file: Path) -> Kept:
    """Read a vault's database with its keys, as nobody can who has not both."""
    keys = Keys(open_key_file(key_file, may_make=False))
    with psycopg.connect(address) as db:

        def column(statement: str) -> list[bytes]:
            values = (row[0] for row in db.execute(statement).fetchall())
            return [each.encode() if isinstance(each, str) else bytes(each) for each in values]

        wrapped = "SELECT person_id::text, wrapped_key, key_version FROM person WHERE wrapped_key IS NOT NULL " \
                  "ORDER BY panel_ref NULLS LAST"  # fmt: skip
        opened = [
            open_fields(db, keys.person_key(bytes(key), version, person), person)
            for person, key, version in db.execute(wrapped).fetchall()
        ]
        own = "SELECT sealed FROM person_field UNION SELECT wrapped_key FROM person WHERE wrapped_key IS NOT NULL " \
              "UNION SELECT digest FROM person_mark UNION SELECT sealed FROM sealed_map"  # fmt: skip
        return Kept(
            [each[field] for each in opened for field in TELLING if each.get("email", "").endswith(INVENTED) and field in each],
            [*column("SELECT person_id::text FROM person"), *(each.hex().encode() for each in column(own))],
            set(column("SELECT panel_ref FROM person WHERE panel_ref IS NOT NULL")),
            set(column("SELECT number_ref FROM cycle_number")),
            set(column("SELECT number_ref FROM cycle_number WHERE panel_ref IS NULL")),
        )  # fmt: skip


def unpacked(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give a file's content as it is, and all that is packed in it; a dump's as the SQL that it restores."""
    yield where, content
    if content.startswith(b"PGDMP"):
        restored = subprocess.run(
            [tool("pg_restore"), "--file=-"], input=content, capture_output=True, check=True, env=bare()
        )
        yield f"{where} as SQL", restored.stdout
    elif content.startswith(b"\x1f\x8b"):
        yield from unpacked(f"{where} unpacked", gzip.decompress(content))
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from unpacked(f"{where} {name}", packed.read(name))


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file with its name, also unpacked; one that the server removes meanwhile is no more to be found."""
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    yield "names of files", "\n".join(files).encode()
    for name, path in files.items():
        with suppress(FileNotFoundError):
            yield from unpacked(name, path.read_bytes())


def opened_files(backup: Path) -> Iterator[tuple[str, bytes]]:
    """Open every sealed file of a backup with the keys that it holds, and give what was in it, also unpacked."""
    keys = backup / "keys" / "keys"
    halves = ready_halves(backup / "programme" / "evidence", keys / "programme.pub", keys / "programme.key")
    for name, theirs in (("evidence", halves), ("derivatives", None)):
        store = EvidenceStore(backup / "programme" / name, keys / "evidence.key", theirs)
        for ref in store.refs():
            yield from unpacked(f"{name} {ref} opened", b"".join(store.open_sealed(ref)))


@pytest.fixture
def kept(demo: Running) -> Kept:
    """What the demo's vault keeps now: other journeys bring and take people in between."""
    addresses = json.loads((demo.data / "run" / "addresses.json").read_text())
    return kept_by(addresses["vault"], demo.data / "keys" / "vault.key")


def test_id_01_a_real_backup_names_nobody_and_what_is_the_vaults_lies_in_its_part_alone(demo, kept, tmp_path):
    backup = tmp_path / "backup"
    made = basira("backup", backup, "--data", demo.data)
    assert made.returncode == 0, made.stderr
    searcher = Searcher(kept.canaries)
    contents = dict([*everything_in(backup), *opened_files(backup)])
    for where, content in contents.items():
        searcher.look(where, content)
    assert searcher.found == []
    programme, vault = (contents[f"{part}/database.dump as SQL"] for part in ("programme", "vault"))
    assert (
        all(each in vault for each in kept.own) and len(kept.own) > len(kept.shoppers) > 40
    )  # the twin: there it all lies
    elsewhere = b"\n".join(content for where, content in contents.items() if not where.startswith("vault/"))
    assert [each for each in kept.own if each in elsewhere] == []
    assert all(
        each in programme for each in (*kept.shoppers, *kept.numbers)
    )  # each of them is known there, and not whose
    assert kept.linked(elsewhere, kept.numbers) == [] and kept.linked(vault, kept.numbers_of_sealed_maps) == []
    assert kept.linked(vault, kept.numbers)  # the twin: the cycle that runs
    key = (demo.data / "keys" / "vault.key").read_bytes()
    assert [where for where, content in contents.items() if key in content] == ["keys/keys/vault.key"]


def test_id_01_the_whole_disk_of_a_running_programme_names_nobody(demo, kept):
    """A shopper and an applicant in every row version, index, log of writes, server's log and file of the programme and its vault."""
    one, other = kept.canaries[:4], kept.canaries[-5:]
    somebody = next(iter(kept.shoppers)).decode()
    searcher = Searcher([*one, *other, somebody])
    for where, content in everything_in(demo.data):
        searcher.look(where, content)
    assert searcher.of(*one, *other) == [] and searcher.bytes_read > 10_000_000
    assert searcher.of(somebody)  # the twin: what does stand in the database's files is found there
