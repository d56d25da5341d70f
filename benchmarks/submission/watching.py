"""What a running Basira costs: CPU time and memory of its processes, by what they do, from /proc."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
QUIET_MS_A_SECOND = 30
SETTLE_S = 600
STALLED_S = 60


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time in ms since the start: of answering (web server and its database work), and of the background."""

    answering: float
    background: float

    def since(self, before: "Cost") -> "Cost":
        """Return what was used after `before`."""
        return Cost(self.answering - before.answering, self.background - before.background)


@dataclass(frozen=True, slots=True)
class Watched:
    """A Basira under `./basira serve`: the supervisor's pid and its data folder."""

    pid: int
    data: Path

    @property
    def address(self) -> str:
        """How the serving role reaches the database."""
        return str(json.loads((self.data / "run" / "addresses.json").read_text())["app"])

    @property
    def owner(self) -> str:
        """How the owner of the tables reaches it."""
        return str(json.loads((self.data / "run" / "addresses.json").read_text())["owner"])

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        with psycopg.connect(self.address, application_name="basira-bench") as connection:
            return connection.execute(sql).fetchall()

    def cost(self) -> Cost:
        """
        Return what was used until now.

        Background is the worker, the processes that it starts, and its connections' backends; everything else of the
        tree is answering, the write-ahead log's and the checkpoints' processes included. Ended children count for
        the process that waited for them.
        """
        worked = {
            pid for (pid,) in self.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'basira-worker'")
        }
        answering = background = 0.0
        behind: set[int] = set()
        for pid, parent, command, ticks in processes_under(self.pid):
            if parent in behind or "basira.project worker" in command or pid in worked:
                behind.add(pid)
                background += ticks * TICK_MS
            else:
                answering += ticks * TICK_MS
        return Cost(answering, background)

    def settle(self) -> bool:
        """Wait until the queue is empty and the processes rest; False when they do not within some minutes."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            waiting = self.ask("SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status = 'READY' LIMIT 1")
            before = self.cost()
            time.sleep(1)
            used = self.cost().since(before)
            if not waiting and used.answering + used.background <= QUIET_MS_A_SECOND:
                return True
        return False

    def until_opened(self) -> bool:
        """Wait until the worker has opened all that phones gave over; False when nothing of it was opened for a minute."""
        left, moved_at = self.unopened(), time.monotonic()
        while left and time.monotonic() - moved_at < STALLED_S:
            time.sleep(0.5)
            before, left = left, self.unopened()
            if left != before:
                moved_at = time.monotonic()
        return not left

    def unopened(self) -> int:
        """Return how many visits were given over in full and wait to be opened."""
        asked = "SELECT count(*) FROM fieldwork_sending WHERE outcome = '' AND given_over_at IS NOT NULL"
        return int(str(self.ask(asked)[0][0]))

    def web_memory(self) -> int:
        """Return the resident bytes of the web server's processes together."""
        return sum(resident(pid) for pid, _parent, command, _ticks in processes_under(self.pid) if is_web(command))


def is_web(command: str) -> bool:
    """Tell whether a command line is the web server's, or a worker process of it."""
    return "granian" in command or "multiprocessing" in command


def resident(pid: int) -> int:
    """Return the resident bytes of a process; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def processes_under(pid: int) -> list[tuple[int, int, str, int]]:
    """Return pid, parent, command line and CPU ticks of a process and all below it, parents first."""
    found: dict[int, tuple[int, str, int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            found[int(entry.name)] = (int(fields[1]), command, sum(int(field) for field in fields[11:15]))
    wanted, below = [pid], list[tuple[int, int, str, int]]()
    while wanted:
        here = wanted.pop(0)
        if here in found:
            parent, command, ticks = found[here]
            below.append((here, parent, command, ticks))
        wanted += [child for child, (parent, _command, _ticks) in found.items() if parent == here]
    return below
