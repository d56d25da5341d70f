"""Somebody leaves, and a reserve comes: quotas are kept, and nobody outside the vault learns whose seat it was."""

from datetime import timedelta

import pytest
from django.db import connection

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.leaving import Leaving
from basira.core.kernel.lifecycles import ApplicationState, CallState, MoveNotAllowed, ShopperState
from basira.core.selection.protocol import Beacon, Named
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.journal.models import Entry
from basira.programme.panel import admitting, replacing, terms, verbs
from basira.programme.panel.models import KeysToClose, Shopper
from basira.programme.people.permissions import NotPermitted
from basira.programme.recruiting import draws
from basira.programme.recruiting.models import Application
from basira.programme.recruiting.verbs import calls, choosing
from tests.cast import MONDAY_9AM, actor
from tests.programme.recruiting_world import DIRECTOR, OFFICER, an_open_call, passed

pytestmark = pytest.mark.django_db
BY = {"by": OFFICER, "at": MONDAY_9AM}


@pytest.fixture
def drawn_call():
    """Four seats, two for women and two for men; three of each passed, and who is chosen is in the panel."""
    call = an_open_call(capacity=4)
    for sex in ("female", "male") * 3:
        passed(call, sex=sex)
    draw(call)
    admitting.admit_chosen(call=call, **BY)
    return call


def draw(call):
    calls.move_call(ref=call, to=CallState.CLOSED, **BY)
    named = Named(Beacon.ANNOUNCED, MONDAY_9AM + timedelta(hours=1), "The national lottery of that day")
    quotas = "category,feature,min,max\nsex,female,2,2\nsex,male,2,2\n"
    choosing.bind_choice(call=call, quotas=quotas, named=named, **BY)
    choosing.draw(call=call, said="4 8 15 16 23 42", by=OFFICER, at=named.due)


def leave(panel_ref, **said):
    return replacing.replace_shopper(panel_ref=panel_ref, reason=Leaving.WITHDREW, **BY | said)


@pytest.mark.parametrize("stranger", [DIRECTOR, actor("huda", Role.PLANNER)])
def test_only_the_panel_officer_replaces_and_lets_go(drawn_call, stranger):
    shopper = Shopper.objects.first()
    with pytest.raises(NotPermitted):
        leave(shopper.panel_ref, by=stranger)
    with pytest.raises(NotPermitted):
        replacing.let_go(panel_ref=shopper.panel_ref, reason=Leaving.WITHDREW, by=stranger, at=MONDAY_9AM)
    assert not Shopper.objects.filter(state=ShopperState.ENDED).exists()


def test_without_the_vault_nobody_leaves(drawn_call, monkeypatch):
    shopper = Shopper.objects.first()

    def silent(*_any, **_more):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "ask", silent)
    with pytest.raises(VaultNotReachable):
        leave(shopper.panel_ref)
    with pytest.raises(VaultNotReachable):
        replacing.let_go(panel_ref=shopper.panel_ref, reason=Leaving.WITHDREW, **BY)
    assert not KeysToClose.objects.exists()


def test_nobody_is_called_for_a_shopper_who_came_by_no_draw(drawn_call):
    (appointed,) = verbs.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **BY)
    with pytest.raises(choosing.NoReserveLeft):
        leave(appointed.panel_ref)
    appointed.refresh_from_db()
    assert appointed.state == ShopperState.ACTIVE
    replacing.let_go(panel_ref=appointed.panel_ref, reason=Leaving.UNREACHABLE, **BY)
    appointed.refresh_from_db()
    assert appointed.state == ShopperState.ENDED
    with pytest.raises(MoveNotAllowed):
        leave(appointed.panel_ref)


