"""Background work of results."""

from datetime import datetime

from django_tasks import task
from django_tasks.base import TaskContext

from basira.core.kernel.actor import SYSTEM
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.results import asking


@task(takes_context=True)
def make_run(context: TaskContext, asked: str) -> bool:
    """Make a run that was asked for, at the time at which the queue began it."""
    at = context.task_result.started_at
    assert at is not None  # noqa: S101  the queue writes it before it runs a task
    return asking.make_asked_run(ref=asked, at=at)


def look_after_runs(at: datetime) -> int:
    """Refuse runs that broke off, ask again for those that the queue lost, and return how many those were."""
    asking.close_broken_runs(by=SYSTEM, at=at)
    return ask_again(make_run, asking.waiting_runs())
