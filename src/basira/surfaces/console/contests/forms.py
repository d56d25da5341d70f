"""What the arbiter writes, and what a second person writes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import Part
from basira.programme.findings.contest_verbs import MOST_LETTERS, ArbiterAnswer

OUTCOMES = (
    (str(FindingState.UPHELD), _("Upheld: the finding stands as it was told")),
    (
        str(FindingState.CHANGED),
        _("Changed: it holds in another way, which I write below; the original stays beside it"),
    ),
    (str(FindingState.NOT_UPHELD), _("Not upheld: the finding does not stand")),
)
PARTS = ((str(Part.SHORTCOMING), _("A shortcoming")), (str(Part.OPPORTUNITY), _("An opportunity")))


def words_field(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 5) -> forms.CharField:
    """Return a field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=MOST_LETTERS, widget=widget)


class AnswerForm(forms.Form):
    """The arbiter's answer: which, why, and what holds of a changed finding."""

    outcome = forms.ChoiceField(label=_("Answer to the contest"), choices=OUTCOMES, widget=forms.RadioSelect)
    reasons = words_field(
        _("Reasons"),
        _(
            "The body reads them. Write of the service and of the whole cycle: no day, no hour, no ticket, no centre, "
            "nobody's name, and nothing of how or by whom it was seen."
        ),
    )
    now_part = forms.ChoiceField(
        label=_("If it is changed: what is it now?"), choices=PARTS, required=False, widget=forms.RadioSelect
    )
    now_reads = words_field(_("If it is changed: how does it read now?"), required=False, rows=3)
    ask_second_look = forms.BooleanField(
        label=_("These words tell of no visit: let a second person look at them"), required=False
    )

    def answer(self) -> ArbiterAnswer:
        """Return what was written."""
        said = self.cleaned_data
        return ArbiterAnswer(said["outcome"], said["reasons"], said["now_reads"], said["now_part"])


class ReturnForm(forms.Form):
    """Why a second person returns the arbiter's words."""

    words = words_field(_("What must change"), _("The arbiter reads it, the body never."), rows=3)
