"""Score runs: refusals first, then what is frozen, counted and recomputed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.lifecycles import VisitState, WaveState
from basira.core.kernel.refs import new_ref
from basira.core.scoring import Level, NotScorable
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.results import queries
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.recomputing import recompute
from basira.programme.results.verbs import NothingAccepted, NothingMeasured, WaveNotScorable, score_wave
from basira.programme.review.models import AnswerEdit
from basira.programme.waves import queries as waves
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import AT, make_world

pytestmark = pytest.mark.django_db


def score(world, by):
    return score_wave(wave=world.wave.ref, by=by, at=MONDAY_9AM)


def test_only_an_analyst_or_the_system_scores(aisha_the_publisher, a_stranger):
    world = make_world()
    world.visits("A", 3)
    for nobody in (aisha_the_publisher, a_stranger):
        with pytest.raises(NotPermitted):
            score(world, nobody)
    assert not ScoreRun.objects.exists()
    assert score(world, SYSTEM).visits == 3


def test_a_cycle_that_is_not_in_the_field_has_nothing_to_score(yousef_the_analyst):
    with pytest.raises(WaveNotScorable):
        score(make_world(state=WaveState.DRAFT), yousef_the_analyst)


def test_without_an_accepted_visit_there_is_no_run(yousef_the_analyst):
    world = make_world()
    for state in set(VisitState) - {VisitState.ACCEPTED}:
        world.visit("A", 0, state=state)
    with pytest.raises(NothingAccepted):
        score(world, yousef_the_analyst)
    assert Wave.objects.get().state == WaveState.REVIEWED
    assert not ScoreRun.objects.exists()


def test_visits_without_a_criterion_that_applied_make_no_run(yousef_the_analyst):
    world = make_world()
    world.visit("A", 0, answers="na na")
    with pytest.raises(NothingMeasured):
        score(world, yousef_the_analyst)
    assert Wave.objects.get().state == WaveState.REVIEWED
    assert not ScoreRun.objects.exists()


def without_criteria(world):
    """Let the next visits of the world answer a form without criteria."""
    old = world.version
    old.pk, old.ref, old.version, old.tree = None, new_ref(), "bare", old.tree | {"criteria": []}
    old.save(force_insert=True)


def test_visits_of_a_form_without_criteria_make_no_run(yousef_the_analyst):
    world = make_world()
    without_criteria(world)
    world.visits("A", 3)
    with pytest.raises(NothingMeasured):
        score(world, yousef_the_analyst)
    assert Wave.objects.get().state == WaveState.REVIEWED
    assert not ScoreRun.objects.exists()


def test_an_answer_outside_its_scale_is_named(yousef_the_analyst):
    world = make_world()
    visit = world.visit("A", 0, answers="perhaps yes")
    with pytest.raises(NotScorable) as refusal:
        score(world, yousef_the_analyst)
    assert [fault.place for fault in refusal.value.faults] == [f"{visit.ref}:greeted"]


@pytest.mark.parametrize("table", ["results_scorerun", "results_score"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET visits = 99", "DELETE FROM {}"])
def test_the_database_refuses_any_change_of_a_run(yousef_the_analyst, table, statement):
    world = make_world()
    world.visits("A", 3)
    score(world, yousef_the_analyst)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_only_accepted_visits_of_missions_count_and_na_leaves_the_base(yousef_the_analyst):
    world = make_world()
    world.visit("A", 0, answers="yes no")  # 1 of 4 points
    world.visit("A", 1, answers="yes na")  # 1 of 1
    world.visit("A", 2, answers="no no", state=VisitState.REJECTED)
    world.visit("A", 2, answers="no no", state=VisitState.ACCEPTED_NOT_SCORED)
    run = score(world, yousef_the_analyst)
    (row,) = queries.score_table(run=run.ref, level=Level.CENTRE)
    assert (row.estimate.score, row.estimate.visits, row.shoppers) == (Decimal("0.4"), 2, 2)
    assert row.critical_failures == 1 and row.rank is None
    assert row.names.name_en == "Centre A" and row.names.parent_en == "Entity E"


def test_the_newest_edit_counts_beside_the_original(yousef_the_analyst):
    world = make_world()
    visit = world.visit("A", 0, answers="no no")
    for after in ("na", "yes"):
        AnswerEdit.objects.create(
            visit=visit, path="/data/fee", before="no", after=after, reason="board", edited_at=AT, edited_by="noura"
        )
    run = score(world, yousef_the_analyst)
    assert queries.score_table(run=run.ref, level=Level.PROGRAMME)[0].estimate.score == Decimal("0.75")


def test_a_run_is_recomputed_from_its_frozen_inputs_alone(yousef_the_analyst):
    world = make_world()
    world.visits("A", 6)
    world.visits("B", 5, entity="F")
    run = score(world, yousef_the_analyst)
    proof = recompute(run.ref)
    assert proof.equal and proof.rows == Score.objects.count() == (2 + 2 + 1 + 1) * 3
    world.visits("A", 3)
    assert recompute(run.ref).equal
    again = score(world, yousef_the_analyst)
    assert again.inputs_sha256 != run.inputs_sha256
    assert queries.cycle_cards()[0].run.ref == again.ref


def test_a_forged_number_is_found(yousef_the_analyst):
    world = make_world()
    world.visits("A", 6)
    run = score(world, yousef_the_analyst)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE results_score DISABLE TRIGGER results_score_frozen")
        cursor.execute("UPDATE results_score SET score = 1 WHERE level = 'centre' AND dimension = ''")
        cursor.execute("ALTER TABLE results_score ENABLE TRIGGER results_score_frozen")
    proof = recompute(run.ref)
    assert not proof.equal and proof.digest_equal
    assert proof.differences == (f"centre/{world.centres['A'].ref}/",)


@pytest.mark.parametrize("column", ["shoppers", "critical_failures"])
def test_a_forged_count_is_found_too(yousef_the_analyst, column):
    world = make_world()
    world.visits("A", 6)
    run = score(world, yousef_the_analyst)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE results_score DISABLE TRIGGER results_score_frozen")
        cursor.execute(
            f"UPDATE results_score SET {column} = {column} + 1 WHERE dimension = 'accuracy' AND level = 'sector'"
        )
        cursor.execute("ALTER TABLE results_score ENABLE TRIGGER results_score_frozen")
    assert recompute(run.ref).differences == ("sector/health/accuracy",)


def test_cycles_stand_by_their_days_and_those_of_one_day_by_number(yousef_the_analyst):
    day = date(2026, 3, 1)
    runs = []
    for number, start in ((1, day), (2, day), (3, date(2015, 1, 1))):
        world = make_world(number, start=start)
        world.visits("A", 5)
        runs.append(score(world, yousef_the_analyst))
    assert [card.number for card in queries.cycle_cards()] == [2, 1, 3]
    assert [card.number for card in waves.wave_cards()] == [2, 1, 3]
    # Of the three, the one brought in last is the oldest and has nothing before it.
    changes = [queries.score_table(run=run.ref, level=Level.CENTRE)[0].change for run in runs]
    assert [change is not None for change in changes] == [True, True, False]


def test_pages_leave_the_frozen_inputs_of_all_cycles_in_the_database(yousef_the_analyst):
    for number in (1, 2):
        world = make_world(number)
        world.visits("A", 5)
        run = score(world, yousef_the_analyst)
    with CaptureQueriesContext(connection) as asked:
        queries.unit_result(run=run.ref, level=Level.CENTRE, unit=world.centres["A"].ref)
    assert not [query["sql"] for query in asked if '"results_scorerun"."inputs",' in query["sql"]]


def test_no_question_of_a_run_joins_the_way_from_reviews_to_sectors(yousef_the_analyst):
    """Where statistics say that tables just filled are empty, that join was planned as products of tables: minutes for a cycle."""
    world = make_world()
    world.visits("C", 6, entity="E")
    with CaptureQueriesContext(connection) as asked:
        score_wave(wave=world.wave.ref, by=yousef_the_analyst, at=MONDAY_9AM)
    assert any("registry_sector" in each["sql"] for each in asked)
    assert [each["sql"] for each in asked if "registry_sector" in each["sql"] and "review_review" in each["sql"]] == []


def test_the_first_run_of_a_reviewed_cycle_moves_it_on_and_is_journalled(yousef_the_analyst):
    world = make_world()
    world.visits("A", 3)
    run = score(world, yousef_the_analyst)
    assert Wave.objects.get().state == WaveState.SCORED
    (entry,) = journal.entries_about(run.ref)
    assert (entry.act, entry.by_ref, entry.detail["inputs"]) == ("scores.run", "yousef", run.inputs_sha256)


def test_a_run_in_the_field_is_a_look_and_moves_nothing(yousef_the_analyst):
    world = make_world(state=WaveState.IN_FIELD)
    world.visits("A", 3)
    score(world, yousef_the_analyst)
    assert Wave.objects.get().state == WaveState.IN_FIELD


def test_tables_are_searched_in_both_languages_and_units_have_dimensions_and_trend(yousef_the_analyst):
    first = make_world(1)
    first.visits("A", 5)
    score(first, yousef_the_analyst)
    second = make_world(2)
    second.visits("A", 6)
    second.visits("B", 4, entity="F", sector="courts")
    run = score(second, yousef_the_analyst)
    assert [row.names.name_en for row in queries.score_table(run=run.ref, level=Level.CENTRE, search="مركز b")] == [
        "Centre B"
    ]
    assert len(queries.score_table(run=run.ref, level=Level.CENTRE, sector="health")) == 1
    assert len(queries.score_table(run=run.ref, level=Level.ENTITY, sector="courts")) == 1
    page = queries.unit_result(run=run.ref, level=Level.CENTRE, unit=second.centres["A"].ref)
    assert [cell.name_en for cell in page.dimensions] == ["Courtesy", "Accuracy"]
    assert [cell.name_en for cell in page.trend] == ["Cycle 1", "Cycle 2"]
    assert page.row.change is not None and page.row.rank is not None
    entity = second.centres["A"].entity.ref
    assert len(queries.unit_result(run=run.ref, level=Level.ENTITY, unit=entity).children) == 1
    assert queries.unit_result(run=run.ref, level=Level.CENTRE, unit="nobody") is None


def test_a_cycle_says_how_many_visits_still_wait(yousef_the_analyst):
    world = make_world()
    world.visits("A", 3)
    world.visit("A", 4, state=VisitState.RETURNED)
    card = queries.cycle_cards()[0]
    assert (card.visits, card.accepted, card.waiting, card.run) == (4, 3, 1, None)
