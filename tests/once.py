"""What Django would do anew for each test and need not: look for files that ship, empty tables that are, make models again."""

from functools import partial
from typing import Any

from django.core.management.color import no_style
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
"""Made by the migrations and written by no test."""


def spare() -> None:
    """Look for files that ship once in a process, empty after a test what it wrote, and migrate with fewer models made again."""
    WhiteNoiseMiddleware.add_files_from_finders = known_files(WhiteNoiseMiddleware.add_files_from_finders)
    TransactionTestCase._fixture_teardown = empty_what_was_written
    ProjectState.add_model = add_beside_neighbours(ProjectState.add_model)


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


def add_beside_neighbours(add: Any) -> Any:
    """
    Return how a migration adds a model to what it knows, with the models that it points to made again, and no others.

    Django's own makes every model anew that can be reached from these, which are nearly all, for each new table. Where a migration
    runs code of ours over models, it makes them all again first: `reload_model` notes that it did less.
    """

    def add_model(self: ProjectState, model: ModelState) -> None:
        self.reload_model = partial(ProjectState.reload_model, self, delay=True)
        try:
            add(self, model)
        finally:
            del self.reload_model

    return add_model
