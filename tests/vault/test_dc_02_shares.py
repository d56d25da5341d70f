"""
DC-02: the vault's key in shares. Any that are enough give it back byte for byte; fewer, mixed or changed ones give nothing, and are
told apart. The arithmetic is FIPS 197's, and that fewer tell nothing is shown by trying every polynomial there is.
"""

import json
from base64 import b64decode, b64encode
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import psycopg
import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.postgres.roles import Addresses
from basira.project import key_shares
from basira.project.backing_up import NoProgramme
from basira.vault import share_files, shares
from basira.vault.key_file import KeyFile, open_key_file, read
from basira.vault.keys import SealBroken
from basira.vault.share_files import (
    FolderTaken,
    KeyThere,
    Share,
    join_key_file,
    read_share,
    split_key_file,
    write_share,
)
from basira.vault.shares import SharesRefused, SplitRefused, inverse, join, multiply, split
from tests.vault.conftest import VaultOfItsOwn, own_vault
from tests.vault.test_rotation import opened, rotate
from tests.vault.test_vault import enrol

SECRET = bytes(range(32))


def wrongly_joined(count: int, threshold: int) -> list[tuple[int, ...]]:
    """Return the sets of shares below the threshold that gave anything, and those from it on that did not give the secret."""
    made, wrong = split(SECRET, count, threshold), []
    for size in range(1, count + 1):
        for places in combinations(made, size):
            try:
                given = join({place: made[place] for place in places})
            except SharesRefused:
                given = None
            if given != (SECRET if size >= threshold else None):
                wrong.append(places)
    return wrong


@pytest.mark.parametrize(("count", "threshold"), [(2, 2), (3, 2), (5, 3), (6, 5)])
def test_dc_02_every_set_of_enough_shares_gives_the_key_and_every_smaller_one_a_refusal(count, threshold):
    assert wrongly_joined(count, threshold) == []


def test_dc_02_twin_shares_that_no_digest_knows_fail_the_same_measure(monkeypatch):
    monkeypatch.setattr(shares, "digest", lambda secret: bytes(shares.DIGEST_BYTES))
    monkeypatch.setattr(shares.hmac, "compare_digest", lambda one, other: True)
    assert wrongly_joined(5, 3) == [places for size in (1, 2) for places in combinations(range(1, 6), size)]


def test_the_field_is_that_of_fips_197():
    assert multiply(0x57, 0x83) == 0xC1 and multiply(0x57, 0x13) == 0xFE  # its examples, 4.2 and 4.2.1
    assert [multiply(0x57, power) for power in (2, 4, 8, 16)] == [0xAE, 0x47, 0x8E, 0x07]
    assert multiply(0x53, 0xCA) == 1 and inverse(0x53) == 0xCA
    assert all(multiply(each, inverse(each)) == 1 for each in range(1, 256))


def test_dc_02_one_share_of_two_is_as_likely_for_every_secret():
    """Over all 256 polynomials through a byte, a share takes each value once, whatever the byte is: it tells nothing."""
    for secret in (0, 1, 0x57, 255):
        seen = Counter(shares.value_at(3, (secret, drawn)) for drawn in range(256))
        assert seen == dict.fromkeys(range(256), 1)


@pytest.mark.parametrize(("count", "threshold"), [(5, 1), (5, 0), (3, 4), (17, 3), (0, 0), (-1, -1)])
def test_a_splitting_by_which_one_would_be_enough_or_nobody_could_is_refused(count, threshold):
    with pytest.raises(SplitRefused):
        split(SECRET, count, threshold)


def test_dc_02_a_changed_share_a_wrong_place_and_shares_of_two_keys_are_refused():
    made, other = split(SECRET, 3, 2), split(SECRET[::-1], 3, 2)
    bent = bytes([made[2][0] ^ 1, *made[2][1:]])
    for given in ({1: made[1], 2: bent}, {1: made[1], 3: made[2]}, {1: made[1], 2: other[2]}, {1: made[1], 2: b""}, {}):
        with pytest.raises(SharesRefused):
            join(given)
    with pytest.raises(SharesRefused):
        join({0: SECRET, 1: SECRET})


