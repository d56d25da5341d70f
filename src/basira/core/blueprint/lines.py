"""
Where each key of a TOML file stands: the standard library reads the values and forgets their lines.

It walks over text that `tomllib` has taken, so that it needs no errors of its own.
"""

import re
from collections.abc import Mapping

_HEADER = re.compile(r"\s*+(\[\[?)\s*+([^\]]*[^\]\s])\s*+\]")
_KEY = re.compile(r"\s*+([A-Za-z0-9_.\"'\- ]*[A-Za-z0-9_.\"'\-])\s*+=")
"""Both end on a sign that is no blank, so that blanks without end are read once."""
_STRINGS = ('"""', "'''", '"', "'")

Lines = Mapping[str, int]
"""The line, from 1, of each table and key by its path: "panel", "panel.quotas[0]", "panel.quotas[0].least"."""


def lines_of(text: str) -> Lines:
    """Return the line of every table and key of a TOML text. Empty for an empty text."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, place, line = "", 0, 1
    while place < len(text):
        end = _end_of_statement(text, place)
        statement = text[place:end]
        if header := _HEADER.match(statement):
            table = _plain(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, line)
                table = f"{table}[{counts[table]}]"
            found[table] = line
        elif key := _KEY.match(statement):
            found[f"{table}.{_plain(key[1])}" if table else _plain(key[1])] = line
        line += statement.count("\n") + 1
        place = end + 1
    return found


def _plain(dotted: str) -> str:
    """Return a dotted key without blanks and quotes."""
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))


def _end_of_statement(text: str, place: int) -> int:
    """Return where the line break stands that ends a statement: outside strings and brackets, or the text's end."""
    depth = 0
    while place < len(text):
        letter = text[place]
        if letter == "#":
            place = _find(text, "\n", place)
            continue
        quote = next((each for each in _STRINGS if text.startswith(each, place)), "")
        if quote:
            place = _end_of_string(text, place + len(quote), quote)
            continue
        if letter == "\n" and depth <= 0:
            return place
        depth += (letter in "[{") - (letter in "]}")
        place += 1
    return place


def _end_of_string(text: str, place: int, quote: str) -> int:
    """Return the place after a string whose opening quotes end at `place`."""
    while place < len(text):
        if text[place] == "\\" and '"' in quote:
            place += 2
        elif text.startswith(quote, place):
            return place + len(quote)
        else:
            place += 1
    return place


def _find(text: str, sign: str, place: int) -> int:
    found = text.find(sign, place)
    return len(text) if found < 0 else found
