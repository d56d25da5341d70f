"""Taking 10,000 visits out as CSV and XLSX over HTTP: how long, how soon the first byte, how much memory."""

import http.client
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from serving import row, script
from watching import Watched

MOST_S = 5
FIRST_BYTE_S = 1
MOST_GROWTH_MB = 50


def rows(watched: Watched, url: str, count: int) -> list[dict[str, Any]]:
    """File `count` visits, then take them out, twice each way: the first reading warms what a server keeps warm."""
    cookie, cycle = script(watched, "visits.py", str(count)).split()
    watched.settle()
    found: list[dict[str, Any]] = []
    for kind in ("csv", "xlsx"):
        path = f"/console/results/{cycle}/visits.{kind}"
        figures = [taken(watched, url, path, cookie) for _ in range(2)][-1]
        found += figures_of(kind, count, figures)
    return found


def taken(watched: Watched, url: str, path: str, cookie: str) -> dict[str, float]:
    """Take one file out; return seconds, seconds to the first byte, MB, growth of the web server in MB, and lines."""
    address, most, stop = urlsplit(url), [0], threading.Event()
    before = watched.web_memory()

    def watch() -> None:
        while not stop.wait(0.05):
            most[0] = max(most[0], watched.web_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
    began, size, lines, first = time.perf_counter(), 0, 0, 0.0
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
    answer = connection.getresponse()
    while piece := answer.read1(1 << 16):
        first = first or time.perf_counter() - began
        size, lines = size + len(piece), lines + piece.count(b"\r\n")
    seconds = time.perf_counter() - began
    stop.set()
    watcher.join()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    grown = max(0, most[0] - before) / 1e6
    return {"seconds": seconds, "first": first, "megabytes": size / 1e6, "growth": grown, "lines": lines}


def figures_of(kind: str, count: int, figures: dict[str, float]) -> list[dict[str, Any]]:
    """Return the rows of one kind of file; the targets are CSV's."""
    is_csv = kind == "csv"
    name = f"{count} visits as {kind.upper()}"
    told = [
        row(name, round(figures["seconds"], 2), "s", MOST_S if is_csv else None),
        row(f"{name}: first byte", round(figures["first"], 3), "s", FIRST_BYTE_S),
        row(f"{name}: growth of the web server", round(figures["growth"], 1), "MB", MOST_GROWTH_MB),
        row(f"{name}: size", round(figures["megabytes"], 1), "MB"),
    ]
    if is_csv:
        told.append(row(f"{name}: lines less visits and header", int(figures["lines"]) - count - 1, "lines", 0))
    return told
