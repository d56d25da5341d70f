"""Keeps what must not be written out of the log: tokens and codes that stand in an address, whoever logs it, and where."""

import copy
import logging
import re
from types import TracebackType

MASKS = (
    # a phone's key, spelled out or encoded, and where a traceback names the parts of an address
    (re.compile(r"((?:/|%2f)key(?:/|%2f))(?:(?!%2f)[^/\s\"'])+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(\btoken[\"']?\s*[:=]\s*[\"']?)[^\s\"',)}]+", re.IGNORECASE), r"\1…"),
    # what follows the # of a link: some messengers encode it, and then it is part of the path
    (re.compile(r"((?:/|%2f)(?:notes(?:/|%2f)open|join|set-up))(?=[/#%?])[^\"'\r\n]*", re.IGNORECASE), r"\1/…"),
)

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ButHealth(logging.Filter):
    """Leaves out that /healthz said "not yet": it is read by whoever asked, every second of a start."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is worth a line."""
        return getattr(getattr(record, "request", None), "path", "") != "/healthz"


class MaskingFormatter(logging.Formatter):
    """
    Writes a record as one line, and the traceback under it indented, all of it masked.

    A filter would not see tracebacks, and a second handler would forget it; whoever writes a line has a formatter.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the text; the record itself stays as it is."""
        line = copy.copy(record)
        line.msg, line.args = escaped(record.getMessage()), None
        if line.exc_text:  # another handler has written it, in its own way
            line.exc_text = indented(line.exc_text)
        return masked(super().format(line))

    def formatException(self, ei: Caught) -> str:
        """Return a traceback of which no line can be taken for another record."""
        return indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        """Return a stack of which no line can be taken for another record."""
        return indented(super().formatStack(stack_info))


def masked(text: str) -> str:
    """Return a text without the keys, tokens and codes that addresses in it hold."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def indented(text: str) -> str:
    """Return lines that stand under a record: indented, and harmless each."""
    return "\n".join(f"  {escaped(line)}" for line in text.split("\n"))


def escaped(message: str) -> str:
    """Return a message with line breaks, control characters and directions as escapes: one record is one line."""
    return message if message.isprintable() else "".join(map(_spelled, message))


def _spelled(sign: str) -> str:
    return sign if sign.isprintable() else ascii(sign)[1:-1]
