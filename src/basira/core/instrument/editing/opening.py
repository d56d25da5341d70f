"""
A workbook opened for editing, and what the editor would lose said before anything is kept.

`python -m basira.core.instrument.editing.opening FORM_ID < form.xlsx` prints {"book", "lost"}. Parses a stranger's file: it runs in
the limited process alone. What the editor cannot keep shows in the form itself: the workbook is written again and converted
beside the original, and whatever then differs is named.
"""

import difflib
import json
import re
import sys
from dataclasses import replace
from typing import Any

from basira.core.instrument.check import content_version
from basira.core.instrument.convert import converted
from basira.core.instrument.editing.book import SHEETS, Book, Sheet, save_book
from basira.core.instrument.sheets import WorkbookNotReadable, read_workbook

SHOWN = 5
"""So many places at which two forms differ are named; the rest is no news."""


class NotEditable(Exception):
    """The editor would change the form by writing it again; `lost` says what, a line each."""

    def __init__(self, lost: tuple[str, ...]) -> None:
        super().__init__("; ".join(lost))
        self.lost = lost


def open_book(content: bytes, fallback_id: str = "form") -> Book:
    """
    Return a workbook's sheets. What the form would be called without a name of its own is written into the settings.

    :raises WorkbookNotReadable: when it can't be read
    :raises NotEditable: when the form that comes out is not the form that went in, with what differs
    """
    book = _read(content, fallback_id)
    before, after = converted(content, fallback_id), converted(save_book(book), fallback_id)
    if before["xform"] is None:
        raise NotEditable(tuple(str(fault["message"]) for fault in before["problems"] if fault["severity"] == "error"))
    if after["xform"] != before["xform"]:
        raise NotEditable(_differing(before["xform"], after["xform"] or ""))
    return book


def _read(content: bytes, fallback_id: str) -> Book:
    source = read_workbook(content).source
    sheets = {}
    for name in SHEETS:
        rows = tuple(
            {str(at): str(text) for at, text in row.items() if text} for row in getattr(source, name, None) or []
        )
        header = tuple(str(at) for at in (getattr(source, f"{name}_header", None) or [{}])[0])
        unheaded = dict.fromkeys(at for row in rows for at in row if at not in header)
        if rows or header:
            sheets[name] = Sheet((*header, *unheaded), tuple(row for row in rows if row))
    settings = sheets.get("settings", Sheet())
    # A form has one row of settings; the converter reads the first.
    book = Book(sheets | ({"settings": replace(settings, rows=settings.rows[:1])} if settings.rows else {}))
    implied = {"form_id": fallback_id, "version": content_version(content)}
    missing = {name: text for name, text in implied.items() if not book.setting(name)}
    return book.with_settings(missing) if missing else book


def _differing(before: str, after: str) -> tuple[str, ...]:
    """Return the first places at which two forms differ, as elements that are gone or new."""
    one, other = (re.sub(r">\s*<", ">\n<", text).splitlines() for text in (before, after))
    lines = [line for line in difflib.unified_diff(one, other, n=0, lineterm="") if line[:1] in "+-"]
    told = [line for line in lines if not line.startswith(("+++", "---"))]
    return tuple(line[:300] for line in told[:SHOWN]) or ("…",)


def opened(content: bytes, fallback_id: str) -> dict[str, Any]:
    """Return {"book": tables or None, "lost": what would be lost, a line each}; exactly one of them says something."""
    try:
        return {"book": open_book(content, fallback_id).as_dict(), "lost": []}
    except NotEditable as refusal:
        return {"book": None, "lost": list(refusal.lost) or ["…"]}
    except WorkbookNotReadable as refusal:
        return {"book": None, "lost": [str(refusal)]}


def _main() -> None:
    sys.setrecursionlimit(3000)
    sys.stdout.write(json.dumps(opened(sys.stdin.buffer.read(), sys.argv[1]), ensure_ascii=False))
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
