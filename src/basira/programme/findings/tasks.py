"""Background work of findings."""

from django_tasks import task

from basira.core.kernel.actor import SYSTEM
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.findings import contest_queries, contest_verbs


@task()
def show_proof(file: str) -> bool:
    """Make the pages of one file of a contest, for the arbiter to see."""
    return contest_verbs.show_proof(
        file=file, originals=stores.originals(), derivatives=stores.derivatives(), by=SYSTEM
    )


def show_proofs() -> int:
    """Ask for the pages of contests' files that have none yet, at most 500, and return how many that were."""
    return ask_again(show_proof, contest_queries.unshown_proofs())
