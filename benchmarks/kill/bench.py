"""
`kill -9` of web server, worker, vault and database, at random, while 1,000 visits come in (bar DU-04).

Eight phones seal 60 questions each, a quarter of the visits with a photo, and give them over part by part, again until they
hear 201, as the notes do. Afterwards every acknowledged visit must be filed, and every file open with the hash that it had
before it was sealed.
Last, the twin: rows and files are taken away on purpose, and the same check must find each of them.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
for folder in (HERE.parent / "submission", HERE.parents[1] / "src"):
    sys.path.insert(0, str(folder))

from checking import break_three, check  # noqa: E402
from killing import MOST_RESTART_S, Log, Plan, is_healthy, rehearse  # noqa: E402
from sending import Sent  # noqa: E402
from serving import prepared, row, start  # noqa: E402
from watching import Watched  # noqa: E402

POSTS = int(os.environ.get("BASIRA_BENCH_COUNT", "1000"))
CLIENTS = 8
PAUSE_S = float(os.environ.get("BASIRA_BENCH_PAUSE_S", "0.3"))
"""Mean pause of a phone between two visits, so that the kills meet many of them."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is sent; the bar is held by 1,000 visits."""
    parser.add_argument("--visits", type=int, default=POSTS, help="how many visits the phones give over")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Start, kill, check, break on purpose, check again, and return the rows."""
    folder = Path(tempfile.mkdtemp(prefix="basira-kill-"))
    folder.chmod(0o711)
    server = start(folder)
    try:
        served = prepared(folder, server)
        log = rehearse(served.watched, served.url, served.path, Plan(options.visits, PAUSE_S, CLIENTS))
        served.watched.settle()
        healthy = is_healthy(served.url)
        rows = rows_of(log, served.watched, options.visits, healthy=healthy)
        return [*rows, *twin_rows(served.watched, log.acknowledged)]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def rows_of(log: Log, watched: Watched, wanted: int, *, healthy: bool) -> list[dict[str, Any]]:
    """Return what the rehearsal shows."""
    found = check(watched.data, watched.address, log.acknowledged)
    unmade = watched.ask("SELECT count(*) FROM fieldwork_attachment WHERE derivative_ref = ''")[0][0]
    slowest = max(log.restarts, default=(0.0, ""))
    for words in (*found.lost, *found.half, *found.orphans)[:20]:
        print(words, file=sys.stderr)
    return [
        row("visits acknowledged", len(log.acknowledged), "visits"),
        row("visits that no phone could send in five minutes", wanted - len(log.acknowledged), "visits", 0),
        row("attempts to give a visit over, answered or not", log.attempts, "attempts"),
        row("given over and not opened by the worker", watched.unopened(), "visits", 0),
        row("answers by status (0: none)", str(dict(sorted(log.answers.items()))), ""),
        row("kills", str(dict(sorted(log.kills.items()))), ""),
        row("acknowledged and lost or changed", len(found.lost), "visits", 0),
        row("half files", len(found.half), "files", 0),
        row("rows without their file or their visit", len(found.orphans), "rows", 0),
        row("visits of which the journal says nothing", len(found.untold), "visits", 0),
        row("pictures not made", unmade, "pictures", 0),
        row("longest restart", round(slowest[0], 1), "s", MOST_RESTART_S),
        row("longest restart was of the", slowest[1], ""),
        row("lives at the end", healthy, "", True),
        row("sealed files without a row, for the sweep", found.without_row, "files"),
        row("unfinished files, for the sweep", found.in_incoming, "files"),
        row("load average", round(os.getloadavg()[0], 2), ""),
    ]


def twin_rows(watched: Watched, acknowledged: list[Sent]) -> list[dict[str, Any]]:
    """Break three visits on purpose and return whether the check finds exactly these."""
    broken = break_three(watched, acknowledged)
    found = {fault.partition(": ")[0] for fault in check(watched.data, watched.address, acknowledged).lost}
    return [row("twin: visits broken on purpose that the check finds", len(found & broken), f"of {len(broken)}"),
            row("twin: it finds these and no others", found == broken, "", True)]  # fmt: skip
