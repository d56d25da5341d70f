"""Names of files that come with a visit: as the answers say them, and as they arrive."""

import html
from collections.abc import Iterable


def names_on_the_way(name: str) -> frozenset[str]:
    """
    Return the names under which a file of an answer may arrive.

    Browsers write some letters in a part's header as %22 and the like; whoever reads the header turns entities into
    letters and keeps what follows the last slash, without anything unseen.
    """
    encoded = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    return frozenset({name, *map(_as_read, (name, encoded))})


def _as_read(name: str) -> str:
    """What Django's multipart parser makes of a file's name (MultiPartParser.sanitize_file_name)."""
    name = html.unescape(name).rsplit("/")[-1].rsplit("\\")[-1]
    return "".join(sign for sign in name if sign.isprintable()).strip()


def asked_names(arrived: Iterable[str], asked: Iterable[str]) -> dict[str, str]:
    """
    Return the name in the answers for each arrived file that they name; the others are absent.

    A file whose own name is asked goes there; a rewritten one goes where a single answer can have meant it.
    """
    wanted, here = set(asked), set(arrived)
    found = {name: name for name in here & wanted}
    meant: dict[str, set[str]] = {}
    for name in wanted - here:
        for other in names_on_the_way(name):
            meant.setdefault(other, set()).add(name)
    for name in sorted(here - wanted):
        if len(meant.get(name, ())) == 1:
            found[name] = next(iter(meant[name]))
    return found
