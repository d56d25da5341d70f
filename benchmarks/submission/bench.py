"""
Intake of visits by the real server, and taking them out again: what it costs, and proof that nothing was lost.

Starts `./basira serve` on a folder of its own, publishes a form of 60 questions in English and Arabic, and has visits sent
over 1, 8 and 32 kept connections: text only, and each with its own photo of 200 kB. First as OpenRosa clients post them, in one
go and plainly; where the shared load tool lies beside the project, it makes the form and posts, elsewhere the benchmark's own
clients do, with the same measures. Then as the notes give them over: sealed, part by part (ADR-0024). Plain ones come first,
because the plain door counts what the sealed one took, too, against what one key may bring in a day.

CPU time is read from /proc for this server's own processes alone: web server, its database backends, log and
checkpoints count as answering, until the last answer of a run; the worker, what it opens and files, the picture processes and
the worker's backends count as background, until everything rests. At the end every acknowledged visit must be a row, what was
sealed must open to the bytes that it was made of, every picture be made, and every counter agree. Then 10,000 visits are taken
out as CSV over HTTP.

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

HERE = Path(__file__).parent
for folder in (HERE.parents[1] / "src", HERE.parent / "kill"):
    sys.path.append(str(folder))

import comparing  # noqa: E402
import taking  # noqa: E402
from checking import check  # noqa: E402
from form import FORM_ID  # noqa: E402
from posts import Result, Sent, give_over_many, post_many  # noqa: E402
from sealed_door import key_in  # noqa: E402
from serving import Served, prepared, row, script, start  # noqa: E402

COUNT = int(os.environ.get("BASIRA_BENCH_COUNT", "300"))
"""Visits posted in each run."""

EXPORTED = int(os.environ.get("BASIRA_BENCH_EXPORTED", "10000"))
CONNECTIONS = (1, 8, 32)
LOADS = ("OpenRosa text", "OpenRosa photo", "sealed text", "sealed photo")
WARMING = 20
MOST_CPU_MS = {"OpenRosa text": 20, "OpenRosa photo": 30}
MOST_STATEMENTS = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is sent, and what the intake may be compared with."""
    parser.add_argument(
        "--visits", type=int, default=COUNT, help="visits of each run, at most 480: a key brings 3,000 in a day"
    )
    parser.add_argument("--exported", type=int, default=EXPORTED, help="visits that are taken out as a table")
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
        given: list[Sent] = []
        for what in LOADS:
            post(served, what, 1, WARMING, given)  # the form is remembered, connections are open
            for connections in CONNECTIONS:
                rows += run_rows(served, (what, connections, options.visits), given)
        each = WARMING + len(CONNECTIONS) * options.visits
        rows += proof_rows(served, already + len(LOADS) * each, 2 * each)
        rows += sealed_rows(served, given, 2 * each)
        return rows + taking.rows(served.watched, served.url, options.exported)
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


def run_rows(served: Served, load: tuple[str, int, int], given: list[Sent]) -> list[dict[str, Any]]:
    """Send one run (what, over how many connections, how many) and return its figures; `given` is told what was given over sealed."""
    what, connections, count = load
    is_quiet = served.watched.settle()
    before = served.watched.cost()
    result = post(served, what, connections, count, given)
    answered = served.watched.cost().since(before)
    is_settled = served.watched.settle()
    whole = served.watched.cost().since(before)
    name = f"{what}, {connections} at once"
    background = whole.background + whole.answering - answered.answering
    return [
        row(f"{name}: CPU a visit until the answer", round(answered.answering / count, 2), "ms", MOST_CPU_MS.get(what)),
        row(f"{name}: CPU a visit, with what the worker did meanwhile",
            round((answered.answering + answered.background) / count, 2), "ms"),
        row(f"{name}: CPU a visit of the background, until all rests", round(background / count, 2), "ms"),
        row(f"{name}: throughput", round(result.count / result.seconds, 1), "1/s"),
        row(f"{name}: wait p50", result.p50, "ms"),
        row(f"{name}: wait p99", result.p99, "ms"),
        row(f"{name}: failures", result.failed, "visits", 0),
        row(f"{name}: rested before and after", is_quiet and is_settled, "", True),
        row(f"{name}: load average", round(os.getloadavg()[0], 2), ""),
    ]  # fmt: skip


def post(served: Served, what: str, connections: int, count: int, given: list[Sent] | None = None) -> Result:
    """Send visits: sealed ones as the notes do, plain ones with the shared tool where it is, else with our own clients."""
    url, photo = f"{served.url}{served.path}", what.endswith("photo")
    if what.startswith("sealed"):
        result, acknowledged = give_over_many(served.url, key_in(served.path), connections, count, photo=photo)
        (given if given is not None else []).extend(acknowledged)
        return result
    if served.tool is None:
        return post_many(url, connections, count, photo=photo)
    out = served.folder / "load.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, str(served.tool), "--url", url, "--n", str(count), "--c", str(connections)]
    command += ["--spec", str(served.folder / f"{FORM_ID}.spec.json"), "--form-id", FORM_ID, "--form-version", "1"]
    command += ["--out", str(out), *(["--photo"] if photo else [])]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=sys.stderr, check=True)
    told = json.loads(out.read_text().splitlines()[-1])
    return Result(told["n"], told["failed"], told["seconds"], told["p50"], told["p99"])


def filed(served: Served) -> int:
    """Return how many visits are in the database."""
    return int(str(served.watched.ask("SELECT count(*) FROM fieldwork_submission")[0][0]))


def proof_rows(served: Served, posted: int, photos: int) -> list[dict[str, Any]]:
    """Return the proof: rows are visits sent, every picture is made, and every sealed file has its row."""
    ask = served.watched.ask
    unmade = "SELECT count(*) FROM fieldwork_attachment WHERE derivative_ref = ''"
    noted = "SELECT count(*) FROM journal_entry WHERE act = 'visit.filed'"
    attached = int(str(ask("SELECT count(*) FROM fieldwork_attachment")[0][0]))
    parts = int(str(ask("SELECT count(*) FROM fieldwork_sealedpart WHERE sealed_ref IS NOT NULL")[0][0]))
    originals = sum(1 for _ in (served.watched.data / "evidence").glob("??/*"))
    rows = filed(served)
    return [
        row("visits in the database less visits posted", rows - posted, "visits", 0),
        row("photos in the database less photos posted", attached - photos - 1, "photos", 0),
        row("pictures not made", ask(unmade)[0][0], "pictures", 0),
        row("journal entries less visits", int(str(ask(noted)[0][0])) - rows, "entries", 0),
        row("sealed files less rows that name them", originals - rows - attached - parts, "files", 0),
    ]


def sealed_rows(served: Served, given: list[Sent], sent: int) -> list[dict[str, Any]]:
    """Return the proof of what was given over sealed: all of it was opened, and it is what it was before."""
    found = check(served.watched.data, served.watched.address, given)
    for words in (*found.lost, *found.half, *found.orphans)[:20]:
        print(words, file=sys.stderr)
    return [
        row("sealed visits acknowledged less visits given over", len(given) - sent, "visits", 0),
        row("sealed visits that were not opened", served.watched.unopened(), "visits", 0),
        row("sealed visits lost, or not as before they were sealed", len(found.lost), "visits", 0),
        row("half files, and rows without their file", len(found.half) + len(found.orphans), "files", 0),
    ]
