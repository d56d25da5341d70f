"""The way back from keys that say whether they are open, and no more: what was withdrawn stays so."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from basira.core.kernel.field_keys import CLIENTS_TAKE, NOTES_TAKE, KeyKind
from basira.programme.fieldwork.queries import sender_of
from basira.programme.panel.models import FieldKey
from basira.programme.panel.verbs import token_digest
from tests.cast import MONDAY_9AM
from tests.field_scene import link_for, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def go_back(to: str):
    """Take the tables back to before a change, and return the keys as they then are."""
    before = ("panel", to)
    MigrationExecutor(connection).migrate([before])
    return MigrationExecutor(connection).loader.project_state(before).apps.get_model("panel", "FieldKey").objects


def go_on() -> None:
    """Take every table to where it is today."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def two_keys():
    make_scene()
    closed = FieldKey.objects.get(kind=KeyKind.OPENROSA)
    FieldKey.objects.exclude(pk=closed.pk).update(exchanged_for=None)
    FieldKey.objects.exclude(pk=closed.pk).delete()
    FieldKey.objects.update(is_open=False)
    opened = FieldKey.objects.create(
        cycle_number=closed.cycle_number,
        kind=KeyKind.PHONE,
        token_sha256="1" * 64,
        given_at=closed.given_at,
        given_by="x",
    )
    yield closed, opened
    go_on()


def test_on_the_way_back_and_forth_no_key_opens_more_than_before(two_keys):
    """One walk for every change of these tables, since a walk is long: to before what is kept of a key's time, then to before kinds."""
    closed, opened = two_keys
    number = closed.cycle_number
    link, long_ago = token_digest(link_for(number.ref)), token_digest("given-out-long-ago")
    old = go_back("0004_keys_tell_no_time")
    assert not old.get(token_sha256=link).is_open, "without kinds a link would be a key to every door"
    assert old.get(pk=opened.pk).is_open and not old.get(pk=closed.pk).is_open
    given = {"token_sha256": long_ago, "language": "ar", "given_at": MONDAY_9AM, "given_by": "x"}
    earlier = old.create(cycle_number_id=number.pk, **given).pk
    oldest = go_back("0003_barred_from_a_body")
    row = oldest.get(pk=closed.pk)
    assert row.withdrawn_at is not None and row.withdrawn_by == "unknown"
    assert oldest.get(pk=opened.pk).withdrawn_at is None and oldest.get(pk=opened.pk).withdrawn_by is None
    go_on()
    keys = FieldKey.objects.exclude(token_sha256=link)
    assert dict(keys.values_list("pk", "is_open")) == {closed.pk: False, opened.pk: True, earlier: True}
    assert FieldKey.objects.get(pk=earlier).kind == KeyKind.EARLIER
    for door in (NOTES_TAKE, CLIENTS_TAKE):
        assert sender_of(long_ago, project=1, kinds=door).cycle_number_ref == number.ref
    assert sender_of(long_ago, project=1, kinds={KeyKind.LINK}, only_open=False) is None
    refs = list(FieldKey.objects.values_list("ref", flat=True))
    assert len(refs) == len(set(refs)) == 4 and all(len(ref) == 26 for ref in refs)


def test_a_row_that_says_nothing_of_it_is_open(two_keys):
    closed, _opened = two_keys
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO panel_fieldkey (cycle_number_id, ref, kind, token_sha256, language, given_at, given_by)"
            " VALUES (%s, 'r', 'phone', %s, 'ar', now(), 'x') RETURNING is_open",
            [closed.cycle_number_id, "2" * 64],
        )
        assert cursor.fetchone() == (True,)


def test_code_of_before_goes_on_giving_keys_out_while_the_new_starts(two_keys):
    closed, _opened = two_keys
    with connection.cursor() as cursor:
        for digest in "23":
            cursor.execute(
                "INSERT INTO panel_fieldkey (cycle_number_id, token_sha256, language, given_at, given_by)"
                " VALUES (%s, %s, 'ar', now(), 'x')",
                [closed.cycle_number_id, digest * 64],
            )
    found = FieldKey.objects.filter(kind=KeyKind.EARLIER).values_list("ref", flat=True)
    assert len(set(found)) == 2 and {len(ref) for ref in found} == {26}
