"""Background work of fieldwork."""

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django_tasks import task
from django_tasks.base import Task, TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from basira.core.kernel.actor import SYSTEM
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import captures, queries, sendings, stores, verbs


@task()
def repaint(attachment: str) -> bool:
    """Re-make the picture of one filed attachment."""
    return verbs.repaint_attachment(
        attachment=attachment, originals=stores.originals(), derivatives=stores.derivatives()
    )


@task(takes_context=True)
def open_sending(context: TaskContext, sending: str) -> bool:
    """Open what a phone gave over sealed and file the visit in it, at the time at which the queue began it."""
    at = context.task_result.started_at
    assert at is not None  # noqa: S101  the queue writes it before it runs a task
    return open_and_drop(sending, at)


def open_and_drop(sending: str, at: datetime) -> bool:
    """File a sending, then destroy the sealed parts that are not needed any more; tell whether it was filed now."""
    store = stores.originals()
    try:
        is_filed = verbs.open_sending(
            ref=sending, store=store, key=stores.programme_key(), repaint=repaint.enqueue, by=SYSTEM, at=at
        )
    except Problem as fault:
        # Its code alone: whoever looks after the server shall know, and nobody shall read here whose visit it is.
        print(f"worker: a visit that was given over waits to be opened ({fault.code})", file=sys.stderr, flush=True)
        raise
    verbs.drop_parts(store=store, by=SYSTEM, at=at)
    return is_filed


def open_again() -> int:
    """Ask again for sendings that wait to be opened and were lost from the queue, and return how many those were."""
    return ask_again(open_sending, sendings.waiting_to_be_opened())


def repaint_again() -> int:
    """Ask again for the pictures of visits whose task died half-way, at most 500, and return how many that were."""
    return ask_again(repaint, queries.unpainted())


@task(takes_context=True)
def judge_record_again(context: TaskContext, visit: str) -> bool:
    """Judge the record of one visit again, as a key of its number came after it, at the time at which the queue began it."""
    at = context.task_result.started_at
    assert at is not None  # noqa: S101  the queue writes it before it runs a task
    return verbs.judge_record_again(visit=visit, store=stores.originals(), by=SYSTEM, at=at)


def judge_again() -> int:
    """Ask again for the judgements that were lost half-way, at most 500, and return how many that were."""
    return ask_again(judge_record_again, captures.waiting_for_a_key())


def ask_again(asked: Task[Any, bool], refs: Iterable[str]) -> int:
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
