"""Starting the real `./basira` as a person does, and talking to it."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Running:
    """A Basira that answers at `url`. `demo` holds its accounts when it is the demo."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    demo: dict[str, Any] = field(default_factory=dict)
    set_up: str = ""

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(with_signal)
        code = self.process.wait(60)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def health(self) -> tuple[int, dict[str, Any]]:
        """Return what /healthz answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)


def own_environment() -> dict[str, str]:
    """Return the environment without what other tests set of databases and settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BASIRA_", "DATABASE", "DJANGO"))}


def start(command: str, data: Path, *arguments: str) -> Running:
    """Start `./basira demo` or `serve` on a free port and return when it has printed where it answers."""
    log = tempfile.NamedTemporaryFile(prefix=f"basira-{command}-", suffix=".log", delete=False)  # noqa: SIM115
    with log:
        process = subprocess.Popen(
            [str(ROOT / "basira"), command, "--port", "0", "--data", str(data), "--json", *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=own_environment(),
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"{command} did not start:\n{Path(log.name).read_text()[-3000:]}"
    found = json.loads(line)
    return Running(process, found["url"], data, found.get("demo") or {}, found.get("set_up", ""))


def as_programmer(running: Running, code: str) -> None:
    """Run Python beside a started Basira, as its own database role: for what would take hours of waiting in a browser."""
    addresses = json.loads((running.data / "run" / "addresses.json").read_text())
    environment = own_environment() | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        "DATABASE_URL": addresses["app"],
        "BASIRA_DATA": str(running.data),
    }
    begun = f"import django; django.setup()\n{code}"
    subprocess.run([sys.executable, "-c", begun], env=environment, check=True, timeout=120)


SHELF = "BASIRA_TEST_SHELF"
"""Names the folder in which the processes of one `./basira test` keep what each would otherwise make anew."""


def lay_out(command: str, data: Path) -> None:
    """
    Copy to `data` what the first `./basira demo` or `serve` of this run has made, once it was started and stopped in order.

    Without a shelf, as when a test runs alone, `data` is left for the start to make.
    """
    if SHELF not in os.environ:
        return
    made = Path(os.environ[SHELF]) / command
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "whole").exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(mode=0o711)
            assert start(command, made / "data").stop() == 0
            (made / "whole").touch()
    if (made / "data" / "postgres" / "cluster").exists():  # else it lies where the server's account can reach it
        subprocess.run(["cp", "-a", "--reflink=auto", made / "data", data], check=True)


def open_to_the_server(folder: Path) -> None:
    """Let the database's account pass through a temporary folder and the two above it."""
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(0o711)


@contextmanager
def demo_in(folder: Path) -> Iterator[Running]:
    """Run the demo in a folder for as long as the block lasts."""
    open_to_the_server(folder)
    lay_out("demo", folder / "data")
    running = start("demo", folder / "data")
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def empty_in(folder: Path) -> Iterator[Running]:
    """Run a Basira that nobody has set up in a folder for as long as the block lasts."""
    open_to_the_server(folder)
    lay_out("serve", folder / "data")
    running = start("serve", folder / "data")
    try:
        yield running
    finally:
        running.stop()


def processes_under(pid: int) -> dict[int, str]:
    """Return the command lines of every descendant of a process, by pid."""
    parents, commands = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                commands[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
    found: dict[int, str] = {}
    wanted = [pid]
    while wanted:
        above = wanted.pop()
        children = [child for child, parent in parents.items() if parent == above]
        found |= {child: commands.get(child, "") for child in children}
        wanted += children
    return found


def has_ended(pid: int) -> bool:
    """Tell whether a process is gone, or only waits to be buried by init."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
