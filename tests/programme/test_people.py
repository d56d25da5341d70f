"""Accounts and roles: who may open, give, take and close; and that an administrator always remains."""

import threading
import time

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from basira.core.kernel.actor import PROGRAMME_ROLES, Actor, ActorKind, Role
from basira.programme.journal import queries as journal
from basira.programme.people import permissions, queries, verbs
from basira.programme.people.models import RoleHeld
from basira.programme.people.permissions import Act, NotPermitted
from tests.cast import MONDAY_9AM, PASSWORD

pytestmark = pytest.mark.django_db


def acts_about(ref):
    return [entry.act for entry in journal.entries_about(ref)]


@pytest.fixture
def an_account(khalid_the_administrator):
    def make(username, *roles):
        return verbs.open_account(
            username=username,
            password=PASSWORD,
            name_ar="اسم",
            name_en="Name",
            roles=roles,
            by=khalid_the_administrator,
            at=MONDAY_9AM,
        )

    return make


WRITES = {
    "open": lambda by, ref: verbs.open_account(
        username="new", password=PASSWORD, name_ar="", name_en="", roles=(), by=by, at=MONDAY_9AM
    ),
    "give": lambda by, ref: verbs.give_role(account=ref, role=Role.DIRECTOR, by=by, at=MONDAY_9AM),
    "take": lambda by, ref: verbs.take_role(account=ref, role=Role.ANALYST, by=by, at=MONDAY_9AM),
    "close": lambda by, ref: verbs.close_account(account=ref, by=by, at=MONDAY_9AM),
}


@pytest.mark.parametrize("write", WRITES)
def test_only_an_administrator_writes_accounts(write, an_account, salem_the_director):
    account = an_account("yousef", Role.ANALYST)
    before = acts_about(account.ref)
    with pytest.raises(NotPermitted):
        WRITES[write](salem_the_director, account.ref)
    assert acts_about(account.ref) == before
    assert queries.account_card(account.ref).roles == (Role.ANALYST,)


def test_a_sign_in_name_is_taken_once(an_account):
    an_account("yousef")
    with pytest.raises(verbs.UsernameTaken) as refusal:
        an_account("yousef")
    assert refusal.value.params == {"username": "yousef"}


def test_an_easy_password_is_refused(khalid_the_administrator):
    with pytest.raises(verbs.PasswordRefused):
        verbs.open_account(
            username="x", password="password", name_ar="", name_en="", roles=(),
            by=khalid_the_administrator, at=MONDAY_9AM,
        )  # fmt: skip
    assert queries.account_cards() == ()


def test_the_last_administrator_keeps_the_role(an_account, khalid_the_administrator):
    last = an_account("khalid", Role.ADMINISTRATOR)
    with pytest.raises(verbs.LastAdministrator):
        verbs.take_role(account=last.ref, role=Role.ADMINISTRATOR, by=khalid_the_administrator, at=MONDAY_9AM)
    assert queries.account_card(last.ref).roles == (Role.ADMINISTRATOR,)


def test_the_last_administrator_cannot_be_closed(an_account, khalid_the_administrator):
    last = an_account("khalid", Role.ADMINISTRATOR)
    closed = an_account("old", Role.ADMINISTRATOR)
    verbs.close_account(account=closed.ref, by=khalid_the_administrator, at=MONDAY_9AM)
    with pytest.raises(verbs.LastAdministrator):
        verbs.close_account(account=last.ref, by=khalid_the_administrator, at=MONDAY_9AM)
    assert queries.account_card(last.ref).is_active


def test_one_of_two_administrators_may_leave(an_account, khalid_the_administrator):
    an_account("khalid", Role.ADMINISTRATOR)
    other = an_account("other", Role.ADMINISTRATOR)
    verbs.take_role(account=other.ref, role=Role.ADMINISTRATOR, by=khalid_the_administrator, at=MONDAY_9AM)
    assert queries.account_card(other.ref).roles == ()


