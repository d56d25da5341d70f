"""Single visits of an internal programme: what is refused, by verb and by database, then the way to the unit and to the top."""

import json
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.commissions import SINGLE_KINDS, Addressee, Met, met
from basira.core.kernel.lifecycles import MissionState, VisitState
from basira.core.kernel.registry import MissionKind
from basira.programme.commissions import queries, verbs
from basira.programme.commissions.models import Commission, SingleReply, SingleReport
from basira.programme.commissions.queries import CommissionStep
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.journal import queries as journal
from basira.programme.people.charter import Governance
from basira.programme.people.models import Programme
from basira.programme.people.permissions import NotPermitted
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import OPEN_MISSIONS
from tests import database
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import entity, liaison_of
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
DIRECTOR = actor("salem", Role.DIRECTOR)


def make_internal():
    Programme.objects.update_or_create(
        id=1,
        defaults={
            "name_ar": "برنامج", "name_en": "Programme", "governance": Governance.INTERNAL,
            "body_name_ar": "الدائرة", "body_name_en": "Department",
        },
    )  # fmt: skip


@pytest.fixture
def world():
    """An internal programme with a phone test of unit E and one of unit F, both accepted, and one that waits."""
    make_internal()
    made = make_world(1)
    made.visit("Line-E", 0, answers="yes no", entity="E", remark="She said her name was Maryam")
    made.visit("Line-F", 1, answers="na yes", entity="F")
    made.visit("Line-E", 2, answers="yes yes", state=VisitState.IN_REVIEW, entity="E")
    Mission.objects.update(kind=MissionKind.PHONE_CALL)
    return made


def mission_of(shopper):
    return Mission.objects.order_by("pk")[shopper].ref


@contextmanager
def before_its_visit(mission):
    """Turn back to when a mission's visit was still to come: the visit stands there already, and counts afterwards."""
    rows = Mission.objects.filter(ref=mission)
    after = rows.values_list("state", flat=True).get()
    rows.update(state=MissionState.ACCEPTED)
    try:
        yield
    finally:
        if not connections["default"].needs_rollback:
            rows.update(state=after)


def order(shopper=0, addressee=Addressee.UNIT, by=DIRECTOR, why="The line was said to be slow"):
    with before_its_visit(mission_of(shopper)):
        return verbs.order_commission(mission=mission_of(shopper), addressee=addressee, why=why, by=by, at=MONDAY_9AM)


def release(commission, by=DIRECTOR):
    return verbs.release_single_report(commission=commission, by=by, at=MONDAY_9AM)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DIRECTOR, Role.PLANNER)])
def test_who_plans_and_directs_orders_and_nobody_else(world, role):
    with pytest.raises(NotPermitted):
        order(by=actor("x", role))


def test_an_independent_programme_reports_no_single_visit(world):
    Programme.objects.update(governance=Governance.INDEPENDENT, body_name_ar="", body_name_en="")
    with pytest.raises(verbs.NotInternal):
        order()
    assert not Commission.objects.exists()


def test_nor_does_one_that_became_independent_behind_our_back_and_the_database_says_so_too(world):
    made = order()
    Programme.objects.update(governance=Governance.INDEPENDENT, body_name_ar="", body_name_en="")
    with pytest.raises(verbs.NotInternal):
        release(made)
    with pytest.raises(DatabaseError, match="only an internal programme"), transaction.atomic():
        write_report(Commission.objects.get())


def write_report(commission, **changed):
    """Write a report past the verb."""
    values = {"entity_ref": commission.entity_ref, "released_by": "salem"} | changed
    SingleReport.objects.create(
        commission=commission, figures={}, figures_sha256="0" * 64, released_at=MONDAY_9AM, **values
    )


@pytest.mark.parametrize("kind", [kind for kind in MissionKind if kind not in SINGLE_KINDS])
def test_a_visit_at_which_somebody_is_remembered_is_never_reported_alone(world, kind):
    Mission.objects.update(kind=kind)
    with pytest.raises(verbs.KindNotSingle):
        order()


@pytest.mark.parametrize("state", [state for state in MissionState if state not in OPEN_MISSIONS])
def test_nobody_orders_afterwards_the_visit_that_suits(world, state):
    Mission.objects.update(state=state)
    said = {"mission": mission_of(0), "addressee": Addressee.UNIT, "why": "x", "by": DIRECTOR, "at": MONDAY_9AM}
    with pytest.raises(verbs.VisitIsMade):
        verbs.order_commission(**said)
    with pytest.raises(DatabaseError, match="before its visit"), transaction.atomic():
        write_order()
    assert not queries.may_be_ordered(mission_of(0))
    Mission.objects.update(state="offered")
    assert queries.may_be_ordered(mission_of(0)) and verbs.order_commission(**said)  # the twin


