"""Counts what one post costs the database: every statement on the wire, BEGIN and COMMIT included. Prints two numbers."""

import io
import os
import re
import sys
import tempfile
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from posts import body  # noqa: E402

from basira.project.wsgi import application  # noqa: E402


def answer(path: str, *, photo: bool) -> str:
    """Post one visit to the application itself and return the status."""
    kind, content = body(photo=photo)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(content))}
    environ |= {
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    environ |= {"wsgi.input": io.BytesIO(content), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http"}  # type: ignore[dict-item]
    statuses: list[str] = []
    response = application(environ, lambda status, _headers, _exc=None: statuses.append(status))
    b"".join(response)
    return statuses[0]  # not closed: the connection must stay the one that is traced


def statements(path: str, *, photo: bool) -> int:
    """Return how many statements one post sends, over whichever connection of the pool it gets."""
    with tempfile.NamedTemporaryFile() as log:

        def watch(connection: BaseDatabaseWrapper, **_signal: object) -> None:
            connection.connection.pgconn.trace(log.fileno())

        connection_created.connect(watch)
        status = answer(path, photo=photo)
        connection.connection.pgconn.untrace()
        connection_created.disconnect(watch)
        if not status.startswith("201"):
            raise RuntimeError(status)
        return len(re.findall(r"\bF\t\d+\t(?:Query|Execute)\b", Path(log.name).read_text(errors="replace")))


def main(path: str) -> None:
    """Post once to warm the memory of the form, then count."""
    answer(path, photo=False)
    print(statements(path, photo=False), statements(path, photo=True), flush=True)
    os._exit(0)


main(sys.argv[1])
