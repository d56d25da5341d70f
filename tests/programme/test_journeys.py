"""Life events and cases: who may not, what is never changed, what does not fit; then the map, and what a body reads of it."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from basira.core.disclosure import DisclosureRule, Least, WithheldBecause
from basira.core.journeys import StepVisit
from basira.core.kernel.actor import Role
from basira.core.kernel.journeys import BreakKind, Whose
from basira.core.kernel.registry import Channel
from basira.core.kernel.telling import Fact
from basira.programme.findings import meter, noted, reports
from basira.programme.findings.drafting import NoteCodesUnknown
from basira.programme.findings.metering import set_least
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.findings.verbs import inform_bodies
from basira.programme.journal import queries as journal
from basira.programme.journeys import maps, queries
from basira.programme.journeys.models import Case, CaseStep, LifeEvent, LifeEventStep
from basira.programme.journeys.verbs import CaseDoesNotFit, LifeEventNotFound, plan_case
from basira.programme.panel.models import Bar
from basira.programme.panel.terms import Gaps, set_gaps
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Entity, Service
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import PlanRefused
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.journeys_world import BIRTH, PLANNER, way_world, write
from tests.programme.notes_world import Note
from tests.programme.notes_world import write as write_note

pytestmark = pytest.mark.django_db
STEP = queries.StepCard("s", 1, *["x"] * 11, Channel.COUNTER, *[""] * 4, promised_days=None)
WHOLE, AGAIN = {"handed": "yes", "again": "no", "inside": "20", "days": "5"}, {"again": "yes", "inside": "30"}


def plan(way, orders, by=PLANNER, **more):
    return plan_case(wave=way.world.wave.ref, life_event=way.event.ref, orders=orders, by=by, at=MONDAY_9AM, **more)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PLANNER, Role.DIRECTOR)])
def test_who_may_not_write_life_events(role):
    way_world()
    with pytest.raises(NotPermitted):
        write(BIRTH.replace("notice", "card"), by=actor("x", role))
    assert LifeEvent.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_who_may_not_plan_a_case(role):
    way = way_world()
    with pytest.raises(NotPermitted):
        plan(way, [way.order("E", 0), way.order("F", 0, day=1)], by=actor("x", role))
    assert not Case.objects.exists() and not Mission.objects.exists()


def test_steps_of_one_case_at_one_centre_keep_no_gap_among_themselves_and_an_earlier_case_does():
    way = way_world()
    set_gaps(gaps=Gaps(90, 0, 0), by=DIRECTOR, at=MONDAY_9AM)
    Service.objects.create(code="stamp", entity=Entity.objects.get(code="E"), name_ar="ختم", name_en="Stamp")
    write("twice,مرتان,Twice,notice,إشعار,Notice,,counter,2,,\n" + "twice,,,stamp,ختم,Stamp,,counter,,,\n")
    way.event = LifeEvent.objects.get(code="twice")
    plan(way, [way.order("E", 0), way.order("E", 0, day=4)])
    way.count += 1
    with pytest.raises(PlanRefused) as refusal:
        plan(way, [way.order("E", 0, day=10), way.order("E", 0, day=14)])
    assert refusal.value.params["faults"] == ["1: barred", "2: barred"]
    plan(way, [way.order("E", 1, day=10), way.order("E", 1, day=14)])


def test_another_text_is_the_next_version_and_the_same_text_none():
    way_world()
    assert write(BIRTH).known == 1
    assert write(BIRTH.replace(",2,", ",3,")).added == 1
    assert list(LifeEvent.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert [card.version for card in queries.life_event_cards()] == [2]


def test_an_older_version_takes_no_new_case():
    way = way_world()
    write(BIRTH.replace(",2,", ",3,"))
    with pytest.raises(LifeEventNotFound):
        plan(way, [way.order("E", 0), way.order("F", 0, day=1)])


def test_what_stands_is_never_changed():
    way = way_world()
    way.case(0)
    columns = {
        "lifeevent": "name_en = 'x'",
        "lifeeventstep": "promised_days = 9",
        "case": "is_split = true",
        "casestep": "id = 9",
    }
    for table, change in columns.items():
        for statement in (f"UPDATE journeys_{table} SET {change}", f"DELETE FROM journeys_{table}"):
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize(
    ("bodies", "shoppers", "days", "fault"),
    [
        ("E", (0,), (0,), "steps"),
        ("FF", (0, 0), (0, 1), "1: elsewhere"),
        ("EF", (0, 1), (0, 1), "2: another-shopper"),
        ("EF", (0, 0), (5, 1), "2: before-the-last"),
    ],
)
def test_a_case_that_does_not_fit_is_refused_by_place_and_sends_nobody(bodies, shoppers, days, fault):
    way = way_world()
    orders = [way.order(body, who, day=day) for body, who, day in zip(bodies, shoppers, days, strict=True)]
    with pytest.raises(CaseDoesNotFit) as refusal:
        plan(way, orders)
    assert refusal.value.params["faults"] == [fault]
    assert not Mission.objects.exists()


def test_steps_are_split_over_shoppers_only_where_the_planner_says_so():
    way = way_world()
    case = plan(way, [way.order("E", 0), way.order("F", 1, day=1)], is_split=True)
    assert case.is_split and case.steps.count() == 2


def test_who_may_not_go_to_one_body_on_the_way_runs_no_case():
    way = way_world()
    Bar.objects.create(
        cycle_number=way.world.numbers[0], entity=Entity.objects.get(code="F"), set_at=MONDAY_9AM, set_by="test"
    )
    with pytest.raises(PlanRefused) as refusal:
        plan(way, [way.order("E", 0), way.order("F", 0, day=1)])
    assert refusal.value.params["faults"] == ["2: barred"]
    assert not Case.objects.exists() and not Mission.objects.exists()


def test_that_a_body_knows_the_shopper_stands_on_the_mission_of_that_body_alone():
    way = way_world()
    case = plan(way, [way.order("E", 0), replace(way.order("F", 0, day=1), is_known_to_body=True)])
    known = case.steps.order_by("step__place").values_list("mission__is_known_to_body", flat=True)
    assert list(known) == [False, True]
    assert [entry.act for entry in journal.entries_about(case.ref)] == ["case.planned"]


def test_the_database_refuses_a_mission_that_does_not_fit_its_step():
    way = way_world()
    case = way.case(0)
    steps = list(LifeEventStep.objects.order_by("place"))
    other = plan(way, [way.order("E", 1), way.order("F", 1, day=1)])
    empty = Case.objects.create(
        wave=case.wave,
        life_event=case.life_event,
        cycle_number=case.cycle_number,
        planned_at=MONDAY_9AM,
        planned_by="x",
    )
    counter = Mission.objects.get(pk=case.steps.first().mission_id)
    counter.pk, counter.ref, counter.kind = None, "counter", "counter-visit"
    counter.save()
    there = other.steps.get(step=steps[1]).mission
    CaseStep.objects.filter(case=other)
    for step, mission, why in (
        (steps[0], counter, "no journey step"),
        (steps[0], there, "elsewhere"),
        (steps[1], there, "one shopper"),
    ):
        with pytest.raises(DatabaseError, match=why), transaction.atomic():
            CaseStep.objects.create(case=empty, step=step, mission=mission)


def test_no_case_is_no_map():
    way = way_world()
    assert maps.event_map(wave=way.world.wave.ref, event=way.event.ref) is None


def test_the_map_shows_what_accepted_visits_told_and_whose_a_failure_was():
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.case(6, WHOLE)
    found = maps.event_map(wave=way.world.wave.ref, event=way.event.ref)
    assert (found.way.cases, found.way.whole) == (7, 6)
    assert found.way.breaks == ((1, BreakKind.LATE), (2, BreakKind.ASKED_AGAIN))
    hand_off = found.way.hand_offs[0]
    assert hand_off.whose[Whose.TAKER].seen == 6 and hand_off.days.value == 4
    assert found.codes[2, BreakKind.ASKED_AGAIN] == "links/way:again"
    assert (2, BreakKind.LATE) not in found.codes


def informed_way(second, cases=6, known=False):
    """Return the reports after a cycle in which body F did `second` in each case."""
    way = way_world()
    for shopper in range(cases):
        way.case(shopper, WHOLE, second)
    Mission.objects.update(is_known_to_body=known)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=way.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    return {one.entity_ref: one.figures for one in EntityReport.objects.all()}


def test_a_body_reads_its_own_steps_and_not_a_word_of_the_next_one():
    told = informed_way(AGAIN)
    mine, other = told[entity("E")], told[entity("F")]
    (way,) = mine["ways"]
    assert [step["name"]["en"] for step in way["steps"]] == ["Birth notice"]
    assert way["steps"][0]["breaks"]["late"] == {"seen": 6, "of": 6}
    assert other["ways"][0]["steps"][0]["breaks"]["asked-again"] == {"seen": 6, "of": 6}
    text = json.dumps(mine)
    assert entity("F") not in text and "The child" not in text and "unclear" not in text


def test_too_few_cases_tell_a_body_nothing():
    told = informed_way(AGAIN, cases=2)
    assert all("ways" not in figures for figures in told.values())


def test_visits_whose_shoppers_a_body_knows_tell_it_nothing_of_its_steps():
    told = informed_way(AGAIN, known=True)
    assert told and all("ways" not in figures for figures in told.values())


def test_a_body_whose_total_is_withheld_reads_nothing_of_its_steps(monkeypatch):
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    run = ScoreRun.objects.select_related("wave").get()
    scores = dict(reports.body_scores(run.ref))
    body = scores[entity("E")]
    withheld = replace(body.verdict, total=WithheldBecause.WOULD_REVEAL_ANOTHER)
    scores[entity("E")] = replace(body, verdict=withheld)
    monkeypatch.setattr(reports, "body_scores", lambda _run: scores)
    told = {one["entity"]["ref"]: one for one in noted.reports_with_notes(run, {})}
    assert "ways" not in told[entity("E")] and "ways" in told[entity("F")]


@pytest.mark.parametrize(("beside", "is_told"), [(0, True), (1, False), (2, False), (5, True)])
def test_a_step_is_not_told_where_the_bodys_own_figure_would_leave_a_few_visits(beside, is_told):
    way = way_world()
    for shopper in range(5):
        way.case(shopper, WHOLE)
    for shopper in range(beside):
        order = way.order("E", shopper + 5)
        mission = Mission.objects.create(
            wave=way.world.wave, cycle_number=way.world.numbers[shopper + 5], kind="counter-visit", channel="counter",
            centre=way.world.centre("Centre-E"), scenario=way.world.scenario, questionnaire_version=way.version,
            window_start=order.window_start, window_end=order.window_end, created_at=MONDAY_9AM, created_by="x",
        )  # fmt: skip
        way.visit(mission, {"again": "yes"}, MONDAY_9AM.date())
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    run = ScoreRun.objects.select_related("wave").get()
    (told,) = noted.reports_with_notes(run, {}, entity("E"))
    assert reports.body_scores(run.ref)[entity("E")].shown == {"links\tway:again"}
    (step,) = told["ways"][0]["steps"]
    assert ("asked-again" in step["breaks"]) is is_told
    assert step["breaks"]["late"] == {"seen": 5, "of": 5}, "no figure of the report is about this question"


def test_two_steps_of_a_body_together_leave_no_few_visits_of_its_figure():
    visits = [StepVisit(f"v{n}", f"s{n}", asked_again=True) for n in range(13)]
    everything = frozenset((one.visit, one.shopper) for one in visits)
    body = maps.BodyTold(DisclosureRule(), {"links/way:again": [everything]})
    first, second = (replace(STEP, place=place) for place in (1, 2))
    codes = {(place, BreakKind.ASKED_AGAIN): "links/way:again" for place in (1, 2)}

    def told(rest):
        known = {}
        one = maps.own_counts(first, visits[:5], codes, body, known).breaks[BreakKind.ASKED_AGAIN]
        other = maps.own_counts(second, visits[5:rest], codes, body, known).breaks[BreakKind.ASKED_AGAIN]
        return one.is_safe, other.is_safe

    assert told(10) == (True, False), "three visits would be left"
    assert told(13) == (True, True)


def test_no_number_that_a_body_reads_is_one_visits_own_to_the_second():
    way = way_world()
    for shopper in range(7):
        way.case(shopper, WHOLE | {"inside": f"{20 + shopper}.{shopper}7", "days": f"{shopper}.3"})
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=way.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    (step,) = EntityReport.objects.get(entity_ref=entity("E")).figures["ways"][0]["steps"]
    assert (step["minutes_inside"]["median"], step["result_days"]["median"]) == ("25", "3")


def test_a_body_is_told_no_step_under_the_programmes_least():
    set_least(least=Least(7, 5), by=DIRECTOR, at=MONDAY_9AM)
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    run = ScoreRun.objects.select_related("wave").get()
    assert all("ways" not in one for one in noted.reports_with_notes(run, {}))


def test_the_report_of_one_body_asks_for_its_own_steps_and_without_cases_reads_no_inputs(django_assert_num_queries):
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    run = ScoreRun.objects.select_related("wave").get()
    told = noted.bodies_told(run)
    asked = {entity("E"): told[entity("E")]}
    assert set(maps.own_parts(run, asked)) == set(asked)
    empty = ScoreRun.objects.defer("inputs").get()
    empty.wave_id = 0
    with django_assert_num_queries(1):
        assert maps.own_parts(empty, told) == {}


def test_a_finding_names_the_step_of_its_own_body_and_of_no_other():
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    first, second = LifeEventStep.objects.order_by("place")
    note = Note("links/way:again", "shortcoming", "differs", "papers", "strong", way_step=second.ref)
    with pytest.raises(NoteCodesUnknown) as refusal:
        write_note(way.world, replace(note, way_step=first.ref))
    assert refusal.value.params == {"field": "way_step"}
    written = write_note(way.world, note, confirmed=True)
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        type(written).objects.filter(pk=written.pk).update(way_step=first)
    run = ScoreRun.objects.select_related("wave").get()
    found = noted.reports_with_notes(run, noted.settled_notes(run))
    tells = {(Fact.SERVICE, "card"), (Fact.CHANNEL, "counter")}
    items = [one.item for body in meter.meter_of(run, found) for one in body.readings if tells <= one.item.told]
    assert [(one.kind, one.place) for one in items] == [(meter.FINDING, "links/way:again")]
    missions = CaseStep.objects.filter(step=second).order_by("pk").values("mission")[:2]
    Mission.objects.filter(pk__in=missions).update(channel="app")
    with pytest.raises(meter.MeterBlocks):
        inform_bodies(wave=way.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    Mission.objects.filter(pk__in=missions).update(channel="counter")
    inform_bodies(wave=way.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    row = Finding.objects.get(entity_ref=entity("F"), code="links/way:again").figures
    assert row["noted"]["way"]["step"]["en"] == "The child's card"
