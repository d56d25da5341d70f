"""Forms of cycles, missions and scenarios."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from basira.core.imports.missions import shopper_number
from basira.core.imports.names import DIGITS
from basira.core.kernel.lifecycles import MissionState, ScenarioState
from basira.core.kernel.registry import Channel, MissionKind
from basira.programme.panel import queries as panel
from basira.programme.waves import queries, scenario_cards
from basira.programme.waves.phases import phases_now
from basira.surfaces.console.code_field import CodeField
from basira.surfaces.console.vocabulary import CHANNEL_NAMES, POINT_WORDS
from basira.surfaces.shared.mission_words import KIND_NAMES


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """Return a field for a day and a time, with the browser's own calendar."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class OpenWaveForm(forms.Form):
    """A new cycle."""

    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    phase = forms.ChoiceField(
        label=_("Phase"),
        help_text=_("Which sectors are visited: those that begin with this phase and with the phases before it."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phases = phases_now()
        named = [(each.code, getattr(each, f"name_{language}") or each.code) for each in phases]
        self.fields["phase"].choices = named  # type: ignore[attr-defined]
        self.fields["phase"].initial = named[0][0] if named else ""
        if not phases:
            del self.fields["phase"]


class MoveWaveForm(forms.Form):
    """The cycle's number, typed again, before it moves on."""

    number = forms.CharField(
        label=_("The cycle's number"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = str(number)
        self.fields["number"].help_text = gettext("Type %(number)s, so that the right cycle moves.") % {
            "number": number
        }

    def clean_number(self) -> str:
        """Refuse another cycle's number."""
        typed = str(self.cleaned_data["number"]).translate(DIGITS).strip()
        if typed != self.expected:
            raise forms.ValidationError(gettext("This is not the cycle's number. It is %s.") % self.expected)
        return typed


class MissionForm(forms.Form):
    """One mission of a cycle; codes become refs here, so that the verb gets refs."""

    number = forms.CharField(
        label=_("Shopper number"),
        help_text=_("As in the list of this cycle, for example م-0417."),
        max_length=12,
        widget=forms.TextInput(attrs={"list": "numbers", "autocomplete": "off"}),
    )
    centre = forms.CharField(
        label=_("Centre"),
        help_text=_("Type its code, or a part of its name."),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "centres", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(str(each), words) for each, words in CHANNEL_NAMES.items()]
    )
    kind = forms.ChoiceField(
        label=_("Kind of mission"),
        help_text=_("Left open, it follows from the channel."),
        required=False,
        choices=[("", _("As the channel says")), *((str(each), words) for each, words in KIND_NAMES.items())],
    )
    is_known_to_body = forms.BooleanField(
        label=_("The body can tell who the shopper is, by the nature of the mission"),
        help_text=_("Such as her own renewal, or her own login. It is counted as such wherever missions are counted."),
        required=False,
    )
    scenario = forms.ChoiceField(label=_("Scenario"))
    questionnaire_version = forms.ChoiceField(label=_("Questionnaire"))
    window_start = moment_field(_("From"))
    window_end = moment_field(_("Until"))

    def __init__(self, *args: Any, wave: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = {card.number: card.ref for card in panel.number_cards(wave)}
        self.fields["scenario"].choices = scenario_choices(language)  # type: ignore[attr-defined]
        self.fields["questionnaire_version"].choices = version_choices(language)  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """Return the ref of the number."""
        number = shopper_number(self.cleaned_data["number"])
        if number is None or number not in self.numbers:
            raise forms.ValidationError(gettext("No shopper has this number in this cycle."))
        return self.numbers[number]

    def clean_centre(self) -> str:
        """Return the ref of the centre that the text means."""
        fitting = queries.centre_named(self.cleaned_data["centre"].strip())
        if not fitting:
            raise forms.ValidationError(gettext("No active centre has this code or name."))
        if len(fitting) > 1:
            codes = ", ".join(card.code for card in fitting)
            raise forms.ValidationError(gettext("More than one centre fits. Type one of these codes: %s.") % codes)
        return fitting[0].ref

    def clean_channel(self) -> Channel:
        """Return the channel."""
        return Channel(self.cleaned_data["channel"])

    def clean_kind(self) -> MissionKind | None:
        """Return the kind; None where the channel makes it."""
        return MissionKind(self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None

    def clean(self) -> dict[str, Any]:
        """Refuse a window that ends before it starts."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("window_start"), cleaned.get("window_end")
        if start and end and end < start:
            self.add_error("window_end", gettext("The window ends before it starts."))
        return cleaned


def scenario_choices(language: str) -> list[tuple[str, str]]:
    """Return the approved scenarios to choose from."""
    approved = [card for card in scenario_cards.scenario_cards() if card.state is ScenarioState.APPROVED]
    named = [(card.ref, getattr(card, f"name_{language}") or card.code) for card in approved]
    return [("", gettext("Choose a scenario")), *named]


def version_choices(language: str) -> list[tuple[str, str]]:
    """Return the published questionnaires to choose from."""
    named = [(card.ref, form_words(card, language)) for card in queries.form_choices()]
    return [("", gettext("Choose a questionnaire")), *named]


class EverydayOpenForm(forms.Form):
    """What shoppers may use for an experience that nobody assigned."""

    version = forms.ChoiceField(label=_("Questionnaire"))
    scenario = forms.ChoiceField(
        label=_("Scenario"), help_text=_("Its card says what she must, may and must never do; it has been approved.")
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = version_choices(language)  # type: ignore[attr-defined]
        self.fields["scenario"].choices = scenario_choices(language)  # type: ignore[attr-defined]


def form_words(card: queries.FormChoice, language: str) -> str:
    """Return a questionnaire version as a choice: its title, form id and version."""
    title = getattr(card, f"title_{language}") or card.form_id
    return f"{title} ({card.form_id} {card.version})".replace(" )", ")")


class MissionMoveForm(forms.Form):
    """Where a mission goes next."""

    to = forms.ChoiceField(choices=[(str(state), str(state)) for state in MissionState])


class MissionsMoveForm(MissionMoveForm):
    """Where all missions of one state go next."""

    start = forms.ChoiceField(choices=[(str(state), str(state)) for state in MissionState])


class UploadForm(forms.Form):
    """A list of missions: a file to try, or the text of one that was tried and is to be planned."""

    file = forms.FileField(
        label=_("List of missions"),
        help_text=_("CSV (UTF-8) or XLSX, one mission a row. Nothing is written until every row is right."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class TriedListForm(forms.Form):
    """The text of a list that was tried, sent back to be planned."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)


def text_pair(name: str, label_ar: Any, label_en: Any, rows: int) -> dict[str, forms.CharField]:
    """Return the two fields of a text in both languages."""
    return {
        f"{name}_ar": forms.CharField(
            label=label_ar, required=False, widget=forms.Textarea({"rows": rows, "dir": "rtl", "lang": "ar"})
        ),
        f"{name}_en": forms.CharField(
            label=label_en, required=False, widget=forms.Textarea({"rows": rows, "dir": "ltr", "lang": "en"})
        ),
    }


class ScenarioForm(forms.Form):
    """The texts of a scenario in both languages."""

    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= (
            text_pair("story", _("Story in Arabic"), _("Story in English"), 4)
            | text_pair("must", _("The shopper must, in Arabic"), _("The shopper must, in English"), 3)
            | text_pair("may", _("The shopper may, in Arabic"), _("The shopper may, in English"), 3)
            | text_pair("never", _("The shopper never, in Arabic"), _("The shopper never, in English"), 3)
        )


class ApprovalForm(forms.Form):
    """The checklist, each point by itself, of the scenario as it was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    points = forms.MultipleChoiceField(
        label=_("I have read this scenario and confirm"),
        choices=[(str(point), words) for point, words in POINT_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )


class NewScenarioForm(ScenarioForm):
    """A new scenario, with its code."""

    code = CodeField(
        label=_("Code"),
        help_text=_("Short and lasting, for lists of missions, such as passport."),
        max_length=60,
    )
    field_order = ("code",)
