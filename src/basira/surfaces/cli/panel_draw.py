"""The work of `./basira panel`: read, draw, write, verify."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from basira.core.imports.reading import read_table
from basira.core.imports.tables import MAX_BYTES, Table
from basira.core.kernel.problem import Fault, FileRefused, Severity
from basira.core.selection.choosing import choose
from basira.core.selection.explaining import explained
from basira.core.selection.leximin import NoPanel
from basira.core.selection.reading import Columns, read_pool, read_quotas
from basira.core.selection.records import PROTOCOL, REPORT, TABLES, sealed
from basira.core.selection.reporting import report_of, tables_of
from basira.core.selection.reserves import Wish
from basira.core.selection.verifying import faults_of, replayed
from basira.surfaces.cli.refusing import faults_of_folder


def draw(asked: argparse.Namespace) -> dict[str, Any]:
    """
    Draw and write. Where no panel keeps all quotas, write a report that says why, and nothing else.

    :raises FileRefused: with every fault of the two files
    :raises Problem: when the chances can't be proved
    """
    began = time.process_time()
    if faults := faults_of_folder(asked.out):
        raise FileRefused(faults)
    quotas = read_quotas(_table(asked.categories))
    pool = read_pool(_table(asked.respondents), quotas, asked.size, Columns(asked.id, tuple(asked.household)))
    wish = Wish(asked.reserves, asked.drop_out)
    try:
        chosen = choose(pool, seed=asked.seed, wish=wish)
    except NoPanel:
        tables, report = {}, explained(pool)
    else:
        tables = tables_of(chosen)
        report = report_of(chosen, tables, seed=asked.seed, wish=wish)
    written = sealed(report, round((time.process_time() - began) * 1000))
    _write(asked.out, tables, written)
    return dict(json.loads(written))


def _write(folder: Path, tables: dict[str, bytes], report: bytes) -> None:
    """
    Write a draw's files, the report last.

    :raises FileRefused: where the folder holds another draw: a draw is never drawn over
    """
    there = {name: (folder / name).read_bytes() for name in TABLES if (folder / name).is_file()}
    if there and there != tables:
        words = f"{folder} holds another draw, and a draw is never drawn over. Name another folder."
        raise FileRefused([Fault(Severity.ERROR, "out.holds-another-draw", words)])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        (folder / name).write_bytes(content)
    (folder / REPORT).write_bytes(report)


def _table(path: Path) -> Table:
    """
    Return the rows of a file.

    :raises FileRefused: where it can't be read; each fault names the file
    """
    try:
        with path.open("rb") as opened:
            return read_table(opened.read(MAX_BYTES + 1), path.name)
    except FileRefused as refusal:
        raise FileRefused([replace(fault, place=path.name) for fault in refusal.faults]) from refusal
    except (OSError, ValueError) as fault:
        raise FileRefused([Fault(Severity.ERROR, "file.unreadable", f"The file {path} can't be read.")]) from fault


def verify(folder: Path, *, replay: bool) -> tuple[Fault, ...]:
    """Return every fault of a draw; with `replay` it is drawn again too."""
    files = {name: (folder / name).read_bytes() for name in (*TABLES, REPORT, PROTOCOL) if (folder / name).is_file()}
    return faults_of(files) or (replayed(files) if replay else ())
