"""The way back from keys that say whether they are open, and no more: what was withdrawn stays so."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from basira.programme.panel.models import FieldKey
from tests.field_scene import make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def go_back():
    """Take the tables back to before the change, and return the keys as they then are."""
    before = ("panel", "0003_barred_from_a_body")
    MigrationExecutor(connection).migrate([before])
    return MigrationExecutor(connection).loader.project_state(before).apps.get_model("panel", "FieldKey").objects


def go_on() -> None:
    """Take every table to where it is today."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def two_keys():
    make_scene()
    closed = FieldKey.objects.get()
    FieldKey.objects.update(is_open=False)
    opened = FieldKey.objects.create(
        cycle_number=closed.cycle_number, token_sha256="1" * 64, given_at=closed.given_at, given_by="x"
    )
    yield closed, opened
    go_on()


def test_a_withdrawn_key_stays_withdrawn_on_the_way_back_and_forth(two_keys):
    closed, opened = two_keys
    old = go_back()
    row = old.get(pk=closed.pk)
    assert row.withdrawn_at is not None and row.withdrawn_by == "unknown"
    assert old.get(pk=opened.pk).withdrawn_at is None and old.get(pk=opened.pk).withdrawn_by is None
    go_on()
    assert dict(FieldKey.objects.values_list("pk", "is_open")) == {closed.pk: False, opened.pk: True}


def test_a_row_that_says_nothing_of_it_is_open(two_keys):
    closed, _opened = two_keys
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO panel_fieldkey (cycle_number_id, token_sha256, language, given_at, given_by)"
            " VALUES (%s, %s, 'ar', now(), 'x') RETURNING is_open",
            [closed.cycle_number_id, "2" * 64],
        )
        assert cursor.fetchone() == (True,)
