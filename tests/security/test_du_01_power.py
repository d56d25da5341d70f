"""
DU-01 and DU-02 in small: the power is cut under the real gateway of files and a bare commit; nothing acknowledged is lost.

The disk is a file system in an image, so that the kernel can shut it down; the whole server and a hundred cuts are
`./basira bench power`.
"""

import json
import subprocess
import sys

import pytest

from tests.journeys.running import ROOT

ONE_CUT = [sys.executable, str(ROOT / "benchmarks" / "power" / "small.py")]
NO_DISKS_HERE, NO_COMPILER = 3, 4

pytestmark = [pytest.mark.slow]


def after_one_cut(*how: str) -> dict[str, int]:
    done = subprocess.run([*ONE_CUT, *how], capture_output=True, text=True, timeout=120)
    if done.returncode == NO_DISKS_HERE:
        pytest.skip(f"this machine mounts no image: {done.stderr.strip()}")
    if done.returncode == NO_COMPILER:
        pytest.skip("no C compiler makes the twin")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_du_01_what_was_acknowledged_outlives_a_power_cut_in_the_first_minute_of_an_installation():
    left = after_one_cut()
    assert left["acknowledged"] >= 5
    assert (left["lost_files"], left["lost_rows"]) == (0, 0)


def test_du_02_twin_a_writer_and_a_database_without_fsync_lose_files_and_rows():
    left = after_one_cut("deaf")
    assert left["acknowledged"] >= 5
    assert left["lost_files"] > 0 and left["lost_rows"] > 0
