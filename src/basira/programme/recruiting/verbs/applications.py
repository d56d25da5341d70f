"""What the verbs on one application share: the order in which rows are locked, and entries that tell the day alone."""

from datetime import datetime, time
from typing import Any

from django.utils.timezone import get_current_timezone, localdate

from basira.core.kernel.actor import Actor
from basira.programme.journal import verbs as journal
from basira.programme.recruiting.models import Application, Call


def lock_call_of(**which: str) -> None:
    """Lock the call of an application, before the application itself: so the draw does, and whatever comes after it waits."""
    calls = Application.objects.filter(**which).values("call")
    list(Call.objects.select_for_update().filter(pk__in=calls))


def note(act: str, *, application: str, by: Actor, at: datetime, **detail: Any) -> None:
    """
    Write that something was done with an application, under its day's midnight.

    The entry outlives the call, and an instant in it would lead to who was at the door then.
    """
    day = datetime.combine(localdate(at), time.min, tzinfo=get_current_timezone())
    journal.record(act, subject=application, by=by, at=day, **detail)
