"""What a body thinks of itself before a cycle: who asks and who answers, once, before the field, and beside what was seen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction

from basira.core.kernel.lifecycles import WaveState
from basira.core.scoring.self_view import Beside
from basira.programme.findings.models import EntityReport
from basira.programme.findings.own_rows import PORTAL as ALIAS
from basira.programme.findings.own_rows import own_rows
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.inputs import gather_inputs
from basira.programme.selfassessment import queries, verbs
from basira.programme.selfassessment.models import SelfAssessment, Sheet
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.measured_world import TREE
from tests.programme.self_world import FEE, GREETED, LAST_DAY, ask, hand_in, planned_cycle, seen, sheet_of, to_the_field

pytestmark = pytest.mark.django_db


def test_only_the_director_asks_and_only_a_liaison_answers():
    world = planned_cycle()
    with pytest.raises(NotPermitted):
        ask(world, by=ANALYST)
    ask(world)
    with pytest.raises(NotPermitted):
        hand_in(by=DIRECTOR)
    assert not SelfAssessment.objects.exists()


@pytest.mark.parametrize("day", [MONDAY_9AM.date(), LAST_DAY + timedelta(days=7), LAST_DAY + timedelta(days=6)])
def test_the_last_day_is_after_today_and_before_the_eve_of_the_cycle(day):
    """The cycle begins seven days after LAST_DAY; an answer due on the eve would tell the body when its visitors come."""
    with pytest.raises(verbs.DayUnfit):
        ask(planned_cycle(), answer_by=day)


def test_the_last_day_may_be_two_days_before_the_cycle():
    assert ask(planned_cycle(), answer_by=LAST_DAY + timedelta(days=5)) == 2


def test_bodies_are_asked_once_and_never_of_a_cycle_in_the_field():
    world = planned_cycle()
    to_the_field(world)
    with pytest.raises(verbs.FieldHasStarted):
        ask(world)
    to_the_field(world, WaveState.DRAFT)
    assert ask(world) == 2
    with pytest.raises(verbs.AlreadyAsked):
        ask(world)


def test_a_questionnaire_that_is_none_or_asks_nothing_is_refused():
    world = planned_cycle()
    for versions in ([], ["nothing"], [world.version.ref, "nothing"]):
        with pytest.raises(verbs.NothingToAsk):
            ask(world, versions=versions)


def test_criteria_without_a_question_that_says_how_they_are_answered_ask_nothing():
    with pytest.raises(verbs.NothingToAsk):
        ask(planned_cycle(TREE))


def test_another_bodys_sheet_and_centre_are_not_there():
    world = planned_cycle()
    ask(world)
    with pytest.raises(verbs.SheetNotFound):
        hand_in("F", sheet=sheet_of("E").ref)
    with pytest.raises(verbs.SheetNotFound):
        hand_in("F", centre=world.centres["Centre-E"].ref)


def test_answers_that_fit_no_scale_are_refused_whole_with_every_fault():
    ask(planned_cycle())
    with pytest.raises(verbs.AnswersRefused) as refusal:
        hand_in(answers={GREETED: "perhaps", FEE: "na", "x/y:z": "yes"})
    assert refusal.value.params["faults"] == [GREETED, FEE, "x/y:z"]
    with pytest.raises(verbs.AnswersRefused):
        hand_in(answers={GREETED: "  "})
    assert not SelfAssessment.objects.exists()


def test_it_is_handed_in_once_and_stands():
    ask(planned_cycle())
    hand_in()
    with pytest.raises(verbs.AlreadyHandedIn):
        hand_in(answers={FEE: "no"})
    with pytest.raises(DatabaseError), transaction.atomic():
        SelfAssessment.objects.update(answers={FEE: "no"})
    with pytest.raises(DatabaseError), transaction.atomic():
        SelfAssessment.objects.all().delete()


def test_nothing_is_taken_after_the_last_day_or_once_the_field_has_started():
    world = planned_cycle()
    ask(world)
    with pytest.raises(verbs.TimeIsOver):
        hand_in(at=MONDAY_9AM + timedelta(days=9))
    to_the_field(world)
    with pytest.raises(verbs.TimeIsOver):
        hand_in()
    row = {"entity_ref": entity("F"), "sheet": sheet_of("F"), "answers": {FEE: "yes"}, "answered_by": "x"}
    with pytest.raises(DatabaseError, match="before the field"), transaction.atomic():
        SelfAssessment.objects.create(answered_at=MONDAY_9AM, **row)
    to_the_field(world, WaveState.COMMITTED)
    SelfAssessment.objects.create(answered_at=MONDAY_9AM, **row)  # the twin


def test_a_body_thinks_of_itself_and_of_a_centre_and_both_stand_in_the_journal():
    world = planned_cycle()
    ask(world)
    hand_in()
    hand_in(centre=world.centres["Centre-F"].ref, answers={FEE: "no"})
    card = queries.own_sheet(entity_ref=entity("F"), ref=sheet_of("F").ref, at=MONDAY_9AM, database="default")
    assert card.whole.answered_at == MONDAY_9AM and card.centres_answered == 1 and not card.is_informed
    acts = [entry.act for entry in journal.entries_about(sheet_of("F").ref)]
    assert acts == ["self-assessment.handed-in"] * 2


def test_before_the_bodies_are_informed_nothing_that_was_seen_stands_beside_it():
    world = planned_cycle()
    ask(world)
    hand_in()
    for visit in range(12):
        world.visit("Centre-F", visit % 5, entity="F")
    card = queries.own_sheet(entity_ref=entity("F"), ref=sheet_of("F").ref, at=MONDAY_9AM, database="default")
    assert [(one.thought, one.seen) for one in card.dimensions] == [(Decimal(1), None), (Decimal(1), None)]


def test_what_was_thought_stands_beside_what_was_seen_by_dimension():
    world = planned_cycle()
    ask(world)
    hand_in(answers={FEE: "yes"})
    seen(world)
    courtesy, accuracy = next(one.card for one in queries.desk_sheets(world.wave.ref, MONDAY_9AM)[1:]).dimensions
    assert (courtesy.thought, courtesy.left_out, courtesy.stands) == (None, 1, None)
    assert (accuracy.thought, accuracy.seen.score, accuracy.stands) == (Decimal(1), Decimal(0), Beside.SEEN_LOWER)


def test_nothing_is_compared_where_the_dimension_was_seen_by_other_criteria_than_were_asked():
    """The fee was asked of the body; beside it the visits judged a criterion that no sheet can ask (its answers are in a file)."""
    world = planned_cycle()
    ask(world)
    hand_in()
    seen(world)
    report = EntityReport.objects.get(entity_ref=entity("F"))
    row = next(one for one in report.figures["dimensions"] if one["code"] == "accuracy")
    assert row["criteria"] == [FEE]
    (own,) = [one for one in sheet_of("F").asked["criteria"] if one["code"] == FEE]
    for criteria, stands in (
        ([FEE], Beside.SEEN_LOWER),
        ([FEE, "accuracy/test:from-a-file"], None),
        (["accuracy/other:fee"], None),
        (None, None),
    ):
        found = queries._dimension([own], {FEE: "yes"}, row | {"criteria": criteria})
        assert (found.thought, found.seen.score, found.stands) == (Decimal(1), Decimal(0), stands)


def test_no_score_reads_what_a_body_thought():
    """The inputs of a run are the same bytes, whatever the bodies thought."""
    world = planned_cycle()
    ask(world)
    world.visit("Centre-F", 0, entity="F")
    before = gather_inputs(world.wave.ref)
    hand_in()
    hand_in("E", answers={FEE: "no"})
    assert gather_inputs(world.wave.ref) == before


@pytest.fixture
def two_bodies(transactional_db):
    """Two bodies that were asked and that handed in through the portal's own role."""
    database.let_the_portal_in()
    ask(planned_cycle())
    for code in "EF":
        hand_in(code, database=ALIAS)
    yield
    connections[ALIAS].close()


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_a_body_sees_its_own_alone_and_the_planted_twin_without_the_lock_sees_both(two_bodies):
    both = {entity("E"), entity("F")}
    for mine in both:
        with own_rows(mine) as alias:
            for model in (Sheet, SelfAssessment):
                assert {row.entity_ref for row in model.objects.using(alias).all()} == {mine}
    assert queries.own_sheet(entity_ref=entity("E"), ref=sheet_of("F").ref, at=MONDAY_9AM) is None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE selfassessment_selfassessment DISABLE ROW LEVEL SECURITY")
    try:
        with own_rows(entity("E")) as alias:
            assert {row.entity_ref for row in SelfAssessment.objects.using(alias).all()} == both
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE selfassessment_selfassessment ENABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_what_is_handed_in_for_another_body_is_refused_by_the_database(two_bodies):
    centre = {"centre_ref": "c", "answers": {FEE: "yes"}, "answered_at": MONDAY_9AM, "answered_by": "x"}
    for sheet, body in (("F", "F"), ("F", "E"), ("E", "F")):
        with pytest.raises(DatabaseError), own_rows(entity("E")) as alias:
            SelfAssessment.objects.using(alias).create(sheet=sheet_of(sheet), entity_ref=entity(body), **centre)
    with own_rows(entity("E")) as alias:  # the twin
        SelfAssessment.objects.using(alias).create(sheet=sheet_of("E"), entity_ref=entity("E"), **centre)


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_two_worlds_that_differ_in_the_other_bodys_answers_read_alike(two_bodies):
    def reads():
        return repr(queries.own_sheets(entity_ref=entity("E"), at=MONDAY_9AM))

    before = reads()
    assert "thought" in before
    hand_in("F", centre=sheet_of("F").asked["centres"][0]["ref"], answers={FEE: "no"}, database=ALIAS)
    assert reads() == before
    hand_in("E", centre=sheet_of("E").asked["centres"][0]["ref"], answers={FEE: "no"}, database=ALIAS)
    assert reads() != before  # the twin
