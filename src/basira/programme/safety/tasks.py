"""Background work of safety."""

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from basira.programme.fieldwork import stores
from basira.programme.safety.queries import dangers
from basira.programme.safety.verbs import repainting


@task()
def repaint(photo: str) -> bool:
    """Re-make the picture of one photo of a danger."""
    return repainting.repaint_photo(photo=photo, originals=stores.originals(), derivatives=stores.derivatives())


def repaint_again() -> int:
    """Ask again for the pictures whose task died half-way, at most 500, and return how many that were."""
    queued = DBTaskResult.objects.filter(task_path=repaint.module_path, status=TaskResultStatus.READY)
    waiting = {ref for row in queued.only("args_kwargs") for ref in row.args_kwargs["args"]}
    refs = [ref for ref in dangers.unpainted() if ref not in waiting]
    for ref in refs:
        repaint.enqueue(ref)
    return len(refs)
