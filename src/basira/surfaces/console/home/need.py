"""One thing that waits for somebody, as the desk's first page lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits: what, where to see to it, and the verb of the button. `is_late` puts it first."""

    words: str
    url: str
    verb: str
    icon: str
    is_late: bool = False
