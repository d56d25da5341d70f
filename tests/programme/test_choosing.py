"""The choice of a call, admission into the panel, and appointment: refusals first, and no way from an application to a shopper."""

import threading
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from basira.core.imports.reading import read_table
from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import ApplicationState, CallState, MoveNotAllowed, ShopperState
from basira.core.kernel.problem import FileRefused
from basira.core.kernel.refs import new_ref
from basira.core.recruiting.attributes import ATTRIBUTE_COLUMNS, Language
from basira.core.selection.choosing import choose
from basira.core.selection.protocol import Beacon, BoundAgain, Named
from basira.core.selection.reading import Columns, read_pool, read_quotas
from basira.core.selection.records import commitment_of, pool_from
from basira.gateways.vault import Claim, Vault, VaultNotReachable
from basira.gateways.vault_refusals import ApplicantsUnknown
from basira.programme.journal.models import Entry
from basira.programme.panel import admitting, verbs
from basira.programme.panel import queries as panel
from basira.programme.panel.models import Shopper
from basira.programme.panel.verbs import Identity
from basira.programme.people.charter import Governance
from basira.programme.people.models import Programme
from basira.programme.people.permissions import NotPermitted
from basira.programme.recruiting import draws, queries
from basira.programme.recruiting.models import Application, Choice
from basira.programme.recruiting.routes import (
    EmployeesInternalOnly,
    OwnUnitMissing,
    RouteClosed,
    TieKind,
)
from basira.programme.recruiting.verbs import applying, calls, choosing, vetting
from basira.programme.registry.models import Entity, Sector
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import (
    DIRECTOR,
    OFFICER,
    a_draft,
    an_application,
    an_open_call,
    assessed,
    identity,
    passed,
    ref_of,
)

pytestmark = pytest.mark.django_db
BY = {"by": OFFICER, "at": MONDAY_9AM}
DUE = MONDAY_9AM + timedelta(hours=1)
LATER = {"by": OFFICER, "at": DUE}
LOTTERY = Named(Beacon.ANNOUNCED, DUE, "The national lottery of that day")
NUMBERS = "4 8 15 16 23 42"


@pytest.fixture
def a_body():
    sector = Sector.objects.create(code="x", name_ar="س", name_en="X")
    return Entity.objects.create(
        sector=sector, code="b", kind="authority", name_ar="ج", name_en="B", created_at=MONDAY_9AM, created_by="t"
    )


def closed(call):
    calls.move_call(ref=call, to=CallState.CLOSED, **BY)
    return call


def states(*refs):
    return [Application.objects.get(ref=ref).state for ref in refs]


def drawn(call, said=NUMBERS):
    choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    choosing.draw(call=call, said=said, **LATER)


