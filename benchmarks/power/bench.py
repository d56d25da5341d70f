"""
The power is cut at random, 100 times on ext4 and 100 times on xfs, while visits come in (bars DU-01 and DU-02).

The whole server (database, web, worker, vault) lives on a disk of its own in an image. Phones give visits of text, with
photos and with the record of their capture over sealed, part by part, as the notes do, and the panel enrols persons. After each
cut the server starts again on what the disk kept, the worker opens what waits, and everything that was acknowledged since the
first round is looked for: rows, files with the hashes from before they were sealed, journal, persons. Then the twins: with every
fsync made harmless, first in everything but the database and then in the database too, the same must lose something within three
cuts. `--cuts 3 --disks ext4` is a trial. It ends with code 3 where no disk can be mounted.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import psycopg

HERE = Path(__file__).parent
for folder in (HERE.parent / "submission", HERE.parent / "kill", HERE.parents[1] / "src"):
    sys.path.insert(0, str(folder))

from deafness import deaf  # noqa: E402
from disks import Disk, NoDisk, adopt_orphans, disk, own_namespace  # noqa: E402
from ending import end_all  # noqa: E402
from rounds import Log, NotBack, Rig, come_up, found_in, send_until_cut, stop_in_order  # noqa: E402
from serving import prepared, row, start  # noqa: E402
from watching import Watched  # noqa: E402

CUTS = int(os.environ.get("BASIRA_BENCH_COUNT", "100"))
KINDS = os.environ.get("BASIRA_BENCH_DISKS", "ext4,xfs")
TWIN_CUTS = 3
MEGABYTES = 4096
"""Of an image with holes in it: only what is written takes room."""
NO_DISKS_HERE = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how often the power is cut, and where; the bar is held by 100 cuts on each."""
    parser.add_argument("--cuts", type=int, default=CUTS, help="how many cuts on each disk")
    parser.add_argument("--disks", default=KINDS, help="kinds of disk, with commas between them")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Cut on each disk and return the rows; exit with code 3 where this machine lets us mount none."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        own_namespace()
    except NoDisk as reason:
        print(f"power: {reason}", file=sys.stderr)
        sys.exit(NO_DISKS_HERE)
    adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="basira-power-"))
    folder.chmod(0o711)
    try:
        with (folder / "server.log").open("w") as words:
            rows = [line for kind in options.disks.split(",") for line in rows_on(kind, options.cuts, folder, words)]
        if not any(line["name"].endswith("cuts") for line in rows):
            sys.exit(NO_DISKS_HERE)
        return rows
    finally:
        end_all()
        shutil.rmtree(folder, ignore_errors=True)


def rows_on(kind: str, cuts: int, folder: Path, words: IO[str]) -> list[dict[str, Any]]:
    """Return the rows of one kind of disk."""
    try:
        with disk(kind, folder, MEGABYTES) as made:
            try:
                rig, watched, url = set_up(made, words)
                return [*real_rows(rig, watched, url, cuts), *twin_rows(rig, deaf(folder))]
            finally:
                end_all()
    except NoDisk as reason:
        print(f"power: {reason}", file=sys.stderr)
        return [row(f"{kind}: not run, for {reason}", 0, "", True)]


def set_up(made: Disk, words: IO[str]) -> tuple[Rig, Watched, str]:
    """Make an installation on the disk with a form in the field; return it as it runs, not a minute old, and its address."""
    server = start(made.place, words=words)
    try:
        served = prepared(made.place, server)
    except json.JSONDecodeError:  # it printed no address: its words say why
        words.flush()
        sys.exit(f"power: the server did not start: {Path(words.name).read_text()[-1500:]}")
    assert server.stdout is not None
    server.stdout.close()
    with psycopg.connect(served.watched.owner, autocommit=True) as owner:
        # The form's maker calls its programme simulated, and `serve` starts no such folder a second time.
        owner.execute("UPDATE people_programme SET simulated = false")
    return Rig(made, served.path, words), served.watched, served.url


