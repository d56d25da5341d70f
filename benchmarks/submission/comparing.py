"""
This tree beside an older revision, under the same load in turns: A B, B A, A B …; and what the one costs of the other.

A machine's mood changes within a minute, so that figures of two days say little of each other. Here both servers run at
once, one rests while the other is posted to, and each ratio is of the medians of its rounds.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from posts import Result
from sealed_door import Line, key_in
from serving import ROOT, Served, prepared, row, start

ROUNDS = int(os.environ.get("BASIRA_BENCH_ROUNDS", "4"))
POSTED = int(os.environ.get("BASIRA_BENCH_COUNT", "150"))
"""Visits of each round; four rounds of each load stay under what one key may bring in a day."""

PLAIN = (("OpenRosa text", 1), ("OpenRosa text", 8), ("OpenRosa photo", 8))
SEALED = (("sealed text", 8), ("sealed photo", 8))
"""After the plain ones: the plain door counts what the sealed one took, too."""

MOST_RATIO = 1.10
"""Not worse than before: what two rounds of the same tree differ by on a machine that others use, too."""

NOW, BEFORE = "this tree", "before"
Post = Callable[[Served, str, int, int], Result]


@dataclass
class Figures:
    """What the rounds of one tree under one load came to: CPU until the answer and of all, ms a visit; waits in ms; failures."""

    answering: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    failed: int = 0


MEASURES = (
    ("CPU a visit until the answer", "answering", MOST_RATIO),
    ("CPU a visit of everything, until all rests", "whole", None),
    ("wait p50", "p50", None),
    ("wait p99", "p99", None),
)


def rows(revision: str, post: Post) -> list[dict[str, Any]]:
    """Start both trees, post in turns, and return medians and ratios."""
    named = git("rev-parse", "--short", revision)
    with ExitStack() as stack:
        trees = {NOW: ROOT, BEFORE: stack.enter_context(tree_of(revision))}
        served = {name: stack.enter_context(running(tree)) for name, tree in trees.items()}
        found: list[dict[str, Any]] = [row("compared with", named, ""), row("rounds of each", ROUNDS, "")]
        for what, connections in PLAIN + (SEALED if all(map(takes_sealed, served.values())) else ()):
            for each in served.values():
                post(each, what, connections, 20)  # the form is remembered, connections are open
                each.watched.settle()
            figures = {name: Figures() for name in served}
            for turn in range(ROUNDS):
                for name in sorted(served, reverse=bool(turn % 2)):
                    measure(served[name], figures[name], post, (what, connections))
            found += load_rows(f"{what}, {connections} at once", figures)
        return [*found, row("load average", round(os.getloadavg()[0], 2), "")]


def takes_sealed(served: Served) -> bool:
    """Tell whether a tree has a door for what phones seal."""
    line = Line(served.url, key_in(served.path))
    home = line.home()
    line.close()
    return home is not None and home.halves is not None


def measure(served: Served, figures: Figures, post: Post, load: tuple[str, int]) -> None:
    """Post one round to a server that rests, note what it cost, and wait until it rests again."""
    before = served.watched.cost()
    result = post(served, *load, POSTED)
    answered = served.watched.cost().since(before)
    served.watched.settle()
    all_of_it = served.watched.cost().since(before)
    figures.answering.append(answered.answering / POSTED)
    figures.whole.append((all_of_it.answering + all_of_it.background) / POSTED)
    figures.p50.append(result.p50)
    figures.p99.append(result.p99)
    figures.failed += result.failed


def load_rows(load: str, figures: dict[str, Figures]) -> list[dict[str, Any]]:
    """Return the medians of both trees under one load, each with its ratio."""
    found = []
    for measured, name, bar in MEASURES:
        middle = {tree: median(getattr(of, name)) for tree, of in figures.items()}
        found += [row(f"{load}: {measured}, {tree}", round(value, 2), "ms") for tree, value in middle.items()]
        found.append(row(f"{load}: {measured}, now to before", round(middle[NOW] / middle[BEFORE], 3), "×", bar))
    return [*found, row(f"{load}: failures of both", sum(of.failed for of in figures.values()), "visits", 0)]


@contextmanager
def tree_of(revision: str) -> Iterator[Path]:
    """Check a revision out into a folder of its own for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="basira-before-"))
    folder.chmod(0o711)
    try:
        git("worktree", "add", "--detach", str(folder / "tree"), revision)
        yield folder / "tree"
    finally:
        git("worktree", "remove", "--force", str(folder / "tree"))
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(root: Path) -> Iterator[Served]:
    """Run the server of a tree, with the benchmark's form in the field, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="basira-bench-"))
    folder.chmod(0o711)
    server = start(folder, root)
    try:
        yield prepared(folder, server, root)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def git(*words: str) -> str:
    """Run git in this tree; return what it printed."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout.strip()
