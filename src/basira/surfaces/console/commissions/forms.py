"""What an order says, what a file asks, and how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.commissions import Addressee, FileOutcome, SecondSource
from basira.programme.commissions.file_verbs import MAX_POST, Decision
from basira.programme.commissions.models import MAX_WORDS
from basira.programme.commissions.verbs import READERS
from basira.programme.people import reporting
from basira.surfaces.shared.single_words import OUTCOMES, SOURCES

ADDRESSEES = {
    Addressee.UNIT: _("The unit that was visited; it may reply once"),
    Addressee.TOP: _("Top management alone; the unit does not see it"),
}


class OrderForm(forms.Form):
    """An order: for whom, and why."""

    addressee = forms.ChoiceField(
        label=_("Who reads the report"),
        help_text=_("Those whom the programme's blueprint names as readers."),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why this visit is reported by itself"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("It stays in the journal of the programme. The unit never reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = reporting.readers()
        offered = [(str(each), words) for each, words in ADDRESSEES.items() if READERS[each] in named]
        self.fields["addressee"].choices = offered  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """What a file asks, and of which post."""

    post = forms.CharField(
        label=_("Which post answers for it"),
        max_length=MAX_POST,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A post, such as head of the call centre. Never a person's name."),
    )
    concern = forms.CharField(
        label=_("What is asked"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_(
            "The unit reads it at once. Write of the service: no name, no day, and nothing of how it was seen."
        ),
    )


class EndForm(forms.Form):
    """How a file ends, on what, and why."""

    outcome = forms.ChoiceField(
        label=_("How it ends"),
        choices=[(str(each), words) for each, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label=_("The second source, beside the one visit"),
        choices=[("", _("None")), *((str(each), words) for each, words in SOURCES.items())],
        required=False,
    )
    source_words = forms.CharField(
        label=_("What the second source says"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The unit reads them: no name, no day, and nothing of how it was seen."),
    )

    def decision(self) -> Decision:
        """Return what was written."""
        said = self.cleaned_data
        source = SecondSource(said["source"]) if said["source"] else None
        return Decision(FileOutcome(said["outcome"]), said["reasons"], source, said["source_words"])
