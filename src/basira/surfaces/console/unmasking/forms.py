"""Forms of unmasking."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.imports.missions import shopper_number
from basira.core.kernel.unmasking import MAY_FORBID_NOTICE, MOST_LETTERS, Ground
from basira.programme.panel import queries as panel
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.waves import queries as waves
from basira.surfaces.shared.templatetags.basira_text import plain_name

GROUNDS: Final = {
    Ground.COURT: _("An order of a court"),
    Ground.PROSECUTION: _("A demand of the public prosecution, by law"),
    Ground.DANGER: _("Danger to somebody's life"),
    Ground.OWN_WISH: _("The wish of the person behind the number"),
}
"""By what right."""


class AskForm(forms.Form):
    """Whose number, why, and by what right."""

    cycle = forms.ChoiceField(label=_("Cycle"))
    number = forms.CharField(
        label=_("Shopper number"),
        help_text=_("Such as م-0417. The number as its cycle knows it; nobody has another one."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Why it cannot be done without knowing who it is"),
        help_text=_("Those who approve read it, and it stays on record. Name no person."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=[(str(each), words) for each, words in GROUNDS.items()],
        widget=forms.RadioSelect,
    )
    ground_words = forms.CharField(
        label=_("The paper that says so"),
        help_text=_("Its number, its day and who issued it."),
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    forbids_notice = forms.BooleanField(
        label=_("The paper forbids telling the person"),
        help_text=_(
            "Only an order of a court or a demand of the prosecution can. Otherwise the vault tells her, in neutral words."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [  # type: ignore[attr-defined]
            (wave.ref, plain_name(wave)) for wave in waves.wave_cards()
        ]

    def clean(self) -> dict[str, Any]:
        """Return the values, with the number's own ref."""
        values: dict[str, Any] = super().clean() or {}
        written = shopper_number(values.get("number", ""))
        found = [card for card in panel.number_cards(values.get("cycle", "")) if card.number == written]
        if not self.errors and not found:
            self.add_error("number", _("This cycle has no such number. Write it as م-0417."))
        values["number_ref"] = found[0].ref if found else ""
        if values.get("forbids_notice") and values.get("ground") not in set(MAY_FORBID_NOTICE):
            self.add_error("forbids_notice", _("This ground does not forbid it, so the person is told."))
        return values

    def asked(self) -> dict[str, Any]:
        """Return what the verb takes."""
        names = ("number_ref", "why", "ground_words", "forbids_notice")
        return {name: self.cleaned_data[name] for name in names} | {"ground": Ground(self.cleaned_data["ground"])}


class SignatoryForm(forms.Form):
    """Who may sign, and for whom she works."""

    account = forms.ChoiceField(label=_("Account"))
    body = forms.CharField(
        label=_("Body that this person works for"),
        help_text=_(
            "Such as: audit bureau. Two who approve work for different bodies; in a small programme, in different units."
        ),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    unit = forms.CharField(label=_("Unit in it"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = {
            card.ref: card
            for act in (Act.ASK_UNMASKING, Act.APPROVE_UNMASKING)
            for card in people.accounts_that_may(act)
            if card.ref != own
        }
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (card.ref, f"{plain_name(card)} ({card.username})") for card in cards.values()
        ]


class SignedForm(forms.Form):
    """What a passkey has signed."""

    credential = forms.JSONField(widget=forms.HiddenInput)
