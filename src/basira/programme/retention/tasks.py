"""Background work of retention."""

from django_tasks import task
from django_tasks.base import TaskContext

from basira.core.kernel.actor import SYSTEM
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.retention import queries, verbs


@task(takes_context=True)
def destroy(context: TaskContext, destruction: str) -> bool:
    """Carry out one approved destruction, at the time at which the queue began it."""
    at = context.task_result.started_at
    assert at is not None  # noqa: S101  the queue writes it before it runs a task
    return verbs.carry_out(destruction=destruction, originals=stores.originals(), by=SYSTEM, at=at)


def destroy_again() -> int:
    """Ask again for approved destructions whose task died half-way, and return how many that were."""
    return ask_again(destroy, queries.under_way())
