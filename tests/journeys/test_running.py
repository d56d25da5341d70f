"""Starting, dying and coming back, with the real script and real signals."""

import json
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.running import (
    ROOT,
    Running,
    has_ended,
    lay_out,
    open_to_the_server,
    own_environment,
    processes_under,
    start,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that the tests leave running, for all of them."""
    yield from served_in(tmp_path_factory.mktemp("standing"))


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Running]:
    """One of a test's own, which it may end."""
    yield from served_in(tmp_path)


def served_in(folder: Path) -> Iterator[Running]:
    open_to_the_server(folder)
    lay_out("serve", folder / "data")
    running = start("serve", folder / "data")
    yield running
    if running.process.poll() is None:
        running.stop()
    elif running.process.stdout:
        running.process.stdout.close()


def eventually(holds: Callable[[], bool], *, within_s: float = 30) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def healthy(running: Running) -> bool:
    try:
        return running.health() == (200, {"status": "ok"})
    except OSError:
        return False


def pid_of(running: Running, words: str) -> int:
    return next(pid for pid, command in processes_under(running.process.pid).items() if words in command)


@pytest.mark.parametrize("words", [["nonsense"], ["serve", "--port", "seventy"], ["forms"], ["serve", "--what"]])
def test_wrong_input_gets_help_and_2_and_no_traceback(words):
    answer = subprocess.run([str(ROOT / "basira"), *words], capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 2
    assert "usage" in answer.stderr.lower()
    assert "Traceback" not in answer.stderr


def test_a_certificate_without_its_key_is_refused_in_words(tmp_path):
    command = [str(ROOT / "basira"), "serve", "--data", str(tmp_path), "--tls-cert", "chain.pem"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 1
    assert "--tls-key" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--data", "/dev/null/x"], "cannot be used"),
        (["--tls-cert", "/etc/passwd", "--tls-key", "/etc/passwd"], "cannot be used"),
        (["--host", "192.0.2.1", "--port", "0", "--tls-cert", "/nope", "--tls-key", "/nope"], "cannot be used"),
    ],
)
def test_what_cannot_work_is_refused_in_words_before_anything_starts(tmp_path, words, told):
    folder = [] if "--data" in words else ["--data", str(tmp_path)]
    answer = subprocess.run(
        [str(ROOT / "basira"), "serve", *folder, *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 1
    assert told in answer.stderr and "Traceback" not in answer.stderr


def test_an_address_open_to_others_without_encryption_is_refused_in_words(tmp_path):
    command = [str(ROOT / "basira"), "serve", "--data", str(tmp_path), "--host", "0.0.0.0"]  # noqa: S104
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 1
    assert "encrypt" in answer.stderr and "Traceback" not in answer.stderr


def test_a_second_start_on_the_same_folder_is_refused_in_words(standing):
    command = [str(ROOT / "basira"), "serve", "--port", "0", "--data", str(standing.data)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 1
    assert "Another Basira runs" in answer.stderr


def test_from_nothing_it_is_healthy_under_its_public_name_keeps_its_secrets_closed_and_stops_clean(tmp_path):
    open_to_the_server(tmp_path)
    serving = start("serve", tmp_path / "data", "--hosts", "basira.example")
    assert serving.health() == (200, {"status": "ok"})
    for secret in (serving.data / "secrets").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret
    children = processes_under(serving.process.pid)
    assert serving.stop() == 0
    assert [pid for pid in children if not has_ended(pid)] == []


def test_killed_children_are_started_again(standing):
    for words in ("granian", "basira.project worker", "/bin/postgres"):
        os.kill(pid_of(standing, words), signal.SIGKILL)
        time.sleep(0.5)
        assert eventually(lambda: healthy(standing)), f"did not recover from a killed {words}"


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_works(serving):
    children = processes_under(serving.process.pid)
    assert len(children) >= 4
    serving.stop(signal.SIGKILL)
    assert eventually(lambda: all(has_ended(pid) for pid in children))
    again = start("serve", serving.data)
    try:
        assert healthy(again)
    finally:
        assert again.stop() == 0


def test_health_says_down_when_the_worker_is_stopped(standing):
    """A stopped worker gives no sign of life: shown by ageing its last one, as a minute of silence would."""
    worker = pid_of(standing, "basira.project worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        time.sleep(0.3)
        (standing.data / "run" / "worker-heartbeat").write_text(f"{time.time() - 120:.3f}")
        assert standing.health() == (503, {"status": "down", "down": ["worker"]})
    finally:
        os.kill(worker, signal.SIGCONT)
    assert eventually(lambda: healthy(standing))


def test_the_first_account_is_opened_from_the_shell_and_its_name_only_once(standing):
    command = [
        str(ROOT / "basira"),
        "account",
        "noura",
        "--role",
        "administrator",
        "--data",
        str(standing.data),
        "--json",
    ]
    first = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=own_environment())
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=own_environment())
    assert first.returncode == 0, first.stderr
    assert len(json.loads(first.stdout)["password"]) >= 16
    assert again.returncode == 1 and "already signs in as noura" in again.stderr and again.stdout == ""


def basira(*words: object, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run `./basira` to its end."""
    command = [str(ROOT / "basira"), *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env=own_environment() | more
    )


def test_a_running_programme_is_backed_up_whole_brought_back_and_serves_again(serving, tmp_path):
    basira("account", "noura", "--role", "administrator", "--data", serving.data)
    sealed = serving.data / "evidence" / "AB" / "ABCDEF"
    sealed.parent.mkdir(parents=True)
    sealed.write_bytes(b"sealed")
    backup, again = tmp_path / "backup", tmp_path / "again"
    made = basira("backup", backup, "--data", serving.data)
    assert made.returncode == 0, made.stderr
    assert {part.name for part in backup.iterdir()} == {"programme", "vault", "keys"}
    assert not [path for path in (backup, *backup.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert (backup / "keys" / "keys" / "vault.key").read_bytes() == (serving.data / "keys" / "vault.key").read_bytes()
    counts = json.loads((backup / "programme" / "rows.json").read_text())
    assert counts["public.people_account"] == 1 and "public.findings_replyfile" in counts
    assert json.loads((backup / "vault" / "rows.json").read_text())["public.person"] == 0
    refused = basira("backup", backup, "--data", serving.data)
    assert refused.returncode == 1 and "holds something" in refused.stderr and "Traceback" not in refused.stderr
    serving.stop()
    back = basira("restore", backup, "--data", again)
    assert back.returncode == 0, back.stderr
    assert (again / "evidence" / "AB" / "ABCDEF").read_bytes() == b"sealed"
    twice = basira("restore", backup, "--data", again)
    assert twice.returncode == 1 and "holds something" in twice.stderr
    running = start("serve", again)
    try:
        assert running.set_up == ""  # somebody has an account
        assert healthy(running)
    finally:
        running.stop()


def test_a_backup_that_cannot_be_whole_leaves_nothing(tmp_path):
    nothing = basira("backup", tmp_path / "backup", "--data", tmp_path / "nobody")
    assert nothing.returncode == 1 and "nothing to back up" in nothing.stderr
    away = basira("backup", tmp_path / "backup", "--data", tmp_path / "d", DATABASE_URL="host=/nonexistent dbname=x")
    assert away.returncode == 1
    assert not (tmp_path / "nobody").exists() and not [path for path in tmp_path.iterdir() if "backup" in path.name]
    none = basira("restore", tmp_path, "--data", tmp_path / "new")
    assert none.returncode == 1 and "no whole backup" in none.stderr and not (tmp_path / "new").exists()