def test_nothing_is_bound_or_drawn_by_strangers_while_the_call_is_open_or_in_the_wrong_order():
    call = an_open_call()
    with pytest.raises(NotPermitted):
        choosing.bind_choice(call=call, quotas="", named=LOTTERY, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        choosing.bind_choice(call=call, quotas="", named=LOTTERY, **BY)
    closed(call)
    with pytest.raises(choosing.NothingBound):
        choosing.draw(call=call, said=NUMBERS, **LATER)


@pytest.mark.parametrize(
    ("quotas", "code"),
    [
        ("category,feature,min,max\nsex,woman,1,2\n", "quota.unknown"),
        ("category,feature,min,max\nname,Huda,1,2\n", "quota.unknown"),
        ("category,feature,min,max\nsex,female,2,1\n", "quota.min-above-max"),
        ("sex female", None),
    ],
)
def test_quotas_are_refused_whole_with_every_fault(quotas, code):
    call = closed(an_open_call())
    with pytest.raises(FileRefused) as refusal:
        choosing.bind_choice(call=call, quotas=quotas, named=LOTTERY, **BY)
    assert code is None or code in {fault.code for fault in refusal.value.faults}
    assert draws.choice_card(call) is None


def test_only_who_passed_and_showed_papers_may_be_chosen():
    call = an_open_call(capacity=2)
    passed(call)
    without_papers = assessed(an_application(call))
    vetting.settle(application=without_papers, not_passed=None, **BY)
    with pytest.raises(choosing.TooFewPassed) as refusal:
        choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    assert refusal.value.params == {"count": 1, "size": 2}


def test_a_draw_takes_what_was_bound_and_is_never_drawn_over():
    call = an_open_call(capacity=2)
    refs = [passed(call, sex=sex, languages=("ar", "ur")) for sex in ("female", "female", "male", "male")]
    quotas = "category,feature,min,max\nsex,female,1,1\nspeaks ur,yes,2,2\n"
    bound = choosing.bind_choice(call=closed(call), quotas=quotas, named=LOTTERY, **BY)
    choosing.draw(call=call, said=NUMBERS, **LATER)
    card = draws.choice_card(call)
    assert card.commitment == bound == card.report["commitment"] and len(card.chosen) == 2
    sexes = Application.objects.filter(ref__in=card.chosen).values_list("sex", flat=True)
    assert sorted(sexes) == ["female", "male"] and set(card.chosen) | set(card.reserves) <= set(refs)
    for again in (
        lambda: choosing.draw(call=call, said=NUMBERS, **LATER),
        lambda: choosing.bind_choice(call=call, quotas="", named=LOTTERY, **BY),
    ):
        with pytest.raises(MoveNotAllowed):
            again()
    # The auditor draws again from what was bound alone, also by the command, which reads the two tables.
    columns = Columns("id", ("household",))
    tables = [read_table(text.encode(), "bound.csv") for text in (card.pool, card.typed_quotas)]
    assert commitment_of(read_pool(tables[0], read_quotas(tables[1]), card.size, columns)) == bound
    pool = pool_from(card.pool.encode(), card.quotas.encode(), card.size)
    assert commitment_of(pool) == bound and set(choose(pool, seed=card.seed).panel) == set(card.chosen)


def test_without_a_quota_too_the_bound_tables_are_whole():
    call = an_open_call(capacity=1)
    for sex in ("female", "male"):
        passed(call, sex=sex)
    bound = choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    card = draws.choice_card(call)
    tables = [read_table(text.encode(), "bound.csv") for text in (card.pool, card.typed_quotas)]
    read = read_pool(tables[0], read_quotas(tables[1]), card.size, Columns("id", ("household",)))
    assert commitment_of(read) == bound and card.typed_quotas.splitlines()[1:] == ["sex,female,0,1", "sex,male,0,1"]


def test_who_lives_together_is_never_chosen_together():
    call = an_open_call(capacity=2)
    home = identity()["home"]
    refs = []
    for _each in range(3):
        person = identity(home=home)
        refs.append(assessed(an_application(call, person)))
        vetting.settle(application=refs[-1], not_passed=None, **BY)
        vetting.see_papers(national_id=person["national_id"], birth_date=person["birth_date"], **BY)
    passed(call)
    drawn(call)
    assert len(set(draws.choice_card(call).chosen) & set(refs)) == 1


def test_quotas_that_no_panel_keeps_are_named_and_nothing_is_bound():
    call = an_open_call(capacity=2)
    for _each in range(3):
        passed(call)
    quotas = "category,feature,min,max\nsex,male,1,2\n"
    with pytest.raises(choosing.NoPanelKeepsAll) as refusal:
        choosing.bind_choice(call=closed(call), quotas=quotas, named=LOTTERY, **BY)
    assert "sex male min 1" in refusal.value.params["conflict"] and not Choice.objects.exists()


def test_who_takes_an_application_back_after_the_binding_stops_the_draw():
    call = an_open_call(capacity=1)
    passed(call)
    code, person = a_draft(call), identity()
    applying.send(code=code, identity=person, at=MONDAY_9AM)
    vetting.settle(application=assessed(ref_of(code)), not_passed=None, **BY)
    vetting.see_papers(national_id=person["national_id"], birth_date=person["birth_date"], **BY)
    choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    applying.withdraw(code=code, at=MONDAY_9AM)
    with pytest.raises(choosing.PoolChanged):
        choosing.draw(call=call, said=NUMBERS, **LATER)


def test_who_passes_or_shows_papers_after_the_binding_has_a_chance_or_the_draw_stops():
    """Fresh eyes found that they were not chosen without ever having had a chance."""
    call = an_open_call(capacity=1)
    passed(call)
    late, person = assessed(an_application(call)), identity()
    waits = assessed(an_application(call, person))
    vetting.settle(application=waits, not_passed=None, **BY)
    said = {"call": closed(call), "quotas": "", "named": LOTTERY}
    choosing.bind_choice(**said, **BY)
    vetting.settle(application=late, not_passed=None, **BY)  # without papers she may not be chosen, and changes nothing
    vetting.see_papers(national_id=person["national_id"], birth_date=person["birth_date"], **BY)
    with pytest.raises(choosing.PoolChanged):
        choosing.draw(call=call, said=NUMBERS, **LATER)
    choosing.bind_choice(**said, reason=BoundAgain.POOL_CHANGED, **BY)
    choosing.draw(call=call, said=NUMBERS, **LATER)


def draw_while(act, problem, call, monkeypatch):
    """Draw, with `act` begun on a connection of its own in the middle of it, and return what `act` heard."""
    heard, whole = [], choosing.chosen_from

    def run():
        try:
            act()
            heard.append("done")
        except problem:
            heard.append("refused")
        finally:
            connection.close()

    beside = threading.Thread(target=run)

    def slowly(pool, seed, wish):
        beside.start()
        beside.join(1)
        return whole(pool, seed, wish)

    with monkeypatch.context() as patch:
        patch.setattr(choosing, "chosen_from", slowly)
        choosing.draw(call=call, said=NUMBERS, **LATER)
    beside.join(30)
    return heard


@pytest.mark.django_db(transaction=True)
def test_who_takes_back_during_a_draw_waits_for_it_and_is_refused(monkeypatch):
    """Fresh eyes found that she read the call as closed: the draw fell over her, or was written over."""
    call, person = an_open_call(capacity=1), identity()
    code = a_draft(call)
    applying.send(code=code, identity=person, at=MONDAY_9AM)
    ref = assessed(ref_of(code))
    vetting.settle(application=ref, not_passed=None, **BY)
    vetting.see_papers(national_id=person["national_id"], birth_date=person["birth_date"], **BY)
    choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    heard = draw_while(
        lambda: applying.withdraw(code=code, at=MONDAY_9AM), applying.TooLateToWithdraw, call, monkeypatch
    )
    assert heard == ["refused"] and states(ref) == [ApplicationState.CHOSEN]


@pytest.mark.django_db(transaction=True)
def test_who_is_settled_during_a_draw_waits_for_it_and_is_not_among_those_whom_it_passed_over(monkeypatch):
    call = an_open_call(capacity=1)
    passed(call)
    late = assessed(an_application(call))
    choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)

    def settle():
        vetting.settle(application=late, not_passed=None, **BY)

    assert draw_while(settle, MoveNotAllowed, call, monkeypatch) == ["done"]
    assert states(late) == [ApplicationState.PASSED]


