"""
Intake of visits by the real server, and taking them out again: what it costs, and proof that nothing was lost.

Starts `./basira serve` on a folder of its own, publishes a form of 60 questions in English and Arabic, and posts visits
over 1, 8 and 32 kept connections: text only, and each with its own photo of 200 kB. Where the shared load tool lies
beside the project, it makes the form and posts; elsewhere the benchmark's own phones do, with the same measures.

CPU time is read from /proc for this server's own processes alone: web server, its database backends, log and
checkpoints count as answering, until the last answer of a run; the worker, the picture processes and the worker's
backends count as background, until everything rests. At the end every acknowledged post must be a row, every picture
be made, and every counter agree. Then 10,000 visits are taken out as CSV over HTTP.

With `--against REV` it does something else: it starts this tree and that revision side by side, has both take the same
load in turns, and returns the ratios (comparing.py).
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import comparing
import taking
from form import FORM_ID
from posts import Result, post_many
from serving import Served, prepared, row, script, start

COUNT = int(os.environ.get("BASIRA_BENCH_COUNT", "300"))
"""Visits posted in each run."""

EXPORTED = int(os.environ.get("BASIRA_BENCH_EXPORTED", "10000"))
CONNECTIONS = (1, 8, 32)
MOST_CPU_MS = {"text": 20, "photo": 30}
MOST_STATEMENTS = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the intake may be compared with."""
    parser.add_argument("--against", metavar="REV", help="compare with this revision, in turns, instead")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Start a server, measure, stop it, and return the rows."""
    if options.against:
        return comparing.rows(options.against, post)
    folder = Path(tempfile.mkdtemp(prefix="basira-bench-"))
    folder.chmod(0o711)
    server = start(folder)
    try:
        served = prepared(folder, server)
        rows = statement_rows(served)
        already = filed(served)
        for what in ("text", "photo"):
            post(served, what, 1, 20)  # the form is remembered, connections are open
            for connections in CONNECTIONS:
                rows += run_rows(served, what, connections)
        rows += proof_rows(served, already + 2 * (20 + len(CONNECTIONS) * COUNT), 20 + len(CONNECTIONS) * COUNT)
        return rows + taking.rows(served.watched, served.url, EXPORTED)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def statement_rows(served: Served) -> list[dict[str, Any]]:
    """Return how many statements a post sends to the database, BEGIN and COMMIT included."""
    counted = script(served.watched, "statements.py", served.path).split()
    return [
        row("SQL statements a text visit, BEGIN and COMMIT counted", int(counted[0]), "statements", MOST_STATEMENTS),
        row("SQL statements a visit with photo, BEGIN and COMMIT counted", int(counted[1]), "statements", None),
    ]


def run_rows(served: Served, what: str, connections: int) -> list[dict[str, Any]]:
    """Post one run and return its figures."""
    is_quiet = served.watched.settle()
    before = served.watched.cost()
    result = post(served, what, connections, COUNT)
    answered = served.watched.cost().since(before)
    is_settled = served.watched.settle()
    whole = served.watched.cost().since(before)
    name = f"{what}, {connections} at once"
    background = whole.background + whole.answering - answered.answering
    return [
        row(f"{name}: CPU a visit until the answer", round(answered.answering / COUNT, 2), "ms", MOST_CPU_MS[what]),
        row(f"{name}: CPU a visit, with what the worker did meanwhile",
            round((answered.answering + answered.background) / COUNT, 2), "ms"),
        row(f"{name}: CPU a visit of the background, until all rests", round(background / COUNT, 2), "ms"),
        row(f"{name}: throughput", round(result.count / result.seconds, 1), "1/s"),
        row(f"{name}: wait p50", result.p50, "ms"),
        row(f"{name}: wait p99", result.p99, "ms"),
        row(f"{name}: failures", result.failed, "visits", 0),
        row(f"{name}: rested before and after", is_quiet and is_settled, "", True),
        row(f"{name}: load average", round(os.getloadavg()[0], 2), ""),
    ]  # fmt: skip


def post(served: Served, what: str, connections: int, count: int) -> Result:
    """Post with the shared tool where it is, else with our own phones."""
    url = f"{served.url}{served.path}"
    if served.tool is None:
        return post_many(url, connections, count, photo=what == "photo")
    out = served.folder / "load.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, str(served.tool), "--url", url, "--n", str(count), "--c", str(connections)]
    command += ["--spec", str(served.folder / f"{FORM_ID}.spec.json"), "--form-id", FORM_ID, "--form-version", "1"]
    command += ["--out", str(out), *(["--photo"] if what == "photo" else [])]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=sys.stderr, check=True)
    told = json.loads(out.read_text().splitlines()[-1])
    return Result(told["n"], told["failed"], told["seconds"], told["p50"], told["p99"])


def filed(served: Served) -> int:
    """Return how many visits are in the database."""
    return int(str(served.watched.ask("SELECT count(*) FROM fieldwork_submission")[0][0]))


def proof_rows(served: Served, posted: int, photos: int) -> list[dict[str, Any]]:
    """Return the proof: rows are posts, every picture is made, and every sealed file has its row."""
    ask = served.watched.ask
    unmade = "SELECT count(*) FROM fieldwork_attachment WHERE derivative_ref = ''"
    noted = "SELECT count(*) FROM journal_entry WHERE act = 'visit.filed'"
    attached = int(str(ask("SELECT count(*) FROM fieldwork_attachment")[0][0]))
    originals = sum(1 for _ in (served.watched.data / "evidence").glob("??/*"))
    rows = filed(served)
    return [
        row("visits in the database less visits posted", rows - posted, "visits", 0),
        row("photos in the database less photos posted", attached - photos - 1, "photos", 0),
        row("pictures not made", ask(unmade)[0][0], "pictures", 0),
        row("journal entries less visits", int(str(ask(noted)[0][0])) - rows, "entries", 0),
        row("sealed files less rows that name them", originals - rows - attached, "files", 0),
    ]
