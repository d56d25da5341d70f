"""Runs of large cycles: asked for once, made once by the worker, and never lost without a word."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import WaveState
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.queries import actor_by_username
from basira.programme.people.verbs import open_account
from basira.programme.results import asking, running, tasks, verbs
from basira.programme.results.models import AskedRun, AskedState, ScoreRun
from basira.programme.waves.models import Wave
from basira.project import worker
from tests.cast import MONDAY_9AM, PASSWORD
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(minutes=5)


@pytest.fixture
def analyst(khalid_the_administrator):
    """An analyst whose account stands in the database, for the worker to look up."""
    open_account(
        username="analyst",
        password=PASSWORD,
        name_ar="محلل",
        name_en="Analyst",
        roles=[Role.ANALYST],
        by=khalid_the_administrator,
        at=MONDAY_9AM,
    )
    return actor_by_username("analyst")


@pytest.fixture
def large(monkeypatch):
    """A cycle with more visits than are scored while somebody waits."""
    monkeypatch.setattr(asking, "AT_ONCE", 5)
    world = make_world()
    world.visits("A", 6)
    world.visits("B", 4)
    return world.wave.ref


@pytest.fixture
def ask(analyst, large, django_capture_on_commit_callbacks):
    """Ask for scores, and return what was handed to the worker."""

    def asked(**changes):
        handed = []
        with django_capture_on_commit_callbacks(execute=True):
            asking.ask_for_scores(**({"wave": large, "by": analyst, "at": MONDAY_9AM} | changes), enqueue=handed.append)
        return handed

    return asked


def test_whoever_may_not_score_may_not_ask(ask, noura_the_reviewer):
    with pytest.raises(NotPermitted):
        ask(by=noura_the_reviewer)
    assert not AskedRun.objects.exists()


def test_a_cycle_that_is_not_in_the_field_yet_is_refused_at_once(ask, large):
    Wave.objects.update(state=WaveState.COMMITTED)
    with pytest.raises(verbs.WaveNotScorable):
        ask()
    assert not AskedRun.objects.exists()


def test_a_second_run_is_refused_while_one_waits_or_is_made(ask):
    ask()
    with pytest.raises(asking.AlreadyAsked):
        ask()
    AskedRun.objects.update(state=AskedState.RUNNING, begun_at=LATER)
    with pytest.raises(asking.AlreadyAsked):
        ask()
    assert AskedRun.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"begun_at": LATER},
        {"state": "running"},
        {"state": "done", "begun_at": LATER},
        {"refusal": "x"},
        {"state": "refused", "begun_at": LATER},
    ],
)
def test_the_database_keeps_no_half_told_state(ask, wrong):
    ask()
    with pytest.raises(IntegrityError):
        AskedRun.objects.update(**wrong)


def test_a_small_cycle_is_scored_while_its_asker_waits(analyst, ask, monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE", 10)
    assert ask() == []
    assert ScoreRun.objects.count() == 1 and not AskedRun.objects.exists()


def test_a_large_cycle_is_scored_once_by_the_worker_in_the_name_of_who_asked(ask, analyst, large):
    [ref] = ask()
    assert not ScoreRun.objects.exists()
    assert asking.asked_card(large).has_begun is False
    assert asking.make_asked_run(ref=ref, at=LATER)
    assert not asking.make_asked_run(ref=ref, at=LATER)
    run = ScoreRun.objects.get()
    assert (run.run_by, run.run_at, run.visits) == (analyst.ref, LATER, 10)
    assert AskedRun.objects.get().run == run and asking.asked_card(large) is None
    assert list(Entry.objects.filter(act__startswith="scores.").order_by("pk").values_list("act", flat=True)) == [
        "scores.asked",
        "scores.run",
    ]


def test_the_asker_needs_the_right_when_the_run_is_made(ask, large, analyst):
    [ref] = ask(by=analyst)
    AskedRun.objects.update(asked_by="01AAAAAAAAAAAAAAAAAAAAAAAA")
    assert not asking.make_asked_run(ref=ref, at=LATER)
    assert asking.asked_card(large).refusal == NotPermitted.code


def test_a_refusal_is_kept_with_its_words_values_and_a_new_run_may_be_asked_for(ask, large):
    [ref] = ask()
    Wave.objects.update(state=WaveState.COMMITTED)
    assert not asking.make_asked_run(ref=ref, at=LATER)
    card = asking.asked_card(large)
    assert (card.refusal, card.params) == ("results.wave-not-scorable", {"state": "committed"})
    Wave.objects.update(state=WaveState.REVIEWED)
    assert len(ask(at=LATER)) == 1
    assert asking.asked_card(large).refusal == ""


def test_a_run_that_broke_off_is_refused_and_not_tried_again_by_itself(ask, large, monkeypatch):
    [ref] = ask()
    monkeypatch.setattr(verbs, "score_wave", lambda **_what: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(MemoryError):
        asking.make_asked_run(ref=ref, at=LATER)
    assert asking.asked_card(large).refusal == asking.BROKE_OFF
    [again] = ask(at=LATER)
    AskedRun.objects.filter(ref=again).update(state=AskedState.RUNNING, begun_at=LATER)  # the worker was killed here
    assert asking.close_broken_runs(by=SYSTEM, at=LATER) == 1
    assert asking.close_broken_runs(by=SYSTEM, at=LATER) == 0
    assert asking.waiting_runs() == []


def test_a_run_that_lost_its_database_is_refused_by_the_workers_next_short_look(ask, large):
    [ref] = ask()
    AskedRun.objects.filter(ref=ref).update(state=AskedState.RUNNING, begun_at=LATER)
    worker.look_after_what_waits()
    assert asking.asked_card(large).refusal == asking.BROKE_OFF


def test_a_run_that_the_queue_lost_is_handed_to_it_again(ask, large):
    ask()
    worker.look_after_what_waits()
    assert DBTaskResult.objects.filter(task_path__endswith="make_run").count() == 1


def test_the_worker_shows_that_it_lives_while_it_makes_a_run(ask, settings, tmp_path, monkeypatch):
    settings.HEARTBEAT_FILE = tmp_path / "beat"
    [ref] = ask()
    seen = []
    monkeypatch.setattr(asking, "make_asked_run", lambda **_what: seen.append(settings.HEARTBEAT_FILE.exists()))
    tasks.make_run.func(SimpleNamespace(task_result=SimpleNamespace(started_at=LATER)), ref)
    assert seen == [True]


def test_a_newer_run_hides_an_older_refusal(ask, large, analyst):
    ask()
    AskedRun.objects.update(state=AskedState.RUNNING, begun_at=MONDAY_9AM)
    asking.close_broken_runs(by=SYSTEM, at=MONDAY_9AM)
    assert asking.asked_card(large).refusal == asking.BROKE_OFF
    verbs.score_wave(wave=large, by=analyst, at=LATER)
    assert asking.asked_card(large) is None


def test_a_run_whose_sign_cannot_be_written_is_made_all_the_same(ask, settings, tmp_path):
    (tmp_path / "run").write_text("no folder")
    settings.HEARTBEAT_FILE = tmp_path / "run" / "beat"
    [ref] = ask()
    with running.telling(ref) as tell:
        assert asking.make_asked_run(ref=ref, at=LATER, tell=tell)
    assert running.running(ref) is None


def test_a_run_tells_each_step_in_its_order_and_nothing_is_left_of_it(ask, settings, tmp_path):
    settings.HEARTBEAT_FILE = tmp_path / "run" / "beat"
    ref, seen = ask()[0], []
    assert running.running(ref) is None

    with running.telling(ref) as tell:

        def told(step, made):
            tell(step, made)
            seen.append(running.running(ref))

        assert asking.make_asked_run(ref=ref, at=LATER, tell=told)
    assert [one.place for one in seen] == sorted(one.place for one in seen)
    assert {one.step for one in seen} == set(running.Step)
    assert max(one.round for one in seen) > 0 and all(one.all == 6 for one in seen)
    assert running.running(ref) is None and not list((tmp_path / "run").iterdir())


def test_a_sign_that_is_no_sign_tells_nothing(settings, tmp_path):
    settings.HEARTBEAT_FILE = tmp_path / "beat"
    for written in ("", "variances", "variances x", "dancing 1"):
        (tmp_path / "run-abc").write_text(written)
        assert running.running("abc") is None
