"""
Run one of our modules in a process of its own with limits, and kill its whole group when time is up.

The child sets the limits on itself before it imports anything of ours (`preexec_fn` is not safe in a server of
threads), then runs the module as `__main__`: bytes on stdin, bytes on stdout. Input and output go through unnamed
files in memory, so that a child that neither reads nor stops writing can't block us; the limit on file size bounds
what it may answer.
"""

import contextlib
import os
import resource
import runpy
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

MEBIBYTE = 1024 * 1024
_NO_MEMORY = 77
_SOURCE = Path(__file__).resolve().parents[2]
EXTRA_PATHS: tuple[str, ...] = ()
"""Further folders that a child may import from; for tests."""


class Ending(StrEnum):
    """How the run ended."""

    DONE = "done"
    OUT_OF_TIME = "out-of-time"
    OUT_OF_MEMORY = "out-of-memory"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Limits of one run: address space and output in bytes, CPU and wall-clock time in seconds."""

    memory_bytes: int = 512 * MEBIBYTE
    output_bytes: int = 32 * MEBIBYTE
    cpu_seconds: int = 15
    wall_seconds: float = 25.0
    open_files: int = 64


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it. `output` is what the module wrote on stdout; trust it only when `ending` is DONE."""

    ending: Ending
    output: bytes


def run_limited(
    module: str, content: bytes, *, arguments: tuple[str, ...] = (), limits: RunLimits | None = None
) -> Run:
    """
    Run `python -m module arguments…` with `content` on stdin, under limits, in a session of its own.

    The child sees no environment of ours, no open file of ours, and writes to no file but its output. Raises nothing
    that comes from the child: whatever it does is one of the endings.
    """
    limits = limits or RunLimits()
    asked = [
        str(number) for number in (limits.memory_bytes, limits.output_bytes, limits.cpu_seconds, limits.open_files)
    ]
    command = [sys.executable, "-s", "-B", "-m", "basira.gateways.limited", *asked, module, *arguments]
    environment = {
        "PYTHONPATH": os.pathsep.join([str(_SOURCE), *EXTRA_PATHS]),
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "LANG": "C.UTF-8",
    }
    with in_memory() as taken, in_memory() as given:
        taken.write(content)
        taken.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            command,
            stdin=taken,
            stdout=given,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        ending = _await(child, limits.wall_seconds)
        given.seek(0)
        return Run(ending, given.read(limits.output_bytes) if ending is Ending.DONE else b"")


def in_memory() -> BinaryIO:
    """Return an unnamed file that is on no disk: what goes in may be an original that is kept sealed."""
    return os.fdopen(os.memfd_create("basira"), "w+b")


def _await(child: subprocess.Popen[bytes], seconds: float) -> Ending:
    try:
        code = child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        code = -signal.SIGXCPU
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if code == 0:
        return Ending.DONE
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Ending.OUT_OF_TIME
    return Ending.OUT_OF_MEMORY if code == _NO_MEMORY else Ending.FAILED


def _limit_self(memory_bytes: int, output_bytes: int, cpu_seconds: int, open_files: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(words: list[str]) -> int:
    """Be the child: limits first, then the module; running out of memory has an exit code of its own."""
    memory_bytes, output_bytes, cpu_seconds, open_files = (int(word) for word in words[:4])
    _limit_self(memory_bytes, output_bytes, cpu_seconds, open_files)
    sys.argv = words[4:]
    try:
        runpy.run_module(words[4], run_name="__main__")
    except MemoryError:
        return _NO_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
