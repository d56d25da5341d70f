"""What a body types about its plan: steps, a declaration with proof, and why its head sends one back."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from basira.programme.findings.kept_files import MAX_FILES
from basira.programme.plans.answering import MOST_STEPS, Step
from basira.programme.plans.models import MOST_POST, MOST_STEP, MOST_WORDS
from basira.surfaces.portal.forms import FilesField
from basira.surfaces.shared.plan_words import STEP_FAULTS


class StepForm(forms.Form):
    """One step: what, by which post, until when. An empty one is left out."""

    what = forms.CharField(
        label=_("What will be done"), max_length=MOST_STEP, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )
    post = forms.CharField(
        label=_("Post that does it"),
        max_length=MOST_POST,
        help_text=_("A post or a unit, never a person's name."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class StepsBase(forms.BaseFormSet[StepForm]):
    """The steps of a proposal; those that were left empty do not count."""

    def steps(self) -> tuple[Step, ...]:
        """Return what was typed, in its order."""
        return tuple(Step(**form.cleaned_data) for form in self.filled())

    def filled(self) -> list[StepForm]:
        """Return the forms in which something was typed."""
        return [form for form in self.forms if form.has_changed()]

    def mark(self, faults: Iterable[str]) -> None:
        """Write each fault of a refused proposal ("2: due-on") at its step."""
        filled = self.filled()
        for fault in faults:
            place, _colon, name = fault.partition(": ")
            if name in STEP_FAULTS and 0 < int(place) <= len(filled):
                field = {"due-on": "due_on", "day-off": "due_on", "person": "post"}.get(name, name)
                filled[int(place) - 1].add_error(field, STEP_FAULTS[name])


_Steps = forms.formset_factory(
    StepForm, formset=StepsBase, extra=MOST_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True
)


def steps_form(sent: QueryDict | None = None) -> StepsBase:
    """Return the form of a proposal, empty or as it was sent."""
    return cast(StepsBase, _Steps(sent))


class DeclareForm(forms.Form):
    """That the fault is mended, in words and with files that show it."""

    words = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("Please write of the service, not of a customer or an employee by name."),
    )
    attached = FilesField(
        label=_("Files that show it"),
        help_text=_("One to three: PDF, JPEG or PNG, together at most 10 MB. They are kept sealed."),
    )

    def clean_attached(self) -> list[UploadedFile[Any]]:
        """Refuse more files than a declaration may have."""
        found: list[UploadedFile[Any]] = self.cleaned_data["attached"]
        if not found:
            raise forms.ValidationError(_("Add at least one file that shows the fix."))
        if len(found) > MAX_FILES:
            raise forms.ValidationError(_("These are more than three files. Please send the three that show it best."))
        return found


class ReturnForm(forms.Form):
    """What is missing, as the head of the body says."""

    words = forms.CharField(
        label=_("What is missing"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
