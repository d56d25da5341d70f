"""Stopping writers so that no answer of theirs is under way, and ending them by their ids."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from watching import processes_under

FREEZE_WAIT_S = 10.0


def freeze(writers: Iterable[int]) -> None:
    """Stop processes, and return when none of their threads runs: a stopped one tells nobody that something is kept."""
    stopped = list(writers)
    for pid in stopped:
        with suppress(ProcessLookupError):  # it ended a moment ago
            os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + FREEZE_WAIT_S
    while not all(state in "TZ" for pid in stopped for state in states_of(pid)):
        if time.monotonic() > deadline:
            raise RuntimeError("the writers cannot be stopped: the rig would count what it must not")
        time.sleep(0.005)


def states_of(pid: int) -> Iterator[str]:
    """Yield the state of each thread of a process: T is stopped, D waits for the disk."""
    for task in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(OSError):
            yield task.read_text().rsplit(")", 1)[1].split()[0]


def end_all() -> None:
    """Kill whatever lives below us, the supervisor first, and bury it; those that it left behind are ours (`adopt_orphans`)."""
    while below := [pid for pid, _parent, _command, _ticks in processes_under(os.getpid())][1:]:
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)
            except (ProcessLookupError, ChildProcessError):
                continue
        time.sleep(0.01)
