"""
The limited process that sets a document (`typesetting.typeset` starts it; never import it in a server).

JSON on stdin: template, language, document (itself JSON, as text) and kind ("pdf" or "png:PAGE"). The file on stdout.
"""

import json
import os
import re
import sys
from typing import Any

# Before the library loads: its pool of threads would otherwise be as wide as the machine.
os.environ["RAYON_NUM_THREADS"] = "2"

import typst

from basira.gateways.typesetting.folder import FONTS, TEMPLATES

NOWHERE = "/nonexistent"

JOINING = frozenset("بتثجحخسشصضطظعغفقكلمنهيئـپچگک")
LAM_ALEF = {
    "ا": ("\ufefb", "\ufefc"),
    "أ": ("\ufef7", "\ufef8"),
    "إ": ("\ufef9", "\ufefa"),
    "آ": ("\ufef5", "\ufef6"),
}
"""Lam with each alef as one letter: standing alone, and joined to the letter before it."""
HARAKAT = re.compile("[\u064b-\u0652]")


def readable(text: str) -> str:
    """
    Return Arabic as it must be set so that readers of PDF give it back whole.

    They turn the letters of a ligature round, and scatter harakat. So no ligatures are set, lam-alef is written as the
    one letter that Unicode has for it (readers fold it back into two), and harakat, which are optional, are left out.
    """

    def one_letter(found: re.Match[str]) -> str:
        before = found.string[found.start() - 1] if found.start() else ""
        alone, joined = LAM_ALEF[found[0][1]]
        return f"\N{ZERO WIDTH JOINER}{joined}" if before in JOINING else alone

    return re.sub("ل[اأإآ]", one_letter, HARAKAT.sub("", text))


def readable_all(told: Any) -> Any:
    """Return JSON with every text made readable."""
    if isinstance(told, dict):
        return {key: readable_all(value) for key, value in told.items()}
    if isinstance(told, list):
        return [readable_all(value) for value in told]
    return readable(told) if isinstance(told, str) else told


def printed(template: str, language: str, document: str, kind: str) -> bytes:
    """Return the file. Raises `typst.TypstError` for a fault of the template."""
    told = json.loads(document)
    fonts = typst.Fonts(font_paths=[str(FONTS)], include_system_fonts=False, include_embedded_fonts=False)
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=fonts,
        sys_inputs={
            "document": json.dumps(readable_all(told)),
            "language": language,
            "title": str(told.get("title", "")),
        },
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
    )
    if kind == "pdf":
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    else:
        pages = compiler.compile(format="png", ppi=96)
        made = pages[int(kind.split(":")[1]) - 1] if isinstance(pages, list) else pages
    if not isinstance(made, bytes):
        raise TypeError(kind)
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(printed(**json.load(sys.stdin.buffer)))
