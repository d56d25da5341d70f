"""The parts of a programme's charter as forms: the wizard takes them one by one, the settings page all at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from basira.core.disclosure import Least
from basira.core.disclosure.meter import HIGHEST, LOWEST_SHOPPERS, LOWEST_VISITS
from basira.core.kernel.labels import (
    ARABIC_FORMS,
    CUSTOMER_PRESETS,
    ENGLISH_FORMS,
    OWN,
    SHOPPER_PRESETS,
    Label,
    label_from,
    reads_as_agent,
)
from basira.core.kernel.workdays import WEEKDAYS
from basira.programme.people.charter import Governance
from basira.programme.people.clocks import MOST_CLOCK_DAYS, Clocks
from basira.programme.people.profiles import ProfileCode

PRESETS: dict[str, Mapping[str, Label]] = {"shopper": SHOPPER_PRESETS, "customer": CUSTOMER_PRESETS}
LABELS = tuple(PRESETS)

FORM_NAMES = {
    "man_the": _("One, a man, definite"),
    "man_a": _("One, a man, indefinite"),
    "woman_the": _("One, a woman, definite"),
    "woman_a": _("One, a woman, indefinite"),
    "two_the": _("Two, definite"),
    "two_a": _("Two, indefinite"),
    "many_the": _("Many, definite"),
    "many_a": _("Many, indefinite"),
    "of_many_the": _("Many, after a preposition or as object, definite"),
    "of_many_a": _("Many, after a preposition or as object, indefinite"),
    "one": _("English, one"),
    "more": _("English, more than one"),
}

WEEKDAY_NAMES: dict[str, Any] = {
    "sunday": _("Sunday"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
}
"""The days of a week, in the order in which the region's calendars show them."""

LABEL_NAMES = {"shopper": _("Who visits"), "customer": _("Whom the bodies serve")}


def long_text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Return a field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, required=required, widget=widget)


