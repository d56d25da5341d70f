"""
The limited process that draws the pages of a stranger's PDF (`paper_pages.drawn_pages` starts it; never import it in a server).

Bytes on stdin; on stdout one line of JSON, `{"pages": [sizes]}` or `{"refused": reason}`, and the pages as PNG after it, one
behind the other. The door is shut before a byte is read: Typst gets the file as letters, one a byte, and opens nothing.
"""

import json
import os
import sys
import time

# Before the library loads: behind the shut door it may start no thread.
os.environ["RAYON_NUM_THREADS"] = "1"

import typst

from basira.gateways.jail import JailUnusable, shut_in
from basira.gateways.picture_limits import NO_JAIL

PART = 65536
ENOUGH_S = 30.0
"""After as much CPU time no further page is begun: what is drawn so far is worth more than nothing."""
PAGE = b"""#set page(width: 595pt, height: auto, margin: 0pt)
#if sys.inputs.page != "0" {
  let file = bytes(())
  for n in range(int(sys.inputs.parts)) {
    file += bytes(sys.inputs.at("part" + str(n)).codepoints().map(str.to-unicode))
  }
  image(file, format: "pdf", page: int(sys.inputs.page), width: 595pt)
}
"""


def drawn(original: bytes, compiler: typst.Compiler, most: int) -> list[bytes]:
    """Return the first pages as PNG, at most `most`; none of what is no PDF."""
    parts = {
        f"part{number}": original[start : start + PART].decode("latin-1")
        for number, start in enumerate(range(0, len(original), PART))
    }
    pages: list[bytes] = []
    while len(pages) < most and time.process_time() < ENOUGH_S:
        told = parts | {"page": str(len(pages) + 1), "parts": str(len(parts))}
        try:
            made = compiler.compile(PAGE, format="png", ppi=120, sys_inputs=told)
        except typst.TypstError:  # no such page, or none at all
            break
        pages.append(made[0] if isinstance(made, list) else made or b"")
    return pages


def main() -> None:
    """Answer one PDF."""
    compiler = typst.Compiler(PAGE, sys_inputs={"page": "0"}, ignore_system_fonts=True)
    compiler.compile(PAGE, format="png")  # whatever the library loads, it loads now
    try:
        shut_in()
    except JailUnusable:
        sys.stdout.buffer.write(json.dumps({"refused": NO_JAIL}).encode() + b"\n")
        return
    pages = drawn(sys.stdin.buffer.read(), compiler, int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps({"pages": [len(page) for page in pages]}).encode() + b"\n" + b"".join(pages))


if __name__ == "__main__":
    main()
