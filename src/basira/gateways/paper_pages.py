"""
Pages of a stranger's PDF that people may see: drawn in a limited process, and then painted anew as any picture is.

The original stays sealed; scripts, links, forms, attachments and whatever else a PDF carries stay with it. Typst, which sets
our own papers, draws the pages: no further library is needed.
"""

import json

from basira.core.kernel.problem import Problem
from basira.gateways.limited import MEBIBYTE, Ending, RunLimits, run_limited
from basira.gateways.media_kinds import kind_of
from basira.gateways.picture_limits import NO_JAIL
from basira.gateways.pictures import DecoderNotHeld, PictureRefused, repaint

MAX_BYTES = 10 * MEBIBYTE
MOST_PAGES = 12
"""Pages of one file that are drawn; of a longer one the rest stays sealed, and the reader is told."""
LIMITS = RunLimits(memory_bytes=1536 * MEBIBYTE, output_bytes=64 * MEBIBYTE, cpu_seconds=60, wall_seconds=120.0)


class PaperRefused(Problem):
    """
    No page can be drawn of these bytes.

    `reason` is kind (no PDF), bytes (over 10 MiB), unreadable, or limits (memory or time of the limited process ran out).
    """

    code = "paper.refused"


def drawn_pages(original: bytes) -> tuple[bytes, ...]:
    """
    Return the first pages of a PDF as JPEGs without metadata, at most twelve.

    :raises PaperRefused: with the reason
    :raises DecoderNotHeld: on a Linux without seccomp; for an operator to look
    """
    if kind_of(original[:64]) != "application/pdf":
        raise PaperRefused(reason="kind")
    if len(original) > MAX_BYTES:
        raise PaperRefused(reason="bytes")
    try:
        painted = tuple(repaint(page).jpeg for page in _drawn(original))
    except PictureRefused:
        raise PaperRefused(reason="unreadable") from None
    if not painted:
        raise PaperRefused(reason="unreadable")
    return painted


def _drawn(original: bytes) -> list[bytes]:
    run = run_limited("basira.gateways.drawing_papers", original, arguments=(str(MOST_PAGES),), limits=LIMITS)
    if run.ending is Ending.FAILED:
        raise PaperRefused(reason="unreadable")
    if run.ending is not Ending.DONE:
        raise PaperRefused(reason="limits")
    told, _, pictures = run.output.partition(b"\n")
    answer = json.loads(told)
    if answer.get("refused") == NO_JAIL:
        raise DecoderNotHeld
    pages, start = [], 0
    for size in answer["pages"]:
        pages.append(pictures[start : start + size])
        start += size
    return pages
