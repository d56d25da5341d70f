"""What was refused under a visit's instanceID and kept beside it, for whoever may read the visit's answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from basira.programme.fieldwork.models import Conflict, Submission

MOST = 10
"""Refused sendings that are shown on one page, the newest first."""


@dataclass(frozen=True, slots=True)
class KeptConflicts:
    """
    The refused sendings of a visit, newest first: the answers of each by path (None where they could not be read),
    how many more there are, and the names of refused files.
    """

    answers: tuple[Mapping[str, str] | None, ...]
    more: int
    files: tuple[str, ...]


def kept_conflicts(visit: str) -> KeptConflicts:
    """Return what was refused and kept beside a visit; nothing when nothing was."""
    instances = Submission.objects.filter(visit__ref=visit).values("instance_id")
    rows = Conflict.objects.filter(instance_id__in=instances).order_by("-pk").values_list("filename", "answers")
    sent = [answers for filename, answers in rows if not filename]
    return KeptConflicts(
        answers=tuple(sent[:MOST]),
        more=max(0, len(sent) - MOST),
        files=tuple(sorted({filename for filename, _answers in rows if filename})),
    )
