"""Lists that are brought in, tried first and then confirmed: the form, the shelf between, and the faults by their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from basira.core.imports.mapping import split_pairs
from basira.core.imports.reading import ReadingOptions, read_table
from basira.core.imports.tables import Table
from basira.core.kernel.problem import Fault, FileRefused, Severity
from basira.gateways.uploads import UploadShelf
from basira.surfaces.shared.words import words_of_fault

SHOWN_FAULTS = 200
ENCODINGS = [
    ("", _("Find out")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("windows-1256", "Windows-1256"),
    ("windows-1252", "Windows-1252"),
]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault in the reader's language, by its place."""

    severity: str
    message: str
    row: int | None
    column: str | None
    place: str


def shelf() -> UploadShelf:
    """Return the shelf of files between dry run and confirmation."""
    return UploadShelf(Path(settings.DATA) / "imports")


def file_field() -> forms.FileField:
    """Return the field of a list's file."""
    return forms.FileField(label=_("File"), help_text=_("CSV or XLSX, the names of the columns in the first row."))


class ListForm(forms.Form):
    """A list in a file; each kind gives an example of naming a column."""

    example: ClassVar[str]

    file = file_field()
    mapping = forms.CharField(
        label=_("Columns"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"})
    )
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("One line for each column that is not found by its name: target=column, such as {example}.")
        self.fields["mapping"].help_text = format_lazy(words, example=self.example)


def read_list(content: bytes, filename: str, said: dict[str, Any]) -> tuple[Table, list[tuple[str, str]]]:
    """
    Return the table of a file and the columns that were named for it; `said` is what the form's `mapping` and `encoding` say.

    :raises FileRefused: when the file or the mapping cannot be read
    """
    pairs, faults = split_pairs([line.strip() for line in said["mapping"].splitlines() if line.strip()])
    if faults:
        raise FileRefused(faults)
    return read_table(content, filename, ReadingOptions(encoding=said["encoding"])), pairs


def faults_shown(faults: Sequence[Fault]) -> dict[str, Any]:
    """Return what the page of a dry run says of faults: the first ones in the reader's language, and how many there are."""
    return {
        "faults": [
            FaultLine(str(fault.severity), words_of_fault(fault), fault.row, fault.column, fault.place)
            for fault in faults[:SHOWN_FAULTS]
        ],
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
        "errors": sum(fault.severity is Severity.ERROR for fault in faults),
        "warnings": sum(fault.severity is Severity.WARNING for fault in faults),
    }
