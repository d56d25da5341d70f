"""Keeps what must not be written out of the log: the token that a phone carries in its address."""

import logging
import re

TOKEN_IN_PATH = re.compile(r"(/key/)[^/\s\"']+")


class TokenFilter(logging.Filter):
    """Masks `/key/<token>/` in every message and argument, whoever logs it, and spells out what could forge a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; it is always kept."""
        message = record.getMessage()
        safe = escaped(TOKEN_IN_PATH.sub(r"\1…", message) if "/key/" in message else message)
        if safe != message:
            record.msg, record.args = safe, None
        return True


def escaped(message: str) -> str:
    """Return a message with line breaks, control characters and directions as escapes: one record is one line."""
    return message if message.isprintable() else "".join(map(_spelled, message))


def _spelled(sign: str) -> str:
    return sign if sign.isprintable() else ascii(sign)[1:-1]
