"""The covert repeat: refused where it could not tell, drawn by the vault among strangers to the place, and alone an end."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from basira.core.assurance.repeats import DaysUnfit, PersonaMet, TooFewToChoose
from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import MoveNotAllowed, PlanState, VisitState, WaveState
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.findings import queries as findings
from basira.programme.journal.queries import journal_table
from basira.programme.panel.models import AwaySpan, Bar
from basira.programme.people.models import KeptBlueprint
from basira.programme.people.permissions import NotPermitted
from basira.programme.plans import opening, queries, repeating
from basira.programme.plans.models import PlanMove, Repeat, Verdict
from basira.programme.plans.origins import origin_of
from basira.programme.plans.repeating import (
    CycleInField,
    NobodyNew,
    NoCycleOpen,
    RepeatsOpen,
    ScenarioUnfit,
)
from basira.programme.plans.rules import RulesCard
from basira.programme.registry.models import Entity, Sector
from basira.programme.results.inputs import gather_visits
from basira.programme.review.models import Review
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission, Scenario, Wave
from basira.programme.waves.planning import MissionPlan
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import DIRECTOR, entity
from tests.programme.kept_world import starts_from
from tests.programme.measured_world import make_world
from tests.programme.plans_world import (
    AFTER_GRACE,
    PLANNER,
    brought_to,
    judge,
    make_visit,
    next_cycle,
    numbered,
    order,
    plans_world,
    tell,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return plans_world()


@pytest.fixture
def plan(world):
    return brought_to(PlanState.GRACE)


def state(plan, at=AFTER_GRACE):
    return queries.desk_plan(plan.ref, at).state


def own(plan, at=AFTER_GRACE):
    return queries.own_plan(entity_ref=plan.entity_ref, ref=plan.ref, at=at, database="default")


# ordering


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ANALYST, Role.BODY_LIAISON, Role.BODY_HEAD])
def test_others_order_no_repeat(world, plan, role):
    with pytest.raises(NotPermitted):
        order(world, plan, by=actor("x", role))


def test_before_the_grace_is_over_or_the_fix_signed_no_repeat_is_due(world, plan):
    with pytest.raises(MoveNotAllowed):
        order(world, plan, at=MONDAY_9AM + timedelta(days=60))
    assert not Repeat.objects.exists() and not Mission.objects.filter(is_repeat=True).exists()


def test_a_plan_that_was_only_declared_gets_no_repeat(world):
    plan = brought_to(PlanState.DECLARED)
    with pytest.raises(MoveNotAllowed):
        order(world, plan)


def test_a_persona_that_was_met_there_is_refused_by_the_verb_and_by_the_database(world, plan):
    with pytest.raises(PersonaMet):
        order(world, plan, scenario=world.first.scenario.ref)
    made = order(world, plan)
    for change in ({"scenario": world.first.scenario}, {"cycle_number": world.first.numbers[0]}, {"is_repeat": False}):
        values = {
            name: getattr(made.mission, name) for name in ("wave", "cycle_number", "centre", "channel", "scenario")
        }
        values |= {"questionnaire_version": made.mission.questionnaire_version, "is_repeat": True, "state": "planned"}
        times = {"window_start": AFTER_GRACE, "window_end": AFTER_GRACE, "created_at": AFTER_GRACE, "created_by": "x"}
        mission = Mission.objects.create(**values | times | change)
        with pytest.raises(DatabaseError), transaction.atomic():
            facts = {"drawn_from": 9, "ordered_at": AFTER_GRACE, "ordered_by": "x"}
            Repeat.objects.create(plan=plan, move=made.move, mission=mission, **facts)


def test_a_draft_scenario_is_refused(world, plan):
    Scenario.objects.filter(pk=world.scenario.pk).update(approved_at=None, approved_by=None)
    for scenario in (world.scenario.ref, "x" * 26):
        with pytest.raises(ScenarioUnfit):
            order(world, plan, scenario=scenario)


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ((date(2027, 2, 12), date(2027, 2, 8)), DaysUnfit),
        ((date(2026, 2, 8), date(2027, 2, 12)), DaysUnfit),
        ((date(2027, 2, 8), date(2027, 12, 12)), NoCycleOpen),
    ],
)
def test_days_that_are_over_turned_round_or_in_no_cycle_are_refused(world, plan, days, problem):
    with pytest.raises(problem):
        order(world, plan, days=days)


RAMADAN_DAY = date(2027, 2, 10)


def forbid(why, world):
    """Have the programme's file forbid the repeat on a day of Ramadan."""
    starts_from(
        ('kinds = ["counter-visit", ', "kinds = [") if why == "kind-not-planned" else ("[calendar]", "[calendar]")
    )
    if why == "sector-not-begun":
        next_cycle(world).wave.phase = "first"
        world.second.wave.save()
        Sector.objects.update(code="justice")
    if why == "closed-hours":
        afternoon = datetime(2026, 3, 3, 15, tzinfo=timezone.get_current_timezone())
        Mission.objects.update(window_start=afternoon, window_end=afternoon + timedelta(hours=2))


