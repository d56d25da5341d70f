"""A sealed file is unreadable before its name goes, and gone when the call returns."""

import os

import pytest

from basira.gateways import shredding
from basira.gateways.evidence import EvidenceMissing, EvidenceNotDurable, EvidenceStore
from basira.gateways.shredding import shred

WORDS = b"somebody at a counter " * 200_000


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


def file_of(store, ref):
    return store._path_of(ref)


def test_what_is_destroyed_cannot_be_opened_and_is_off_the_disk(store, tmp_path):
    kept, gone = (store.seal([WORDS], limit=10**8) for _ in range(2))
    store.destroy(gone.ref)
    with pytest.raises(EvidenceMissing):
        list(store.open_sealed(gone.ref))
    assert gone.ref not in {path.name for path in tmp_path.rglob("*")}
    assert b"".join(store.open_sealed(kept.ref)) == WORDS


def test_it_is_written_over_before_its_name_goes(store, monkeypatch):
    sealed = store.seal([WORDS], limit=10**8)
    path = file_of(store, sealed.ref)
    before = path.read_bytes()
    twin = path.with_name("twin")
    os.link(path, twin)  # whoever holds the same blocks sees what becomes of them
    shred(path)
    after = twin.read_bytes()
    assert not path.exists() and len(after) == len(before)
    runs = range(0, len(before) - 16, 4096)
    assert [at for at in runs if after[at : at + 16] == before[at : at + 16]] == []


def test_twin_taking_the_name_away_leaves_every_block(store):
    sealed = store.seal([WORDS], limit=10**8)
    path = file_of(store, sealed.ref)
    before, twin = path.read_bytes(), path.with_name("twin")
    os.link(path, twin)
    path.unlink()
    assert twin.read_bytes() == before


def test_the_key_goes_first_and_is_durable_before_the_rest(store, monkeypatch):
    path = file_of(store, store.seal([WORDS], limit=10**8).ref)
    said = []
    monkeypatch.setattr(shredding, "_overwrite", lambda _file, size: said.append(size))
    monkeypatch.setattr(os, "fsync", lambda _file: said.append("fsync"))
    size = path.stat().st_size
    shred(path)
    assert said == [shredding.START_BYTES, "fsync", size, "fsync", "fsync"]  # the last is the folder's


def test_it_may_be_asked_again_and_reaches_what_was_set_aside(store):
    sealed = store.seal([WORDS], limit=10**8)
    store.set_aside(sealed.ref, at=1.0)
    store.destroy(sealed.ref)
    store.destroy(sealed.ref)
    assert not (store._unnamed / sealed.ref).exists()


def test_a_disk_that_promises_nothing_leaves_the_name(store, monkeypatch):
    sealed = store.seal([WORDS], limit=10**8)

    def refuse(_descriptor):
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(EvidenceNotDurable):
        store.destroy(sealed.ref)
    assert file_of(store, sealed.ref).exists()


def test_a_link_is_never_followed(tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(OSError):
        shred(link)
    assert target.read_bytes() == b"kept"
