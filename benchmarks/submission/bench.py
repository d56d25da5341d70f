"""
Intake of visits by the real server: requests a second, waiting time, and CPU time a visit, as a phone's server pays it.

Starts `./basira serve` on a folder of its own, publishes a form of 60 questions in English and Arabic, and posts visits,
each unlike the others, over kept connections: text only, and with a photo of about 200 kB. CPU time is that of web
server and PostgreSQL together, from /proc; it swings far less than waiting time on a shared machine. Where the shared
load tool lies beside the project, it posts too. Figures are reported; no bar is set yet (`met` is null).
"""

import http.client
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from form import FORM_ID, SPEC, write_workbook
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BASIRA_SHARED") or ROOT.parent / "shared")
TEXT = "انتظرت طويلا ولم يشرح لي الموظف سبب التأخير لكن المبنى نظيف "
TICKS = os.sysconf("SC_CLK_TCK")
COUNT = int(os.environ.get("BASIRA_BENCH_COUNT", "200"))
"""Visits posted in each run."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post, and whose CPU time counts: the supervisor's pid."""

    url: str
    path: str
    server: int


@dataclass(frozen=True, slots=True)
class Result:
    """One run: how many were posted and refused, how long each waited (ms, sorted), and what they cost."""

    count: int
    failed: int
    seconds: float
    waits: list[float]
    cpu_ms: float

    def wait(self, share: float) -> float:
        """Return the waiting time in ms that `share` of the posts stayed under."""
        return round(self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))], 1)


