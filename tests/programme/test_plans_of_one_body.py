"""
The second lock for plans (AC-05): as the portal's own role, each body sees and writes its own rows alone, and makes no move
that is the programme's. Each refusal has its twin.
"""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.lifecycles import PlanState
from basira.programme.findings.own_rows import PORTAL as ALIAS
from basira.programme.findings.own_rows import own_rows
from basira.programme.plans import agreeing, queries
from basira.programme.plans.models import Escalation, Plan, PlanMove, PlanStep, ProofFile, StepDone
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import entity, informed_cycle
from tests.programme.plans_world import AFTER_GRACE, brought_to

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
MODELS = (Plan, PlanMove, PlanStep, StepDone, ProofFile, Escalation)


@pytest.fixture
def two_bodies():
    """Two bodies whose plans were declared fixed through the portal's own role, and are late with the sign-off."""
    database.let_the_portal_in()
    informed_cycle(poor="EF")
    plans = [brought_to(PlanState.DECLARED, code, database=ALIAS) for code in "EF"]
    agreeing.climb_ladders(by=SYSTEM, at=AFTER_GRACE)
    yield plans
    connections[ALIAS].close()


def everything(alias):
    return [{row.entity_ref for row in model.objects.using(alias).all()} for model in MODELS]


def test_a_body_sees_its_own_rows_alone_and_without_a_body_there_is_none(two_bodies):
    assert everything(ALIAS) == [set()] * len(MODELS)
    for mine in ("E", "F"):
        with own_rows(entity(mine)) as alias:
            assert everything(alias) == [{entity(mine)}] * len(MODELS)
    assert everything("default") == [{entity("E"), entity("F")}] * len(MODELS)


def test_the_planted_twin_without_the_lock_the_other_bodys_plan_is_seen(two_bodies):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_plan DISABLE ROW LEVEL SECURITY")
    try:
        with own_rows(entity("E")) as alias:
            assert {row.entity_ref for row in Plan.objects.using(alias).all()} == {entity("E"), entity("F")}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE plans_plan ENABLE ROW LEVEL SECURITY")


def move(plan, body, **changes):
    values = {"entity_ref": body, "plan_id": plan.pk, "place": 6, "start": "declared-fixed", "to": "grace"}
    return values | {"moved_at": MONDAY_9AM, "moved_by": "head"} | changes


def test_a_move_of_another_bodys_plan_or_one_of_the_programmes_is_refused_by_the_database(two_bodies):
    mine, other = two_bodies
    for plan, body, changes in (
        (other, entity("F"), {}),
        (other, entity("E"), {}),
        (mine, entity("F"), {}),
        (mine, entity("E"), {"to": "plan-agreed"}),
        (mine, entity("E"), {"to": "verified", "quarter": "2026-Q4"}),
        (mine, entity("E"), {"to": "plan-open", "words": "x"}),
    ):
        with pytest.raises(DatabaseError), own_rows(entity("E")) as alias:
            PlanMove.objects.using(alias).create(**move(plan, body, **changes))
    with own_rows(entity("E")) as alias:
        PlanMove.objects.using(alias).create(**move(mine, entity("E")))  # the twin
    assert PlanMove.objects.filter(plan=other).count() == 5


def test_no_body_agrees_to_its_own_steps_even_in_sql():
    """The move would follow the last one: it is the policy of the role that refuses it."""
    database.let_the_portal_in()
    informed_cycle()
    plan = brought_to(PlanState.PROPOSED, database=ALIAS)
    agreed = {"place": 3, "start": "plan-proposed", "to": "plan-agreed"}
    with pytest.raises(ProgrammingError, match="row-level security"), own_rows(entity("F")) as alias:
        PlanMove.objects.using(alias).create(**move(plan, entity("F"), **agreed))
    PlanMove.objects.create(**move(plan, entity("F"), **agreed))  # the twin: the programme may
    connections[ALIAS].close()


def test_a_body_makes_its_moves_whatever_plan_the_database_keeps_for_the_trigger():
    """A generic plan checks the rights to every table of a statement: what a body may not read, no move of its asks for."""
    database.let_the_portal_in()
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    informed_cycle()
    plan = brought_to(PlanState.GRACE, database=ALIAS)
    assert PlanMove.objects.filter(plan=plan).latest("place").to == "grace"
    connections[ALIAS].close()


@pytest.mark.parametrize("body", ["E", "F"])
def test_a_step_a_mark_and_a_file_of_another_bodys_plan_are_refused(two_bodies, body):
    other = two_bodies[1]
    proposal = PlanMove.objects.get(plan=other, to="plan-proposed")
    declared = PlanMove.objects.get(plan=other, to="declared-fixed")
    file = {"filename": "x", "kind": "x", "size_bytes": 1, "sha256": "0", "sealed_ref": "x"}
    rows = (
        PlanStep(move=proposal, place=9, what="x", post="x", due_on="2026-12-09"),
        ProofFile(move=declared, **file),
        ProofFile(move=PlanMove.objects.get(plan=two_bodies[0], to="plan-proposed"), **file),
        StepDone(step=PlanStep.objects.filter(move=proposal).first(), done_at=MONDAY_9AM, done_by="x"),
    )
    for row in rows:
        row.entity_ref = entity(body)
        with pytest.raises(ProgrammingError, match="row-level security"), own_rows(entity("E")) as alias:
            row.save(using=alias, force_insert=True)


def test_through_the_queries_another_bodys_plan_is_not_there(two_bodies):
    mine, other = two_bodies
    assert queries.own_plan(entity_ref=entity("E"), ref=other.ref, at=MONDAY_9AM) is None
    assert [card.ref for card in queries.own_plans(entity_ref=entity("E"), at=MONDAY_9AM)] == [mine.ref]
    refs = [plan.finding.ref for plan in two_bodies]
    found = queries.own_plans_of_findings(entity_ref=entity("E"), finding_refs=refs, at=MONDAY_9AM)
    assert list(found) == [refs[0]]