def test_the_database_keeps_no_half_draw():
    call = an_open_call(capacity=1)
    passed(call)
    choosing.bind_choice(call=closed(call), quotas="", named=LOTTERY, **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.update(seed="x")


def test_after_the_choice_an_applicant_learns_nothing_from_taking_back():
    call = an_open_call(capacity=1)
    codes = []
    for _each in range(3):
        code, person = a_draft(call), identity()
        applying.send(code=code, identity=person, at=MONDAY_9AM)
        vetting.settle(application=assessed(ref_of(code)), not_passed=None, **BY)
        vetting.see_papers(national_id=person["national_id"], birth_date=person["birth_date"], **BY)
        codes.append(code)
    drawn(call)
    assert set(Application.objects.values_list("state", flat=True)) >= {"chosen", "reserve"}
    for code in codes:
        with pytest.raises(applying.TooLateToWithdraw):
            applying.withdraw(code=code, at=MONDAY_9AM)
    cards = [queries.draft_card(applying.digest(code)) for code in codes]
    assert len({(card.is_draft, card.was_refused, card.was_withdrawn) for card in cards}) == 1


def test_a_reserve_is_called_in_her_place_who_declines():
    call = an_open_call(capacity=1)
    for _each in range(3):
        passed(call)
    drawn(call)
    card = draws.choice_card(call)
    with pytest.raises(MoveNotAllowed):
        choosing.replace_chosen(application=card.reserves[0], ended=[], **BY)
    called = choosing.replace_chosen(application=card.chosen[0], ended=[], **BY)
    assert (called.reserve, called.broken) == (card.reserves[0], 0)
    assert states(card.chosen[0], card.reserves[0]) == [ApplicationState.WITHDRAWN, ApplicationState.CHOSEN]


def test_the_last_reserve_cannot_be_called_twice():
    call = an_open_call(capacity=1)
    passed(call)
    drawn(call)
    (chosen,) = draws.choice_card(call).chosen
    with pytest.raises(choosing.NoReserveLeft):
        choosing.replace_chosen(application=chosen, ended=[], **BY)
    assert states(chosen) == [ApplicationState.CHOSEN]


def test_nobody_is_admitted_by_strangers_twice_or_without_the_vault(monkeypatch):
    call = an_open_call(capacity=2)
    for _each in range(2):
        passed(call)
    with pytest.raises(admitting.NobodyToAdmit):
        admitting.admit_chosen(call=call, **BY)
    drawn(call)
    with pytest.raises(NotPermitted):
        admitting.admit_chosen(call=call, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(calls.AdmissionsOpen):
        calls.move_call(ref=call, to=CallState.ENDED, **BY)
    with monkeypatch.context() as patch:

        def away(*_args, **_said):
            raise VaultNotReachable

        patch.setattr(Vault, "ask", away)
        with pytest.raises(VaultNotReachable):
            admitting.admit_chosen(call=call, **BY)
    assert not Shopper.objects.exists() and set(states(*draws.choice_card(call).chosen)) == {"chosen"}
    assert admitting.admit_chosen(call=call, **BY) == 2
    with pytest.raises(admitting.NobodyToAdmit):
        admitting.admit_chosen(call=call, **BY)


@pytest.mark.django_db(transaction=True)
def test_a_crash_after_the_vault_admitted_comes_to_the_same_shoppers(monkeypatch):
    call = an_open_call(capacity=1)
    passed(call)
    drawn(call)
    told = []

    def crash(rows, by, at):
        told.extend(row.panel_ref for row in rows)
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(admitting, "add_shoppers", crash)
        admitting.admit_chosen(call=call, **BY)
    assert admitting.admit_chosen(call=call, **BY) == 1
    assert list(Shopper.objects.values_list("panel_ref", flat=True)) == told


@pytest.mark.django_db(transaction=True)
def test_who_declines_after_an_admission_that_was_lost_is_kept_nowhere(monkeypatch):
    """Fresh eyes found that the vault kept her for good: it had given her a panel ref that no panel knew."""
    call, people = an_open_call(capacity=1), [identity(), identity()]
    for who in people:
        code = a_draft(call)
        applying.send(code=code, identity=who, at=MONDAY_9AM)
        vetting.settle(application=assessed(ref_of(code)), not_passed=None, **BY)
        vetting.see_papers(national_id=who["national_id"], birth_date=who["birth_date"], **BY)
    drawn(call)
    (chosen,) = draws.choice_card(call).chosen

    def crash(rows, by, at):
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(admitting, "add_shoppers", crash)
        admitting.admit_chosen(call=call, **BY)
    choosing.replace_chosen(application=chosen, ended=[], **BY)
    again = [queries.vault().apply(Claim(new_ref(), 18, "25-34"), who, by="t") for who in people]
    assert sorted(again) == [False, True]  # only who declined is new to the vault; the reserve waits


def test_who_is_not_in_the_vault_is_not_admitted():
    call = an_open_call(capacity=1)
    passed(call)
    drawn(call)
    queries.vault().forget_applicants(list(draws.choice_card(call).chosen), by="t")
    with pytest.raises(ApplicantsUnknown):
        admitting.admit_chosen(call=call, **BY)
    assert not Shopper.objects.exists()


def test_no_row_or_entry_holds_an_application_and_a_panel_ref_and_her_ties_hold_in_the_cycle(a_body):
    call = an_open_call(capacity=4)
    for _each in range(3):
        passed(call)
    tied = passed(call, ties={TieKind.FAMILY: (a_body.ref,), TieKind.KNOWN: (a_body.ref,)})
    drawn(call)
    assert admitting.admit_chosen(call=call, **BY) == 4
    shoppers = {card.panel_ref: card.state for card in panel.shopper_cards()}
    assert set(shoppers.values()) == {ShopperState.IN_TRAINING}
    refs = set(Application.objects.values_list("ref", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                assert not (any(ref in row for ref in refs) and any(ref in row for ref in shoppers)), table
    order = list(Shopper.objects.order_by("pk").values_list("panel_ref", flat=True))
    assert order == sorted(order) and tied in refs
    cycle = "c" * 26
    numbers = verbs.number_for_cycle(cycle=cycle, shoppers=list(Shopper.objects.all()), **BY)
    barred = panel.barred([(number.ref, a_body.ref) for number in numbers], by="planner")
    assert len(barred) == 1


def test_when_the_call_ends_nothing_leads_back_and_the_shoppers_stay():
    call = an_open_call(capacity=1)
    passed(call)
    drawn(call)
    admitting.admit_chosen(call=call, **BY)
    calls.move_call(ref=call, to=CallState.ENDED, **BY)
    assert not Application.objects.exists() and queries.call_card(call).counts == {"admitted": 1}
    assert len(panel.shopper_cards()) == 1


def test_when_the_call_ends_nothing_is_kept_of_who_was_not_chosen_but_a_day_in_the_journal():
    """Fresh eyes found the bound pool, with who lives together, and the journal's instants outlive the published notice."""
    call = an_open_call(capacity=1)
    for _each in range(3):
        passed(call)
    at = DUE + timedelta(minutes=7)
    passed(call, sex="male")  # whom the quota leaves no chance, so that the report names him
    quotas = "category,feature,min,max\nsex,male,0,0\n"
    bound = choosing.bind_choice(call=closed(call), quotas=quotas, named=LOTTERY, **BY)
    choosing.draw(call=call, said=NUMBERS, by=OFFICER, at=at)
    seed = draws.choice_card(call).seed
    admitting.admit_chosen(call=call, by=OFFICER, at=at)
    refs = set(Application.objects.values_list("ref", flat=True))
    assert len(Choice.objects.get().report["excluded"]) == 1
    calls.move_call(ref=call, to=CallState.ENDED, by=OFFICER, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            holds = [row for (row,) in cursor.fetchall() if any(ref in row for ref in refs)]
            assert table == "journal_entry" or holds == [], table
    instants = Entry.objects.filter(subject__in=refs).values_list("at", flat=True)
    assert instants and {localtime(each).time() for each in instants} == {time.min}
    card = draws.choice_card(call)
    assert (card.commitment, card.seed, card.report["applicants"], card.pool) == (bound, seed, 4, "")


# Appointment (rulings 3 and 19)


def person(number=1):
    return Identity(name=f"Appointed {number}", phone=f"+97155999{number:04}", national_id=f"7841980{number:08}")


def appoint(number=1, **said):
    return admitting.appoint(identity=person(number), state=ShopperState.IN_TRAINING, **said, **BY)


def internal(a_body):
    Programme.objects.update_or_create(
        id=1,
        defaults={
            "name_ar": "ب", "name_en": "P", "governance": Governance.INTERNAL, "body_name_ar": "ج", "body_name_en": "B",
        },
    )  # fmt: skip


def test_an_employee_is_refused_in_an_independent_programme(a_body):
    with pytest.raises(EmployeesInternalOnly):
        appoint(own_unit=a_body.ref)
    assert not Shopper.objects.exists()


def test_an_employee_comes_in_only_by_an_open_route_and_with_the_own_unit_named(a_body):
    internal(a_body)
    with pytest.raises(RouteClosed):
        appoint(own_unit=a_body.ref)
    calls.set_route(route=Route.EMPLOYEES, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(OwnUnitMissing):
        appoint(own_unit="")
    assert not Shopper.objects.exists()


def test_an_appointed_employee_is_never_sent_to_the_own_unit(a_body):
    internal(a_body)
    calls.set_route(route=Route.EMPLOYEES, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    appoint(own_unit=a_body.ref)
    (number,) = verbs.number_for_cycle(cycle="d" * 26, shoppers=list(Shopper.objects.all()), **BY)
    assert panel.barred([(number.ref, a_body.ref)], by="planner") == {(number.ref, a_body.ref)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM journal_entry t")
        assert a_body.ref not in "".join(row[0] for row in cursor.fetchall())


def test_nobody_is_appointed_while_that_route_is_closed():
    calls.set_route(route=Route.APPOINTMENT, is_open=False, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(RouteClosed):
        appoint()


def test_every_language_of_the_form_is_a_category_of_quotas():
    assert {f"speaks {each}" for each in Language} <= set(ATTRIBUTE_COLUMNS)