class ProgrammeForm(forms.Form):
    """What the programme is called, and whose it is."""

    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    governance = forms.ChoiceField(
        label=_("Whose programme is it?"),
        help_text=_("It stays so: scores of the two kinds are never mixed."),
        choices=[
            (str(Governance.INDEPENDENT), _("Independent of the bodies that it measures")),
            (str(Governance.INTERNAL), _("Internal to one body, which measures its own centres")),
        ],
        widget=forms.RadioSelect,
        initial=str(Governance.INDEPENDENT),
    )
    body_name_ar = forms.CharField(
        label=_("That body's name in Arabic"),
        help_text=_("Only for an internal programme."),
        max_length=200,
        required=False,
    )
    body_name_en = forms.CharField(label=_("That body's name in English"), max_length=200, required=False)
    is_pilot = forms.BooleanField(
        label=_("This is a pilot"), help_text=_("Published pages then say so."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the body's names where the programme is internal."""
        values = super().clean() or {}
        if values.get("governance") == Governance.INTERNAL:
            for name in ("body_name_ar", "body_name_en"):
                if not values.get(name):
                    self.add_error(name, gettext("An internal programme names its body, in both languages."))
        return values


class BasisForm(forms.Form):
    """Why the programme exists, by what right, and what staff were told."""

    purpose_ar = long_text(_("Purpose, in Arabic"), _("One or two sentences that a visitor of the public site reads."))
    purpose_en = long_text(_("Purpose, in English"), required=False)
    legal_basis_ar = long_text(
        _("Legal basis, in Arabic"),
        _("The law, decree or decision on which the programme stands, with number and date."),
    )
    legal_basis_en = long_text(_("Legal basis, in English"), required=False)
    notice_ar = long_text(
        _("Notice given to staff, in Arabic"),
        _("What the people at the counters were told: that such visits happen, and that nobody is named for one."),
    )
    notice_en = long_text(_("Notice given to staff, in English"), required=False)
    notice_on = forms.DateField(
        label=_("Day of the notice"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def preset_choices(label: str) -> list[tuple[str, Any]]:
    """Return the presets of a label as choices, each by its Arabic word with the English one, and own words last."""
    named = [(code, f"{each.arabic['man_the']} · {each.english['one']}") for code, each in PRESETS[label].items()]
    return [*named, (OWN, _("Words of our own"))]


class WordsForm(forms.Form):
    """Which words the programme uses."""

    shopper = forms.ChoiceField(
        label=LABEL_NAMES["shopper"],
        help_text=_("Nobody is called «العميل السري» here: it reads as a secret agent."),
        choices=preset_choices("shopper"),
        widget=forms.RadioSelect,
        initial="secret-shopper",
    )
    customer = forms.ChoiceField(
        label=LABEL_NAMES["customer"],
        choices=preset_choices("customer"),
        widget=forms.RadioSelect,
        initial="customer",
    )


class WordFormsForm(forms.Form):
    """Every form of both words: filled from the presets, open to change."""

    def __init__(self, *args: Any, presets: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = presets
        for label in LABELS:
            start = PRESETS[label].get(presets.get(label, ""), label_from({})).as_dict()
            for form in (*ARABIC_FORMS, *ENGLISH_FORMS):
                arabic = form in ARABIC_FORMS
                self.fields[f"{label}_{form}"] = forms.CharField(
                    label=FORM_NAMES[form],
                    max_length=60,
                    initial=start["ar" if arabic else "en"][form],
                    widget=forms.TextInput(attrs={"dir": "rtl" if arabic else "ltr", "lang": "ar" if arabic else "en"}),
                )

    def clean(self) -> dict[str, Any]:
        """Refuse words that read as a secret agent, at the field that does."""
        values = super().clean() or {}
        for name, words in list(values.items()):
            if reads_as_agent(words):
                self.add_error(name, gettext("«العميل السري» reads as a secret agent. Choose another word."))
        return values

    def labels(self) -> dict[str, Any]:
        """Return both labels as they were filled in."""
        found: dict[str, Any] = {}
        for label in LABELS:
            english = {form: self.cleaned_data[f"{label}_{form}"] for form in ENGLISH_FORMS}
            arabic = {form: self.cleaned_data[f"{label}_{form}"] for form in ARABIC_FORMS}
            found[label] = Label(self.presets.get(label, OWN), arabic, english)
        return found

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Return the fields of each label under its name, for the page."""
        forms_of = (*ARABIC_FORMS, *ENGLISH_FORMS)
        return [(LABEL_NAMES[label], [self[f"{label}_{form}"] for form in forms_of]) for label in LABELS]


class ClocksForm(forms.Form):
    """How long is given for an answer, and which days are no working days."""

    answer_days = forms.IntegerField(
        label=_("Working days for a body's answer"),
        help_text=_("From the day on which the bodies are informed; ten are usual for public bodies."),
        min_value=1,
        max_value=MOST_CLOCK_DAYS,
    )
    arbiter_days = forms.IntegerField(
        label=_("Working days for the arbiter"),
        help_text=_("From the day on which a body contests a finding."),
        min_value=1,
        max_value=MOST_CLOCK_DAYS,
    )
    weekend = forms.MultipleChoiceField(
        label=_("Days off in a week"),
        choices=list(WEEKDAY_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_weekend(self) -> list[str]:
        """Refuse a week without a working day."""
        days: list[str] = self.cleaned_data["weekend"]
        if len(days) == len(WEEKDAYS):
            raise forms.ValidationError(_("A week needs at least one working day."))
        return days

    def clocks(self) -> Clocks:
        """Return what was chosen."""
        said = self.cleaned_data
        return Clocks(said["answer_days"], said["arbiter_days"], tuple(said["weekend"]))


class MeterForm(forms.Form):
    """Among how many somebody hides at least."""

    visits = forms.IntegerField(
        label=_("Visits that could be behind an item, at least"),
        help_text=_("Never fewer than five, the threshold of a public figure. A higher number blocks more."),
        min_value=LOWEST_VISITS,
        max_value=HIGHEST,
    )
    shoppers = forms.IntegerField(
        label=_("Shoppers who made them, at least"),
        help_text=_("Never fewer than three, and no more than the visits."),
        min_value=LOWEST_SHOPPERS,
        max_value=HIGHEST,
    )

    def least(self) -> Least:
        """Return what was chosen."""
        return Least(self.cleaned_data["visits"], self.cleaned_data["shoppers"])


class ProfileForm(forms.Form):
    """How large the programme is, for its roles."""

    profile = forms.ChoiceField(
        label=_("How many people run it?"),
        choices=[
            (str(ProfileCode.SMALL), _("Three or a few more: roles are merged")),
            (str(ProfileCode.FULL), _("A department: each role is somebody's own")),
        ],
        widget=forms.RadioSelect,
        initial=str(ProfileCode.SMALL),
    )
