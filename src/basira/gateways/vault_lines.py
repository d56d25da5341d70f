"""Long questions to the vault: cut into lines that its door reads, each list in a line once."""

from collections.abc import Iterator, Sequence
from typing import Any

MOST_SAID = 3 * 1024 * 1024
"""Bytes of the lists of one line: the door reads lines of 4 MiB."""
AROUND = len('"", ')
"""Bytes that JSON puts around a reference in a list."""

Places = Sequence[tuple[str, Sequence[str]]]


def in_lines(places: Places) -> Iterator[tuple[int, dict[str, Any]]]:
    """
    Yield, line by line, the place from which it counts and what it asks: `places` as [number, which list], and the lists as
    `earlier`. Most places of a plan share a few long lists. Without places there is no line.
    """
    first, size = 0, 0
    asked: list[tuple[str, int]] = []
    lists: dict[tuple[str, ...], int] = {}
    for place, (number, earlier) in enumerate(places):
        key = tuple(earlier)
        more = 2 * AROUND + len(number) + (0 if key in lists else bytes_of(key))
        if asked and size + more > MOST_SAID:
            yield first, {"places": asked, "earlier": [list(each) for each in lists]}
            first, asked, lists, size = place, [], {}, 0
            more = 2 * AROUND + len(number) + bytes_of(key)
        asked.append((number, lists.setdefault(key, len(lists))))
        size += more
    if asked:
        yield first, {"places": asked, "earlier": [list(each) for each in lists]}


def bytes_of(refs: Sequence[str]) -> int:
    """Return how many bytes a list of references takes in a line."""
    return AROUND + sum(len(ref) + AROUND for ref in refs)
