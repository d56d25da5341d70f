"""How a plan moves: by a row after its last one. Used by every verb of plans; the database refuses what does not follow."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.betraying import betrays
from basira.core.kernel.lifecycles import PLAN_MOVES, PlanState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import queries as people
from basira.programme.plans.models import MOST_WORDS, Plan, PlanMove


class PlanNotFound(Problem):
    """There is no such plan, or it is another body's."""

    code = "plans.not-found"


class MovedMeanwhile(Problem):
    """A colleague moved the plan a moment ago."""

    code = "plans.moved-meanwhile"


class ReasonMissing(Problem):
    """Sending back says why, in at most `limit` letters."""

    code = "plans.reason-missing"


class WordsTell(Problem):
    """The words would tell a body of a visit; `found` says by what."""

    code = "plans.words-tell"


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a move: words, how many files, what is due when, and the quarter of a repeat."""

    words: str = ""
    files: int = 0
    due_on: date | None = None
    quarter: str = ""


def last_move(plan: Plan, alias: str = DEFAULT_DB_ALIAS) -> PlanMove:
    """Return the newest move of a plan; it has at least the first."""
    return PlanMove.objects.using(alias).filter(plan=plan).latest("place")


def own_plan_row(ref: str, by: Actor, alias: str) -> tuple[Plan, PlanMove]:
    """
    Return a plan of the body that `by` speaks for, with its last move.

    :raises PlanNotFound: when the body has no such plan
    """
    found = Plan.objects.using(alias).filter(ref=ref, entity_ref=by.entity_ref).first()
    if found is None:
        raise PlanNotFound()
    return found, last_move(found, alias)


def any_plan_row(ref: str) -> tuple[Plan, PlanMove]:
    """
    Return a plan of whatever body, locked, with its last move; for the programme.

    :raises PlanNotFound: when there is no such plan
    """
    rows = Plan.objects.select_related("finding__report").defer("finding__report__figures")
    found = rows.select_for_update(of=("self",)).filter(ref=ref).first()
    if found is None:
        raise PlanNotFound()
    return found, last_move(found)


def move_on(  # noqa: PLR0913  a move has these parts
    plan: Plan, last: PlanMove, to: PlanState, said: Said, by: Actor, at: datetime, alias: str = DEFAULT_DB_ALIAS
) -> PlanMove:
    """
    Write the next move of a plan and its entry in the journal. Called inside a verb.

    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises MovedMeanwhile: when a colleague was faster
    """
    check_move(PLAN_MOVES, PlanState(last.to), to)
    return write_move(plan, last, to, said, by, at, alias)


def write_move(  # noqa: PLR0913  a move has these parts
    plan: Plan, last: PlanMove | None, to: PlanState, said: Said, by: Actor, at: datetime, alias: str = DEFAULT_DB_ALIAS
) -> PlanMove:
    """
    Write a move whose permission by the lifecycle was checked; `last` is None for the first.

    :raises MovedMeanwhile: when a colleague was faster
    """
    try:
        with transaction.atomic(using=alias):
            move = PlanMove.objects.using(alias).create(
                entity_ref=plan.entity_ref,
                plan=plan,
                place=last.place + 1 if last else 1,
                start=last.to if last else "",
                to=to,
                words=said.words,
                files=said.files,
                due_on=said.due_on,
                quarter=said.quarter,
                moved_at=at,
                moved_by=by.ref,
            )
    except IntegrityError:
        raise MovedMeanwhile() from None
    line = journal.Line("plan.moved", plan.ref, {"to": str(to)})
    journal.record_many([line], by=by, at=at, database=alias)
    return move


def reason_of(words: str) -> str:
    """
    Return the words of whoever sends something back, vetted.

    :raises ReasonMissing: without words, or with too many
    """
    said = words.strip()
    if not said or len(said) > MOST_WORDS:
        raise ReasonMissing(limit=MOST_WORDS)
    return said


def reason_for_a_body(words: str) -> str:
    """
    Return words of the programme that a body reads, vetted: they tell of no visit.

    :raises ReasonMissing: without words, or with too many
    :raises WordsTell: when something of a visit is recognised in them
    """
    said = reason_of(words)
    if found := betrays(said, words=people.shopper_words()):
        raise WordsTell(found=list(found))
    return said
