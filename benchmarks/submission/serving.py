"""A server of our own with the benchmark's form in the field, and the rows that a benchmark returns."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from form import FORM_ID, SPEC, write_workbook
from posts import PHOTO
from watching import Watched

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("BASIRA_SHARED") or ROOT.parent / "shared")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server with the benchmark's form in the field."""

    watched: Watched
    url: str
    folder: Path
    path: str
    tool: Path | None


def start(
    folder: Path, root: Path = ROOT, *, more: dict[str, str] | None = None, words: IO[str] = sys.stderr
) -> "subprocess.Popen[str]":
    """
    Start the server of a tree on a free port, with the packages that this benchmark runs with.

    `more` goes into its environment; what it says goes to `words`.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BASIRA_", "DATABASE", "DJANGO"))}
    kept |= {"PYTHONPATH": str(root / "src")} | (more or {})
    command = [sys.executable, "-m", "basira.project", "serve", "--port", "0", "--data", str(folder / "data"), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words, text=True, env=kept)


def prepared(folder: Path, server: "subprocess.Popen[str]", root: Path = ROOT) -> Served:
    """Wait for the server, make and publish the form, and plan a mission."""
    assert server.stdout is not None
    url = json.loads(server.stdout.readline())["url"]
    tool = SHARED / "tools" / "openrosa_load.py"
    workbook = folder / f"{FORM_ID}.xlsx"
    if tool.exists():
        subprocess.run([sys.executable, tool.with_name("make_form.py"), workbook], check=True, stdout=sys.stderr)
    else:
        write_workbook(workbook)
        (folder / f"{FORM_ID}.spec.json").write_text(json.dumps(SPEC))
        (folder / f"{FORM_ID}.jpg").write_bytes(PHOTO)
    watched = Watched(server.pid, folder / "data")
    path = script(watched, "prepare.py", str(workbook), root=root)
    return Served(watched, url, folder, path, tool if tool.exists() else None)


def script(watched: Watched, name: str, *arguments: str, root: Path = ROOT) -> str:
    """Run one of the scripts beside this file, in a tree, against the server's database; return what it printed."""
    here = root / HERE.relative_to(ROOT)
    environment = os.environ | {
        "DATABASE_URL": watched.address,
        "BASIRA_DATA": str(watched.data),
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{here}",
    }
    command = [sys.executable, str(here / name), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.strip()


def row(name: str, value: Any, unit: str, target: float | bool | None = None) -> dict[str, Any]:
    """Return one figure; a target is the most that it may be, or what it must be."""
    met = None if target is None else value is target if isinstance(target, bool) else bool(value <= target)
    if target == 0 and not isinstance(target, bool):
        met = value == 0
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}