# files


@pytest.fixture(scope="module")
def shared_vault():
    with own_vault() as made:
        enrol(made, name="Canary Holder")
        yield made


def key_of(vault: VaultOfItsOwn) -> Path:
    return vault.folder / "keys" / "vault.key"


def split_to(vault: VaultOfItsOwn, folder: Path, count: int = 5, threshold: int = 3) -> list[Path]:
    split_key_file(key_of(vault), vault.address, folder, count, threshold)
    return sorted(folder.iterdir())


def test_the_shares_are_files_for_their_owner_alone_and_the_journal_says_that_there_are_some(shared_vault, tmp_path):
    files = split_to(shared_vault, tmp_path / "shares")
    assert [file.name for file in files] == [f"share-{place}-of-5.json" for place in range(1, 6)]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o400}
    assert (tmp_path / "shares").stat().st_mode & 0o777 == 0o700
    assert shared_vault.rows("SELECT act, by_ref FROM vault_entry ORDER BY id DESC LIMIT 1") == [
        ("key split: 3 of 5", "operator")
    ]
    with pytest.raises(FolderTaken):
        split_to(shared_vault, tmp_path / "shares")
    assert "Share(…)" in repr(read_share(files[0]))


def test_with_a_dead_journal_no_share_is_written(shared_vault, tmp_path):
    shared_vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    with pytest.raises(psycopg.errors.CheckViolation):
        split_to(shared_vault, tmp_path / "shares")
    shared_vault.rows_changed("ALTER TABLE vault_entry DROP CONSTRAINT dead")
    assert not (tmp_path / "shares").exists()


def test_where_no_folder_can_be_made_nothing_is_split_and_the_journal_says_nothing(shared_vault, tmp_path):
    before = shared_vault.rows("SELECT count(*) FROM vault_entry WHERE act LIKE 'key split%'")
    with pytest.raises(FileNotFoundError):
        split_to(shared_vault, tmp_path / "missing" / "shares")
    assert shared_vault.rows("SELECT count(*) FROM vault_entry WHERE act LIKE 'key split%'") == before


def test_a_splitting_that_breaks_off_leaves_no_share(shared_vault, tmp_path, monkeypatch):
    written: list[Path] = []

    def full_disk(path: Path, share: Share) -> None:
        if written:
            raise OSError("no room")
        written.append(path)
        write_share(path, share)

    monkeypatch.setattr(share_files, "write_share", full_disk)
    with pytest.raises(OSError, match="no room"):
        split_to(shared_vault, tmp_path / "shares")
    assert written and not (tmp_path / "shares").exists()


def changed(file: Path, **said: object) -> Path:
    """Return another file: the share with other things in it, its sum made to fit, so that only the digest of the key finds it."""
    share = Share(**asdict(read_share(file)) | said).with_sum()
    other = file.with_name(f"changed-{new_ref()}.json")
    other.write_text(json.dumps(asdict(share)))
    assert read_share(other) == share  # the file itself is a good one
    return other


def slipped(file: Path, **said: object) -> Path:
    """Return another file: the share with other things in it under the sum that it had."""
    other = file.with_name(f"slipped-{new_ref()}.json")
    other.write_text(json.dumps(json.loads(file.read_text()) | said))
    return other


def bent(file: Path) -> str:
    """Return the text of a share with one bit of it changed."""
    share = b64decode(read_share(file).text)
    return b64encode(bytes([share[0] ^ 1, *share[1:]])).decode()


