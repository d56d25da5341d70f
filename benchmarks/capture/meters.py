"""What the parts of a running Basira cost: CPU time and peak memory of web, database, worker and vault, from /proc."""

import threading
from collections import Counter
from pathlib import Path

from watching import TICK_MS, Watched, is_web, processes_under

KINDS = ("web", "database", "worker", "vault")
EVERY_S = 1.0


def kinds_of(watched: Watched) -> dict[int, tuple[str, float]]:
    """
    Return what each process of the tree is part of, and its CPU time in ms, ended children that it waited for counted.

    What the worker starts is the worker's, and so are its connections' backends: they do its work.
    """
    worked = {
        pid for (pid,) in watched.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'basira-worker'")
    }
    found: dict[int, tuple[str, float]] = {}
    for pid, parent, command, ticks in processes_under(watched.pid):
        above = found.get(parent, ("", 0.0))[0]
        kind = "worker" if pid in worked or above == "worker" else kind_of(command) or above
        found[pid] = (kind, ticks * TICK_MS)
    return found


def kind_of(command: str) -> str:
    """Return which part a command line is of; "" for the supervisor and the rest."""
    if "basira.project worker" in command:
        return "worker"
    if "basira.vault" in command:
        return "vault"
    if command.startswith("postgres") or "/postgres" in command.split(" ")[0]:
        return "database"
    return "web" if is_web(command) else ""


def cpu_ms(watched: Watched) -> Counter[str]:
    """Return the CPU time in ms that each part has used."""
    used: Counter[str] = Counter()
    for kind, spent in kinds_of(watched).values():
        used[kind] += spent
    return used


class Memory:
    """Looks every second how much memory each part holds; shared pages are counted once, by their share (PSS)."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.most: Counter[str] = Counter()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def __enter__(self) -> "Memory":
        self.thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop.set()
        self.thread.join()

    def look(self) -> None:
        """Keep the most of each part until it is told to stop."""
        while not self.stop.wait(EVERY_S):
            now: Counter[str] = Counter()
            for pid, (kind, _spent) in kinds_of(self.watched).items():
                now[kind] += proportional(pid)
            for kind, held in now.items():
                self.most[kind] = max(self.most[kind], held)


def proportional(pid: int) -> int:
    """Return the proportional bytes of a process; 0 when it has ended, or may not be looked into."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