def test_a_sign_in_name_taken_a_moment_ago_is_refused_in_words(an_account, monkeypatch):
    an_account("noura")
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)  # both looked before either wrote
    with pytest.raises(verbs.UsernameTaken):
        an_account("noura")


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_leave_at_the_same_moment(an_account, khalid_the_administrator):
    first, second = an_account("first", Role.ADMINISTRATOR), an_account("second", Role.ADMINISTRATOR)
    has_left, outcomes = threading.Event(), []

    def leave(account: str) -> None:
        verbs.take_role(account=account, role=Role.ADMINISTRATOR, by=khalid_the_administrator, at=MONDAY_9AM)

    def follow() -> None:
        has_left.wait()
        try:
            leave(second.ref)
        except verbs.LastAdministrator as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    follower = threading.Thread(target=follow)
    follower.start()
    with transaction.atomic():
        leave(first.ref)
        has_left.set()
        time.sleep(0.5)  # the other waits for the lock meanwhile
    follower.join()
    assert outcomes == ["people.last-administrator"]
    assert queries.account_card(second.ref).roles == (Role.ADMINISTRATOR,)


def test_a_role_given_and_taken_acts_at_once_and_is_journalled(an_account, khalid_the_administrator):
    account = an_account("noura")
    verbs.give_role(account=account.ref, role=Role.REVIEWER, by=khalid_the_administrator, at=MONDAY_9AM)
    assert permissions.can(queries.actor_of(account.pk), Act.SETTLE_REVIEW)
    verbs.take_role(account=account.ref, role=Role.REVIEWER, by=khalid_the_administrator, at=MONDAY_9AM)
    assert not permissions.can(queries.actor_of(account.pk), Act.SETTLE_REVIEW)
    assert acts_about(account.ref) == ["account.opened", "account.role-given", "account.role-taken"]


def test_giving_and_taking_twice_changes_nothing(an_account, khalid_the_administrator):
    account = an_account("noura", Role.REVIEWER)
    verbs.give_role(account=account.ref, role=Role.REVIEWER, by=khalid_the_administrator, at=MONDAY_9AM)
    verbs.take_role(account=account.ref, role=Role.AUDITOR, by=khalid_the_administrator, at=MONDAY_9AM)
    assert acts_about(account.ref) == ["account.opened", "account.role-given"]


def test_a_closed_account_acts_no_more(an_account, khalid_the_administrator):
    account = an_account("noura", Role.REVIEWER)
    verbs.close_account(account=account.ref, by=khalid_the_administrator, at=MONDAY_9AM)
    verbs.close_account(account=account.ref, by=khalid_the_administrator, at=MONDAY_9AM)
    assert queries.actor_of(account.pk) is None
    assert acts_about(account.ref).count("account.closed") == 1


def test_accounts_are_found_by_either_name(an_account):
    an_account("noura")
    assert [card.username for card in queries.account_cards(search="اسم")] == ["noura"]
    assert queries.account_cards(search="nobody") == ()
    assert queries.account_card("no-such") is None


def test_every_act_is_in_the_table_and_every_role_sees_the_desk():
    assert set(permissions.MAY) == set(Act)
    assert permissions.MAY[Act.VIEW_DESK] == PROGRAMME_ROLES
    assert not permissions.can(Actor(ActorKind.ACCOUNT, "stranger"), Act.VIEW_DESK)


def test_whoever_speaks_for_a_body_holds_no_role_of_the_programme_and_the_other_way_round(
    khalid_the_administrator, an_account
):
    officer = an_account("noura", Role.REVIEWER)
    with pytest.raises(verbs.RoleDoesNotFit):
        verbs.give_role(account=officer.ref, role=Role.BODY_LIAISON, by=khalid_the_administrator, at=MONDAY_9AM)
    names = {"password": PASSWORD, "name_ar": "ضابط", "name_en": "Liaison", "by": khalid_the_administrator}
    with pytest.raises(verbs.RoleDoesNotFit):
        verbs.open_account(username="both", roles=[Role.REVIEWER], entity_ref="a-body", at=MONDAY_9AM, **names)
    liaison = verbs.open_account(
        username="liaison", roles=[Role.BODY_LIAISON], entity_ref="a-body", at=MONDAY_9AM, **names
    )
    actor = queries.actor_of(liaison.pk)
    assert actor is not None and actor.entity_ref == "a-body"
    assert not permissions.can(actor, Act.VIEW_DESK) and permissions.can(actor, Act.VIEW_PORTAL)


def test_a_role_and_an_invitation_written_without_bounds_have_none(an_account):
    """As the release before writes them, while the new one comes up."""
    account = an_account("before")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_roleheld (account_id, role, given_at, given_by) VALUES (%s, 'auditor', now(), 't')",
            [account.pk],
        )
        cursor.execute("SELECT column_default FROM information_schema.columns WHERE column_name = 'bounds'")
        assert all(default for (default,) in cursor.fetchall())
    assert RoleHeld.objects.get(account=account, role=Role.AUDITOR).bounds == []
