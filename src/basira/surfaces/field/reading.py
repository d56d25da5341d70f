"""What every address of the notes does with a text that came in JSON."""


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
