"""DU-03's measure has a twin: an intake that answers before its file is safe is caught by the reading of its calls."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.test_filing_order import check_order

INTAKE = """
import sys
from pathlib import Path
from basira.gateways import evidence
{fault}
folder = Path(sys.argv[1])
store = evidence.EvidenceStore(folder / "evidence", folder / "keys" / "evidence.key")
for number in range(20):
    print(f"stored {{store.seal([b'photo'], limit=1000).ref}}", flush=True)
"""
NO_FILE = "evidence.os.fsync = lambda descriptor: None"
NO_FOLDER = "evidence.fsync_folder = lambda folder: None"
LATE = """
real = evidence.EvidenceStore.seal
def seal(self, chunks, *, limit, accept=None):
    with self.begin(limit=limit) as sealing:
        for chunk in chunks:
            sealing.write(chunk)
        print(f"stored {sealing.ref}", flush=True)
        return sealing.keep()
evidence.EvidenceStore.seal = seal
"""


def steps_of(folder: Path, fault: str) -> list[str]:
    """Return the kinds of calls of twenty files, in order; the first ones make folders and the key."""
    log = folder / "trace"
    watch = ["strace", "-f", "-y", "-e", "trace=fsync,rename,write", "-s", "80", "-o", str(log)]
    subprocess.run(
        [*watch, sys.executable, "-c", INTAKE.format(fault=fault), str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        check=True,
        capture_output=True,
        timeout=120,
    )
    shapes = {
        "file": r"fsync\(\d+<[^>]*/incoming/\w{26}>",
        "rename": r'rename\("[^"]*/incoming/\w{26}"',
        "folder": r"fsync\(\d+<[^>]*/evidence/\w\w>",
        "answer": r'write\(1<.*"stored \w{26}',
    }
    lines = log.read_text().splitlines()
    return [name for line in lines for name, shape in shapes.items() if re.search(shape, line)]


def is_met(steps: list[str]) -> bool:
    """Tell whether every answer follows file, name and folder."""
    return steps == ["file", "rename", "folder", "answer"] * 20


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.mark.slow
@needs_strace
def test_du_03_each_answer_follows_file_name_and_folder(tmp_path):
    assert is_met(steps_of(tmp_path, ""))


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize(
    "fault", [NO_FILE, NO_FOLDER, LATE], ids=["file not synced", "folder not synced", "answer first"]
)
def test_du_03_twin_an_intake_that_leaves_a_step_out_or_answers_first_fails_the_same_measure(tmp_path, fault):
    assert not is_met(steps_of(tmp_path, fault))


FILE = (
    '7 fsync(9</d/evidence/incoming/{ref}>) = 0\n7 rename("/d/evidence/incoming/{ref}", "/d/evidence/aa/{ref}") = 0\n'
)
FOLDER = "7 fsync(9</d/evidence/aa>) = 0\n"
WAL = "8 fdatasync(5</d/pg_wal/000000010000000000000001>) = 0\n"
ANSWER = '7 sendto(12<TCP:[a->b]>, "HTTP/1.1 201 Created", 20) = 20\n'


def trace(order: str) -> str:
    """Return a hundred requests whose last steps come in this order: f(older), w(al), a(nswer)."""
    kept = FILE.format(ref="a" * 26) + FOLDER + FILE.format(ref="b" * 26)
    return "".join(kept + "".join({"f": FOLDER, "w": WAL, "a": ANSWER}[step] for step in order) for _ in range(100))


def test_du_03_twin_the_journeys_reading_of_a_trace_catches_every_other_order():
    check_order(trace("fwa"), files=2)
    for order in ("faw", "wfa", "fa", "awf", "wa"):
        with pytest.raises(AssertionError):
            check_order(trace(order), files=2)