def test_dc_02_too_few_files_the_same_twice_mixed_or_changed_write_no_key(shared_vault, tmp_path):
    one, two, three, *_ = split_to(shared_vault, tmp_path / "one")
    stranger = split_to(shared_vault, tmp_path / "other")[3]
    place = tmp_path / "keys" / "vault.key"
    (tmp_path / "empty.json").write_text("[]")
    for files in (
        [], [one], [one, two], [one, two, two], [one, two, stranger], [one, two, tmp_path / "missing"],
        [one, two, tmp_path / "empty.json"], [one, two, changed(three, place=4)], [one, two, changed(three, text="AAAA")],
        [one, two, changed(three, text=bent(three))], [one, two, slipped(three, text=bent(three))],
        [one, two, slipped(three, place=4)],
    ):  # fmt: skip
        with pytest.raises(SharesRefused):
            join_key_file(place, files)
        assert not place.exists()
    join_key_file(place, [three, one, two])  # the twin: enough of one splitting write it
    assert place.read_bytes() == key_of(shared_vault).read_bytes() and place.stat().st_mode & 0o777 == 0o400
    with pytest.raises(KeyThere):
        join_key_file(place, [one, two, three])


def test_old_shares_open_nothing_that_is_sealed_now_and_know_nobody_by_the_marks_of_now(tmp_path):
    """What the command says of them, neither more nor less."""
    now = open_key_file(tmp_path / "keys" / "vault.key", may_make=True)
    old = read(join(split((tmp_path / "keys" / "vault.key").read_bytes(), 3, 2)))
    now.begin_rotation()
    now.end_rotation()
    version, wrapped = now.wrap(SECRET, "somebody")
    with pytest.raises(SealBroken):
        KeyFile(tmp_path / "old", old).unwrap(wrapped, version, "somebody")
    assert now.unwrap(wrapped, version, "somebody") == SECRET
    with pytest.raises(SealBroken):
        KeyFile(tmp_path / "old", old).mark("national_id", "784", now.links)
    assert KeyFile(tmp_path / "old", old).mark("national_id", "784", 0) == now.mark(
        "national_id", "784", 0
    )  # of copies from then


def test_dc_02_two_who_say_that_two_are_enough_get_nothing(shared_vault, tmp_path):
    files = split_to(shared_vault, tmp_path / "shares")
    forged = [changed(file, threshold=2) for file in files[:2]]
    with pytest.raises(SharesRefused, match="shares-refused"):
        join_key_file(tmp_path / "keys" / "vault.key", forged)
    assert not (tmp_path / "keys").exists()


def test_where_no_key_lies_nothing_is_split_and_nothing_made(tmp_path, monkeypatch):
    monkeypatch.setenv("BASIRA_DATA", "")  # put back afterwards
    with pytest.raises(NoProgramme):
        key_shares.run(
            ["split", "--shares", "3", "--threshold", "2", "--out", str(tmp_path / "s"), "--data", str(tmp_path)]
        )
    assert list(tmp_path.iterdir()) == []


def test_the_commands_bring_a_lost_key_back_and_everybody_opens(vault, tmp_path, monkeypatch, capfd):
    """As an operator does it: split while the vault runs, lose the key, bring three files of a key with two versions."""

    @contextmanager
    def this_vaults(_data: Path):
        yield Addresses("", "", vault.address)

    monkeypatch.setattr(key_shares, "databases_of", this_vaults)
    monkeypatch.setenv("BASIRA_DATA", "")
    enrol(vault)
    rotate(vault)
    folder, data = tmp_path / "shares", ["--data", str(vault.folder)]
    assert key_shares.run(["split", "--shares", "5", "--threshold", "3", "--out", str(folder), *data]) == 0
    files = [str(file) for file in sorted(folder.iterdir())]
    vault.stop()
    key_of(vault).unlink()
    assert key_shares.run(["join", *files[3:], *data]) == 1
    assert not key_of(vault).exists()
    assert key_shares.run(["join", files[4], files[0], files[2], *data]) == 0
    vault.start()
    assert vault.door.answers() and opened(vault) == 1
    said = "".join(capfd.readouterr()) + vault.log()
    assert "vault.shares-refused" in said and "any 3 give the key" in said
    assert not [file for file in files if read_share(Path(file)).text[:24] in said]
