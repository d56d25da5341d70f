"""The embedded PostgreSQL: its roles, its silence, its end with its supervisor, and the settings that refuse a start."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from basira.gateways.postgres.cluster import RunningServer, living_postmaster, start_server, stop_server
from basira.gateways.postgres.roles import Addresses, ensure_roles
from basira.gateways.postgres.safety import UnsafeSettings, check_settings
from tests.journeys.running import has_ended

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("postgres")
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(0o711)  # ours: pytest made them closed to the server's account
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[RunningServer]:
    running = start_server(data)
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def addresses(server: RunningServer, data: Path) -> Addresses:
    return ensure_roles(server, data)


@pytest.fixture
def setting_off(server: RunningServer) -> Iterator[object]:
    with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:

        def turn_off(name: str) -> None:
            connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
            time.sleep(0.3)

        yield turn_off
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_an_unsafe_setting_refuses_the_start_and_is_named(setting_off, addresses, name):
    setting_off(name)
    with pytest.raises(UnsafeSettings) as refusal:
        check_settings(addresses.app)
    assert f"{name} = off" in refusal.value.params["settings"]


def test_safe_settings_pass(addresses):
    check_settings(addresses.app)


def test_a_wrong_password_is_refused(server):
    address = server.conninfo(database="basira", user="basira_app", password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_the_serving_role_cannot_reach_the_vault(addresses):
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(psycopg.conninfo.make_conninfo(addresses.app, dbname="basira_vault"))


def test_the_vault_role_cannot_reach_the_programme(addresses):
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(psycopg.conninfo.make_conninfo(addresses.vault, dbname="basira"))


def test_nothing_listens_on_tcp_and_the_socket_is_private(server):
    with psycopg.connect(server.superuser_conninfo()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700


def test_a_failing_statement_never_reaches_the_log(server, addresses):
    with psycopg.connect(addresses.owner) as connection, pytest.raises(psycopg.errors.DivisionByZero):
        connection.execute("SELECT 1/0, 'canary-name-of-a-shopper'")
    assert "canary-name" not in (server.home.parent / "server.log").read_text()


def test_the_server_ends_with_a_killed_supervisor_and_starts_again_with_its_data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(0o711)
    program = (
        "import sys, time; from pathlib import Path\n"
        "from basira.gateways.postgres.cluster import start_server\n"
        "import psycopg\n"
        "server = start_server(Path(sys.argv[1]))\n"
        "with psycopg.connect(server.superuser_conninfo()) as c: c.execute('CREATE TABLE kept AS SELECT 7 AS n')\n"
        "print(server.home, flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert child.stdout is not None
    home = Path(child.stdout.readline().strip())
    postmaster = living_postmaster(home / "postmaster.pid", home)
    assert postmaster is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    server = start_server(folder)
    try:
        assert has_ended(postmaster)
        with psycopg.connect(server.superuser_conninfo()) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    finally:
        stop_server(server)
