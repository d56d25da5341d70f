"""A module in a limited process ends in one of four ways, and never takes us with it."""

import time

import pytest

from basira.gateways.limited import Ending, RunLimits, run_limited

MEBIBYTE = 1024 * 1024


@pytest.fixture
def a_module(tmp_path, monkeypatch):
    """Write a module that the child can import, and return its name."""

    def make(source: str) -> str:
        (tmp_path / "basira_test_child.py").write_text(source, encoding="utf-8")
        return "basira_test_child"

    monkeypatch.setattr("basira.gateways.limited.EXTRA_PATHS", (str(tmp_path),))
    return make


def test_a_child_that_sleeps_is_killed_with_its_group_when_time_is_up(a_module):
    module = a_module("import subprocess, time\nsubprocess.Popen(['sleep', '60'])\ntime.sleep(60)\n")
    started = time.monotonic()
    run = run_limited(module, b"", limits=RunLimits(wall_seconds=1))
    assert run.ending is Ending.OUT_OF_TIME
    assert time.monotonic() - started < 5


def test_a_child_that_spins_runs_out_of_cpu(a_module):
    run = run_limited(a_module("while True: pass\n"), b"", limits=RunLimits(cpu_seconds=1, wall_seconds=20))
    assert run.ending is Ending.OUT_OF_TIME


def test_a_child_that_eats_memory_is_stopped(a_module):
    run = run_limited(
        a_module("x = bytearray(400 * 1024 * 1024)\n"), b"", limits=RunLimits(memory_bytes=256 * MEBIBYTE)
    )
    assert run.ending is Ending.OUT_OF_MEMORY


def test_a_child_that_writes_too_much_fails(a_module):
    source = "import sys\nsys.stdout.buffer.write(b'x' * 3_000_000)\nsys.stdout.flush()\n"
    run = run_limited(a_module(source), b"", limits=RunLimits(output_bytes=1 * MEBIBYTE))
    assert (run.ending, run.output) == (Ending.FAILED, b"")


def test_a_child_sees_nothing_of_our_environment(a_module, monkeypatch):
    monkeypatch.setenv("BASIRA_SECRET", "told to nobody")
    run = run_limited(a_module("import os\nprint(sorted(os.environ))\n"), b"")
    assert run.ending is Ending.DONE
    assert b"BASIRA_SECRET" not in run.output


def test_a_child_that_raises_has_failed_and_says_nothing(a_module):
    assert run_limited(a_module("raise ValueError('inside')\n"), b"").ending is Ending.FAILED


def test_what_goes_in_comes_out(a_module):
    source = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read() + sys.argv[1].encode())\nsys.stdout.flush()\n"
    content = bytes(range(256)) * 5000
    run = run_limited(a_module(source), content, arguments=("!",))
    assert run.ending is Ending.DONE
    assert run.output == content + b"!"


def test_what_goes_in_and_comes_out_lies_on_no_disk(a_module):
    """An original that is kept sealed is re-made here: in clear it is in memory alone."""
    source = "import os\nprint(os.readlink('/proc/self/fd/0'), os.readlink('/proc/self/fd/1'))\n"
    run = run_limited(a_module(source), b"an original")
    assert run.ending is Ending.DONE
    assert run.output.decode().count("/memfd:basira") == 2
