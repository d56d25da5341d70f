"""Bar DU-03 with the real server: file, rename, folder, database, and only then the answer; a hundred times of a hundred."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.capture_scene import places_json, signed, values_for
from tests.journeys.running import ROOT, Running, empty_in, processes_under

BENCH = ROOT / "benchmarks" / "submission"
VISITS = 100
FILES = 4
"""Of each visit: answers, photo, the record of its capture, and its positions."""
STEPS = {
    "file": re.compile(r"fsync\(\d+<[^>]*/evidence/incoming/(\w{26})>\)\s+= 0"),
    "rename": re.compile(r'rename\("[^"]*/evidence/incoming/(\w{26})", .*\s+= 0'),
    "folder": re.compile(r"fsync\(\d+<[^>]*/evidence/\w\w>\)\s+= 0"),
    "database": re.compile(r"fdatasync\(\d+<[^>]*/pg_wal/\w+>\)\s+= 0"),
    "answer": re.compile(r'<(?:TCP|socket):.*"HTTP/1\.1 201'),
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Running]:
    with empty_in(tmp_path) as running:
        yield running


def phone_path(running: Running, folder: Path) -> str:
    """Make a cycle in the field by the benchmark's own preparation; return where a phone posts to."""
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}:{BENCH}",
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
    }
    addresses = (running.data / "run" / "addresses.json").read_text()
    environment |= {"DATABASE_URL": re.search(r'"app": "([^"]+)"', addresses)[1].replace("\\", "")}
    environment |= {"BASIRA_DATA": str(running.data)}
    workbook = folder / "mystery_visit.xlsx"
    for command in (["-c", f"import form, pathlib; form.write_workbook(pathlib.Path({str(workbook)!r}))"],):
        subprocess.run([sys.executable, *command], env=environment, check=True, timeout=60)
    prepared = [sys.executable, str(BENCH / "prepare.py"), str(workbook)]
    return subprocess.run(
        prepared, env=environment, check=True, capture_output=True, text=True, timeout=120
    ).stdout.strip()


def visit_of() -> tuple[str, bytes]:
    """Return the content type and the bytes of a visit with a photo and the record of its capture, unlike any other."""
    edge, instance = uuid.uuid4().hex, uuid.uuid4()
    xml = (
        '<data id="mystery_visit" version="1"><wrap><praise>Kind</praise><photo>a.jpg</photo></wrap>'
        f"<meta><instanceID>uuid:{instance}</instanceID></meta></data>"
    ).encode()
    parts = {
        "xml_submission_file": xml,
        "a.jpg": b"\xff\xd8\xff" + instance.bytes * 500,
        "record.json": signed(values_for(xml, instance_id=f"uuid:{instance}")),
        "places.json": places_json((25.1, 55.2, 9.0)),
    }
    body = b"".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, content in parts.items()
    )
    return f"multipart/form-data; boundary={edge}", body + f"--{edge}--\r\n".encode()


def post(connection: http.client.HTTPConnection, path: str) -> int:
    kind, body = visit_of()
    connection.request("POST", path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_no_answer_before_file_and_row_are_on_disk(serving, tmp_path):
    path, log = phone_path(serving, tmp_path), tmp_path / "trace"
    found = processes_under(serving.process.pid)
    worker = next(pid for pid, command in found.items() if "basira.project worker" in command)
    os.kill(worker, signal.SIGSTOP)  # its own commits must not pass for those of a visit
    watched = [word for pid in found if pid != worker for word in ("-p", str(pid))]
    calls = "trace=fsync,fdatasync,rename,write,writev,sendto,sendmsg"
    tracer = subprocess.Popen(
        ["strace", "-f", "-yy", "-s", "40", "-e", calls, "-o", str(log), *watched], stderr=subprocess.PIPE, text=True
    )
    try:
        time.sleep(3)
        if tracer.poll() is not None:
            pytest.skip(f"this machine lets nobody trace: {tracer.stderr.read()[:200]}")
        address = urlsplit(serving.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        assert [post(connection, path) for _ in range(VISITS)] == [201] * VISITS
        connection.close()
        time.sleep(1)
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=30)
        os.kill(worker, signal.SIGCONT)
    check_order(log.read_text(errors="replace"))


def check_order(trace: str, files: int = FILES) -> None:
    """Fail unless each answer follows its files, their names, their folders and the commit, in this order."""
    steps = [name for line in joined(trace) for name, shape in STEPS.items() if shape.search(line)]
    rounds = " ".join(steps).split("answer")
    assert len(rounds) == VISITS + 1
    for one in rounds[:-1]:
        done = one.split()
        # PostgreSQL may also write its log at other moments; what counts is that it does after the last folder.
        assert [step for step in done if step != "database"] == ["file", "rename", "folder"] * files, one
        assert done[-1] == "database", one


def joined(trace: str) -> Iterator[str]:
    """Yield each call when it is done: strace writes a call that others interrupt on two lines."""
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        pid, _, call = line.partition(" ")
        if call.endswith("<unfinished ...>"):
            begun[pid] = call.removesuffix("<unfinished ...>").strip()
        elif resumed := re.search(r"<\.\.\. \w+ resumed>(.*)", call):
            yield begun.pop(pid, "") + resumed[1]
        else:
            yield call
