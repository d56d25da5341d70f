"""Background work of retention."""

from django.utils import timezone
from django_tasks import task

from basira.core.kernel.actor import Actor, ActorKind
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.retention import queries, verbs

WORKER = Actor(ActorKind.SYSTEM, "system")


@task()
def destroy(destruction: str) -> bool:
    """Carry out one approved destruction."""
    return verbs.carry_out(destruction=destruction, originals=stores.originals(), by=WORKER, at=timezone.now())


def destroy_again() -> int:
    """Ask again for approved destructions whose task died half-way, and return how many that were."""
    return ask_again(destroy, queries.under_way())
