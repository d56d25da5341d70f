"""What Django would do anew for each test and need not: look for files that ship, empty tables that are, make models again."""

from functools import partial
from typing import Any

import psycopg
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
"""Made by the migrations and written by no test."""


def spare(superuser: str) -> None:
    """Look for files that ship once in a process, empty after a test what it wrote, and migrate with fewer models made again."""
    WhiteNoiseMiddleware.add_files_from_finders = known_files(WhiteNoiseMiddleware.add_files_from_finders)
    TransactionTestCase._fixture_teardown = emptied_by(superuser)
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


def emptied_by(superuser: str) -> Any:
    """
    Return what empties the tables that hold a row after a test that commits, as the server's superuser.

    Django's own truncates all hundred, and each of them takes new files; and it makes every permission again.
    The superuser sees every row, forced policies or not, and deletes past the triggers that keep what was written as it is.
    """

    def empty_what_was_written(test: Any) -> None:
        for alias in test._databases_names(include_mirrors=False):
            tables = sorted(set(connections[alias].introspection.django_table_names(include_views=False)) - KEPT)
            with psycopg.connect(superuser, dbname=connections[alias].settings_dict["NAME"]) as connection:
                looked = " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (TABLE \"{each}\")" for each in tables)
                written = [name for (name,) in connection.execute(looked)]
                deletes = "".join(f'DELETE FROM "{each}"; ' for each in written)
                connection.execute(f"SET LOCAL session_replication_role = replica; {deletes}")

    return empty_what_was_written


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
