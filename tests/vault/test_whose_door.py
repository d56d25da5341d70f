"""Nobody stands in for the vault: neither its folder nor the process behind its door may be another account's."""

import os
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Vault, VaultNotOurs

NOBODY = 65534


def closed_to_others(folder: Path) -> None:
    folder.chmod(0o700)


def open_to_others(folder: Path) -> None:
    folder.chmod(0o755)


def a_link(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


def anothers(folder: Path) -> None:
    os.chown(folder, NOBODY, NOBODY)


@pytest.mark.parametrize("spoil", [open_to_others, a_link, anothers])
def test_a_folder_that_is_not_ours_alone_keeps_the_vault_shut(vault, spoil):
    if spoil is anothers and os.geteuid() != 0:
        pytest.skip("only root gives a folder away")
    vault.stop()
    spoil(vault.folder / "run")
    assert vault.start().wait(20) == 1
    assert "vault.folder-not-ours" in vault.log() and "BASIRA_VAULT_SOCKET" in vault.log()


def test_its_own_folder_it_takes_again(vault):
    vault.stop()
    closed_to_others(vault.folder / "run")
    vault.start()
    assert vault.door.answers()


def stand_in(path: Path, uid: int) -> None:
    """Answer like a vault under another account, in a child; write down whatever is said."""
    child = os.fork()
    if child == 0:
        try:
            with socket.socket(socket.AF_UNIX) as door:
                if uid:
                    os.setgid(uid)
                    os.setuid(uid)
                door.bind(str(path))
                path.chmod(0o777)
                door.listen()
                client, _ = door.accept()
                said = client.recv(4096)
                path.with_suffix(".heard").write_bytes(said)
                if said:
                    client.sendall(b'{"ok": true, "answer": "here"}\n')
        finally:
            os._exit(0)
    threading.Thread(target=os.waitpid, args=(child, 0), daemon=True).start()
    for _attempt in range(100):
        if path.exists() and path.stat().st_mode & 0o777 == 0o777:
            return
        time.sleep(0.02)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another account")
@pytest.mark.parametrize(("uid", "is_told"), [(NOBODY, False), (0, True)])
def test_who_answers_under_another_account_is_told_nothing(uid, is_told):
    """With its twin: the same stand-in under our own account hears the question."""
    folder = Path(tempfile.mkdtemp(prefix="basira-door-"))
    folder.chmod(0o777)
    try:
        stand_in(folder / "door", uid)
        if is_told:
            assert Vault(folder / "door").ask("ping", "officer") == "here"
        else:
            with pytest.raises(VaultNotOurs):
                Vault(folder / "door").enrol({new_ref(): {"name": "Canary"}}, by="officer")
        for _attempt in range(100):
            if (folder / "door.heard").exists():
                break
            time.sleep(0.02)
        assert (b"ping" in (folder / "door.heard").read_bytes()) is is_told
        assert is_told or (folder / "door.heard").read_bytes() == b""
    finally:
        shutil.rmtree(folder)
