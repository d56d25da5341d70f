"""
Many shoppers send what they captured (issue 4): 500 visits with four photos each within ten minutes, to the real server.

It starts `./basira serve` on a folder of its own, makes a cycle with a key, a mission and a place for each shopper, and has
two processes of phones send: state, key of the device, then sealed part by part: the list, the answers, the signed record, its
places, each photo of 200 kB to 1 MB, and the giving over; over loopback, at moments that a seed draws: half of them evenly, half
in bursts. When the worker has filed all of it, everything that was acknowledged is looked for in the database and on the disk,
opened with the worker's half of the key. Last, the twin: a row, a file and a byte are taken away on purpose, and the same check
must name exactly these visits. All data are invented.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
for folder in (HERE.parent / "submission", ROOT / "src"):
    sys.path.insert(0, str(folder))

from captured import FORM_ID, PHOTOS, write_workbook  # noqa: E402
from checking import break_three, look, lost  # noqa: E402
from meters import KINDS, Memory, cpu_ms  # noqa: E402
from serving import row, script, start  # noqa: E402
from watching import Watched  # noqa: E402

SHOPPERS, MINUTES = 500, 10.0
PROCESSES = 2
BURSTS, BURST_S = 10, 5.0
LAST_S = 15.0
"""The last phone begins so long before the end, so that it can be through by then."""

MOST_LATE_S = 300.0
BEHIND_S = 1800.0
P95_MS = 1500
SENDING = ("list", "answers", "record", "places", "photo", "giving over")
SEED = 4


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: each visit as its phone knows it, CPU ms by part until the last answer and until all rests, MB by part."""

    sent: list[dict[str, Any]]
    answering: dict[str, float]
    whole: dict[str, float]
    memory: dict[str, float]
    phones_cpu_ms: float
    waiting: int
    filed_s: float | None
    pictures_s: float | None
    load: tuple[float, float]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what may be said of a trial; the bar is held by 500 in 10 minutes."""
    parser.add_argument("--minutes", type=float, default=MINUTES, help="over how long the shoppers arrive")
    parser.add_argument("--shoppers", type=int, default=SHOPPERS, help="how many shoppers")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Start, send, check, break on purpose, check again, and return the rows."""
    folder = Path(tempfile.mkdtemp(prefix="basira-capture-"))
    folder.chmod(0o711)
    server = start(folder)
    try:
        assert server.stdout is not None  # noqa: S101  it was asked for
        url = json.loads(server.stdout.readline())["url"]
        watched = Watched(server.pid, folder / "data")
        workbook = folder / f"{FORM_ID}.xlsx"
        write_workbook(workbook)
        phones = json.loads(script(watched, str(HERE / "scene.py"), str(workbook), str(options.shoppers)))
        made = measured(watched, url, folder, scheduled(phones, options.minutes), options.minutes)
        return [*rows_of(made, options), *proof_rows(watched, made.sent)]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def scheduled(phones: list[dict[str, Any]], minutes: float) -> list[dict[str, Any]]:
    """Give each phone its moment and its seed: every second one at any time, the others in bursts."""
    chance, span = random.Random(SEED), max(1.0, minutes * 60 - LAST_S)
    bursts = [chance.uniform(0, max(0.0, span - BURST_S)) for _ in range(BURSTS)]
    for place, phone in enumerate(phones):
        burst = chance.choice(bursts) + chance.uniform(0, BURST_S)
        phone |= {"seed": SEED * 1_000_000 + place, "at_s": min(span, burst if place % 2 else chance.uniform(0, span))}
    return phones


def measured(watched: Watched, url: str, folder: Path, phones: list[dict[str, Any]], minutes: float) -> Run:
    """Have the phones send while the parts are watched, and wait for the last picture."""
    deadline = minutes * 60 + MOST_LATE_S
    senders = [sender(folder, url, phones[place::PROCESSES], place, deadline) for place in range(PROCESSES)]
    try:
        for process, _results in senders:
            if process.stdout is None or process.stdout.readline().strip() != "ready":
                raise RuntimeError("the phones could not be made")
        watched.settle()
        before, load = cpu_ms(watched), os.getloadavg()[0]
        with Memory(watched) as memory:
            for process, _results in senders:
                print("go", file=process.stdin, flush=True)
            for process, _results in senders:
                process.wait(deadline + 120)
            answered, used = cpu_ms(watched), resource.getrusage(resource.RUSAGE_CHILDREN)
            loads = (load, os.getloadavg()[0])
            waiting = watched.unopened()
            filed, took = until_none(watched.unopened), until_none(lambda: unmade(watched))
            watched.settle()
        rested = cpu_ms(watched)
        sent = [visit for _process, results in senders for visit in json.loads(results.read_text())]
    finally:
        for process, _results in senders:
            process.kill()
    return Run(
        sent,
        {kind: answered[kind] - before[kind] for kind in KINDS},
        {kind: rested[kind] - before[kind] for kind in KINDS},
        {kind: memory.most[kind] / 1e6 for kind in KINDS},
        (used.ru_utime + used.ru_stime) * 1000,
        waiting,
        filed,
        None if filed is None or took is None else round(filed + took, 1),
        loads,
    )


def sender(
    folder: Path, url: str, phones: list[dict[str, Any]], place: int, deadline: float
) -> tuple["subprocess.Popen[str]", Path]:
    """Start one process of phones; return it and where it writes what came of them."""
    plan, results = folder / f"plan-{place}.json", folder / f"results-{place}.json"
    plan.touch(mode=0o600)
    plan.write_text(json.dumps({"url": url, "phones": phones, "deadline_s": deadline}))
    command = [sys.executable, str(HERE / "phones.py"), str(plan), str(results)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, stderr=sys.stderr, text=True, **pipes), results


