"""The background worker: drains the queue, gives a sign of life, rests a moment, again."""

import signal
import sys
import time
from types import FrameType

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from basira.gateways import heartbeat
from basira.programme.fieldwork import stores

PAUSE_S = 1.0
A_DAY_S = 86400
TASKS_A_BEAT = 20
"""Tasks between two signs of life: a long queue must not look like a dead worker."""


def run(arguments: list[str]) -> int:
    """Work until SIGTERM or SIGINT; a task that runs is finished first."""
    asked_to_stop = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sweep()
    while not asked_to_stop:
        try:
            drain()
            heartbeat.beat(settings.HEARTBEAT_FILE)
        except OperationalError:
            print("worker: the database does not answer; trying again", file=sys.stderr, flush=True)
            close_old_connections()
        if not asked_to_stop:
            time.sleep(PAUSE_S)
    return 0


def sweep() -> None:
    """Delete what crashes of earlier starts left half-written, when it is a day old: nobody is writing it any more."""
    for store in (stores.originals(), stores.derivatives()):
        store.sweep_incoming(before=time.time() - A_DAY_S)


def drain() -> None:
    """Run the tasks that wait now, at most `TASKS_A_BEAT` of them."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=TASKS_A_BEAT,
        worker_id=f"basira-{time.time_ns():x}",
        excluded_queue_names=[],
    ).run()
