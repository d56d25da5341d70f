"""What the programme types of plans: reasons, rules, the repeat's persona and days, and a contact from a body."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from basira.programme.plans.cards import PersonaChoice
from basira.programme.plans.models import MOST_POST, MOST_WORDS
from basira.programme.plans.rules import RulesCard
from basira.programme.registry.queries import EntityCard
from basira.surfaces.shared.plan_words import CONTACT_KINDS


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def words_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Return a field for a few sentences."""
    widget = forms.Textarea({"rows": 4, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=MOST_WORDS, widget=widget)


class ReasonForm(forms.Form):
    """Why the programme opens a plan, or sends steps back."""

    words = words_field(_("Reason"), _("The body reads it. Write of the service, and nothing of how it was seen."))


class RulesForm(forms.Form):
    """The programme's thresholds and clocks."""

    score_below = forms.DecimalField(
        label=_("Open a plan below this score"),
        help_text=_(
            "Points of 100. The whole interval of the score lies below it, so that chance opens nothing. 0 turns it off."
        ),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
    )
    critical_failed = forms.BooleanField(label=_("Open a plan when a critical point lost points"), required=False)
    in_a_row = forms.IntegerField(
        label=_("Open a plan after this many cycles with the same shortcoming"),
        help_text=_("0 turns it off."),
        min_value=0,
        max_value=20,
    )
    plan_days = forms.IntegerField(label=_("Working days to propose steps"), min_value=1, max_value=90)
    sign_days = forms.IntegerField(label=_("Working days for the head's sign-off"), min_value=1, max_value=90)
    rung_days = forms.IntegerField(
        label=_("Working days between two rungs of a delay"),
        help_text=_("First the unit is reminded, then its head is told, then the programme's top management."),
        min_value=1,
        max_value=90,
    )
    grace_days = forms.IntegerField(
        label=_("Days to settle before a repeat"), help_text=_("Days of the calendar."), min_value=1, max_value=365
    )
    rotation_days = forms.IntegerField(
        label=_("Days in which nobody goes to the same centre again"),
        help_text=_("Days of the calendar. Whoever went there in the finding's cycle is never sent, however long ago."),
        min_value=0,
        max_value=730,
    )

    def rules(self) -> RulesCard:
        """Return what was typed."""
        return RulesCard(**self.cleaned_data)


class RepeatForm(forms.Form):
    """In which persona and on which days a repeat is made. Who makes it, nobody chooses."""

    scenario = forms.ChoiceField(
        label=_("Scenario"), help_text=_("Approved ones that were not played at this centre in the finding's cycle.")
    )
    first_day = day_field(_("First day"), _("Inside a cycle that is committed or in the field."))
    last_day = day_field(_("Last day"))

    def __init__(self, *args: Any, personas: Iterable[PersonaChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = (get_language() or "ar").startswith("ar")
        field = self.fields["scenario"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as it stands above
        field.choices = [(one.ref, one.name.ar if arabic else one.name.en) for one in personas]


class ContactForm(forms.Form):
    """A contact from a measured body about a visit."""

    entity = forms.ChoiceField(label=_("Body"))
    post = forms.CharField(
        label=_("Post of whoever made contact"),
        help_text=_("A post, never a person's name."),
        max_length=MOST_POST,
        widget=forms.TextInput({"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=_("What was asked"),
        choices=[(str(kind), words) for kind, words in CONTACT_KINDS.items()],
        widget=forms.RadioSelect,
    )
    words = words_field(_("In a few words"), _("Without a name and without a shopper's number."), required=False)
    came_on = day_field(_("Day"))

    def __init__(self, *args: Any, entities: Iterable[EntityCard] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = (get_language() or "ar").startswith("ar")
        field = self.fields["entity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as it stands above
        field.choices = [("", "—"), *((one.ref, one.name_ar if arabic else one.name_en) for one in entities)]
