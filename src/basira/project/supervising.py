"""Keeping the children of a running Basira alive: what ends is started again, and ends with its supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from basira.gateways.postgres.cluster import die_with_parent
from basira.project.databases import Database, child_environment, say

RESTART_PAUSE_S = 1.0
STOP_WAIT_S = 20.0
STOP_WAIT_IN_VAIN_S = 3.0
"""Nothing can be finished without a database, and phones wait for the next start."""


@dataclass
class Child:
    """A process that is kept alive: how to start it, and the one that lives now."""

    name: str
    command: list[str]
    variables: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0


def start_child(child: Child, surroundings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a child in a process group of its own; it gets SIGTERM when we die."""
    return subprocess.Popen(  # noqa: S603
        child.command,
        env=surroundings | child.variables,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        process_group=0,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )


@contextmanager
def kept_alive(child: Child, surroundings: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one child for as long as the block lasts."""
    process = start_child(child, surroundings)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            end_group(process.pid, signal.SIGKILL)
            process.wait()


@dataclass
class Supervisor:
    """Keeps its children alive until a signal asks it to stop."""

    data: Path
    database: Database
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def start(self, child: Child) -> None:
        """Start a child in a process group of its own; it gets SIGTERM when we die."""
        child.process = start_child(child, child_environment(self.data))

    def watch(self) -> None:
        """Start again whatever ended, until told to stop or until the database itself ended."""
        while not self.stopping and not self.database.has_ended():
            for child in self.children:
                self.revive(child)
            time.sleep(0.2)

    def revive(self, child: Child) -> None:
        """Start a child again a second after it ended, and end what is left of its process group first."""
        if child.process is not None and child.process.poll() is None:
            return
        if child.process is not None:
            say(f"{child.name} ended with {child.process.returncode}; starting it again")
            end_group(child.process.pid, signal.SIGKILL)
            child.process, child.restart_at = None, time.monotonic() + RESTART_PAUSE_S
        if time.monotonic() >= child.restart_at:
            self.start(child)

    def stop_children(self) -> None:
        """Ask every child to stop, newest first, and wait for it; not for long once the database is gone."""
        patience = STOP_WAIT_IN_VAIN_S if self.database.has_ended() else STOP_WAIT_S
        for child in reversed(self.children):
            if child.process is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(patience)
            except subprocess.TimeoutExpired:
                end_group(child.process.pid, signal.SIGKILL)
                child.process.wait()


def end_group(group: int, with_signal: signal.Signals) -> None:
    """Signal what is left of a child's own process group; nothing left is fine."""
    try:
        os.killpg(group, with_signal)
    except (ProcessLookupError, PermissionError):
        return
