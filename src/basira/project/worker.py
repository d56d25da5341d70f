"""The background worker: runs a task, gives a sign of life, rests a moment when nothing waits, again."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.problem import Problem
from basira.gateways import heartbeat
from basira.gateways.evidence import EvidenceNoSpace, EvidenceNotDurable
from basira.gateways.postgres.dumping import RowsHidden
from basira.gateways.programme_key import PrivateHalfNotHere
from basira.programme.fieldwork import keeping, stores, tasks
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.findings import tasks as findings
from basira.programme.panel import terms
from basira.programme.panel import verbs as panel
from basira.programme.plans import forgetting
from basira.programme.plans import tasks as plans
from basira.programme.results import tasks as results
from basira.programme.retention import tasks as retention
from basira.programme.safety import tasks as safety
from basira.programme.training.verbs import earning as training
from basira.programme.waves import verbs as waves
from basira.project import digesting, upgrading
from basira.project.sweeping import sweep_store
from basira.project.zone import hold_programme_zone

PAUSE_S = 1.0
A_DAY_S = 86400
OFFERS_S = 300
"""Seconds between two looks for offers that nobody answered, sendings to be opened, and runs of scores that broke off."""
PLANS_S = 900
"""Seconds between two looks for plans to open, delays to tell, repeats to judge, and digests to send: their clocks count days."""
KEYS_PAUSE_S = 20.0
"""Between two looks: who ended files no more within a minute, and several who ended together are closed together."""
NICENESS = 10
"""Phones that post and people who read come before pictures: the worker takes the processor when they leave it."""


def run(arguments: list[str]) -> int:
    """Work until SIGTERM or SIGINT; a task that runs is finished first."""
    asked_to_stop = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    hold_programme_zone()
    check_keys()
    os.nice(NICENESS)
    threading.Thread(target=keep_closing_keys, name="keys", daemon=True).start()
    swept_at, offers_at, plans_at = sweep(), 0.0, 0.0
    older = upgrading.older_originals()
    while not asked_to_stop:
        has_worked = False
        try:
            if time.time() - swept_at > A_DAY_S:
                swept_at = sweep()
            if time.time() - offers_at > OFFERS_S:
                look_after_what_waits()
                offers_at = time.time()
            if time.time() - plans_at > PLANS_S:
                plans.look_after_plans(timezone.now())
                digesting.send_digests(timezone.now())
                plans_at = time.time()
            has_worked = upgrading.upgrade_some(older)
            has_worked = run_next() or has_worked
            heartbeat.beat(settings.HEARTBEAT_FILE)
        except OperationalError:
            print("worker: the database does not answer; trying again", file=sys.stderr, flush=True)
            close_old_connections()
        if not asked_to_stop and not has_worked:
            time.sleep(PAUSE_S)
    return 0


def look_after_what_waits() -> None:
    """Take up, between two tasks, what is over and what a task of earlier has left."""
    waves.expire_offers(by=SYSTEM, at=timezone.now())
    terms.end_terms(by=SYSTEM, at=timezone.now())
    tasks.open_again()
    findings.show_proofs()
    plans.show_proofs()
    results.look_after_runs(timezone.now())


def check_keys() -> None:
    """
    See, before anything is done, that what is sealed can be opened here.

    :raises EvidenceKeyUnusable: when a half of the programme's key is lost, another's, or open to others
    :raises PrivateHalfNotHere: when we were not told of the private half
    :raises StaffRelayUnusable: when digests could not be sent as the settings say
    """
    if stores.programme_key().private is None:
        raise PrivateHalfNotHere()
    digesting.relay()
    stores.originals()
    stores.derivatives()


def keep_closing_keys() -> None:
    """Close the keys of shoppers who ended, every few seconds; beside the tasks, which may take a minute each."""
    while True:
        close_keys()
        time.sleep(KEYS_PAUSE_S)


def close_keys() -> None:
    """Close them once, tell the vault what was earned, and stop what may not be any more; what is refused waits, and alone."""
    at = timezone.now()
    steps: dict[str, Callable[[], object]] = {
        "keys of ended shoppers wait": lambda: panel.close_keys_of_ended(by=SYSTEM, at=at),
        "what was earned waits for the vault": lambda: training.keep_waiting(at=at),
        "missions wait to be looked through": lambda: waves.look_through_missions(by=SYSTEM, at=at),
    }
    for what_waits, step in steps.items():
        try:
            step()
        except (DatabaseError, Problem) as fault:
            print(f"worker: {what_waits} ({type(fault).__name__})", file=sys.stderr, flush=True)
        finally:
            close_old_connections()


def sweep() -> float:
    """
    Clear away what crashes left half-written or without a row, when it is a day old, and finish their pictures.

    Returns when that was, in Unix seconds; the worker does it at its start and once a day.
    """
    now = time.time()
    for store in (stores.originals(), stores.derivatives()):
        store.sweep_incoming(before=now - A_DAY_S)
    with suppress(OperationalError):  # the database may still be starting
        tasks.repaint_again()
        tasks.judge_again()
        destroy_places()
        safety.repaint_again()
        fieldwork.read_kept_conflicts(stores.originals())
        retention.destroy_again()
        results.look_after_runs(timezone.now())
        set_unnamed_aside(now)
        waves.look_at_every_body(by=SYSTEM)
    seal_maps()
    forget_numbers()
    return now


def seal_maps() -> None:
    """Have the vault seal whose the numbers of cycles that are over were; where it cannot, say so and leave it to the next day."""
    try:
        waves.seal_maps(by=SYSTEM, at=timezone.now())
    except (DatabaseError, Problem) as fault:
        print(f"worker: maps of ended cycles wait to be sealed ({type(fault).__name__})", file=sys.stderr, flush=True)


def forget_numbers() -> None:
    """Tell the vault of which cycles nothing needs any more whose their numbers were; where it cannot hear, the next day does."""
    try:
        forgetting.forget_numbers(by=SYSTEM, at=timezone.now())
    except (DatabaseError, Problem) as fault:
        print(f"worker: maps of old cycles wait to be destroyed ({type(fault).__name__})", file=sys.stderr, flush=True)


def destroy_places() -> None:
    """Destroy positions whose days are over, and sealed parts that are filed; a disk that cannot promise it is asked again tomorrow."""
    try:
        gone = fieldwork.destroy_places(
            store=stores.originals(), kept_for=keeping.places_kept_for(), by=SYSTEM, at=timezone.now()
        )
        fieldwork.drop_parts(store=stores.originals(), by=SYSTEM, at=timezone.now())
    except (EvidenceNotDurable, EvidenceNoSpace) as fault:
        print(f"worker: positions wait to be destroyed ({fault.params})", file=sys.stderr, flush=True)
    else:
        if gone:
            print(f"worker: the positions of {gone} visits were destroyed", file=sys.stderr, flush=True)


def set_unnamed_aside(now: float) -> None:
    """Set aside the sealed files that no row names; where rows may be hidden from us, say so and touch nothing."""
    try:
        for store in (stores.originals(), stores.derivatives()):
            if gone := sweep_store(store, now=now):
                print(f"worker: {gone} sealed files that no row names were set aside", file=sys.stderr, flush=True)
    except RowsHidden as hidden:
        print(f"worker: no sealed file is set aside: {hidden.code} {hidden.params}", file=sys.stderr, flush=True)


def run_next() -> bool:
    """Run the task that waits longest, and tell whether there was one. One a beat: a long queue is no dead worker."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=f"basira-{time.time_ns():x}",
        excluded_queue_names=[],
    )
    worker.run()
    return bool(worker._run_tasks)
