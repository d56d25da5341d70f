"""
Whom the embedded server runs as, and whether that account can reach its files.

PostgreSQL refuses to run as root. A root user therefore lends it an unprivileged account that already exists; nothing
that Basira did not make is ever chmodded or chowned, and no account is created.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from basira.core.kernel.problem import Problem

CANDIDATES = ("postgres", "nobody")


class NoAccount(Problem):
    """Root has no unprivileged account to lend to PostgreSQL."""

    code = "postgres.no-account"


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """The account of the server: `uid` and `gid`, and whether it differs from ours (only when we are root)."""

    name: str
    uid: int
    gid: int
    lent: bool


def server_account() -> ServerAccount:
    """
    Return the account that PostgreSQL shall run as: ourselves, or for root an unprivileged one.

    :raises NoAccount: when we are root and neither `postgres` nor `nobody` exists
    """
    if os.geteuid() != 0:
        own = pwd.getpwuid(os.geteuid())
        return ServerAccount(own.pw_name, own.pw_uid, own.pw_gid, lent=False)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerAccount(entry.pw_name, entry.pw_uid, entry.pw_gid, lent=True)
    raise NoAccount(candidates=", ".join(CANDIDATES))


def can_reach(account: ServerAccount, path: Path, mode: int) -> bool:
    """Tell whether `account` may use `path` with `mode` (os.R_OK | os.X_OK …), asked of the kernel in a child."""
    if not account.lent:
        return os.access(path, mode)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            os._exit(0 if os.access(path, mode) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