@pytest.mark.parametrize("why", ["kind-not-planned", "sector-not-begun", "closed-hours"])
def test_what_the_file_forbids_is_refused_before_the_vault_draws_anybody(world, plan, monkeypatch, why):
    next_cycle(world)
    forbid(why, world)
    with monkeypatch.context() as patched, pytest.raises(waves.PlanRefused) as refusal:
        patched.delattr(Vault, "draw_apart")
        order(world, plan, days=(RAMADAN_DAY, RAMADAN_DAY))
    assert refusal.value.params["faults"] == [f"1: {why}"] and not Repeat.objects.exists()
    KeptBlueprint.objects.all().delete()
    Wave.objects.update(phase="")  # a phase of which no file knows would forbid it too
    assert order(world, plan, days=(RAMADAN_DAY, RAMADAN_DAY))  # the twin


def test_without_an_open_cycle_there_is_no_repeat(world, plan):
    next_cycle(world).wave.state = WaveState.CLOSED
    world.second.wave.save()
    with pytest.raises(NoCycleOpen):
        order(world, plan)


def test_whoever_may_not_appear_at_the_body_is_never_drawn_and_too_few_are_refused(world, plan):
    body = Entity.objects.get(ref=entity("F"))
    barred = next_cycle(world).numbers[:8]
    for number in barred:
        Bar.objects.create(cycle_number=number, entity=body, set_at=AFTER_GRACE, set_by="x")
    with pytest.raises(TooFewToChoose) as refusal:
        order(world, plan)
    assert refusal.value.params == {"least": 5, "barred": 8, "went_there": 0, "keys_closed": 0}


def test_whoever_is_away_in_the_whole_window_is_never_drawn(world, plan):
    for number in next_cycle(world).numbers[:8]:
        AwaySpan.objects.create(cycle_number=number, first_day=date(2027, 1, 1), last_day=date(2027, 12, 31))
    with pytest.raises(TooFewToChoose):
        order(world, plan)
    assert not Repeat.objects.exists()


def test_without_the_vault_nothing_is_ordered(world, plan, monkeypatch):
    def silent(*_any, **_more):
        raise VaultNotReachable()

    next_cycle(world)
    monkeypatch.setattr(Vault, "draw_apart", silent)
    with pytest.raises(VaultNotReachable):
        order(world, plan)
    assert not Repeat.objects.exists() and not Mission.objects.filter(is_repeat=True).exists()


def test_whoever_was_there_in_the_findings_cycle_is_never_drawn_though_her_number_is_new(world, plan):
    """Twelve people, of whom three went there."""
    second = next_cycle(world)
    went = {world.first.numbers[place].ref for place in range(3)}
    drawn = {
        repeating.panel.vault().draw_apart([one.ref for one in second.numbers], sorted(went), by="t") for _ in range(90)
    }
    assert None not in drawn and len(drawn) == 9


