"""What people type into the library of standards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.surfaces.console.lists import encoding_field, file_field


class StandardsFileForm(forms.Form):
    """A list of standards, one article a row."""

    file = file_field()
    mapping = forms.CharField(
        label=_("Columns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("One line for each column that is not found by its name: target=column, such as article=Clause."),
    )
    encoding = encoding_field()


class StandardsConfirmForm(StandardsFileForm):
    """The same choices at the confirmation; the file itself stays on the server."""

    file = None  # type: ignore[assignment]
