"""The journal is append-only, and every write leaves its entry in the same transaction."""

import psycopg
import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import OPERATOR
from basira.programme.journal import queries, verbs
from basira.programme.journal.models import Entry
from tests.cast import MONDAY_9AM
from tests.database import app_connection

REFUSED = ["UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", REFUSED)
def test_the_serving_role_may_neither_change_nor_remove_entries(statement):
    with app_connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED[:2])
def test_even_the_owner_is_refused_a_change(statement):
    verbs.record("thing.done", subject="thing", by=OPERATOR, at=MONDAY_9AM)
    from django.db import connection

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(verbs.OutsideTransaction):
        verbs.record("thing.done", subject="thing", by=OPERATOR, at=MONDAY_9AM)


@pytest.mark.django_db
def test_an_entry_says_what_who_and_when():
    verbs.record("thing.done", subject="thing", by=OPERATOR, at=MONDAY_9AM, to="better")
    (entry,) = queries.entries_about("thing")
    assert (entry.act, entry.by_ref, entry.at, entry.detail) == ("thing.done", "operator", MONDAY_9AM, {"to": "better"})
