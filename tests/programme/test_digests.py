"""Digests: who gets none, what none of them holds, then when one is written, sent once, and tried again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import SYSTEM, Actor, ActorKind, Role
from basira.gateways.mail import RelayNotThere
from basira.programme.findings.models import Finding
from basira.programme.journal.models import Entry
from basira.programme.people import digests
from basira.programme.people import queries as people
from basira.programme.people.digest_kinds import DigestKind, DigestState
from basira.programme.people.models import Digest, DigestWish
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.verbs import close_account, open_account, take_role
from basira.programme.plans.digesting import write_due_digests
from tests.cast import MONDAY_9AM
from tests.programme.boards_world import centre, told_cycle
from tests.programme.bodies_world import DIRECTOR, entity

pytestmark = pytest.mark.django_db
BEFORE = MONDAY_9AM - timedelta(days=1)
ALL = tuple(DigestKind)


@pytest.fixture
def opened(khalid_the_administrator):
    """Open an account: `opened("mona", Role.BODY_HEAD, entity_ref=…)` returns who acts under it."""

    def make(username, *roles, entity_ref="", bounds=()):
        account = open_account(
            username=username, password="a long enough password", name_ar="منى السرية", name_en="Mona Secret",
            roles=roles, entity_ref=entity_ref, bounds=bounds, by=khalid_the_administrator, at=BEFORE,
        )  # fmt: skip
        return people.actor_by_ref(account.ref)

    return make


def ask(by, *kinds, email="mona@example.org", at=BEFORE):
    digests.ask_for_digest(email=email, kinds=kinds or ALL, language="en", by=by, at=at)


def write(at=MONDAY_9AM):
    return write_due_digests(by=SYSTEM, at=at)


def counts():
    return {(row.kind, row.occasion): row.counts for row in Digest.objects.all()}


def test_nobody_asks_without_a_role_or_for_somebody_else_and_nobody_but_the_worker_sends(opened):
    with pytest.raises(NotPermitted):
        ask(opened("nobody"))
    shopper = Actor(ActorKind.SHOPPER, "م-0417")
    with pytest.raises(NotPermitted):
        ask(shopper)
    with pytest.raises(NotPermitted):
        write_due_digests_by_a_person(opened("mona", Role.PLANNER))
    with pytest.raises(NotPermitted):
        digests.send_waiting(lambda _one: True, by=DIRECTOR, at=MONDAY_9AM)
    assert not DigestWish.objects.exists() and not Digest.objects.exists()


def write_due_digests_by_a_person(by):
    digests.write_digest(
        account=by.ref, kind=DigestKind.WEEKLY, occasion="x", counts={"reports": 1}, by=by, at=MONDAY_9AM
    )


def test_a_wish_of_no_kind_is_refused(opened):
    with pytest.raises(digests.DigestWithoutKind):
        digests.ask_for_digest(email="a@example.org", kinds=(), language="en", by=opened("m", Role.PLANNER), at=BEFORE)


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"kinds": []}, "digest_wish_is_of_known_kinds"),
        ({"kinds": ["hourly"]}, "digest_wish_is_of_known_kinds"),
        ({"email": ""}, "digest_wish_has_an_address"),
        ({"language": "fr"}, "digest_wish_language_is_ours"),
    ],
)
def test_the_database_refuses_a_wish_that_cannot_be(opened, fault, name):
    ask(opened("mona", Role.PLANNER))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DigestWish.objects.update(**fault)


def test_who_did_not_ask_is_written_nothing_and_each_hears_only_of_the_own_body(opened):
    told_cycle(poor="F")
    opened("quiet", Role.BODY_HEAD, entity_ref=entity("F"))
    ask(opened("head", Role.BODY_HEAD, entity_ref=entity("E")), DigestKind.WEEKLY)
    ask(opened("other", Role.BODY_LIAISON, entity_ref=entity("F")), DigestKind.WEEKLY)
    write()
    asked = {row.account.username: row.counts["to_answer"] for row in Digest.objects.select_related("account").all()}
    assert asked == {
        who: Finding.objects.filter(entity_ref=entity(code), answer_by__isnull=False).count()
        for who, code in (("head", "E"), ("other", "F"))
        if Finding.objects.filter(entity_ref=entity(code), answer_by__isnull=False).exists()
    }
    assert "other" in asked and "quiet" not in asked


def test_a_manager_hears_that_her_own_centres_were_told_of_and_nothing_of_the_body(opened):
    told_cycle()
    ask(opened("m1", Role.CENTRE_MANAGER, entity_ref=entity("E"), bounds=[centre("E1")]))
    ask(opened("m2", Role.CENTRE_MANAGER, entity_ref=entity("E"), bounds=[centre("E3"), centre("F1")]))
    write()
    (row,) = Digest.objects.select_related("account")
    assert (row.account.username, row.kind, row.counts) == ("m1", "release", {"reports": 1})


def test_of_an_occasion_there_is_one_however_often_the_worker_looks(opened):
    world = told_cycle(poor="F")
    ask(opened("head", Role.BODY_HEAD, entity_ref=entity("F")))
    assert write() > 0
    assert write() == 0 and write(MONDAY_9AM + timedelta(days=3)) == 0
    assert ("release", world.wave.ref) in counts() and ("weekly", "2026-W48") in counts()
    assert write(MONDAY_9AM + timedelta(days=7)) >= 1


def test_what_was_told_before_somebody_asked_is_not_told_again(opened):
    told_cycle()
    ask(opened("head", Role.BODY_HEAD, entity_ref=entity("E")), DigestKind.RELEASE, at=MONDAY_9AM)
    assert write() == 0


def test_the_desk_hears_of_what_its_role_may_see_alone(opened):
    told_cycle(poor="F")
    ask(opened("director", Role.DIRECTOR), DigestKind.RELEASE, DigestKind.OVERDUE)
    ask(opened("officer", Role.PANEL_OFFICER))
    write()
    assert {row.account.username for row in Digest.objects.select_related("account")} == {"director"}


def test_what_is_past_its_day_is_counted_once_it_is(opened):
    told_cycle(poor="F")
    ask(opened("head", Role.BODY_HEAD, entity_ref=entity("F")), DigestKind.OVERDUE)
    assert write() == 0
    write(MONDAY_9AM + timedelta(days=60))
    ((_kind_and_week, found),) = counts().items()
    assert found["unanswered"] > 0


def a_waiting_one(opened):
    head = opened("head", Role.BODY_HEAD, entity_ref="some-body")
    ask(head)
    digests.write_digest(
        account=head.ref, kind=DigestKind.WEEKLY, occasion="2026-W48", counts={"to_answer": 3}, by=SYSTEM, at=MONDAY_9AM
    )
    return head


def test_a_digest_is_sent_once(opened):
    a_waiting_one(opened)
    sent = []
    for _round in range(2):
        digests.send_waiting(lambda one: sent.append(one) or True, by=SYSTEM, at=MONDAY_9AM)
    (one,) = sent
    assert (one.wish.email, dict(one.counts), one.for_body) == ("mona@example.org", {"to_answer": 3}, True)
    row = Digest.objects.get()
    assert (row.state, row.sent_at) == (DigestState.SENT, MONDAY_9AM)


def test_a_digest_that_no_relay_takes_is_tried_with_pauses_and_then_given_up(opened):
    a_waiting_one(opened)
    tried, at = [], MONDAY_9AM
    for _minute in range(60 * 24 // 5):
        digests.send_waiting(lambda _one: tried.append(1) is not None, by=SYSTEM, at=at)
        at += timedelta(minutes=5)
    assert len(tried) == digests.MOST_TRIES
    assert Digest.objects.get().state == DigestState.FAILED
    assert Entry.objects.filter(act="digest.failed").count() == 1


def test_a_round_ends_at_the_first_that_finds_no_relay_and_the_next_begins_with_another(opened):
    for name in ("one", "two", "three"):
        head = opened(name, Role.BODY_HEAD, entity_ref="some-body")
        ask(head, email=f"{name}@example.org")
        digests.write_digest(
            account=head.ref, kind=DigestKind.WEEKLY, occasion="w", counts={"reports": 1}, by=SYSTEM, at=MONDAY_9AM
        )
    tried = []

    def silent(one):
        tried.append(one.wish.email)
        raise RelayNotThere

    for minute in (0, 1):
        at = MONDAY_9AM + timedelta(minutes=minute)
        assert digests.send_waiting(silent, by=SYSTEM, at=at) == 0
    assert tried == ["one@example.org", "two@example.org"]
    assert sorted(Digest.objects.values_list("tries", flat=True)) == [0, 1, 1]
    later = MONDAY_9AM + timedelta(minutes=10)
    assert digests.send_waiting(lambda _one: True, by=SYSTEM, at=later) == 3


@pytest.mark.parametrize("how", ["ended", "closed", "other kind", "link"])
def test_whoever_wants_none_any_more_gets_not_even_what_waits(opened, khalid_the_administrator, how):
    head = a_waiting_one(opened)
    by = {"by": khalid_the_administrator, "at": MONDAY_9AM}
    {
        "ended": lambda: digests.end_digest(by=head, at=MONDAY_9AM),
        "closed": lambda: close_account(account=head.ref, **by),
        "other kind": lambda: ask(head, DigestKind.RELEASE),
        "link": lambda: digests.end_digest_by_link(wish=digests.wish_of(head.ref).ref, at=MONDAY_9AM),
    }[how]()
    sent = []
    assert digests.send_waiting(lambda one: sent.append(one) or True, by=SYSTEM, at=MONDAY_9AM) == 0
    assert sent == [] and Digest.objects.get().state == DigestState.DROPPED


def test_whoever_lost_every_role_is_written_nothing(opened, khalid_the_administrator):
    told_cycle(poor="F")
    head = opened("head", Role.BODY_HEAD, entity_ref=entity("F"))
    ask(head)
    take_role(account=head.ref, role=Role.BODY_HEAD, by=khalid_the_administrator, at=MONDAY_9AM)
    assert write() == 0


@pytest.mark.parametrize("how", ["closed", "last role"])
def test_the_address_of_who_left_is_kept_nowhere(opened, khalid_the_administrator, how):
    head = opened("head", Role.BODY_HEAD, Role.BODY_LIAISON, entity_ref="some-body")
    ask(head)
    by = {"by": khalid_the_administrator, "at": MONDAY_9AM}
    if how == "closed":
        close_account(account=head.ref, **by)
    else:
        take_role(account=head.ref, role=Role.BODY_LIAISON, **by)
        assert DigestWish.objects.exists()
        take_role(account=head.ref, role=Role.BODY_HEAD, **by)
    assert not DigestWish.objects.exists()
    (told,) = Entry.objects.filter(act="digest.ended")
    assert (told.subject, told.by_ref) == (head.ref, khalid_the_administrator.ref)


def test_a_link_of_an_earlier_wish_ends_no_later_one(opened):
    head = opened("head", Role.BODY_HEAD, entity_ref="some-body")
    ask(head)
    old = digests.wish_of(head.ref).ref
    ask(head, DigestKind.WEEKLY)
    digests.end_digest_by_link(wish=old, at=MONDAY_9AM)
    assert digests.wish_of(head.ref).kinds == (DigestKind.WEEKLY,)


def test_the_journal_knows_no_address(opened):
    head = a_waiting_one(opened)
    digests.end_digest(by=head, at=MONDAY_9AM)
    told = list(Entry.objects.filter(act__startswith="digest.").values_list("act", "detail"))
    assert {act for act, _detail in told} == {"digest.asked", "digest.written", "digest.ended"}
    assert "mona" not in str(told)