def test_a_reserve_of_the_same_group_comes_so_that_the_quotas_are_kept(drawn_call):
    before = draws.choice_card(drawn_call)
    standing_by = Application.objects.filter(ref__in=before.reserves).values_list("sex", flat=True)
    assert sorted(standing_by) == ["female", "male"]  # one of each, whoever leaves
    shopper = Shopper.objects.order_by("panel_ref").first()
    done = leave(shopper.panel_ref)
    assert (done.call, done.broken) == (drawn_call, 0) and done.application in before.reserves
    assert Application.objects.get(ref=done.application).state == ApplicationState.CHOSEN
    assert list(KeysToClose.objects.values_list("panel_ref", flat=True)) == [shopper.panel_ref]


def test_whose_seat_it_was_stands_nowhere_outside_the_vault(drawn_call):
    """The planted twin is the reserve's own application, which the same search finds."""
    first, *_others = Shopper.objects.order_by("panel_ref")
    admitted = set(Application.objects.filter(state=ApplicationState.ADMITTED).values_list("ref", flat=True))
    entries = Entry.objects.count()
    done = leave(first.panel_ref)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM journal_entry t ORDER BY id OFFSET %s", [entries])
        written = "".join(row[0] for row in cursor.fetchall())
    assert done.application in written
    assert not [ref for ref in admitted if ref in written]
    assert set(Application.objects.filter(state=ApplicationState.ADMITTED).values_list("ref", flat=True)) == admitted


def test_who_declines_is_replaced_beside_those_who_still_sit(drawn_call):
    """A man left, and a woman declines: one reserve cannot keep both quotas, which is told. He sits no more."""
    (drawn,) = choosing.draws_with_reserves()
    men = set(Application.objects.filter(sex="male").values_list("ref", flat=True))
    shoppers = Shopper.objects.order_by("panel_ref").values_list("panel_ref", flat=True)
    whom = {each: verbs.queries.vault().reserve_for(each, drawn.asked(), [], by="t") for each in shoppers}
    man = next(each for each, reserve in whom.items() if reserve.reserve in men)
    woman = Application.objects.filter(state=ApplicationState.ADMITTED, sex="female").first()
    Application.objects.filter(pk=woman.pk).update(state=ApplicationState.CHOSEN)  # not in the panel yet
    replacing.let_go(panel_ref=man, reason=Leaving.WITHDREW, **BY)
    done = replacing.replace_declined(application=woman.ref, call=drawn_call, **BY)
    assert (done.call, done.broken) == (drawn_call, 1) and done.application in drawn.reserves


def test_a_term_is_set_by_the_officer_from_today_on(drawn_call):
    shopper, today = Shopper.objects.first(), MONDAY_9AM.date()
    with pytest.raises(NotPermitted):
        terms.set_term(panel_ref=shopper.panel_ref, ends_on=today, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(terms.TermInThePast):
        terms.set_term(panel_ref=shopper.panel_ref, ends_on=today - timedelta(days=1), **BY)
    terms.set_term(panel_ref=shopper.panel_ref, ends_on=today, **BY)
    shopper.refresh_from_db()
    assert shopper.term_ends_on == today


def test_when_a_term_is_over_the_schedule_ends_it_and_its_keys_wait_to_be_closed(drawn_call, monkeypatch):
    first, second, *_others = Shopper.objects.order_by("panel_ref")
    terms.set_term(panel_ref=first.panel_ref, ends_on=MONDAY_9AM.date(), **BY)
    with pytest.raises(NotPermitted):
        terms.end_terms(by=OFFICER, at=MONDAY_9AM)
    assert terms.end_terms(by=SYSTEM, at=MONDAY_9AM) == 0  # her last day
    tomorrow = MONDAY_9AM + timedelta(days=1)
    with monkeypatch.context() as away:
        away.setattr(Vault, "answers", lambda _vault: False)
        assert terms.end_terms(by=SYSTEM, at=tomorrow) == 0
    assert terms.end_terms(by=SYSTEM, at=tomorrow) == 1
    assert terms.end_terms(by=SYSTEM, at=tomorrow) == 0
    assert list(KeysToClose.objects.values_list("panel_ref", flat=True)) == [first.panel_ref]
    second.refresh_from_db()
    assert second.state == ShopperState.IN_TRAINING
