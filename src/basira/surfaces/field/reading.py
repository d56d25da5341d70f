"""What every address of the notes does with a text that came in JSON, and with a moment that goes out."""

from datetime import UTC, datetime


def plain(value: object, most: int | None = None) -> str:
    """
    Return a text; "" for none.

    :raises ValueError: for another kind, for more than `most` letters, and for what no column takes: a NUL, half an emoji
    """
    if value is None:
        return ""
    if not isinstance(value, str) or (most is not None and len(value) > most) or "\x00" in value:
        raise ValueError
    value.encode()
    return value


def moment(at: datetime) -> str:
    """Return an instant as phones read it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
