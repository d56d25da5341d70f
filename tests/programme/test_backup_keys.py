"""A backup holds the half that opens its originals, or there is no backup; and so it is brought back."""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from basira.gateways.evidence import EvidenceStore
from basira.gateways.evidence_key import EvidenceKeyUnusable
from basira.gateways.resealing import ready_halves
from basira.project import backing_up, environment
from basira.project.sealing_keys import ready_keys


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """A programme's folder with one original; nothing is asked of its database before its keys are looked at."""
    folder = tmp_path / "data"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "postgres-superuser").touch()
    monkeypatch.setenv("BASIRA_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv(environment.PRIVATE_KEY_VARIABLE, raising=False)
    seal_one(folder)
    return folder


def seal_one(data: Path) -> None:
    halves = ready_halves(data / "evidence", environment.public_key_file(data), environment.private_key_file(data))
    EvidenceStore(data / "evidence", data / "keys" / "evidence.key", halves).seal([b"original"], limit=100)


def test_without_the_half_that_opens_the_originals_there_is_no_backup(data, tmp_path):
    (data / "keys" / "programme.key").unlink()
    with pytest.raises(EvidenceKeyUnusable):
        backing_up.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists() and not (data / "keys" / "programme.key").exists()


def test_without_the_key_of_what_an_older_version_sealed_there_is_neither_backup_nor_start(data, tmp_path):
    shutil.rmtree(data / "evidence")
    EvidenceStore(data / "evidence", data / "keys" / "evidence.key").seal([b"original"], limit=100)
    (data / "keys" / "evidence.key").unlink()
    for refused in (lambda: backing_up.back_up(tmp_path / "backup"), lambda: ready_keys(data)):
        with pytest.raises(EvidenceKeyUnusable):
            refused()
    assert not (tmp_path / "backup").exists() and not (data / "keys" / "evidence.key").exists()


def as_backup(data: Path, folder: Path) -> Path:
    """Lay a data folder out as a backup of it, with databases that hold nothing to bring back."""
    for name, part in backing_up.FILES.items():
        backing_up.copy_files(data / name, folder / part / name)
    backing_up.copy_private_key(environment.private_key_file(data), folder / backing_up.KEYS)
    (folder / "programme" / backing_up.COUNTS).write_text(json.dumps({}))
    return folder


def test_what_was_only_begun_of_the_vaults_key_file_is_in_no_backup(data, tmp_path):
    for name in ("vault.key", "vault.key.417.new"):
        (data / "keys" / name).write_bytes(b"keys")
    kept = as_backup(data, tmp_path / "backup") / "keys" / "keys"
    assert (kept / "vault.key").exists() and not list(kept.glob("*.new"))


class ReachedTheDatabase(Exception):
    """The keys were found to be whole."""


@pytest.fixture
def no_database(monkeypatch):
    def reached(_data):
        raise ReachedTheDatabase

    monkeypatch.setattr(backing_up, "databases_of", reached)


@pytest.fixture
def into_a_new_folder(data, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("BASIRA_DATA", str(tmp_path / "new"))
    return tmp_path / "new"


@pytest.mark.parametrize("broken", ["lost", "of another programme"])
def test_a_backup_whose_keys_do_not_open_its_originals_is_not_brought_back(data, tmp_path, into_a_new_folder, broken):
    backup = as_backup(data, tmp_path / "backup")
    key, public = (backup / "keys" / "keys" / name for name in ("programme.key", "programme.pub"))
    key.unlink()
    if broken == "of another programme":
        public.unlink()
        ready_halves(tmp_path / "nothing", public, key)
    new = into_a_new_folder
    with pytest.raises(EvidenceKeyUnusable):
        backing_up.restore(backup)
    assert not new.exists()


def test_whole_keys_are_copied_also_from_where_they_are_kept_apart(data, tmp_path, monkeypatch, no_database):
    apart = tmp_path / "apart" / "programme.key"
    apart.parent.mkdir()
    (data / "keys" / "programme.key").rename(apart)
    (data / "keys" / "programme.key").write_text("left behind")
    monkeypatch.setenv(environment.PRIVATE_KEY_VARIABLE, str(apart))
    with pytest.raises(ReachedTheDatabase):
        backing_up.back_up(tmp_path / "unused")
    backup = as_backup(data, tmp_path / "backup")
    assert (backup / "keys" / "keys" / "programme.key").read_bytes() == apart.read_bytes()
    monkeypatch.setenv("BASIRA_DATA", str(tmp_path / "new"))
    with pytest.raises(ReachedTheDatabase):
        backing_up.restore(backup)


def test_a_programme_of_an_older_version_has_no_halves_yet_and_gets_none_from_a_backup(
    into_a_new_folder, tmp_path, no_database
):
    older = tmp_path / "older"
    EvidenceStore(older / "evidence", older / "keys" / "evidence.key").seal([b"original"], limit=100)
    backup = as_backup(older, tmp_path / "backup")
    assert {file.name for file in (backup / "keys" / "keys").iterdir()} == {"evidence.key"}
    with pytest.raises(ReachedTheDatabase):
        backing_up.restore(backup)


def test_what_is_written_privately_leaves_the_process_as_it_was(tmp_path):
    before = os.umask(0o022)
    try:
        with suppress(ZeroDivisionError), backing_up.whole_or_nothing(tmp_path / "backup") as half:
            (half / "a").mkdir()
            assert (half / "a").stat().st_mode & 0o077 == 0
            raise ZeroDivisionError
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
