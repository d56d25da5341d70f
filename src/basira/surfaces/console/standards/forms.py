"""What people type into the library of standards."""

from django import forms
from django.utils.translation import gettext_lazy as _

ENCODINGS = [
    ("", _("Find out")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("windows-1256", "Windows-1256"),
    ("windows-1252", "Windows-1252"),
]


class StandardsFileForm(forms.Form):
    """A list of standards, one article a row."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, the names of the columns in the first row."))
    mapping = forms.CharField(
        label=_("Columns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("One line for each column that is not found by its name: target=column, such as article=Clause."),
    )
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)


class StandardsConfirmForm(StandardsFileForm):
    """The same choices at the confirmation; the file itself stays on the server."""

    file = None  # type: ignore[assignment]
