"""What the model says of a run: kept with it, told apart by level, proved by recomputation."""

import pytest
from django.db import connection

from basira.core.scoring import Level
from basira.programme.results.models import ScoreRun
from basira.programme.results.recomputing import recompute
from basira.programme.results.standings import model_card
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def parted(yousef_the_analyst):
    """A run over two bodies: A and B near perfect, C and D near nothing, E visited three times alone."""
    world = make_world()
    for number in range(12):
        for centre, entity, answers in (
            ("A", "E", "yes yes"),
            ("B", "E", "yes yes"),
            ("C", "F", "no no"),
            ("D", "F", "no no"),
        ):
            odd = number % 6 == ord(centre) % 6
            world.visit(centre, number % 6, answers="yes no" if odd else answers, entity=entity)
    for number in range(3):
        world.visit("S", number, answers="yes no", entity="E")
    return world, score_wave(wave=world.wave.ref, by=yousef_the_analyst, at=MONDAY_9AM)


def test_a_run_without_anything_to_tell_apart_says_so_and_stands(yousef_the_analyst):
    world = make_world()
    world.visit("A", 0)
    run = score_wave(wave=world.wave.ref, by=yousef_the_analyst, at=MONDAY_9AM)
    card = model_card(run.ref, Level.CENTRE)
    assert card.refused == "scoring.nothing-to-tell-apart" and card.units == {} and card.generalizability is None
    assert recompute(run.ref).equal


def test_there_is_no_model_of_a_run_that_is_not_there_or_was_made_before(parted):
    world, _run = parted
    old = ScoreRun.objects.create(
        wave=world.wave, method="old", inputs={}, inputs_sha256="0" * 64, visits=1, run_at=MONDAY_9AM, run_by="test"
    )
    assert model_card("nobody", Level.CENTRE) is None and model_card(old.ref, Level.CENTRE) is None


def test_tiers_part_what_the_visits_part_and_too_few_visits_have_none(parted):
    world, run = parted
    card = model_card(run.ref, Level.CENTRE)
    tiers = {name: card.units[world.centres[name].ref].tier for name in "ABCD"}
    assert tiers == {"A": 1, "B": 1, "C": 2, "D": 2} and card.tiers == 2
    assert world.centres["S"].ref not in card.units
    assert card.generalizability > 0.8 and card.groups == 1 and card.refused == ""
    assert (card.engine, card.seed, card.shoppers) == (run.model["engine"], 0, 6)


def test_a_level_that_the_model_does_not_score_is_refused_by_name(parted):
    assert model_card(parted[1].ref, Level.SECTOR).refused == "results.level-not-modelled"


def test_a_forged_model_is_found(parted):
    _world, run = parted
    assert recompute(run.ref).equal
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE results_scorerun DISABLE TRIGGER results_scorerun_frozen")
        cursor.execute(
            "UPDATE results_scorerun SET model = jsonb_set(model, '{levels,centre,units,0,unshrunk}', '0.99')"
        )
        cursor.execute("ALTER TABLE results_scorerun ENABLE TRIGGER results_scorerun_frozen")
    assert recompute(run.ref).differences == ("model",)
