"""What a body types: its answer to one finding."""

import unicodedata
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.lifecycles import FindingState
from basira.programme.findings.kept_files import MAX_FILES
from basira.programme.findings.verbs import MAX_WORDS

ANSWERS = {
    FindingState.ACCEPTED: _("We accept it"),
    FindingState.ACCEPTED_IN_PART: _("We accept it in part; we say below which part"),
    FindingState.CONTESTED: _("We contest it; we say why below, or send a file that shows it"),
}
KEPT_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


class SeveralFiles(forms.ClearableFileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; none is an empty list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files, each vetted."""
        several = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in several]


class AnswerForm(forms.Form):
    """A body's answer: which, why, and what shows it."""

    answer = forms.ChoiceField(
        label=_("Our answer"),
        choices=[(str(state), words) for state, words in ANSWERS.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Please write of the service, not of a customer or an employee by name."),
    )
    attached = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Up to three: PDF, JPEG or PNG, together at most 10 MB. Only the arbiter opens them."),
    )

    def clean_attached(self) -> list[UploadedFile[Any]]:
        """Refuse more files than an answer may have."""
        found: list[UploadedFile[Any]] = self.cleaned_data["attached"]
        if len(found) > MAX_FILES:
            raise forms.ValidationError(_("These are more than three files. Please send the three that show it best."))
        return found


def plain_filename(name: str) -> str:
    """Return a file's name without anything invisible in it, cut to what is kept."""
    seen = (letter for letter in name if letter in KEPT_JOINERS or unicodedata.category(letter)[0] != "C")
    return "".join(seen).strip()[-200:] or "file"
