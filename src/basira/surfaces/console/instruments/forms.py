"""What people upload as a questionnaire."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.container import DEFAULT_LIMITS
from basira.programme.instruments.verbs import MEDIA_BYTES, MEDIA_FILES


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files, or none."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of uploaded files; each is checked on its own."""
        return [super(SeveralFilesField, self).clean(each, initial) for each in data or []]


class UploadForm(forms.Form):
    """A workbook, and the files that go out with its form."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("An XLSForm: .xlsx or .xls, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm"}),
    )
    attachments = SeveralFilesField(
        label=_("Files that go out with the form"),
        help_text=_("Only if the form reads lists or pictures from files, such as centres.csv."),
        required=False,
        widget=SeveralFilesInput(),
    )

    def workbook_content(self) -> bytes:
        """Return the workbook, cut just over the limit: the check refuses it then."""
        uploaded: Any = self.cleaned_data["workbook"]
        return bytes(uploaded.read(DEFAULT_LIMITS.content_bytes + 1))

    def media_content(self) -> dict[str, bytes]:
        """Return the accompanying files by name, each cut just over its limit, and not many more than may be."""
        files: list[Any] = self.cleaned_data["attachments"][: MEDIA_FILES + 1]
        return {str(each.name): bytes(each.read(MEDIA_BYTES + 1)) for each in files}
