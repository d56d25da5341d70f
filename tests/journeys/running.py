"""Starting the real `./basira` as a person does, and talking to it."""

import json
import os
import signal
import subprocess
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


@contextmanager
def demo_in(folder: Path) -> Iterator[Running]:
    """Run the demo in a folder for as long as the block lasts."""
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(0o711)
    running = start("demo", folder / "data")
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
