"""Forms of the duty desk."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.duty import Told, Way
from basira.programme.safety.verbs.alarms import MOST_LETTERS
from basira.programme.safety.verbs.desk import Contact
from basira.surfaces.console.duty.words import WAYS, WHOM

PAUSES = (("1", _("One hour")), ("4", _("Four hours")), ("24", _("A day")), ("72", _("Three days")))


def words_field(label: Any, help_text: Any = "", *, language: str = "") -> forms.CharField:
    """Return a field for a few sentences."""
    attrs: dict[str, object] = {"rows": 6 if language else 4, "dir": {"ar": "rtl", "en": "ltr"}.get(language, "auto")}
    if language:
        attrs["lang"] = language
    return forms.CharField(
        label=label, help_text=help_text, max_length=MOST_LETTERS, widget=forms.Textarea(attrs=attrs)
    )


class NoteForm(forms.Form):
    """What was done about an alarm."""

    words = words_field(_("What was done"), _("Codes and functions, no names. The words stay on this desk."))


class WhichMissionForm(forms.Form):
    """Which mission an alarm was about."""

    mission = forms.CharField(max_length=26)


class SendForm(forms.Form):
    """The text for the body and the top."""

    text_ar = words_field(_("Text in Arabic"), language="ar")
    text_en = words_field(_("Text in English"), language="en")


class PostponeForm(forms.Form):
    """Until when a report is held back, and why."""

    hours = forms.ChoiceField(label=_("Come back to it in"), choices=PAUSES, widget=forms.RadioSelect, initial="1")
    reason = words_field(_("Why later"))

    def until(self, now: datetime) -> datetime:
        """Return the moment that was chosen."""
        return now + timedelta(hours=int(self.cleaned_data["hours"]))


class HoldForm(forms.Form):
    """Why a report is not sent."""

    reason = words_field(_("Why not"))


class TellForm(forms.Form):
    """Who was told, how and when."""

    whom = forms.ChoiceField(label=_("Who was told"), choices=list(WHOM.items()), widget=forms.RadioSelect)
    function = forms.CharField(
        label=_("Function of whoever answered"),
        help_text=_("Such as “shift engineer”. Never a name."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    way = forms.ChoiceField(label=_("How"), choices=list(WAYS.items()), widget=forms.RadioSelect, initial=Way.PHONE)
    told_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, told: frozenset[Told] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(str(whom), words) for whom, words in WHOM.items() if whom not in told]
        self.fields["whom"].choices = left  # type: ignore[attr-defined]
        self.fields["whom"].initial = left[0][0] if left else None
        self.fields["told_at"].initial = timezone.localtime()

    def said(self) -> dict[str, Any]:
        """Return what was typed, as the verb takes it."""
        values = self.cleaned_data
        return values | {"whom": Told(values["whom"]), "way": Way(values["way"])}


def phone_field(label: Any, *, required: bool) -> forms.CharField:
    """Return a field for a phone number."""
    return forms.RegexField(
        r"^[0-9٠-٩+() -]{3,40}$",
        label=label,
        required=required,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a phone number with digits, spaces and + only.")},
    )


class DutyForm(forms.Form):
    """How the duty officer is reached."""

    phone_1 = phone_field(_("First phone"), required=True)
    phone_2 = phone_field(_("Second phone"), required=False)
    phone_3 = phone_field(_("Third phone"), required=False)
    hours_ar = forms.CharField(
        label=_("Hours, in Arabic"),
        help_text=_("As a guard reads it on a letter, such as “every day from 7 to 22”."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    hours_en = forms.CharField(
        label=_("Hours, in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )

    def phones(self) -> list[str]:
        """Return the numbers that were given."""
        return [self.cleaned_data[name] for name in ("phone_1", "phone_2", "phone_3") if self.cleaned_data.get(name)]


class ContactForm(forms.Form):
    """Whom to call at a body, or at the top."""

    function_ar = forms.CharField(
        label=_("Function in Arabic"),
        help_text=_("A function, such as “safety control room”. Never a person's name or private number."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    function_en = forms.CharField(
        label=_("Function in English"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"})
    )
    phone = phone_field(_("Phone"), required=True)
    mail = forms.EmailField(
        label=_("E-mail of the function"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )

    def contact(self) -> Contact:
        """Return the contact as the verb takes it."""
        return Contact(**self.cleaned_data)
