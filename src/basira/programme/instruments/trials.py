"""Forms to be tried at the desk before anybody fills them: a version's, or a working copy's as it stands. Never a model."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Length

from basira.core.instrument.tree import Questionnaire
from basira.programme.instruments.copy_cards import checked
from basira.programme.instruments.models import FormMedia, QuestionnaireVersion, WorkingCopy

MOST_FILE_BYTES = 8 * 1024 * 1024
"""Of all files that go with a form together: those that do not fit are not tried, and their lists and pictures stay empty."""


@dataclass(frozen=True, slots=True)
class TrialForm:
    """A form as a phone gets it: its XForm, its tree, and the files that go with it, by name."""

    xform: str
    tree: Questionnaire
    files: dict[str, bytes]


def version_form(ref: str) -> TrialForm | None:
    """Return the form of a version, or None. Three queries."""
    row = QuestionnaireVersion.objects.filter(ref=ref).values_list("pk", "xform", "tree").first()
    return (
        TrialForm(row[1], Questionnaire.from_dict(row[2]), files_of(FormMedia.objects.filter(version_id=row[0])))
        if row
        else None
    )


def copy_form(ref: str) -> TrialForm | None:
    """Return the form of a copy as it stands; None where it has errors, and for no copy. Takes about a second."""
    said = checked(ref)
    if said is None or said.xform is None or said.tree is None:
        return None
    base = WorkingCopy.objects.filter(ref=ref).values("base")
    return TrialForm(said.xform, said.tree, files_of(FormMedia.objects.filter(version__in=base)))


def files_of(rows: QuerySet[FormMedia]) -> dict[str, bytes]:
    """Return of these files the smallest as far as they fit, smallest first; empty for a form without any. Two queries."""
    rows = rows.annotate(size=Length("content")).order_by("size", "pk")
    fit = rows.filter(pk__in=fitting(rows.values_list("pk", "size")))
    return {name: bytes(content) for name, content in fit.values_list("filename", "content")}


def fitting(sizes: Iterable[tuple[int, int]]) -> list[int]:
    """Return of files and their sizes in bytes those until the next would be too much: what does not fit is never read."""
    found, total = [], 0
    for file, size in sizes:
        total += size
        if total > MOST_FILE_BYTES:
            break
        found.append(file)
    return found