def write_order():
    """Write an order of the first mission past the verb."""
    return Commission.objects.create(
        mission=Mission.objects.get(ref=mission_of(0)), entity_ref=entity("E"), addressee=Addressee.UNIT, why="x",
        ordered_at=MONDAY_9AM, ordered_by="salem",
    )  # fmt: skip


def test_a_repeat_is_refused_in_the_words_of_a_kind_that_is_not_reported(world):
    Mission.objects.update(is_repeat=True)
    with pytest.raises(verbs.KindNotSingle):
        order()
    with (
        pytest.raises(DatabaseError, match="never reported by itself"),
        transaction.atomic(),
        before_its_visit(mission_of(0)),
    ):
        write_order()
    assert not queries.may_be_ordered(mission_of(0))


def test_nor_is_a_report_written_of_one_that_became_a_repeat_behind_our_back(world):
    order()
    Mission.objects.update(is_repeat=True)
    with pytest.raises(DatabaseError, match="never reported by itself"), transaction.atomic():
        write_report(Commission.objects.get())


def test_after_a_withdrawal_a_mission_is_ordered_again_and_never_twice_at_a_time(world):
    first = order()
    with (
        pytest.raises(DatabaseError, match="one order at a time"),
        transaction.atomic(),
        before_its_visit(mission_of(0)),
    ):
        write_order()
    verbs.withdraw_commission(commission=first, by=DIRECTOR, at=MONDAY_9AM)
    assert queries.commission_of(mission_of(0)) == ""
    second = order(addressee=Addressee.TOP)
    assert queries.commission_of(mission_of(0)) == second
    with pytest.raises(verbs.AlreadyOrdered):
        order()
    release(second)
    assert [card.step for card in queries.commission_cards()] == [CommissionStep.REPORTED, CommissionStep.WITHDRAWN]


def test_an_order_says_why_and_a_mission_has_one(world):
    with pytest.raises(verbs.WordsMissing):
        order(why="  ")
    order()
    with pytest.raises(verbs.AlreadyOrdered):
        order()
    with pytest.raises(verbs.MissionNotFound):
        verbs.order_commission(mission="x", addressee=Addressee.TOP, why="y", by=DIRECTOR, at=MONDAY_9AM)


def test_nothing_is_reported_before_a_reviewer_accepted_it(world):
    made = order(shopper=2)
    with pytest.raises(verbs.NothingAccepted):
        release(made)
    with pytest.raises(DatabaseError, match="another person accepted"), transaction.atomic():
        write_report(Commission.objects.get())


def test_who_settled_the_review_does_not_release_the_report(world):
    made = order()
    settled_by = Review.objects.get(visit__mission__ref=mission_of(0)).settled_by
    with pytest.raises(verbs.OwnReview):
        release(made, by=actor(settled_by, Role.DIRECTOR))
    with pytest.raises(DatabaseError, match="another person accepted"), transaction.atomic():
        write_report(Commission.objects.get(ref=made), released_by=settled_by)


def test_a_report_goes_to_whom_it_was_ordered_for(world):
    order(addressee=Addressee.TOP)
    with pytest.raises(DatabaseError, match="whom it was ordered for"), transaction.atomic():
        write_report(Commission.objects.get())


def test_a_withdrawn_order_is_over(world):
    made = order()
    verbs.withdraw_commission(commission=made, by=DIRECTOR, at=MONDAY_9AM)
    for step in (release, lambda ref: verbs.withdraw_commission(commission=ref, by=DIRECTOR, at=MONDAY_9AM)):
        with pytest.raises(verbs.OrderIsOver):
            step(made)
    with pytest.raises(DatabaseError, match="withdrawn order"), transaction.atomic():
        write_report(Commission.objects.get())
    with pytest.raises(verbs.CommissionNotFound):
        release("nothing")


