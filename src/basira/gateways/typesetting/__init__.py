"""
Documents set by Typst as tagged PDF (ADR-0010).

What people wrote reaches the template only as JSON, never as markup, so no name can become code. The setting runs in a
process of its own with limits, with the letters that ship and no others, and with no date, author or path in the file:
the same input gives the same bytes.
"""

import json
from collections.abc import Mapping

from basira.core.kernel.problem import Problem
from basira.gateways.limited import MEBIBYTE, Ending, RunLimits, run_limited
from basira.gateways.typesetting.folder import TEMPLATES

LIMITS = RunLimits(
    memory_bytes=2048 * MEBIBYTE, output_bytes=24 * MEBIBYTE, cpu_seconds=20, wall_seconds=30.0, open_files=64
)
MOST_BYTES = 2 * MEBIBYTE


class TypesettingFailed(Problem):
    """
    No document came out. `reason` is size (over 2 MiB of text), limits (time or memory ran out) or template (a fault of ours).
    """

    code = "typesetting.failed"


def typeset(template: str, document: Mapping[str, object], *, language: str) -> bytes:
    """
    Return a document as PDF: tagged, by the rules of PDF/UA-1, the same bytes for the same input.

    `template` is the name of a file in `templates/` without its ending; `document` is plain JSON with every word already
    in `language` ("ar" or "en"), which decides direction and letters. Takes about half a second.

    :raises TypesettingFailed: with the reason
    """
    return _set(template, document, language, "pdf")


def typeset_picture(template: str, document: Mapping[str, object], *, language: str, page: int = 1) -> bytes:
    """
    Return one page of the same document as PNG, for looking at it.

    :raises TypesettingFailed: with the reason
    """
    return _set(template, document, language, f"png:{page}")


def _set(template: str, document: Mapping[str, object], language: str, kind: str) -> bytes:
    if not template.isidentifier() or not (TEMPLATES / f"{template}.typ").is_file():
        raise LookupError(template)
    told = json.dumps(document, ensure_ascii=False, sort_keys=True)
    asked = json.dumps({"template": template, "language": language, "document": told, "kind": kind}).encode()
    if len(asked) > MOST_BYTES:
        raise TypesettingFailed(reason="size")
    run = run_limited("basira.gateways.typesetting.press", asked, limits=LIMITS)
    if run.ending is Ending.FAILED or (run.ending is Ending.DONE and not run.output):
        raise TypesettingFailed(reason="template")
    if run.ending is not Ending.DONE:
        raise TypesettingFailed(reason="limits")
    return run.output