def unmade(watched: Watched) -> int:
    """Return how many photos have neither a picture nor a reason for none."""
    asked = "SELECT count(*) FROM fieldwork_attachment WHERE derivative_ref = '' AND derivative_problem = ''"
    return int(str(watched.ask(asked)[0][0]))


def until_none(left: Callable[[], int]) -> float | None:
    """Return the seconds from now until nothing is left; None when that takes more than half an hour."""
    began = time.monotonic()
    while left():
        if time.monotonic() - began > BEHIND_S:
            return None
        time.sleep(1)
    return round(time.monotonic() - began, 1)


def share_of(waits: list[float], share: float) -> float:
    """Return the waiting time that `share` of them stayed under."""
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def rows_of(made: Run, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what the run shows."""
    asked = [each for visit in made.sent for each in visit["asked"]]
    failed = [status for _what, status, _ms in asked if status]
    whole = [visit for visit in made.sent if set(visit["acknowledged"]) == set(visit["hashes"])]
    sizes = [size for visit in made.sent for size in visit["photo_sizes"]]
    measures = (min(sizes), sum(sizes) / len(sizes), max(sizes))
    last = max((visit["ended"] for visit in made.sent), default=0.0)
    return [
        row("shoppers, photos of each, minutes (all invented)", f"{options.shoppers} × {len(PHOTOS)} in {options.minutes:g}", ""),
        row("photos: smallest, mean, largest", " / ".join(f"{each / 1000:.0f}" for each in measures), "kB"),
        row("visits acknowledged in full less shoppers", len(whole) - options.shoppers, "visits", 0),
        row("errors: answers that were not the wanted one", len(failed), "answers", 0),
        *([row("errors by status (599: no answer)", str(sorted(set(failed))), "")] if failed else []),
        row("the last was through after", round(last, 1), "s", options.minutes * 60),
        row("most at once", at_once(made.sent), "phones"),
        *waiting_rows(asked, made.sent),
        *cost_rows(made, options.shoppers),
    ]  # fmt: skip


def waiting_rows(asked: list[tuple[str, int, float]], sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how long phones waited: from a request's first byte to its answer, and for a whole visit."""
    kinds = {what: [ms for each, _status, ms in asked if each == what] for what, _status, _ms in asked}
    sending = [ms for what in SENDING for ms in kinds.get(what, [])]
    visits = [(visit["ended"] - visit["began"]) * 1000 for visit in sent]
    rows = []
    for name, waits, bar in (
        ("sending a part, first byte to answer", sending, P95_MS),
        *((f"{what} alone", kinds[what], P95_MS if what in SENDING else None) for what in sorted(kinds)),
        ("whole visit of a shopper", visits, None),
    ):
        rows.append(row(f"{name}: count", len(waits), ""))
        rows += [
            row(f"{name}: p{share}", round(share_of(waits, share / 100), 1), "ms", bar if share == 95 else None)
            for share in (50, 95, 99)
        ]
    return [*rows, row("sending: slowest", round(max(sending, default=0.0), 1), "ms")]


def cost_rows(made: Run, shoppers: int) -> list[dict[str, Any]]:
    """Return CPU a visit and peak memory of each part, and what the machine did beside."""
    per_visit = {"until the last answer": made.answering, "until all rests": made.whole}
    rows = [
        row(f"CPU a visit of the {kind}, {when}", round(used[kind] / shoppers, 1), "ms")
        for when, used in per_visit.items()
        for kind in KINDS
    ]
    rows += [row(f"peak memory of the {kind} (PSS, every second)", round(made.memory[kind], 1), "MB") for kind in KINDS]
    return [
        *rows,
        row("visits still to be opened at the last answer", made.waiting, "visits"),
        row("until the last visit is filed, after the last answer", made.filed_s, "s"),
        row("until the last picture, after the last answer", made.pictures_s, "s"),
        row("CPU of the phones themselves, making photos counted", round(made.phones_cpu_ms / shoppers, 1), "ms"),
        row("load average before and after sending", f"{made.load[0]:.2f} / {made.load[1]:.2f}", ""),
    ]


def at_once(sent: list[dict[str, Any]]) -> int:
    """Return the most phones that were sending at one moment."""
    steps = sorted([(visit["began"], 1) for visit in sent] + [(visit["ended"], -1) for visit in sent])
    most = now = 0
    for _at, step in steps:
        now += step
        most = max(most, now)
    return most


def proof_rows(watched: Watched, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the proof that nothing is lost, and its twin."""
    kept = look(watched)
    gone = lost(kept, sent)
    for words in gone[:20]:
        print(words, file=sys.stderr)
    unsound = [each for each in kept.visits.values() if each["verdict"] != "sound" or each["score"] is None]
    broken = break_three(watched, kept, sent)
    found = {fault.partition(": ")[0] for fault in lost(look(watched), sent)}
    return [
        row("acknowledged and lost or changed", len(gone), "parts", 0),
        row("visits in the database less visits sent", len(kept.visits) - len(sent), "visits", 0),
        row("photos in the database less photos sent", len(kept.files) - len(PHOTOS) * len(sent), "photos", 0),
        row("records that are not sound, or without a score of place", len(unsound), "records", 0),
        row("pictures not made", sum(not each["derivative_ref"] for each in kept.files.values()), "pictures", 0),
        row("sealed files that no row names", kept.without_row, "files", 0),
        row("twin: visits broken on purpose that the check finds", len(found & broken), f"of {len(broken)}"),
        row("twin: it finds these and no others", found == broken, "", True),
    ]