@pytest.mark.parametrize("table", ["commission", "withdrawal", "singlereport", "singlereply"])
def test_the_database_refuses_any_change(world, table):
    first, second = order(), order(shopper=1)
    report = release(first)
    verbs.withdraw_commission(commission=second, by=DIRECTOR, at=MONDAY_9AM)
    verbs.reply_to_report(report=report, words="Seen.", by=liaison_of("E"), at=MONDAY_9AM, database="default")
    for statement in (f"UPDATE commissions_{table} SET id = id", f"DELETE FROM commissions_{table}"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connections["default"].cursor().execute(statement)


def test_the_unit_reads_what_was_found_and_nothing_of_the_visit(world):
    release(order())
    (card,) = queries.own_single_reports(entity_ref=entity("E"), database="default")
    assert {row.name.en: row.met for row in card.criteria} == {"greeted": Met.YES, "fee": Met.NO}
    assert [row.critical for row in card.not_met] == [True]
    told = json.dumps(SingleReport.objects.get().figures, ensure_ascii=False)
    visit = Visit.objects.get(mission__ref=mission_of(0))
    number = visit.cycle_number.number
    for secret in ("Maryam", visit.ref, number, visit.cycle_number.ref, visit.mission.ref, "2026-03-3", "score"):
        assert secret not in told, secret
    assert json.loads(told)["month"] == "2026-03"


@pytest.mark.parametrize(("days_later", "told"), [(-60, "2026-09"), (60, "2026-11")])
def test_a_report_tells_no_month_that_is_still_to_come(world, days_later, told):
    made = order()
    end = MONDAY_9AM + timedelta(days=days_later)
    Mission.objects.update(window_start=end - timedelta(days=1), window_end=end)
    release(made)
    assert SingleReport.objects.get().figures["month"] == told


def test_what_did_not_apply_is_neither_met_nor_missed(world):
    release(order(shopper=1))
    (card,) = queries.own_single_reports(entity_ref=entity("F"), database="default")
    assert card.counts == {Met.NOT_APPLICABLE: 1, Met.YES: 1} and card.not_met == ()


def test_a_report_to_the_top_is_no_units(world):
    made = order(addressee=Addressee.TOP)
    report = release(made)
    assert queries.own_single_reports(entity_ref=entity("E"), database="default") == ()
    with pytest.raises(verbs.CommissionNotFound):
        verbs.reply_to_report(report=report, words="x", by=liaison_of("E"), at=MONDAY_9AM, database="default")
    assert queries.commission_page(made).report is not None


def test_a_unit_replies_once_and_the_desk_reads_it(world):
    made = order()
    report = release(made)
    with pytest.raises(verbs.CommissionNotFound):
        verbs.reply_to_report(report=report, words="x", by=liaison_of("F"), at=MONDAY_9AM, database="default")
    for words in ("", " ", "x" * 4001):
        with pytest.raises(verbs.WordsMissing):
            verbs.reply_to_report(report=report, words=words, by=liaison_of("E"), at=MONDAY_9AM, database="default")
    assert not SingleReply.objects.exists()
    verbs.reply_to_report(report=report, words="We mend it.", by=liaison_of("E"), at=MONDAY_9AM, database="default")
    with pytest.raises(verbs.AlreadyReplied):
        verbs.reply_to_report(report=report, words="x", by=liaison_of("E"), at=MONDAY_9AM, database="default")
    card = queries.commission_page(made)
    assert (card.step, card.report.reply) == (CommissionStep.REPLIED, "We mend it.")
    acts = {event.act for ref in (made, report) for event in journal.entries_about(ref)}
    assert acts == {"commission.ordered", "commission.reported", "commission.replied"}


def test_the_steps_of_an_order(world):
    waiting, accepted = order(shopper=2), order()
    assert {card.ref: card.step for card in queries.commission_cards()} == {
        waiting: CommissionStep.ORDERED,
        accepted: CommissionStep.ACCEPTED,
    }
    verbs.withdraw_commission(commission=waiting, by=DIRECTOR, at=MONDAY_9AM)
    release(accepted)
    assert [card.step for card in queries.commission_cards()] == [CommissionStep.REPORTED, CommissionStep.WITHDRAWN]


@pytest.mark.parametrize(
    ("share", "said"), [(None, Met.NOT_APPLICABLE), ("1", Met.YES), ("0", Met.NO), ("0.5", Met.PARTLY)]
)
def test_a_share_is_told_in_words(share, said):
    assert met(None if share is None else Decimal(share)) is said


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_through_the_portals_role_a_unit_sees_its_own_and_nobody_the_tops(world):
    database.let_the_portal_in()
    release(order())
    release(order(shopper=1, addressee=Addressee.TOP))
    for unit, seen in (("E", 1), ("F", 0)):
        with own_rows(entity(unit)) as alias:
            assert SingleReport.objects.using(alias).count() == seen
    with transaction.atomic(using=PORTAL), connections[PORTAL].cursor() as cursor:
        cursor.execute("SELECT set_config('basira.entity', '', true)")
        assert SingleReport.objects.using(PORTAL).count() == 0
    connections[PORTAL].close()
