"""Reading the environment: one function a kind of value, each refusing what it cannot read."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from basira.gateways.files import write_private

PROJECT_ROOT = Path(__file__).resolve().parents[3]

SOCKET_PATH_LIMIT = 100
"""Bytes: a unix socket's path may have 107."""

POOL = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 4}
"""
Connections of one process, more than it has threads. After a crash of the database the pool asks anew with longer and
longer pauses (seconds 1, 2, 4 …): four seconds of that are enough, or it would still pause when the database is back.
"""


def text(name: str, default: str = "") -> str:
    """Return a variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Tell whether a variable says yes (1, true, yes, on)."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_folder() -> Path:
    """Return where Basira keeps its files: BASIRA_DATA, or `.basira` in the checkout."""
    return Path(text("BASIRA_DATA", str(PROJECT_ROOT / ".basira"))).absolute()


PRIVATE_KEY_VARIABLE = "BASIRA_PROGRAMME_KEY_FILE"
DATABASE_FOLDER_VARIABLE = "BASIRA_DATABASE_FOLDER"


def public_key_file(data: Path) -> Path:
    """Return where the public half of the programme's key lies, for everybody who seals."""
    return data / "keys" / "programme.pub"


def private_key_file(data: Path) -> Path:
    """Return where its private half lies (BASIRA_PROGRAMME_KEY_FILE); asked by the start and by backups, and told to the worker alone."""
    return Path(text(PRIVATE_KEY_VARIABLE, str(data / "keys" / "programme.key"))).absolute()


def vault_key_file(data: Path) -> Path:
    """Return where the vault's key lies. Only the vault's own program reads it; backups copy the file."""
    return data / "keys" / "vault.key"


def vault_socket(data: Path) -> Path:
    """
    Return where the vault's door is: BASIRA_VAULT_SOCKET, else in the data folder, else (a socket's path is short) in a
    folder of our own under the system's temporary one. Anybody may make that folder first: the vault refuses one that is not
    ours alone, and whoever asks at the door first sees whose it is.
    """
    if chosen := text("BASIRA_VAULT_SOCKET"):
        return Path(chosen)
    inside = data / "run" / "vault" / "door"
    if len(str(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    stamp = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"basira-{os.geteuid()}-{stamp}" / "door"


def command_data_folder() -> Path:
    """
    Return the folder that a command means: BASIRA_DATA, else the real programme's, else the demo's when only that exists.
    """
    folder = data_folder()
    demo = folder / "demo"
    is_real = (folder / "secrets" / "postgres-superuser").exists()
    return demo if not text("BASIRA_DATA") and not is_real and (demo / "secrets").exists() else folder


def database(conninfo: str) -> dict[str, Any]:
    """
    Return Django's settings for a libpq string or URL; without one, a database that cannot be reached.

    A command that needs no database (such as compiling words) still loads the settings.
    """
    parts = conninfo_to_dict(conninfo) if conninfo else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "basira"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", "/nonexistent"),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": parts | ({} if flag("BASIRA_NO_POOL") else {"pool": POOL}),
        "TEST": {"NAME": text("BASIRA_TEST_DATABASE", "test_basira")},
    }


def secret_key(data: Path) -> str:
    """Return Django's signing key, made once and kept in a file that only we can read."""
    path = data / "secrets" / "django"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text()
