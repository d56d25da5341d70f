"""What either side types in a workspace: a title, steps of a procedure, a remark, a change."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.workspaces import Drawn
from basira.programme.workspace.models import MOST_MINUTES, MOST_POST, MOST_STEP, MOST_WORDS
from basira.programme.workspace.queries import DrawingCard, WorkspacePage
from basira.programme.workspace.verbs import MOST_STEPS, MOST_TITLE, ChangeText, DrawnStepText
from basira.surfaces.shared.workspace_words import STEP_FAULTS

EMPTY_LINES = 3
"""Empty steps below those that are drawn; whoever needs more saves and draws on."""


def line(label: Any, most: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Return a field for one line in either language."""
    widget = forms.TextInput({"dir": "auto"})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=widget)


class OpenForm(forms.Form):
    """What a workspace is called."""

    title = line(_("Which procedure?"), MOST_TITLE, _("For example: paying the fee at the counter."))


class RemarkForm(forms.Form):
    """What one side says to the other."""

    words = forms.CharField(
        label=_("What we say"),
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("Of the procedure alone: no customer, no employee by name, and nothing of how something was seen."),
    )


class ChangeForm(forms.Form):
    """A change, as a step of a plan would say it."""

    what = line(_("What changes"), MOST_STEP)
    who = line(_("Post that does it"), MOST_POST, _("A post or a unit, never a person's name."))
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def change(self) -> ChangeText:
        """Return what was typed."""
        return ChangeText(**self.cleaned_data)


class StepForm(forms.Form):
    """One step of a procedure; an empty one is left out."""

    who = line(_("Post that does it"), MOST_POST)
    what = line(_("What is done"), MOST_STEP)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=MOST_MINUTES, required=False)
    paper = line(_("Document asked for"), MOST_STEP, required=False)
    why = line(_("Why"), MOST_STEP, required=False)


class StepsBase(forms.BaseFormSet[StepForm]):
    """The steps of a drawing; those that were emptied do not count."""

    def filled(self) -> list[StepForm]:
        """Return the forms in which something stands."""
        return [form for form in self.forms if any(value not in ("", None) for value in form.cleaned_data.values())]

    def steps(self) -> tuple[DrawnStepText, ...]:
        """Return what was typed, in its order."""
        return tuple(DrawnStepText(**form.cleaned_data) for form in self.filled())

    def mark(self, faults: Iterable[str]) -> None:
        """Write each fault of a refused drawing ("2: minutes") at its step."""
        filled = self.filled()
        for fault in faults:
            place, _colon, name = fault.partition(": ")
            if name in STEP_FAULTS and 0 < int(place) <= len(filled):
                filled[int(place) - 1].add_error({"person": "who"}.get(name, name), STEP_FAULTS[name])


def steps_form(card: DrawingCard | None, sent: QueryDict | None = None) -> StepsBase:
    """Return the form of a drawing: as it was sent, or the newest drawing with a few empty steps."""
    drawn = [
        {"who": one.who, "what": one.what, "minutes": one.minutes, "paper": one.paper, "why": one.why}
        for one in (card.steps if card else ())
    ]
    extra = min(EMPTY_LINES, MOST_STEPS - len(drawn)) if sent is None else 0
    kind = forms.formset_factory(
        StepForm, formset=StepsBase, extra=extra, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True
    )
    if sent is not None:
        return cast(StepsBase, kind(sent, form_kwargs={"empty_permitted": True, "use_required_attribute": False}))
    return cast(StepsBase, kind(initial=drawn))


def drawing_of(page: WorkspacePage, kind: Drawn) -> DrawingCard | None:
    """Return the newest drawing of a kind."""
    return page.as_is if kind is Drawn.AS_IS else page.could_be
