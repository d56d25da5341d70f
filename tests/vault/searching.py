"""Searching whatever there is for canaries, in every spelling in which one could hide."""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator

PIECE = 4
"""Bytes by which spellings are put together, so that a page is searched in milliseconds."""
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def spellings(text: str) -> Iterator[bytes]:
    """Every way in which a canary could hide: other digits, backwards, hex, base64 at each offset, UTF-16."""
    for each in (text, text[::-1], text.translate(ARABIC), text.upper()):
        yield each.encode()
    raw = text.encode()
    yield raw.hex().encode()
    yield text.encode("utf-16-le")
    yield ascii(text)[1:-1].encode()
    for offset in range(3):
        yield base64.b64encode(b"\0" * offset + raw)[4 if offset else 0 : -4]


class Searcher:
    """Looks for every spelling of every canary, and says what it found where."""

    def __init__(self, canaries: Iterable[str]) -> None:
        self.wanted = {spelling: each for each in canaries for spelling in spellings(each) if len(spelling) > 7}
        self.alike = alike(self.wanted)
        self.found: list[str] = []
        self.bytes_read = 0

    def look(self, where: str, content: bytes) -> None:
        self.bytes_read += len(content)
        for piece, together in self.alike.items():
            if piece in content:
                self.found += [f"{where}: {self.wanted[each]}" for each in together if each in content]

    def of(self, *canaries: str) -> list[str]:
        """Return where these were found."""
        return [
            where.removesuffix(f": {each}") for each in canaries for where in self.found if where.endswith(f": {each}")
        ]


def alike(spellings: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Put spellings together that begin or end alike: what lacks the piece that they share holds none of them."""
    often = Counter(piece for each in spellings for piece in {each[:PIECE], each[-PIECE:]})
    together: dict[bytes, list[bytes]] = {}
    for each in spellings:
        together.setdefault(max(each[:PIECE], each[-PIECE:], key=lambda piece: often[piece]), []).append(each)
    return together
