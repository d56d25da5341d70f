"""Check a form with the conversion in a limited process: the core's `check_form` with its converter plugged in."""

from collections.abc import Mapping

from basira.core.instrument.check import ConversionStopped, FormCheck, check_form
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
