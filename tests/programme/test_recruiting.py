"""Calls and applications: refusals first, who applies goes to the vault alone, and blind assessors come to one score."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import ApplicationState, CallState, MoveNotAllowed
from basira.core.kernel.refs import new_ref
from basira.core.recruiting.attributes import Standing
from basira.core.recruiting.eligibility import Facts, RuleKind
from basira.core.recruiting.rubric import MarksIncomplete, NotPassed
from basira.gateways.vault import Vault, VaultNotReachable
from basira.gateways.vault_refusals import AgeDiffers, IdentityIncomplete
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import Application, Tie
from basira.programme.recruiting.routes import EmployeesInternalOnly, RouteClosed, TieKind
from basira.programme.recruiting.verbs import applying, calls, vetting
from basira.programme.recruiting.verbs.applying import Sheet
from tests.cast import MONDAY_9AM, actor
from tests.programme.recruiting_world import (
    DIRECTOR,
    OFFICER,
    PUBLISHER,
    SAID,
    a_draft,
    an_application,
    an_open_call,
    assessed,
    call_text,
    identity,
    marks,
    ref_of,
    sheet,
)

pytestmark = pytest.mark.django_db

LATER = MONDAY_9AM + timedelta(days=30)


@pytest.fixture
def a_call():
    return an_open_call()


def state_of(ref):
    return Application.objects.get(ref=ref).state


# Routes and calls


@pytest.mark.parametrize("route", list(Route))
def test_only_the_director_sets_routes(route):
    with pytest.raises(NotPermitted):
        calls.set_route(route=route, is_open=False, by=OFFICER, at=MONDAY_9AM)


def test_employees_of_an_independent_programme_stay_out():
    with pytest.raises(EmployeesInternalOnly):
        calls.set_route(route=Route.EMPLOYEES, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    assert queries.open_routes() == {Route.DRAW, Route.APPOINTMENT}


def test_no_call_is_written_or_opened_while_nobody_comes_in_by_lot(a_call):
    draft = calls.write_call(text=call_text(), by=OFFICER, at=MONDAY_9AM)
    calls.set_route(route=Route.DRAW, is_open=False, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(RouteClosed):
        calls.write_call(text=call_text(), by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(RouteClosed):
        calls.move_call(ref=draft, to=CallState.OPEN, by=OFFICER, at=MONDAY_9AM)


def test_a_call_is_refused_to_strangers_in_the_wrong_order_of_days_and_once_it_is_published(a_call, a_stranger):
    with pytest.raises(NotPermitted):
        calls.write_call(text=call_text(), by=a_stranger, at=MONDAY_9AM)
    with pytest.raises(calls.CallClosesBeforeItOpens):
        backwards = call_text(opens_on=LATER.date(), closes_on=MONDAY_9AM.date())
        calls.write_call(text=backwards, by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(calls.CallIsPublished):
        calls.write_call(text=call_text(), ref=a_call, by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        calls.move_call(ref=a_call, to=CallState.ENDED, by=OFFICER, at=MONDAY_9AM)


def test_a_call_becomes_chosen_by_its_draw_alone(a_call):
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(calls.ChoiceIsDrawn):
        calls.move_call(ref=a_call, to=CallState.CHOSEN, by=OFFICER, at=MONDAY_9AM)


def test_what_ends_is_destroyed_here_and_in_the_vault_and_only_counts_stay(a_call):
    person = identity()
    an_application(a_call, person)
    a_draft(a_call)
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    calls.move_call(ref=a_call, to=CallState.ENDED, by=OFFICER, at=MONDAY_9AM)
    assert not Application.objects.exists()
    assert queries.call_card(a_call).counts == {"draft": 1, "eligible": 1}
    other = an_open_call()
    assert not Application.objects.get(ref=an_application(other, person)).is_repeated


def test_no_call_ends_while_the_vault_is_away(a_call, monkeypatch):
    ref = an_application(a_call)
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    lose_the_vault(monkeypatch)
    with pytest.raises(VaultNotReachable):
        calls.move_call(ref=a_call, to=CallState.ENDED, by=OFFICER, at=MONDAY_9AM)
    assert state_of(ref) == ApplicationState.ELIGIBLE


# Applying


def lose_the_vault(monkeypatch):
    def away(*_args, **_said):
        raise VaultNotReachable

    monkeypatch.setattr(Vault, "ask", away)


def test_no_account_applies_in_anybodys_name(a_call):
    with pytest.raises(NotPermitted):
        applying.keep_draft(call=a_call, sheet=sheet(), at=MONDAY_9AM, by=OFFICER)


@pytest.mark.parametrize("days", [-4, 4])
def test_a_call_takes_nothing_outside_its_days_or_before_it_is_opened(a_call, days):
    with pytest.raises(applying.CallNotOpen):
        applying.keep_draft(call=a_call, sheet=sheet(), at=MONDAY_9AM + timedelta(days=days))
    draft = calls.write_call(text=call_text(), by=OFFICER, at=MONDAY_9AM)
    for ref in (draft, new_ref()):
        with pytest.raises(applying.CallNotOpen):
            applying.keep_draft(call=ref, sheet=sheet(), at=MONDAY_9AM)


def test_a_code_opens_its_own_application_in_its_own_call_and_nothing_else(a_call):
    code, other = a_draft(a_call), an_open_call()
    for call, wrong in ((a_call, new_ref()), (other, code), (a_call, "x")):
        with pytest.raises(applying.CodeUnknown):
            applying.keep_draft(call=call, sheet=sheet(), at=MONDAY_9AM, code=wrong)
    grouped = "-".join(code[start : start + 5] for start in range(0, 26, 5)).upper()
    assert ref_of(grouped) == ref_of(code)
    assert code not in str(list(Application.objects.values()))


def test_a_draft_may_lack_anything_and_is_not_sent_so(a_call):
    code = applying.keep_draft(call=a_call, sheet=Sheet(), at=MONDAY_9AM)
    with pytest.raises(applying.ApplicationIncomplete) as refusal:
        applying.judge_draft(code=code, at=MONDAY_9AM)
    assert set(refusal.value.params["missing"].split(", ")) == {*SAID, "motive", "trial_report", "consent", "age"}
    with pytest.raises(applying.ApplicationIncomplete):
        applying.send(code=code, identity=identity(), at=MONDAY_9AM)


def test_whoever_does_not_meet_the_rules_is_told_each_and_goes_no_further(a_call):
    facts = Facts(17, Standing.RESIDENT, 1)
    code = applying.keep_draft(call=a_call, sheet=sheet(age="under-18", facts=facts), at=MONDAY_9AM)
    missed = applying.judge_draft(code=code, at=MONDAY_9AM)
    assert [rule.kind for rule in missed] == [RuleKind.AGE_AT_LEAST, RuleKind.CITIZEN_OR_RESIDENT]
    assert applying.judge_draft(code=code, at=MONDAY_9AM) == missed
    for again in (
        lambda: applying.send(code=code, identity=identity(), at=MONDAY_9AM),
        lambda: applying.keep_draft(call=a_call, sheet=sheet(), at=MONDAY_9AM, code=code),
    ):
        with pytest.raises(applying.ApplicationIsSent):
            again()
    card = queries.draft_card(applying.digest(code))
    assert card.was_refused and card.motive == card.trial_report == ""


def test_a_draft_that_was_changed_without_facts_is_not_sent(a_call):
    code = a_draft(a_call)
    applying.keep_draft(call=a_call, sheet=sheet(facts=None), at=MONDAY_9AM, code=code)
    with pytest.raises(applying.ApplicationIncomplete):
        applying.send(code=code, identity=identity(), at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("changed", "refusal"), [({"home": ""}, IdentityIncomplete), ({"birth_date": "1960-01-01"}, AgeDiffers)]
)
def test_what_the_vault_refuses_is_not_sent_and_may_be_corrected(a_call, changed, refusal):
    code, person = a_draft(a_call), identity()
    with pytest.raises(refusal):
        applying.send(code=code, identity=person | changed, at=MONDAY_9AM)
    applying.send(code=code, identity=person, at=MONDAY_9AM)
    assert state_of(ref_of(code)) == ApplicationState.ELIGIBLE


def test_nothing_is_sent_while_the_vault_is_away_and_the_draft_stays(a_call, monkeypatch):
    code = a_draft(a_call)
    with monkeypatch.context() as patch:
        lose_the_vault(patch)
        with pytest.raises(VaultNotReachable):
            applying.send(code=code, identity=identity(), at=MONDAY_9AM)
    assert state_of(ref_of(code)) == ApplicationState.DRAFT
    applying.send(code=code, identity=identity(), at=MONDAY_9AM)


def test_the_same_person_is_told_the_same_and_goes_no_further(a_call):
    person = identity()
    first, second = an_application(a_call, person), an_application(a_call, person)
    assert [Application.objects.get(ref=ref).is_repeated for ref in (first, second)] == [False, True]
    cards = [card.ref for card in queries.to_assess(a_call, assessor="x")]
    assert cards == [first] and queries.assessed_card(second, assessor="x") is None
    with pytest.raises(vetting.AssessedAlready):
        vetting.assess(application=second, marks=marks(), by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(ref=second).update(state=ApplicationState.PASSED)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "eligible", "consent": 0},
        {"state": "eligible", "meets_rules": False},
        {"state": "eligible", "region": ""},
        {"state": "eligible", "sent_on": None},
        {"state": "refused"},
        {"state": "not-passed"},
        {"not_passed": "below-mark"},
        {"state": "somewhere"},
    ],
)
def test_the_database_keeps_no_half_application(a_call, changed):
    ref = an_application(a_call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(ref=ref).update(**changed)


def test_nothing_of_an_identity_is_in_the_database_or_the_journal(a_call):
    person = identity(name="Canary Palmtree")
    an_application(a_call, person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        held = []
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            held += [row[0] for row in cursor.fetchall()]
    everything = "\n".join(held)
    assert "I waited for 31 minutes." in everything  # the twin: what is kept here is found
    assert [value for name, value in person.items() if name != "language" and value in everything] == []


def test_who_takes_an_application_back_is_destroyed_and_may_apply_again(a_call):
    person, code = identity(), a_draft(a_call)
    applying.send(code=code, identity=person, at=MONDAY_9AM)
    applying.withdraw(code=code, at=MONDAY_9AM)
    row = Application.objects.get(ref=ref_of(code))
    assert (row.state, row.motive, row.sex, row.languages) == ("withdrawn", "", "", [])
    assert not Tie.objects.filter(application=row).exists()
    with pytest.raises(applying.TooLateToWithdraw):
        applying.withdraw(code=code, at=MONDAY_9AM)
    assert not Application.objects.get(ref=an_application(a_call, person)).is_repeated


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_of_one_code_exactly_one_counts():
    call = an_open_call()
    code, person, heard = a_draft(call), identity(), []

    def send(who):
        try:
            applying.send(code=code, identity=who, at=MONDAY_9AM)
            heard.append("sent")
        except applying.ApplicationIsSent:
            heard.append("sent already")
        finally:
            connection.close()

    both = [threading.Thread(target=send, args=[who]) for who in (person, identity())]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sorted(heard) == ["sent", "sent already"]
    assert Entry.objects.filter(act="application.sent").count() == 1


# Assessing and settling


def test_nobody_assesses_or_settles_without_the_right(a_call, noura_the_reviewer):
    ref = an_application(a_call)
    with pytest.raises(NotPermitted):
        vetting.assess(application=ref, marks=marks(), by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        vetting.settle(application=ref, not_passed=None, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        vetting.see_papers(national_id="1", birth_date="1990-01-01", by=PUBLISHER, at=MONDAY_9AM)


def test_marks_are_given_once_and_whole(a_call):
    ref = an_application(a_call)
    with pytest.raises(MarksIncomplete):
        vetting.assess(application=ref, marks=marks() | {"credibility": 5}, by=OFFICER, at=MONDAY_9AM)
    vetting.assess(application=ref, marks=marks(), by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(vetting.AssessedAlready):
        vetting.assess(application=ref, marks=marks(4), by=OFFICER, at=MONDAY_9AM)


def test_assessors_see_neither_the_others_marks_nor_attributes(a_call):
    ref = an_application(a_call)
    vetting.assess(application=ref, marks=marks(4), by=OFFICER, at=MONDAY_9AM)
    seen = queries.assessed_card(ref, assessor=PUBLISHER.ref)
    assert seen.marks == {} and seen.is_open
    assert not {"sex", "age", "attributes", "scores"} & set(seen.__dataclass_fields__)
    assert queries.vetting_card(ref).scores == () and queries.vetting_card(ref).assessments == 1


def test_two_who_agree_make_it_assessed_and_two_who_do_not_ask_for_a_third(a_call):
    near, far = an_application(a_call), assessed(an_application(a_call), first=4, second=1)
    assert state_of(assessed(near)) == ApplicationState.ASSESSED
    assert state_of(far) == ApplicationState.ELIGIBLE
    vetting.assess(application=far, marks=marks(3), by=OFFICER, at=MONDAY_9AM)
    row = Application.objects.get(ref=far)
    assert row.state == ApplicationState.ASSESSED and row.score == Decimal("87.5")  # of 100, 75 and 25


def test_who_gave_marks_does_not_settle(a_call):
    ref = an_application(a_call)
    for by in (OFFICER, PUBLISHER):
        vetting.assess(application=ref, marks=marks(), by=by, at=MONDAY_9AM)
    with pytest.raises(vetting.AssessedByTheSame):
        vetting.settle(application=ref, not_passed=None, by=OFFICER, at=MONDAY_9AM)
    assert state_of(ref) == ApplicationState.ASSESSED
    vetting.settle(application=ref, not_passed=None, by=actor("khalid", Role.PANEL_OFFICER), at=MONDAY_9AM)
    assert state_of(ref) == ApplicationState.PASSED


def test_the_mark_decides_and_a_person_may_only_refuse_more(a_call):
    low, high = assessed(an_application(a_call), 2, 2), assessed(an_application(a_call))
    with pytest.raises(vetting.BelowTheMark):
        vetting.settle(application=low, not_passed=None, by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(vetting.NotBelowTheMark):
        vetting.settle(application=high, not_passed=NotPassed.BELOW_MARK, by=OFFICER, at=MONDAY_9AM)
    vetting.settle(application=low, not_passed=NotPassed.BELOW_MARK, by=OFFICER, at=MONDAY_9AM)
    vetting.settle(application=high, not_passed=NotPassed.CONFLICT, by=OFFICER, at=MONDAY_9AM)
    assert state_of(low) == state_of(high) == ApplicationState.NOT_PASSED
    with pytest.raises(MoveNotAllowed):
        vetting.settle(application=high, not_passed=None, by=OFFICER, at=MONDAY_9AM)


def test_papers_are_compared_in_the_vault_and_the_journal_names_nobody(a_call):
    person = identity()
    ref = an_application(a_call, person)
    said = {"national_id": person["national_id"], "by": OFFICER, "at": MONDAY_9AM}
    assert not vetting.see_papers(birth_date="1990-01-01", **said)
    assert queries.papers_fit([ref], by="x") == set()
    assert vetting.see_papers(birth_date=person["birth_date"], **said)
    assert queries.papers_fit([ref], by="x") == {ref}
    assert {entry.subject for entry in Entry.objects.filter(act="papers.seen")} == {"recruiting"}


def test_ties_to_bodies_are_kept_until_they_are_needed(a_call):
    ref = an_application(a_call, ties={TieKind.FAMILY: (new_ref(),)})  # a body that is not there is left out
    assert queries.vetting_card(ref).ties == ()
