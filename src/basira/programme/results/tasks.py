"""Background work of results."""

from datetime import datetime

from django.conf import settings
from django_tasks import task
from django_tasks.base import TaskContext

from basira.core.kernel.actor import SYSTEM
from basira.gateways import heartbeat
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.results import asking, running

RUN_LIMIT_S = 1800.0
"""Seconds after which the worker is called dead while it makes one run: many times what a model of a country takes."""


@task(takes_context=True)
def make_run(context: TaskContext, asked: str) -> bool:
    """Make a run that was asked for, at the time at which the queue began it; the worker gives its sign of life meanwhile."""
    at = context.task_result.started_at
    assert at is not None  # noqa: S101  the queue writes it before it runs a task
    with heartbeat.kept_up(settings.HEARTBEAT_FILE, limit_s=RUN_LIMIT_S), running.telling(asked) as tell:
        return asking.make_asked_run(ref=asked, at=at, tell=tell)


def look_after_runs(at: datetime) -> int:
    """Refuse runs that broke off, ask again for those that the queue lost, and return how many those were."""
    asking.close_broken_runs(by=SYSTEM, at=at)
    return ask_again(make_run, asking.waiting_runs())