def run() -> list[dict[str, Any]]:
    """Start a server, measure, stop it, and return the rows."""
    folder = Path(tempfile.mkdtemp(prefix="basira-bench-"))
    folder.chmod(0o711)
    server = start(folder)
    try:
        assert server.stdout is not None  # noqa: S101  piped above
        url = json.loads(server.stdout.readline())["url"]
        workbook = folder / "mystery_visit.xlsx"
        write_workbook(workbook)
        target = Target(url, prepare(folder, workbook), server.pid)
        rows: list[dict[str, Any]] = []
        for photo in (False, True):
            post_many(target, 1, 20, photo=photo)  # warm
            for connections in (1, 8, 32):
                result = post_many(target, connections, COUNT, photo=photo)
                rows += rows_of("photo" if photo else "text", connections, result)
        rows += shared_tool_rows(folder, f"{url}{target.path}", server.pid)
        return rows
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path) -> "subprocess.Popen[str]":
    """Start the server on a free port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BASIRA_", "DATABASE", "DJANGO"))}
    command = [str(ROOT / "basira"), "serve", "--port", "0", "--data", str(folder / "data"), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sys.stderr, text=True, env=kept)  # noqa: S603


def prepare(folder: Path, workbook: Path) -> str:
    """Publish the form and plan a mission, through the real verbs; return the address that a phone posts to."""
    addresses = json.loads((folder / "data" / "run" / "addresses.json").read_text())
    environment = os.environ | {
        "DATABASE_URL": addresses["app"],
        "BASIRA_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    script = Path(__file__).with_name("prepare.py")
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(script), str(workbook)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.strip()


def rows_of(what: str, connections: int, result: Result) -> list[dict[str, Any]]:
    """Return the figures of one run as rows that are only reported."""
    figures = [
        ("throughput", round(result.count / result.seconds, 1), "1/s"),
        ("wait p50", result.wait(0.5), "ms"),
        ("wait p99", result.wait(0.99), "ms"),
        ("CPU a visit", round(result.cpu_ms / result.count, 2), "ms"),
        ("refused", result.failed, "visits"),
    ]
    return [
        {"name": f"{what}, {connections} at once: {name}", "value": value, "unit": unit, "target": None, "met": None}
        for name, value, unit in figures
    ]


def post_many(target: Target, connections: int, count: int, *, photo: bool) -> Result:
    """Post `count` visits over `connections` kept connections; bodies are made before the clock starts."""
    bodies = [body(photo=photo) for _ in range(count)]
    left, waits, failed, lock, begin = iter(bodies), list[float](), list[int](), threading.Lock(), threading.Event()
    address = urlsplit(target.url)

    def work() -> None:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
        begin.wait()
        while True:
            with lock:
                following = next(left, None)
            if following is None:
                return connection.close()
            kind, content = following
            began = time.perf_counter()
            connection.request("POST", target.path, content, {"Content-Type": kind, "X-OpenRosa-Version": "1.0"})
            answer = connection.getresponse()
            answer.read()
            with lock:
                waits.append((time.perf_counter() - began) * 1000)
                if answer.status != 201:
                    failed.append(answer.status)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    cpu, began = cpu_ms(target.server), time.perf_counter()
    begin.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return Result(count, len(failed), seconds, sorted(waits), cpu_ms(target.server) - cpu)


def body(*, photo: bool) -> tuple[str, bytes]:
    """Return the content type and the bytes of one post, unlike every other."""
    instance = f"uuid:{uuid.uuid4()}"
    name = f"{instance[5:13]}.jpg" if photo else ""
    groups: dict[str, list[str]] = {}
    for group, question, kind in SPEC:
        groups.setdefault(group, []).append(f"<{question}>{answer_to(question, kind, name)}</{question}>")
    inside = "".join(f"<{group}>{''.join(answers)}</{group}>" for group, answers in groups.items())
    xml = (
        f'<?xml version="1.0" ?><data id="{FORM_ID}" version="1"><start>2026-11-22T10:00:00.000+03:00</start>'
        f"<end>2026-11-22T10:20:00.000+03:00</end><deviceid>bench:1</deviceid>{inside}"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()
    edge = uuid.uuid4().hex
    parts = [part(edge, "xml_submission_file", "s.xml", xml)]
    if photo:
        # A comment segment makes each photo's bytes its own, as a real phone's are.
        unlike = PHOTO[:2] + b"\xff\xfe\x00\x12" + uuid.uuid4().bytes + PHOTO[2:]
        parts.append(part(edge, name, name, unlike))
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def part(edge: str, name: str, filename: str, content: bytes) -> bytes:
    """Return one part of a multipart body."""
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


CHANCE = random.Random(7)  # noqa: S311  figures to fill a form with


def answer_to(question: str, kind: str, photo: str) -> str:
    """Return some answer to a question of this kind."""
    simple = {
        "integer": lambda: str(CHANCE.randint(0, 99)),
        "decimal": lambda: f"{CHANCE.random() * 100:.2f}",
        "date": lambda: f"2026-11-{CHANCE.randint(1, 28):02d}",
        "time": lambda: f"{CHANCE.randint(8, 16):02d}:30:00.000+03:00",
        "geopoint": lambda: f"{24 + CHANCE.random():.6f} {46 + CHANCE.random():.6f} 600.0 5.0",
        "select_multiple": lambda: "seats water ramp",
        "select_one": lambda: CHANCE.choice("12345"),
        "image": lambda: photo,
        "audio": lambda: "",
    }
    return simple[kind]() if kind in simple else TEXT * CHANCE.randint(1, 3)


def noise_photo() -> bytes:
    """Return a JPEG of about 200 kB."""
    out = io.BytesIO()
    Image.frombytes("RGB", (820, 620), os.urandom(820 * 620 * 3)).save(out, "JPEG", quality=50)
    return out.getvalue()


PHOTO = noise_photo()


def cpu_ms(server: int) -> float:
    """Return the CPU time in ms of the supervisor's whole tree: web, worker, PostgreSQL; also of ended children."""
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(int(field) for field in fields[11:15])
    total, wanted = 0, [server]
    while wanted:
        pid = wanted.pop()
        total += used.get(pid, 0)
        wanted += [child for child, parent in parents.items() if parent == pid]
    return total / TICKS * 1000


def shared_tool_rows(folder: Path, url: str, server: int) -> list[dict[str, Any]]:
    """Post with the shared load tool where it lies beside the project; its own figures, our CPU time."""
    tool = SHARED / "tools" / "openrosa_load.py"
    if not tool.exists():
        return []
    spec = folder / "form.spec.json"
    spec.write_text(json.dumps(SPEC))
    (folder / "form.jpg").write_bytes(PHOTO)
    rows: list[dict[str, Any]] = []
    for photo in (False, True):
        out = folder / f"load-{photo}.json"
        command = [sys.executable, str(tool), "--url", url, "--n", str(COUNT), "--c", "8", "--spec", str(spec)]
        command += ["--form-id", FORM_ID, "--form-version", "1", "--out", str(out), *(["--photo"] if photo else [])]
        before = cpu_ms(server)
        subprocess.run(command, stdout=sys.stderr, check=True)  # noqa: S603
        cost = cpu_ms(server) - before
        told = json.loads(out.read_text().splitlines()[-1])
        name = f"shared load tool, {'photo' if photo else 'text'}, 8 at once"
        figures = [("throughput", told["per_s"], "1/s"), ("wait p99", told["p99"], "ms")]
        figures += [("CPU a visit", round(cost / told["n"], 2), "ms"), ("refused", told["failed"], "visits")]
        rows += [
            {"name": f"{name}: {what}", "value": value, "unit": unit, "target": None, "met": None}
            for what, value, unit in figures
        ]
    return rows