def test_when_everybody_went_there_nobody_is_sent(world, plan, monkeypatch):
    next_cycle(world)
    monkeypatch.setattr(Vault, "draw_apart", lambda *_any, **_more: None)
    with pytest.raises(NobodyNew):
        order(world, plan)
    assert not Repeat.objects.exists()


def test_a_repeat_goes_to_the_same_centre_with_the_same_form_at_like_hours_and_waits_for_its_offer(world, plan):
    made = order(world, plan)
    mission, before = made.mission, Mission.objects.filter(centre__code="Centre-F").order_by("pk").first()
    assert (mission.centre_id, mission.channel) == (before.centre_id, before.channel)
    assert mission.questionnaire_version_id == before.questionnaire_version_id
    assert mission.scenario_id != before.scenario_id and mission.is_repeat and mission.state == "planned"
    assert mission.window_start.astimezone(UTC).time() == before.window_start.time()
    assert mission.cycle_number.cycle == world.second.wave.ref and made.drawn_from == 12
    assert state(plan) is PlanState.REPEAT_ORDERED
    with pytest.raises(MoveNotAllowed):
        order(world, plan)


def test_no_body_reads_that_there_is_a_repeat_before_its_verdict_is_told(world, plan):
    before, report = (
        asdict(own(plan)),
        findings.own_report(entity_ref=plan.entity_ref, at=AFTER_GRACE, database="default"),
    )
    made = order(world, plan)
    assert asdict(own(plan)) == before
    make_visit(made)
    judge()
    assert asdict(own(plan)) == before
    assert findings.own_report(entity_ref=plan.entity_ref, at=AFTER_GRACE, database="default") == report
    tell(world)
    assert asdict(own(plan)) != before  # the twin


# judging and telling


def test_only_the_worker_judges_and_only_the_director_tells(world, plan):
    for by in (DIRECTOR, PLANNER):
        with pytest.raises(NotPermitted):
            repeating.judge_repeats(by=by, at=AFTER_GRACE)
    for by in (SYSTEM, PLANNER):
        with pytest.raises(NotPermitted):
            repeating.release_verdicts(wave=next_cycle(world).wave.ref, by=by, at=AFTER_GRACE)


@pytest.mark.parametrize("verdict", [VisitState.SUBMITTED, VisitState.REJECTED, VisitState.VOID])
def test_a_visit_that_is_not_accepted_says_nothing_and_the_database_agrees(world, plan, verdict):
    made = order(world, plan)
    visit = make_visit(made, state=verdict)
    assert judge() == 0 and not Verdict.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(
            repeat=made, visit=visit, outcome="fixed", shares=[], judged_at=AFTER_GRACE, judged_by="x"
        )
    waits = verdict is VisitState.SUBMITTED
    assert state(plan) is (PlanState.REPEAT_ORDERED if waits else PlanState.REPEAT_DUE)


