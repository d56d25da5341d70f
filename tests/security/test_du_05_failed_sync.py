"""
DU-05: the disk fails one fsync, each in turn. Nothing is acknowledged that it concerned, and it is never asked again.

The kernel answers EIO to the N-th fsync of a real process (strace); its calls are read from outside. After a failed fsync
the pages may be marked clean though they were never written, so that a second fsync would succeed and prove nothing.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from basira.gateways.evidence import EvidenceStore

FILES = 3
INTAKE = """
import sys
from pathlib import Path
from basira.core.kernel.problem import Problem
from basira.gateways import evidence
{fault}
folder = Path(sys.argv[1])
store = evidence.EvidenceStore(folder / "evidence", folder / "keys" / "evidence.key")
for number in range({files}):
    with store.begin(limit=1000) as sealing:
        sealing.write(b"photo %d" % number)
        try:
            print("stored", sealing.keep().ref, flush=True)
        except Problem as refusal:
            print("refused", refusal.code, flush=True)
"""
DEAF = """
import contextlib, os
real = os.fsync
def deaf(descriptor):
    with contextlib.suppress(OSError):
        real(descriptor)
evidence.os.fsync = deaf
"""
STUBBORN = """
import os
real = os.fsync
def stubborn(descriptor):
    try:
        real(descriptor)
    except OSError:
        real(descriptor)
evidence.os.fsync = stubborn
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@dataclass(frozen=True)
class Told:
    """What a process did: the refs that it acknowledged, its refusals, what it left, and the trace of its calls."""

    stored: tuple[str, ...]
    refused: tuple[str, ...]
    left: tuple[str, ...]
    trace: str
    folder: Path


def run(folder: Path, *, fails_at: int, fault: str = "") -> Told:
    """Seal a few files in a process whose N-th fsync fails; 0 lets all succeed."""
    folder.mkdir()
    log = folder / "trace"
    inject = ["-e", f"inject=fsync:error=EIO:when={fails_at}"] if fails_at else []
    watch = ["strace", "-f", "-y", "-e", "trace=fsync,rename", *inject, "-o", str(log)]
    done = subprocess.run(
        [*watch, sys.executable, "-c", INTAKE.format(fault=fault, files=FILES), str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "ptrace" in done.stderr and not done.stdout:
        pytest.skip("this machine lets nobody trace")
    lines = [line.split() for line in done.stdout.splitlines()]
    left = tuple(path.name for path in (folder / "evidence").rglob("*") if path.is_file())
    of = {word: tuple(line[1] for line in lines if line[0] == word) for word in ("stored", "refused")}
    return Told(of["stored"], of["refused"], left, log.read_text(), folder)


def faults_of(told: Told) -> list[str]:
    """Return what breaks the bar; empty when it holds."""
    failed = set(re.findall(r"fsync\(\d+<([^>]*)>\)\s+= -1 EIO", told.trace))
    assert len(failed) == 1
    (path,) = failed
    after = told.trace.partition("= -1 EIO")[2]
    faults = [f"asked again: {call}" for call in re.findall(rf"fsync\(\d+<{re.escape(path)}>\).*", after)]
    if "/incoming/" in path and f'rename("{path}"' in after:
        faults.append("a file whose fsync failed was given its name")
    if sorted(told.stored) != sorted(told.left):
        faults.append(f"acknowledged {told.stored}, on disk {told.left}")
    if len(told.stored) == FILES:
        faults.append("everything was acknowledged")
    for ref in set(told.stored) & set(told.left):
        store = EvidenceStore(told.folder / "evidence", told.folder / "keys" / "evidence.key")
        if not b"".join(store.open_sealed(ref)).startswith(b"photo "):
            faults.append("an acknowledged file does not open")
    return faults


def syncs_of(folder: Path) -> int:
    """Return how many fsyncs the whole run makes when none fails."""
    told = run(folder, fails_at=0)
    assert len(told.stored) == FILES and set(told.stored) == set(told.left)
    return len(re.findall(r"fsync\(", told.trace))


def test_du_05_whichever_fsync_fails_nothing_of_it_is_acknowledged(tmp_path):
    syncs = syncs_of(tmp_path / "all")
    assert syncs >= 3 + 2 * FILES
    found = {at: faults_of(run(tmp_path / str(at), fails_at=at)) for at in range(1, syncs + 1)}
    assert {at: faults for at, faults in found.items() if faults} == {}


@pytest.mark.parametrize("fault", [DEAF, STUBBORN], ids=["deaf", "stubborn"])
def test_du_05_twin_a_store_that_does_not_hear_it_or_asks_again_fails_the_same_measure(tmp_path, fault):
    syncs = syncs_of(tmp_path / "all")
    assert faults_of(run(tmp_path / "planted", fails_at=syncs - 1, fault=fault))
