"""
AC-11: separations of duty that the database itself keeps, one line each: who may not be the same, and what refuses it.

That each refuses is shown where its table is tested; here, that none of them is lost, and that administering accounts gives no
hand in answers, scores or words.
"""

import pytest
from django.db import connection

from basira.core.kernel.actor import BODY_ROLES, Role
from basira.programme.people.permissions import MAY, Act

CONSTRAINTS = {
    "noted_is_confirmed_by_another": "an analyst does not confirm her own finding",
    "scenario_is_approved_by_another": "who writes a scenario does not approve it",
    "approval_once_a_person": "one person's approval of a release counts once",
}
TRIGGERS = {
    "publishing_release_two_people": "no release leaves without two people",
    "publishing_release_tells_contests": "nothing disputed is published as settled",
}
FUNCTIONS = {
    "basira_arbiter_stands_apart": "who reviewed, released or answered does not end the contest",
}
ADMINISTRATORS_ACTS = frozenset(
    {
        Act.VIEW_DESK,
        Act.MAINTAIN_ACCOUNTS,
        Act.SET_PROGRAMME,
        Act.VIEW_REGISTRY,
        Act.VIEW_JOURNAL,
        Act.RECORD_CONTACT,
        Act.ASK_FOR_DIGEST,  # for herself, of what she may read anyway
        Act.NAME_SIGNATORIES,  # others, a day before anything is asked; she neither asks, approves, ends nor opens
        Act.VIEW_UNMASKINGS,  # that it was asked, never who it is
    }
)
"""All that an administrator may do: no answer, verdict, score, finding, release or number of a shopper among it."""
FOR_ONESELF = frozenset({Act.ASK_FOR_DIGEST})
"""What bodies and the programme may both do: each gets a digest of what she herself may read, and of nothing else."""


def names_in(catalogue: str, column: str) -> set[str]:
    """Return the names of a catalogue of the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {catalogue}")
        return {row[0] for row in cursor.fetchall()}


def missing() -> set[str]:
    """Return the separations that the database does not keep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes")
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled <> 'D'")
        used = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
        triggers = {row[0] for row in cursor.fetchall()}
    kept |= names_in("pg_constraint", "conname")
    return (CONSTRAINTS.keys() - kept) | (TRIGGERS.keys() - triggers) | (FUNCTIONS.keys() - used)


@pytest.mark.django_db
def test_the_database_keeps_every_separation():
    assert missing() == set()


@pytest.mark.django_db
def test_the_twin_a_separation_that_was_dropped_is_missed():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE findings_notedfinding DROP CONSTRAINT noted_is_confirmed_by_another")
        cursor.execute("ALTER TABLE publishing_release DISABLE TRIGGER publishing_release_two_people")
    assert missing() == {"noted_is_confirmed_by_another", "publishing_release_two_people"}


def test_an_administrator_edits_nothing_that_is_measured():
    assert {act for act, roles in MAY.items() if Role.ADMINISTRATOR in roles} <= ADMINISTRATORS_ACTS


def test_no_role_of_a_body_does_anything_of_the_programmes_and_no_other_role_anything_of_a_bodys():
    of_bodies = {act for act, roles in MAY.items() if roles & BODY_ROLES}
    assert of_bodies > FOR_ONESELF and all(MAY[act] <= BODY_ROLES for act in of_bodies - FOR_ONESELF)