def real_rows(rig: Rig, watched: Watched, url: str, wanted: int) -> list[dict[str, Any]]:
    """Cut again and again, the first time in the first minute of an installation's life; return the rows."""
    chance, kind, log = random.Random(), rig.disk.kind, Log()
    worst = dict.fromkeys(("lost", "half", "orphans", "untold", "persons"), 0)
    back = cuts = 0
    try:
        while cuts < wanted:
            send_until_cut(rig, watched, url, log, chance)
            cuts += 1
            watched, url = come_up(rig, log)
            back += 1
            counts = counted(rig, watched, log)
            worst = {name: max(worst[name], counts[name]) for name in worst}
            told(f"{kind}: cut {cuts}, {len(log.acknowledged)} acknowledged, {worst}")
        stop_in_order(watched)
    except NotBack as last_words:
        told(f"{kind}: not back: {last_words}")
    return [
        row(f"{kind}: cuts", cuts, "cuts"),
        row(f"{kind}: all cuts that were asked for were made", cuts == wanted, "", True),
        row(f"{kind}: cuts after which it did not come back", cuts - back, "cuts", 0),
        row(f"{kind}: visits acknowledged", len(log.acknowledged), "visits"),
        row(f"{kind}: of them with files", sum(1 for sent in log.acknowledged if sent.files), "visits"),
        row(f"{kind}: visits that a cut met half given over", log.unanswered, "visits"),
        row(f"{kind}: of them not given over since", len(log.unfinished), "visits"),
        row(f"{kind}: persons whose enrolment was acknowledged", len(log.enrolled), "persons"),
        row(f"{kind}: acknowledged and lost or changed", worst["lost"], "visits", 0),
        row(f"{kind}: persons lost", worst["persons"], "persons", 0),
        row(f"{kind}: half files", worst["half"], "files", 0),
        row(f"{kind}: rows without their file or their visit", worst["orphans"], "rows", 0),
        row(f"{kind}: visits of which the journal says nothing", worst["untold"], "visits", 0),
        row(f"{kind}: longest start", round(max(log.starts_s, default=0.0), 1), "s"),
        row(f"{kind}: load average", round(os.getloadavg()[0], 2), ""),
    ]


def twin_rows(rig: Rig, deafness: dict[str, str] | None) -> list[dict[str, Any]]:
    """Cut under servers without fsync, of files alone and of the database too; each must lose something."""
    if deafness is None:
        return [row(f"{rig.disk.kind}: twins without fsync (not run: no C compiler)", 0, "cuts", True)]
    files = twin(rig, "twin without fsync of files", deafness)
    return [*files, *twin(rig, "twin without any fsync", deafness | {"DEAF_ALL": "1"})]


def twin(rig: Rig, name: str, deafness: dict[str, str]) -> list[dict[str, Any]]:
    """Cut until the check finds that something is lost that this server acknowledged."""
    careless, chance, log = replace(rig, more=deafness), random.Random(), Log()
    name = f"{rig.disk.kind}: {name}: cuts until it lost something"
    for number in range(TWIN_CUTS + 1):
        try:
            watched, url = come_up(careless, log)
            lost = {
                kind: count for kind, count in counted(careless, watched, log).items() if kind in ("lost", "persons")
            }
        except (NotBack, OSError, psycopg.Error) as fault:
            told(f"{name}: not back: {fault}")
            end_all()
            # Before its first cut it must come up: else something else than the missing fsync is wrong.
            found = row(name, number, "cuts", TWIN_CUTS) | ({} if number else {"met": False})
            return [found, row(f"{name}: what", f"all {len(log.acknowledged)}: it did not come back", "")]
        if any(lost.values()):
            stop_in_order(watched)
            of = f"of {len(log.acknowledged)} visits and {len(log.enrolled)} persons"
            return [row(name, number, "cuts", TWIN_CUTS), row(f"{name}: what", f"{lost} {of}", "")]
        if number < TWIN_CUTS:
            send_until_cut(careless, watched, url, log, chance)
    stop_in_order(watched)
    return [row(f"{name} (nothing: the rig proves nothing)", TWIN_CUTS, "cuts", False)]


def counted(rig: Rig, watched: Watched, log: Log) -> dict[str, int]:
    """Return how much of what was acknowledged is not there as it was sent, by what it is; each fault is said."""
    found, persons = found_in(watched, log)
    for words in (*found.lost, *found.half, *found.orphans, *found.untold, *persons)[:10]:
        told(f"{rig.disk.kind}: {words}")
    return {
        "lost": len({fault.partition(": ")[0] for fault in found.lost}),
        "half": len(found.half),
        "orphans": len(found.orphans),
        "untold": len(found.untold),
        "persons": len(persons),
    }


def told(words: str) -> None:
    """Tell progress."""
    print(words, file=sys.stderr, flush=True)
