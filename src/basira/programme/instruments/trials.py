"""Forms to be tried at the desk before anybody fills them: a version's, or a working copy's as it stands. Never a model."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    """Return the form of a version, or None. Two queries."""
    row = QuestionnaireVersion.objects.filter(ref=ref).values_list("pk", "xform", "tree").first()
    return TrialForm(row[1], Questionnaire.from_dict(row[2]), files_of(row[0])) if row else None


def copy_form(ref: str) -> TrialForm | None:
    """Return the form of a copy as it stands; None where it has errors, and for no copy. Takes about a second."""
    said = checked(ref)
    if said is None or said.xform is None or said.tree is None:
        return None
    base = WorkingCopy.objects.filter(ref=ref).values_list("base_id", flat=True).first()
    return TrialForm(said.xform, said.tree, files_of(base) if base else {})


def files_of(version: int) -> dict[str, bytes]:
    """Return the files of a version, the smallest first, as far as they fit; empty for a form without any."""
    rows = FormMedia.objects.filter(version_id=version).values_list("filename", "content")
    return dict(fitting(sorted(((name, bytes(content)) for name, content in rows), key=lambda row: len(row[1]))))


def fitting(rows: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    """Give the files until the next would be too much."""
    total = 0
    for name, content in rows:
        total += len(content)
        if total > MOST_FILE_BYTES:
            return
        yield name, content
