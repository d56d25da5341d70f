"""What Django would do anew for each test and need not: look for the files that ship, and empty tables in which nothing stands."""

from typing import Any

import psycopg
from django.db import connections
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from basira.project.migrating import make_neighbours_alone

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
"""Made by the migrations and written by no test."""
LARGE_BYTES = 4_000_000
"""From here on, reading a table from end to end takes milliseconds for rows that are gone."""


def spare(superuser: str) -> None:
    """Look for files that ship once in a process, empty what a test has committed, and migrate as a start does."""
    WhiteNoiseMiddleware.add_files_from_finders = known_files(WhiteNoiseMiddleware.add_files_from_finders)
    TransactionTestCase._fixture_teardown = emptied_by(superuser)
    make_neighbours_alone()


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

    Django's own truncates all hundred, and each of them takes new files; and it makes every permission again. What is deleted
    leaves its pages behind, as what is rolled back does: a table that they have made large is truncated after all.
    The superuser sees every row, forced policies or not, and empties past the triggers that keep what was written as it is.
    """

    def empty_what_was_written(test: Any) -> None:
        for alias in test._databases_names(include_mirrors=False):
            tables = sorted(set(connections[alias].introspection.django_table_names(include_views=False)) - KEPT)
            looked = (f"SELECT '{each}', pg_relation_size('{each}') WHERE EXISTS (TABLE \"{each}\")" for each in tables)
            with psycopg.connect(superuser, dbname=connections[alias].settings_dict["NAME"]) as connection:
                sizes = dict(connection.execute(" UNION ALL ".join(looked)).fetchall())
                emptied = "".join(f'DELETE FROM "{each}"; ' for each in sizes)
                if any(size > LARGE_BYTES for size in sizes.values()):
                    emptied = "TRUNCATE {} CASCADE".format(", ".join(f'"{each}"' for each in sizes))
                connection.execute(f"SET LOCAL session_replication_role = replica; {emptied}")

    return empty_what_was_written
