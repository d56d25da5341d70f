"""Stranger's workbooks in a limited process: checked (the core's `check_form` with its converter plugged in), or opened for editing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from basira.core.instrument.check import ConversionStopped, FormCheck, check_form
from basira.core.instrument.editing.book import Book
from basira.gateways.limited import Ending, RunLimits, run_limited

LIMITS = RunLimits()


def convert_in_limits(content: bytes, fallback_id: str) -> bytes:
    """
    Convert a workbook in a process of its own and return its JSON.

    :raises ConversionStopped: when the process ran out of time or memory, or died
    """
    return _in_limits("basira.core.instrument.convert", content, fallback_id)


def open_in_limits(content: bytes, fallback_id: str) -> bytes:
    """
    Open a workbook for editing in a process of its own and return its JSON.

    :raises ConversionStopped: when the process ran out of time or memory, or died
    """
    return _in_limits("basira.core.instrument.editing.opening", content, fallback_id)


def _in_limits(module: str, content: bytes, fallback_id: str) -> bytes:
    run = run_limited(module, content, arguments=(fallback_id,), limits=LIMITS)
    if run.ending is not Ending.DONE:
        raise ConversionStopped(run.ending)
    return run.output


def check_workbook(content: bytes, filename: str, *, attachments: Mapping[str, bytes] | None = None) -> FormCheck:
    """
    Check an uploaded workbook. Takes about a second; at most `LIMITS.wall_seconds`. Never raises for what is in it.
    """
    return check_form(content, filename, convert_in_limits, attachments=attachments)


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook opened for editing: its book, or None with what the editor would lose, a line each."""

    book: Book | None
    lost: tuple[str, ...]


def open_workbook(content: bytes, form_id: str) -> Opened:
    """Open a workbook for editing. Takes about two seconds; never raises for what is in it."""
    try:
        found = json.loads(open_in_limits(content, form_id))
    except ConversionStopped as stopped:
        return Opened(None, (stopped.ending,))
    return Opened(Book.from_dict(found["book"]) if found["book"] else None, tuple(found["lost"]))
