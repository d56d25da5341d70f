"""What a key of the field is for. Each door names the kinds that it takes; no other kind opens it."""

from enum import StrEnum


class KeyKind(StrEnum):
    """What one key may do, and where it lives."""

    LINK = "link"
    """In a link or a square: opens nothing, and is exchanged once, for a phone's own key (ADR-0028)."""
    PHONE = "phone"
    """Made by a phone for itself, sealed on it; it opens the notes. No address ever held it."""
    OPENROSA = "openrosa"
    """In the server address of ODK Collect and its like: it opens OpenRosa's door alone."""
    EARLIER = "earlier"
    """Given out before there were kinds: it opens the notes and OpenRosa's door until it is withdrawn."""


NOTES_TAKE = frozenset({KeyKind.PHONE, KeyKind.EARLIER})
"""What opens the shopper's notes."""

CLIENTS_TAKE = frozenset({KeyKind.OPENROSA, KeyKind.EARLIER})
"""What opens the door of OpenRosa clients."""

HANDED_OUT = frozenset({KeyKind.LINK, KeyKind.OPENROSA})
"""What the desk gives: a phone's own key is known to that phone alone."""
