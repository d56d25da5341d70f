"""The waits of a run: what is not told, what is told, that it is frozen with the run, and that a forged share is found."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from basira.core.kernel.actor import OPERATOR
from basira.core.scoring import Level
from basira.programme.results.models import ScoreRun
from basira.programme.results.recomputing import recompute
from basira.programme.results.verbs import score_wave
from basira.programme.results.waiting import wait_row, waits_card
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import TREE, make_world

pytestmark = pytest.mark.django_db

TIMED = replace(TREE, roles={"waiting-minutes": "/data/waited"}, wait_limit=Decimal(20))


def waited(world, centre, minutes, *, shoppers=5, entity="E"):
    """File a visit for each wait, by so many shoppers in turn."""
    for place, wait in enumerate(minutes):
        world.visit(centre, place % shoppers, besides={"/data/waited": wait}, entity=entity)


def scored(world):
    return score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)


def rows(run, level=Level.CENTRE):
    return {row.names.name_en: row for row in waits_card(run.ref, level).rows}


def test_a_form_without_a_limit_gives_no_waits_and_nor_does_a_run_that_is_not_there():
    world = make_world(tree=replace(TIMED, wait_limit=None))
    waited(world, "A", ["5"] * 6)
    run = scored(world)
    assert run.waits == {} and waits_card(run.ref, Level.CENTRE) is None
    assert wait_row("nothing", Level.CENTRE, "x") is None
    assert recompute(run.ref).equal


def test_too_few_visits_or_shoppers_are_not_told():
    world = make_world(tree=TIMED)
    waited(world, "A", ["5"] * 4)
    waited(world, "B", ["5"] * 9, shoppers=2)
    waited(world, "C", ["5"] * 4 + [""] * 5)
    found = rows(scored(world))
    assert {(row.share, row.within, row.low) for row in found.values()} == {(None, None, None)}
    assert [found[f"Centre {name}"].visits for name in "ABC"] == [4, 9, 4]


def test_visits_by_shoppers_whom_the_body_knows_meet_no_minimum():
    world = make_world(tree=TIMED)
    waited(world, "A", ["5"] * 6)
    known = world.visit("A", 0, besides={"/data/waited": "5"}).mission
    type(known).objects.filter(wave=world.wave, cycle_number__in=world.numbers[:3]).update(is_known_to_body=True)
    assert rows(scored(world))["Centre A"].share is None


def test_a_wait_of_exactly_the_limit_is_within_and_what_is_no_wait_is_counted_apart():
    world = make_world(tree=TIMED)
    waited(world, "A", ["20", "20.5", "3", "0", "19", "40", "", "soon", "-1"])
    waited(world, "B", ["10"] * 5, entity="F")
    run = scored(world)
    own = rows(run)["Centre A"]
    assert (own.visits, own.within, own.share, own.unknown, own.impossible) == (6, 4, 0.666667, 2, 1)
    assert (own.low, own.high) == pytest.approx((0.30, 0.9032), abs=1e-3)  # Wilson (1927): 4 of 6
    assert rows(run, Level.ENTITY)["Entity F"].share == 1.0
    assert wait_row(run.ref, Level.PROGRAMME, "programme").visits == 11


def test_the_waits_of_a_run_are_as_frozen_as_its_scores_and_a_forged_share_is_found():
    world = make_world(tree=TIMED)
    waited(world, "A", ["5", "25"] * 4)
    run = scored(world)
    assert recompute(run.ref).equal
    forged = run.waits | {"limits": ["60"]}
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreRun.objects.filter(pk=run.pk).update(waits=forged)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE results_scorerun DISABLE TRIGGER results_scorerun_frozen")
        ScoreRun.objects.filter(pk=run.pk).update(waits=forged)
        cursor.execute("ALTER TABLE results_scorerun ENABLE TRIGGER results_scorerun_frozen")
    assert recompute(run.ref).differences == ("waits",)
