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
    run = run_limited("basira.core.instrument.convert", content, arguments=(fallback_id,), limits=LIMITS)
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
    """Open a workbook for editing, in a limited process of about two seconds. Never raises for what is in it."""
    run = run_limited("basira.core.instrument.editing.opening", content, arguments=(form_id,), limits=LIMITS)
    return opened_from(run.output) if run.ending is Ending.DONE else Opened(None, (str(run.ending),))


def opened_from(answer: bytes) -> Opened:
    """Read the answer of the limited process."""
    found = json.loads(answer)
    return Opened(Book.from_dict(found["book"]) if found["book"] else None, tuple(found["lost"]))
