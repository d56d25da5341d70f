"""What Django would do anew for each test and need not: look for the files that ship, and empty tables in which nothing stands."""

from typing import Any

from django.core.management.color import no_style
from django.db import connections
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
"""Made by the migrations and written by no test."""


def spare() -> None:
    """Look for files that ship once in a process, and after a test that commits empty what it wrote."""
    WhiteNoiseMiddleware.add_files_from_finders = known_files(WhiteNoiseMiddleware.add_files_from_finders)
    TransactionTestCase._fixture_teardown = empty_what_was_written


def known_files(look: Any) -> Any:
    """Return a search for the files that ship which remembers what it found."""
    found: dict[str, Any] = {}

    def add_files(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    return add_files


def empty_what_was_written(test: Any) -> None:
    """
    Do what `flush` does, for the tables that hold a row.

    Django's own empties all hundred, each of which takes new files, and makes every permission again.
    """
    for alias in test._databases_names(include_mirrors=False):
        connection = connections[alias]
        quote = connection.ops.quote_name
        tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (TABLE {quote(each)})" for each in tables))
            written = [name for (name,) in cursor.fetchall()]
        for statement in connection.ops.sql_flush(no_style(), written, allow_cascade=True):
            with connection.cursor() as cursor:
                cursor.execute(statement)
