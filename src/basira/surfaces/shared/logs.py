"""Keeps what must not be written out of the log: the token that a phone carries in its address."""

import logging
import re

TOKEN_IN_PATH = re.compile(r"(/key/)[^/\s\"']+")


class TokenFilter(logging.Filter):
    """Masks `/key/<token>/` in every message and argument, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; it is always kept."""
        message = record.getMessage()
        if "/key/" in message:
            record.msg, record.args = TOKEN_IN_PATH.sub(r"\1…", message), None
        return True
