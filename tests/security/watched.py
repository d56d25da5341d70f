"""What a piece of work costs and touches, measured in a process of its own: CPU, memory, files opened, sockets made."""

import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

MEMORY_LIMIT = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds, growth of the resident memory in MB, what was opened and connected, and how it ended."""

    cpu_s: float
    growth_mb: float
    touched: tuple[str, ...]
    ended: str


def cost_of(work: Callable[[], object], *, cpu_limit_s: int = 20) -> Cost:
    """Run `work` in a fork with limits and return its cost; `ended` is "done", an exception's name, or "killed"."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_run, args=(work, theirs, cpu_limit_s))
    child.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        return Cost(float(cpu_limit_s), float("inf"), (), "killed")
    finally:
        child.join()


def least_cost_of(work: Callable[[], object], *, cpu_s: float, tries: int = 8) -> Cost:
    """
    Return the cost of the run that took the least CPU, with all that any run touched.

    Other work on the machine only ever adds to the CPU, so a first run within `cpu_s` settles it; only over it one tries again.
    """
    costs: list[Cost] = []
    while len(costs) < tries and not (costs and costs[-1].cpu_s <= cpu_s):
        costs.append(cost_of(work))
    least = min(costs, key=lambda cost: cost.cpu_s)
    return replace(least, touched=tuple(each for cost in costs for each in cost.touched))


def _run(work: Callable[[], object], told: Connection, cpu_limit_s: int) -> None:
    gc.freeze()  # what the suite keeps in memory is not walked at the cost of what is measured
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit_s, cpu_limit_s))
    touched: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen"):
            touched.append(f"{event} {arguments[:2]}")

    before, began = peak_mb(), time.process_time()
    sys.addaudithook(hook)
    try:
        work()
        ended = "done"
    except BaseException as fault:
        ended = type(fault).__name__
    cpu, growth = time.process_time() - began, peak_mb() - before
    told.send(Cost(cpu, growth, tuple(touched), ended))


def peak_mb() -> float:
    """Return the most resident memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
