"""Background work of fieldwork."""

from collections.abc import Iterable

from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from basira.programme.fieldwork import queries, stores, verbs


@task()
def repaint(attachment: str) -> bool:
    """Re-make the picture of one filed attachment."""
    return verbs.repaint_attachment(
        attachment=attachment, originals=stores.originals(), derivatives=stores.derivatives()
    )


def repaint_again() -> int:
    """Ask again for the pictures of visits whose task died half-way, at most 500, and return how many that were."""
    return ask_again(repaint, queries.unpainted())


def ask_again(asked: Task[[str], bool], refs: Iterable[str]) -> int:
    """
    Ask a task again for what lost it, and return how many those were.

    Those that still wait in the queue are left there. Asking once too often does no harm.
    """
    queued = DBTaskResult.objects.filter(task_path=asked.module_path, status=TaskResultStatus.READY)
    waiting = {ref for row in queued.only("args_kwargs") for ref in row.args_kwargs["args"]}
    lost = [ref for ref in refs if ref not in waiting]
    for ref in lost:
        asked.enqueue(ref)
    return len(lost)
