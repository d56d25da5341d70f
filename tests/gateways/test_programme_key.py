"""The programme's two halves: everybody seals, the private half opens, and neither is ever replaced quietly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from basira.gateways.evidence import EvidenceDamaged, EvidenceMissing, EvidenceStore
from basira.gateways.evidence_header import HEADER_BYTES
from basira.gateways.evidence_key import EvidenceKeyUnusable
from basira.gateways.programme_key import PrivateHalfNotHere, public_half
from basira.gateways.resealing import older_refs, ready_halves, reseal

CONTENT = os.urandom(1024 * 1024 + 5)
LIMIT = 10**7


def ready(folder: Path):
    return ready_halves(folder / "evidence", folder / "programme.pub", folder / "programme.key")


def store_of(folder: Path, halves=None) -> EvidenceStore:
    return EvidenceStore(folder / "evidence", folder / "evidence.key", halves)


def plain_of(store: EvidenceStore, ref: str) -> bytes:
    return b"".join(store.open_sealed(ref))


def why(folder: Path) -> str:
    with pytest.raises(EvidenceKeyUnusable) as refusal:
        ready(folder)
    return str(refusal.value.params["reason"])


def test_whoever_holds_the_public_half_seals_and_opens_nothing(tmp_path):
    halves = ready(tmp_path)
    sealing_only = store_of(tmp_path, public_half(tmp_path / "programme.pub"))
    sealed = sealing_only.seal([CONTENT], limit=LIMIT)
    with pytest.raises(PrivateHalfNotHere):
        plain_of(sealing_only, sealed.ref)
    assert plain_of(store_of(tmp_path, halves), sealed.ref) == CONTENT


def test_what_an_older_version_sealed_is_not_opened_without_the_private_half_either(tmp_path):
    older = store_of(tmp_path).seal([CONTENT], limit=LIMIT)
    halves = ready(tmp_path)
    with pytest.raises(PrivateHalfNotHere):
        plain_of(store_of(tmp_path, public_half(tmp_path / "programme.pub")), older.ref)
    assert plain_of(store_of(tmp_path, halves), older.ref) == CONTENT


def test_a_lost_private_half_is_told_and_never_replaced(tmp_path):
    store_of(tmp_path, ready(tmp_path)).seal([CONTENT], limit=LIMIT)
    (tmp_path / "programme.key").unlink()
    assert "private half" in why(tmp_path)
    (tmp_path / "programme.pub").unlink()
    assert "private half" in why(tmp_path), "the sealed file alone says that there was one"
    assert not (tmp_path / "programme.key").exists() and not (tmp_path / "programme.pub").exists()


def test_a_public_half_that_was_given_out_is_not_replaced_though_nothing_is_sealed_yet(tmp_path):
    ready(tmp_path)
    (tmp_path / "programme.key").unlink()
    assert "private half" in why(tmp_path)


def test_a_lost_public_half_is_written_again_from_the_private_one(tmp_path):
    point = ready(tmp_path).point
    (tmp_path / "programme.pub").unlink()
    assert ready(tmp_path).point == point == public_half(tmp_path / "programme.pub").point


def test_halves_of_two_pairs_are_refused(tmp_path):
    """Whoever could put a public half of her own in place would have everything sealed to her."""
    ready(tmp_path)
    (tmp_path / "other").mkdir()
    ready(tmp_path / "other")
    os.replace(tmp_path / "other" / "programme.pub", tmp_path / "programme.pub")
    assert "do not belong together" in why(tmp_path)


def test_a_whole_pair_that_is_not_the_one_of_the_files_is_refused(tmp_path):
    store_of(tmp_path, ready(tmp_path)).seal([CONTENT], limit=LIMIT)
    (tmp_path / "other").mkdir()
    ready(tmp_path / "other")
    for name in ("programme.pub", "programme.key"):
        os.replace(tmp_path / "other" / name, tmp_path / name)
    assert "not the one" in why(tmp_path)


@pytest.mark.parametrize(("half", "content"), [("programme.key", b"no key"), ("programme.pub", b"no key")])
def test_a_half_that_is_no_key_is_refused(tmp_path, half, content):
    ready(tmp_path)
    (tmp_path / half).chmod(0o600)
    (tmp_path / half).write_bytes(content)
    assert "not a key" in why(tmp_path)


def test_a_private_half_that_others_may_read_is_refused(tmp_path):
    ready(tmp_path)
    (tmp_path / "programme.key").chmod(0o440)
    assert "readable by others" in why(tmp_path)


def test_a_process_that_only_seals_makes_no_key(tmp_path):
    with pytest.raises(EvidenceKeyUnusable):
        public_half(tmp_path / "programme.pub")
    assert list(tmp_path.iterdir()) == []


def test_a_wrapped_secret_opens_for_what_it_was_sealed_for_alone(tmp_path):
    halves = ready(tmp_path)
    wrapped = halves.wrap(b"k" * 32, b"this")
    assert halves.unwrap(wrapped, b"this") == b"k" * 32 and halves.wrap(b"k" * 32, b"this") != wrapped
    with pytest.raises(InvalidTag):
        halves.unwrap(wrapped, b"that")


def test_older_files_are_wrapped_anew_with_their_bytes_and_their_time_and_the_old_key_opens_them_no_more(tmp_path):
    one_key = store_of(tmp_path)
    ref = one_key.seal([CONTENT], limit=LIMIT).ref
    path = one_key._path_of(ref)
    os.utime(path, (1e9, 1e9))
    before = path.read_bytes()
    store = store_of(tmp_path, ready(tmp_path))
    assert older_refs(tmp_path / "evidence") == [ref]
    reseal(store, ref)
    assert older_refs(tmp_path / "evidence") == []
    assert path.read_bytes().endswith(before[HEADER_BYTES:]) and path.stat().st_mtime == 1e9
    assert plain_of(store, ref) == CONTENT
    with pytest.raises(EvidenceDamaged):
        plain_of(one_key, ref)
    assert list((tmp_path / "evidence" / "incoming").iterdir()) == []


def test_a_damaged_older_file_stays_as_it_is(tmp_path):
    one_key = store_of(tmp_path)
    ref = one_key.seal([CONTENT], limit=LIMIT).ref
    path = one_key._path_of(ref)
    path.chmod(0o600)
    path.write_bytes(broken := path.read_bytes()[:30] + b"x" + path.read_bytes()[31:])
    store = store_of(tmp_path, ready(tmp_path))
    with pytest.raises(EvidenceDamaged):
        reseal(store, ref)
    with pytest.raises(EvidenceMissing):
        reseal(store, "0" * 26)
    assert path.read_bytes() == broken and list((tmp_path / "evidence" / "incoming").iterdir()) == []


def test_a_disk_that_fails_half_way_leaves_the_older_file(tmp_path, monkeypatch):
    one_key = store_of(tmp_path)
    ref = one_key.seal([CONTENT], limit=LIMIT).ref
    store = store_of(tmp_path, ready(tmp_path))

    def full(_descriptor: int) -> None:
        raise OSError("injected")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="injected"):
            reseal(store, ref)
    assert plain_of(store, ref) == CONTENT == plain_of(one_key, ref)
    assert list((tmp_path / "evidence" / "incoming").iterdir()) == []


FIRST_START = """
import sys
from pathlib import Path
from basira.gateways.resealing import ready_halves
folder = Path(sys.argv[1])
print(ready_halves(folder / "evidence", folder / "keys" / "programme.pub", folder / "keys" / "programme.key").point.hex())
"""


def test_processes_at_their_first_start_share_one_pair(tmp_path):
    source = str(Path(__file__).parents[2] / "src")
    command = [sys.executable, "-c", FIRST_START, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": source}
    starts = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    points = {start.communicate(timeout=60)[0] for start in starts}
    assert len(points) == 1 and len(points.pop().strip()) == 130
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == ["programme.key", "programme.pub"]
