"""What an order says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.commissions import Addressee
from basira.programme.commissions.models import MAX_WORDS

ADDRESSEES = {
    Addressee.UNIT: _("The unit that was visited; it may reply once"),
    Addressee.TOP: _("Top management alone; the unit does not see it"),
}


class OrderForm(forms.Form):
    """An order: for whom, and why."""

    addressee = forms.ChoiceField(
        label=_("Who reads the report"),
        choices=[(str(each), words) for each, words in ADDRESSEES.items()],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why this visit is reported by itself"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("It stays in the journal of the programme. The unit never reads it."),
    )
