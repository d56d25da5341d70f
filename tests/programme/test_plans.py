"""Corrective plans: what is refused at each step, what the database refuses besides, then how one is opened and moves on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from basira.core.kernel.actor import OPERATOR, SYSTEM, Role
from basira.core.kernel.lifecycles import MoveNotAllowed, PlanState
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.journal.models import Entry
from basira.programme.people.blueprints import keep_blueprint
from basira.programme.people.clocks import clocks_now, set_clocks
from basira.programme.people.permissions import NotPermitted
from basira.programme.plans import agreeing, answering, opening, queries
from basira.programme.plans.answering import (
    NotUnderWay,
    ProofMissing,
    SignedByDeclarer,
    Step,
    StepIsDone,
    StepNotFound,
    StepsOpen,
    StepsRefused,
)
from basira.programme.plans.models import Escalation, Plan, PlanMove, PlanStep, ProofFile
from basira.programme.plans.moving import MovedMeanwhile, PlanNotFound, ReasonMissing, WordsTell
from basira.programme.plans.opening import FindingUnknown, FindingWaits, NothingToMend, PlanThere
from basira.programme.plans.rules import RulesCard, rules_card
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, PDF, answer, asked_of, entity, informed_cycle, liaison_of
from tests.programme.contest_world import contested, decide
from tests.programme.kept_world import S3
from tests.programme.plans_world import STEPS, brought_to, declare, finish_steps, head_of, opened, propose

pytestmark = pytest.mark.django_db


def state(plan):
    return PlanState(PlanMove.objects.filter(plan=plan).latest("place").to)


def open_due(at=MONDAY_9AM):
    return opening.open_due_plans(by=SYSTEM, at=at)


def card(plan, at=MONDAY_9AM):
    return queries.desk_plan(plan.ref, at).card


# opening


def test_nothing_is_opened_before_the_body_answered_or_its_time_is_over():
    informed_cycle()
    assert open_due() == 0
    assert open_due(MONDAY_9AM + timedelta(days=14)) == 0
    assert open_due(MONDAY_9AM + timedelta(days=15)) > 0
    assert {plan.entity_ref for plan in Plan.objects.all()} == {entity("F")}


def test_a_contested_finding_waits_for_its_arbiter_and_one_that_fell_has_no_plan():
    finding = contested()
    assert open_due() == 0
    with pytest.raises(FindingWaits):
        opening.open_plan(finding=finding.ref, reason="It is grave.", by=DIRECTOR, at=MONDAY_9AM)
    decide(finding, "not-upheld")
    assert open_due() == 0
    with pytest.raises(NothingToMend):
        opening.open_plan(finding=finding.ref, reason="It is grave.", by=DIRECTOR, at=MONDAY_9AM)


def test_a_contest_that_ends_with_the_finding_upheld_opens_its_plan():
    decide(contested())
    assert open_due() == 1 and Plan.objects.get().opened_for == "critical"


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER, Role.BODY_LIAISON, Role.BODY_HEAD])
def test_others_open_no_plan(role):
    informed_cycle()
    with pytest.raises(NotPermitted):
        opening.open_plan(finding=asked_of("F").ref, reason="x", by=actor("x", role), at=MONDAY_9AM)


def test_an_officer_opens_one_with_a_reason_that_tells_nothing():
    informed_cycle(bodies="EF", poor="EF")
    finding = asked_of("E")
    answer(finding.ref, liaison_of("E"))
    for reason, problem in (("", ReasonMissing), ("Our shopper saw it at 10:40.", WordsTell)):
        with pytest.raises(problem):
            opening.open_plan(finding=finding.ref, reason=reason, by=ANALYST, at=MONDAY_9AM)
    with pytest.raises(FindingUnknown):
        opening.open_plan(finding="x" * 26, reason="It is grave.", by=ANALYST, at=MONDAY_9AM)
    strength = Finding.objects.filter(part="strength").first()
    if strength:
        with pytest.raises(NothingToMend):
            opening.open_plan(finding=strength.ref, reason="It is grave.", by=ANALYST, at=MONDAY_9AM)
    plan = opening.open_plan(finding=finding.ref, reason="It is grave.", by=ANALYST, at=MONDAY_9AM)
    assert (plan.opened_for, plan.reason, state(plan)) == ("officer", "It is grave.", PlanState.OPEN)
    with pytest.raises(PlanThere):
        opening.open_plan(finding=finding.ref, reason="It is grave.", by=ANALYST, at=MONDAY_9AM)
    assert [entry.act for entry in Entry.objects.filter(subject=plan.ref)] == ["plan.opened", "plan.moved"]


def test_a_second_run_opens_nothing_and_the_same_fault_of_the_next_cycle_has_no_second_plan():
    plan = opened_after_informing()
    assert open_due() == 0
    informed_cycle(2)
    answer(asked_newest("F"), liaison_of("F"))
    assert open_due() == 0 and Plan.objects.get() == plan
    with pytest.raises(PlanThere):
        opening.open_plan(finding=asked_newest("F"), reason="It is grave.", by=ANALYST, at=MONDAY_9AM)


def opened_after_informing():
    informed_cycle()
    return opened()


def asked_newest(code):
    report = EntityReport.objects.filter(entity_ref=entity(code)).order_by("-starts_on").first()
    return Finding.objects.filter(report=report, answer_by__isnull=False).order_by("place").first().ref


def test_the_same_shortcoming_in_two_cycles_opens_a_plan_by_itself():
    opening.set_rules(rules=RulesCard(score_below=0, critical_failed=False, in_a_row=2), by=DIRECTOR, at=MONDAY_9AM)
    informed_cycle(1)
    answer(asked_of("F").ref, liaison_of("F"))
    assert open_due() == 0
    informed_cycle(2)
    answer(asked_newest("F"), liaison_of("F"))
    assert open_due() == 1 and Plan.objects.get().opened_for == "in-a-row"


@pytest.mark.parametrize(
    ("outcome", "opens"),
    [
        ({"outcome": "not-upheld"}, 0),
        ({"outcome": "changed", "now_reads": "The fee could be told better.", "now_part": "opportunity"}, 0),
        ({"outcome": "changed", "now_reads": "The fee was not told.", "now_part": "shortcoming"}, 1),
        ({"outcome": "upheld"}, 1),
    ],
)
def test_a_shortcoming_counts_as_its_arbiter_left_it(outcome, opens):
    opening.set_rules(rules=RulesCard(score_below=0, critical_failed=False, in_a_row=2), by=DIRECTOR, at=MONDAY_9AM)
    decide(contested(), **outcome)
    informed_cycle(2)
    answer(asked_newest("F"), liaison_of("F"))
    assert open_due() == opens


def test_the_rules_are_the_directors_and_a_plan_keeps_the_clocks_of_its_day():
    plan = opened_after_informing()
    with pytest.raises(NotPermitted):
        opening.set_rules(rules=RulesCard(), by=ANALYST, at=MONDAY_9AM)
    opening.set_rules(rules=replace(RulesCard(), plan_days=3, grace_days=30), by=DIRECTOR, at=MONDAY_9AM)
    assert (rules_card().plan_days, rules_card().grace_days) == (3, 30)
    plan.refresh_from_db()
    assert (plan.plan_days, plan.grace_days) == (10, 60)


# proposing, agreeing


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        ((), ["0: steps"]),
        (STEPS * 5, ["0: steps"]),
        ((Step("", "Unit", date(2026, 12, 9)),), ["1: what"]),
        ((STEPS[0], Step("Do it", " ", date(2026, 12, 9))), ["2: post"]),
        ((Step("Do it", "Mr. Khalid", date(2026, 12, 9)),), ["1: person"]),
        ((Step("Do it", "Unit", date(2026, 11, 23)),), ["1: due-on"]),
        ((Step("Do it", "Unit", date(2026, 12, 12)),), ["1: day-off"]),
    ],
)
def test_faulty_steps_are_refused_whole_with_every_fault_by_its_place(steps, faults):
    plan = opened_after_informing()
    with pytest.raises(StepsRefused) as refusal:
        propose(plan, steps=steps)
    assert refusal.value.params["faults"] == faults
    assert not PlanStep.objects.exists() and state(plan) is PlanState.OPEN


def test_another_body_and_other_roles_write_no_plan():
    plan = opened_after_informing()
    for by, problem in ((liaison_of("E"), PlanNotFound), (head_of("F"), NotPermitted), (ANALYST, NotPermitted)):
        with pytest.raises(problem):
            propose(plan, by=by)


def test_steps_are_sent_back_with_reasons_that_tell_nothing_and_the_clock_starts_anew():
    plan = opened_after_informing()
    propose(plan)
    with pytest.raises(MoveNotAllowed):
        propose(plan)
    for words, problem in (("", ReasonMissing), ("The shopper did not see it.", WordsTell)):
        with pytest.raises(problem):
            agreeing.return_plan(plan=plan.ref, words=words, by=ANALYST, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        agreeing.agree_plan(plan=plan.ref, by=liaison_of("F"), at=MONDAY_9AM)
    agreeing.return_plan(plan=plan.ref, words="Who looks after the boards?", by=ANALYST, at=MONDAY_9AM)
    shown = card(plan)
    assert shown.state is PlanState.OPEN and str(shown.owed.due_on) == "2026-12-07"
    propose(plan, steps=STEPS[:1])
    agreeing.agree_plan(plan=plan.ref, by=ANALYST, at=MONDAY_9AM)
    assert len(card(plan).steps) == 1 and str(card(plan).owed.due_on) == "2026-12-09"
    with pytest.raises(MoveNotAllowed):
        agreeing.return_plan(plan=plan.ref, words="Again.", by=ANALYST, at=MONDAY_9AM)


def test_whoever_was_kept_waiting_for_the_agreement_is_not_late_when_it_comes():
    plan = opened_after_informing()
    propose(plan)
    waiting, agreed = MONDAY_9AM + timedelta(days=40), MONDAY_9AM + timedelta(days=63)
    assert not any(step.is_late for step in card(plan, waiting).steps)
    agreeing.agree_plan(plan=plan.ref, by=ANALYST, at=agreed)
    shown = card(plan, agreed)
    assert str(shown.owed.due_on) == "2027-02-08" and not shown.is_late
    assert not any(step.is_late for step in shown.steps)
    assert agreeing.climb_ladders(by=SYSTEM, at=agreed + timedelta(days=14)) == 0
    late = agreed + timedelta(days=15)
    assert card(plan, late).is_late and all(step.is_late for step in card(plan, late).steps)


def test_the_days_off_are_read_once_for_a_form_a_list_and_a_tick():
    informed_cycle(poor="EF")
    for code in "EF":
        answer(asked_of(code).ref, liaison_of(code))

    def reads(act):
        with CaptureQueriesContext(connection) as asked:
            act()
        return sum("programmeclocks" in one["sql"] for one in asked)

    late = MONDAY_9AM + timedelta(days=90)
    assert reads(open_due) == 1 and Plan.objects.count() == 2
    plan = Plan.objects.first()
    assert reads(lambda: propose(plan, code="E" if plan.entity_ref == entity("E") else "F")) == 1
    assert reads(lambda: agreeing.climb_ladders(by=SYSTEM, at=late)) <= 1
    other = Plan.objects.exclude(pk=plan.pk).get()
    propose(other, code="E" if other.entity_ref == entity("E") else "F")
    for one in (plan, other):
        agreeing.agree_plan(plan=one.ref, by=ANALYST, at=MONDAY_9AM)
    assert reads(lambda: agreeing.climb_ladders(by=SYSTEM, at=late)) == 1
    assert reads(lambda: queries.desk_plans(late)) == 1


# doing, declaring, signing


def test_no_step_is_done_before_the_plan_is_agreed_nor_twice_nor_of_another_plan():
    plan = opened_after_informing()
    propose(plan)
    step = PlanStep.objects.filter(move__plan=plan).first()
    said = {"plan": plan.ref, "by": liaison_of("F"), "at": MONDAY_9AM, "database": "default"}
    with pytest.raises(NotUnderWay):
        answering.finish_step(step=step.ref, **said)
    agreeing.agree_plan(plan=plan.ref, by=ANALYST, at=MONDAY_9AM)
    with pytest.raises(StepNotFound):
        answering.finish_step(step="x" * 26, **said)
    answering.finish_step(step=step.ref, **said)
    assert state(plan) is PlanState.UNDER_WAY
    with pytest.raises(StepIsDone):
        answering.finish_step(step=step.ref, **said)
    with pytest.raises(StepsOpen) as refusal:
        declare(plan)
    assert refusal.value.params["count"] == 1


def test_a_declaration_takes_proof_and_is_signed_by_another_account():
    informed_cycle()
    plan = brought_to(PlanState.UNDER_WAY)
    with pytest.raises(ProofMissing):
        declare(plan, files=())
    declare(plan)
    assert ProofFile.objects.get().kind == "application/pdf"
    both = replace(head_of("F"), ref=liaison_of("F").ref, roles=frozenset({Role.BODY_HEAD, Role.BODY_LIAISON}))
    said = {"plan": plan.ref, "at": MONDAY_9AM, "database": "default"}
    with pytest.raises(SignedByDeclarer):
        answering.sign_off(by=both, **said)
    for by in (liaison_of("F"), DIRECTOR):
        with pytest.raises(NotPermitted):
            answering.sign_off(by=by, **said)
    with pytest.raises(PlanNotFound):
        answering.sign_off(by=head_of("E"), **said)
    answering.sign_off(by=head_of("F"), **said)
    assert state(plan) is PlanState.GRACE and str(card(plan).grace_until) == "2027-01-22"
    with pytest.raises(MoveNotAllowed):
        answering.sign_off(by=head_of("F"), **said)


def test_the_head_sends_a_declaration_back_with_words():
    informed_cycle()
    plan = brought_to(PlanState.DECLARED)
    said = {"plan": plan.ref, "by": head_of("F"), "at": MONDAY_9AM, "database": "default"}
    with pytest.raises(ReasonMissing):
        answering.return_fix(words=" ", **said)
    answering.return_fix(words="The board of the second floor is missing.", **said)
    assert state(plan) is PlanState.UNDER_WAY and card(plan).moves[-1].words.startswith("The board")
    declare(plan)
    assert state(plan) is PlanState.DECLARED


def test_a_declaration_that_is_refused_leaves_no_file():
    informed_cycle()
    plan = brought_to(PlanState.AGREED)
    store = declare_refused(plan)
    assert not ProofFile.objects.exists() and store is None


def declare_refused(plan):
    with pytest.raises(MoveNotAllowed):
        return declare(plan, files=(PDF,))


# the database


def test_the_database_lets_no_row_of_a_plan_change():
    informed_cycle()
    plan = brought_to(PlanState.GRACE)
    for model in (Plan, PlanMove, PlanStep, ProofFile):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(entity_ref="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk__gt=0)._raw_delete("default")
    assert state(plan) is PlanState.GRACE


@pytest.mark.parametrize(
    "move",
    [
        {"to": "verified", "quarter": "2026-Q4"},  # no repeat
        {"to": "not-fixed", "quarter": "2026-Q4"},
        {"to": "under-way"},
        {"to": "plan-open"},
        {"to": "grace", "start": "declared-fixed"},  # not where it stands
        {"to": "repeat-due"},
    ],
)
def test_the_database_refuses_a_move_that_does_not_follow_and_an_end_without_a_repeat(move):
    informed_cycle()
    plan = brought_to(PlanState.GRACE)
    values = {"entity_ref": plan.entity_ref, "plan": plan, "place": 7, "start": "grace", "moved_at": MONDAY_9AM}
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanMove.objects.create(**values | {"moved_by": "x"} | move)


@pytest.mark.parametrize(
    "row",
    [
        {"moved_by": "liaison-F"},  # the account that declared
        {"moved_by": "head-F", "entity_ref": "another"},
        {"moved_by": "head-F", "place": 9},
    ],
)
def test_the_database_refuses_a_sign_off_by_the_declarer_and_a_move_of_another_body(row):
    informed_cycle()
    plan = brought_to(PlanState.DECLARED)
    values = {"entity_ref": plan.entity_ref, "plan": plan, "place": 6, "start": "declared-fixed", "to": "grace"}
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanMove.objects.create(**values | {"moved_at": MONDAY_9AM} | row)
    PlanMove.objects.create(**values | {"moved_at": MONDAY_9AM, "moved_by": "head-F"})  # the twin


def test_two_who_move_a_plan_at_once_are_told_so(monkeypatch):
    plan = opened_after_informing()
    propose(plan)
    stale = PlanMove.objects.get(plan=plan, place=1)
    monkeypatch.setattr(answering, "own_plan_row", lambda *_any: (plan, stale))
    with pytest.raises(MovedMeanwhile):
        propose(plan)


# the ladder


def test_only_the_worker_lets_delays_climb():
    with pytest.raises(NotPermitted):
        agreeing.climb_ladders(by=DIRECTOR, at=MONDAY_9AM)


def test_silence_climbs_from_the_unit_to_the_top_and_is_said_as_no_reply():
    informed_cycle()
    over = MONDAY_9AM + timedelta(days=15)
    open_due(over)
    plan = Plan.objects.filter(finding=asked_of("F")).get()
    climb = lambda days: agreeing.climb_ladders(by=SYSTEM, at=over + timedelta(days=days))  # noqa: E731
    assert climb(14) == 0
    assert climb(15) >= 1 and climb(15) == 0
    assert climb(22) >= 1 and climb(40) >= 1
    rungs = Escalation.objects.filter(plan=plan).order_by("pk")
    assert [(one.rung, one.lateness) for one in rungs] == [
        ("unit", "no-reply"),
        ("head", "no-reply"),
        ("top", "no-reply"),
    ]
    shown = card(plan, over + timedelta(days=40))
    assert shown.is_late and shown.rung == "top" and shown.state is PlanState.OPEN  # nothing closes by itself
    assert plan.ref in [one.ref for one in queries.plans_at_the_top()]


def test_no_delay_climbs_to_the_head_of_a_body_while_it_is_on_holiday():
    informed_cycle()
    answer(asked_of("F").ref, liaison_of("F"))
    open_due()
    plan = Plan.objects.get(entity_ref=entity("F"))
    due_on = PlanMove.objects.get(plan=plan).due_on
    working = [day for day in (due_on + timedelta(days=ahead) for ahead in range(1, 22)) if day.weekday() not in (4, 5)]
    eid = working[: plan.rung_days]
    set_clocks(clocks=clocks_now(), by=DIRECTOR, at=MONDAY_9AM)
    keep_blueprint(text=S3 + "".join(f"[[calendar.holidays]]\non = {day}\n" for day in eid), by=OPERATOR, at=MONDAY_9AM)

    def rungs(days):
        """Return the rungs on the working day after so many others."""
        day = working[days] - MONDAY_9AM.date()
        agreeing.climb_ladders(by=SYSTEM, at=MONDAY_9AM + day)
        return set(Escalation.objects.filter(plan=plan).values_list("rung", flat=True))

    assert rungs(plan.rung_days) == {"unit"}
    assert rungs(2 * plan.rung_days) == {"unit", "head"}


def test_what_is_the_programmes_turn_climbs_nowhere():
    informed_cycle()
    brought_to(PlanState.PROPOSED)
    assert agreeing.climb_ladders(by=SYSTEM, at=MONDAY_9AM + timedelta(days=400)) == 0


def test_steps_past_their_day_are_late_and_the_ladder_starts_anew_with_each_move():
    informed_cycle()
    plan = brought_to(PlanState.AGREED)
    late = MONDAY_9AM + timedelta(days=24)
    assert agreeing.climb_ladders(by=SYSTEM, at=late) == 1
    assert [step.is_late for step in card(plan, late).steps] == [True, True]
    finish_steps(plan)
    assert agreeing.climb_ladders(by=SYSTEM, at=late) == 1  # under way, and still late
    declare(plan, at=late)
    assert agreeing.climb_ladders(by=SYSTEM, at=late) == 0 and card(plan, late).rung is None
