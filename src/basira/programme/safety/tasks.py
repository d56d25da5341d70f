"""Background work of safety."""

from django_tasks import task

from basira.programme.fieldwork import stores
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.fieldwork.verbs import repaint_row
from basira.programme.safety.models import DangerPhoto
from basira.programme.safety.queries import dangers


@task()
def repaint(photo: str) -> bool:
    """Re-make the picture of one photo of a danger, for the duty officer to see."""
    return repaint_row(DangerPhoto.objects.filter(ref=photo), stores.originals(), stores.derivatives())


def repaint_again() -> int:
    """Ask again for the pictures of dangers whose task died half-way, at most 500, and return how many that were."""
    return ask_again(repaint, dangers.unpainted())
