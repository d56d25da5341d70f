"""These tests need Django and a real database."""

from tests import database

database.start()

import shutil  # noqa: E402
import subprocess  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures
from tests.field_scene import keep_evidence_in, make_scene  # noqa: E402
from tests.journeys.running import Running, lay_out, open_to_the_server, start  # noqa: E402
from tests.journeys.test_filing_order import phone_path  # noqa: E402

DATABASE_DISK_MB = 600


@dataclass(frozen=True)
class InTheField:
    """A server of our own with a form in the field: where a phone posts to, and whether its database has a small disk of its own."""

    running: Running
    path: str
    has_small_disk: bool

    @property
    def database_disk(self) -> Path:
        return self.running.data / "postgres"


@pytest.fixture(scope="package")
def in_the_field(tmp_path_factory) -> Iterator[InTheField]:
    """A whole server for the tests that need one; what one of them leaves behind, the next must bear."""
    folder = tmp_path_factory.mktemp("served")
    open_to_the_server(folder)
    lay_out("serve", folder / "data")
    has_small_disk = on_a_small_disk(folder / "data" / "postgres")
    running = start("serve", folder / "data")
    try:
        yield InTheField(running, phone_path(running, folder), has_small_disk)
    finally:
        running.stop()
        if has_small_disk:
            subprocess.run(["umount", str(folder / "data" / "postgres")], check=True)


def on_a_small_disk(folder: Path) -> bool:
    """Move a folder onto a disk of its own in memory, and tell whether this machine lets us mount one."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    folder.parent.chmod(0o711)
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.mkdir(mode=0o711)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DATABASE_DISK_MB}M,mode=711", "tmpfs", str(folder)]
    is_mounted = subprocess.run(command, capture_output=True).returncode == 0
    subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
    shutil.rmtree(aside)
    return is_mounted


@pytest.fixture
def scene(db, settings, tmp_path):
    """A cycle in the field with a shopper's key, its files in a folder of its own."""
    keep_evidence_in(settings, tmp_path)
    return make_scene()
