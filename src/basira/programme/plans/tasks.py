"""Background work of plans."""

from datetime import datetime

from django_tasks import task

from basira.core.kernel.actor import SYSTEM
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.tasks import ask_again
from basira.programme.plans import agreeing, opening, proving, repeating


def look_after_plans(at: datetime) -> None:
    """Open the plans that the rules ask for, let delays climb, judge the repeats whose visits were accepted."""
    opening.open_due_plans(by=SYSTEM, at=at)
    agreeing.climb_ladders(by=SYSTEM, at=at)
    repeating.judge_repeats(by=SYSTEM, at=at)


@task()
def show_proof(file: str) -> bool:
    """Make the pages of one file of a plan, for the programme to see."""
    return proving.show_proof(file=file, originals=stores.originals(), derivatives=stores.derivatives(), by=SYSTEM)


def show_proofs() -> int:
    """Ask for the pages of plans' files that have none yet, at most 500, and return how many that were."""
    return ask_again(show_proof, proving.unshown_proofs())