def test_a_verdict_on_another_visit_is_refused_by_the_database(world, plan):
    made = order(world, plan)
    other = world.second.visit("Centre-F", 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(
            repeat=made, visit=other, outcome="fixed", shares=[], judged_at=AFTER_GRACE, judged_by="x"
        )


@pytest.mark.parametrize(
    ("answers", "outcome", "where"),
    [
        ("no yes", "fixed", PlanState.REPEATED),  # the finding is about the fee alone
        ("yes no", "not-fixed", PlanState.REPEATED),
        ("yes na", "not-seen", PlanState.REPEAT_DUE),
    ],
)
def test_a_repeat_is_judged_on_what_the_finding_is_about(world, plan, answers, outcome, where):
    make_visit(order(world, plan), answers)
    assert judge() == 1 and judge() == 0
    assert Verdict.objects.get().outcome == outcome and state(plan) is where


def test_nothing_is_told_in_the_field_nor_while_a_repeat_waits(world, plan):
    order(world, plan)
    with pytest.raises(CycleInField):
        repeating.release_verdicts(wave=world.second.wave.ref, by=DIRECTOR, at=AFTER_GRACE)
    with pytest.raises(RepeatsOpen) as refusal:
        tell(world)
    assert refusal.value.params["count"] == 1


def test_a_fix_that_was_seen_closes_the_plan_and_the_cycles_score_stays(world):
    before = findings.own_report(entity_ref=entity("F"), at=MONDAY_9AM, database="default").report.total
    plan = verified(world)
    shown = own(plan)
    assert (shown.state, shown.quarter, shown.owed) == (PlanState.VERIFIED, "2027-Q2", None)
    assert findings.own_report(entity_ref=entity("F"), at=MONDAY_9AM, database="default").report.total == before
    assert queries.fixed_since(wave=world.first.wave.ref, entity_ref=entity("F")).count == 1
    assert queries.fixed_since(wave=world.first.wave.ref, entity_ref=entity("E")) is None
    assert tell(world) == 0  # again changes nothing
    move = PlanMove.objects.get(plan=plan, to="verified")
    visit = Verdict.objects.get(repeat__move__place=move.place - 1, repeat__plan=plan).visit
    assert visit.cycle_number_id not in {number.pk for number in world.first.numbers}


def test_what_was_not_fixed_is_open_again_and_the_body_owes_a_new_plan(world):
    plan = verified(world, answers="yes no")
    shown = own(plan)
    assert shown.state is PlanState.NOT_FIXED and shown.owed.lateness == "no-plan"
    assert queries.fixed_since(wave=world.first.wave.ref, entity_ref=entity("F")) is None


def test_a_repeat_is_never_scored(world, plan):
    make_visit(order(world, plan))
    assert gather_visits(world.second.wave.ref) == []
    world.second.visit("Centre-F", 1)
    assert len(gather_visits(world.second.wave.ref)) == 1  # the twin


def read_in_the_journal():
    """Return what the auditor's table of the journal holds, each entry as a dictionary, the oldest first."""
    table = journal_table()
    return [dict(zip(table.columns, row, strict=True)) for row in reversed(list(table.rows))]


def test_nobody_who_reads_the_journal_joins_a_plan_to_its_repeat(world, plan):
    next_cycle(world)
    before = len(read_in_the_journal())
    made = order(world, plan)
    (entry,) = read_in_the_journal()[before:]
    mission = made.mission
    ordinary = MissionPlan(
        cycle_number=mission.cycle_number.ref, centre=mission.centre.ref, channel=mission.channel,
        scenario=world.first.scenario.ref, questionnaire_version=mission.questionnaire_version.ref,
        window_start=mission.window_start, window_end=mission.window_end,
    )  # fmt: skip
    (other,) = waves.plan_missions(wave=world.second.wave.ref, plans=[ordinary], by=PLANNER, at=AFTER_GRACE)
    twin = read_in_the_journal()[-1]
    assert entry | {"number": twin["number"], "subject": other.ref} == twin and entry["subject"] == mission.ref
    make_visit(made)
    before = len(read_in_the_journal())
    assert judge() == 1 and len(read_in_the_journal()) == before
    assert (made.ordered_by, Verdict.objects.get().judged_at) == (
        PLANNER.ref,
        AFTER_GRACE,
    )  # the record of who and when


@pytest.mark.parametrize("fallen", [Mission, Review])
def test_a_repeat_that_became_void_after_its_verdict_ends_no_plan(world, plan, fallen):
    made = order(world, plan)
    visit = make_visit(made)
    judge()
    assert state(plan) is PlanState.REPEATED and queries.verdicts_waiting()[0].ready == 1
    row = fallen.objects.filter(**{"pk": made.mission_id} if fallen is Mission else {"visit": visit})
    undone = transaction.savepoint()
    row.update(state="void")
    assert state(plan) is PlanState.REPEAT_DUE
    assert (queries.verdicts_waiting()[0].ready, queries.verdicts_waiting()[0].open) == (0, 0)
    assert tell(world) == 0 and own(plan).state is PlanState.GRACE
    values = {"entity_ref": plan.entity_ref, "plan": plan, "place": made.move.place + 1, "start": "grace"}
    values |= {"to": "verified", "quarter": "2027-Q1", "moved_at": AFTER_GRACE, "moved_by": "x"}
    with pytest.raises(DatabaseError, match="only a repeat ends"), transaction.atomic():
        PlanMove.objects.create(**values)
    transaction.savepoint_rollback(undone)
    assert tell(world) == 1  # the twin


def test_a_second_visit_that_was_rejected_takes_nothing_from_the_one_that_was_accepted(world, plan):
    made = order(world, plan)
    make_visit(made, state=VisitState.REJECTED)
    make_visit(made)
    assert state(plan) is PlanState.REPEAT_ORDERED
    assert judge() == 1 and state(plan) is PlanState.REPEATED


@pytest.mark.parametrize("became", ["done", "void"])
def test_whoever_made_an_earlier_repeat_was_there_however_long_ago(world, plan, monkeypatch, became):
    made = order(world, plan)
    make_visit(made, "yes na")
    judge()
    Mission.objects.filter(pk=made.mission_id).update(state=became)
    opening.set_rules(rules=RulesCard(rotation_days=0), by=DIRECTOR, at=AFTER_GRACE)
    world.second = numbered(make_world(3, WaveState.IN_FIELD, start=date(2027, 6, 1)), world.shoppers)
    third = Scenario.objects.get(pk=world.scenario.pk)
    third.pk, third.ref, third.code = None, "3" * 26, "third"
    third.save()
    said = []
    monkeypatch.setattr(Vault, "draw_apart", lambda _vault, _allowed, there, **_more: said.extend(there))
    with pytest.raises(NobodyNew):
        order(
            world, plan, scenario=third.ref, days=(date(2027, 6, 7), date(2027, 6, 11)),
            at=AFTER_GRACE + timedelta(days=120),
        )  # fmt: skip
    assert made.mission.cycle_number.ref in said


def test_a_persona_that_nobody_came_to_play_may_be_played(world, plan):
    made = order(world, plan)
    origin = origin_of(plan.finding)
    for became, is_played in (("declined", False), ("planned", False), ("accepted", True), ("done", True)):
        Mission.objects.filter(pk=made.mission_id).update(state=became)
        assert (world.scenario.ref in queries.played_there(plan, origin)) is is_played, became


def test_the_median_is_withheld_below_the_thresholds(world):
    verified(world)
    facts = queries.public_facts()
    assert (facts.fix.median_days, facts.fix.count) == (None, 1)


def test_the_list_asks_the_same_of_the_database_however_many_plans_are_past_their_grace():
    plans_world(bodies="EFG", poor="EFG")
    starts_from()
    first, *_more = [brought_to(PlanState.GRACE, code) for code in "EFG"]

    def asked(refs, due):
        with CaptureQueriesContext(connection) as questions:
            shown = queries.desk_plans(AFTER_GRACE, refs)
        assert [one.state for one in shown] == [PlanState.REPEAT_DUE] * due
        return len(questions)

    assert asked([first.ref], 1) == asked(None, 3)


def test_in_a_programme_that_repeats_nothing_no_repeat_is_due_and_none_is_ordered(world, plan):
    starts_from()
    assert state(plan) is PlanState.REPEAT_DUE  # S3 repeats
    starts_from(("repeat_after_findings = true", "repeat_after_findings = false"))
    assert state(plan) is PlanState.GRACE and not own(plan).is_grace_over
    with pytest.raises(repeating.NoRepeatsHere):
        order(world, plan)
    assert not Repeat.objects.exists()
