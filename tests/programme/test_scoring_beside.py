"""What goes on while the scores of a cycle are run, which may take a minute: phones file; nothing else moves or scores it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.lifecycles import WaveState
from basira.programme.results import verbs
from basira.programme.results.models import ScoreRun
from basira.programme.waves import verbs as waves
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beside(monkeypatch):
    """Score a cycle, and return what a connection of its own came to that acted in the middle of the run."""

    def score(world: Any, act: Callable[[], object]) -> BaseException | None:
        met = []

        def in_the_middle(wave):
            with ThreadPoolExecutor() as other:
                met.append(other.submit(in_a_hurry, act).exception())
            return gather(wave)

        gather = verbs.gather_inputs
        with monkeypatch.context() as patched:
            patched.setattr(verbs, "gather_inputs", in_the_middle)
            verbs.score_wave(wave=world.wave.ref, by=SYSTEM, at=MONDAY_9AM)
        (found,) = met
        return found

    return score


def in_a_hurry(act: Callable[[], object]) -> None:
    """Act in one transaction that waits for no lock longer than a moment."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
            act()
    finally:
        connection.close()


@pytest.fixture
def world():
    """A cycle whose review has ended, with visits."""
    made = make_world()
    made.visits("A", 3)
    return made


def test_a_second_run_waits_so_that_the_cycle_is_scored_once_at_a_time(world, beside):
    again = beside(world, lambda: verbs.alone_with(world.wave))
    assert isinstance(again, OperationalError) and ScoreRun.objects.count() == 1


def test_the_cycle_is_not_moved_under_a_run(world, beside):
    moved = beside(world, lambda: waves.lock_wave(wave=world.wave.ref))
    assert isinstance(moved, OperationalError)
    world.wave.refresh_from_db()
    assert world.wave.state == WaveState.SCORED


def test_a_phone_files_a_visit_while_scores_are_run(beside):
    world = make_world(state=WaveState.IN_FIELD)
    world.visits("A", 3)

    def file():
        assert waves.hold_state(wave_id=world.wave.pk) is WaveState.IN_FIELD
        world.visit("A", 4)

    assert beside(world, file) is None
