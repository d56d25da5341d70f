"""Forms of the panel."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.classes import ShopperClass
from basira.core.kernel.lifecycles import ShopperState
from basira.programme.panel.named_classes import named_classes
from basira.programme.panel.verbs import TOGETHER, Identity
from basira.programme.registry.queries import entity_cards
from basira.surfaces.shared.route_words import CLASSES
from basira.surfaces.shared.states import look

MOST_AT_ONCE = 500
UNKEPT = {"autocomplete": "off", "spellcheck": "false"}
"""The officer's own browser shall not keep a name either."""


MEANINGS = {
    ShopperState.IN_TRAINING: _("learns; gets no number and no mission yet"),
    ShopperState.CERTIFIED: _("has passed; gets no number before becoming active"),
    ShopperState.ACTIVE: _("gets a number in each cycle, and missions"),
    ShopperState.RESTING: _("keeps what there is, and gets no new number"),
    ShopperState.ENDED: _("has left; gets nothing, and does not come back under this reference"),
}
"""What each standing means for whoever chooses one."""


def shopper_state_words() -> list[tuple[str, str]]:
    """Return the states of a shopper with their meanings, in the reader's language."""
    return [(str(state), f"{look(state)[2]}: {MEANINGS[state]}") for state in ShopperState]


def first_state_words() -> list[tuple[str, str]]:
    """Return the states in which somebody comes in."""
    coming_in = (ShopperState.IN_TRAINING, ShopperState.CERTIFIED, ShopperState.ACTIVE)
    return [each for each in shopper_state_words() if each[0] in coming_in]


class IdentityForm(forms.Form):
    """Who comes in, on the way to the vault: nothing of it is kept, logged or shown again on this side."""

    name = forms.CharField(label=_("Full name"), max_length=300, widget=forms.TextInput(attrs=UNKEPT))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=UNKEPT | {"dir": "ltr", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_(
            "The vault writes to this address; nobody at the desk ever sees it again. "
            "Without one, a phone's key can only be handed over on the spot."
        ),
        required=False,
        widget=forms.EmailInput(attrs=UNKEPT | {"dir": "ltr"}),
    )
    national_id = forms.CharField(
        label=_("National ID"),
        help_text=_("By it the vault refuses the same person a second time."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=UNKEPT | {"dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which the shopper is written to"), choices=[("ar", "العربية"), ("en", "English")]
    )

    def identity(self) -> Identity:
        """Return the identity, ready for the vault."""
        fields = ("name", "phone", "email", "national_id", "language")
        return Identity(**{name: self.cleaned_data[name] for name in fields})


def appointed_classes(*, arabic: bool) -> list[tuple[str, Any]]:
    """Return the classes that are appointed: those that the blueprint names, under its names, else all that there are."""
    named: list[tuple[ShopperClass, Any]] = [
        (each.own, each.name_ar if arabic else each.name_en) for each in named_classes()
    ]
    offered = named or CLASSES.items()
    return [(str(each), words) for each, words in offered if each is not ShopperClass.CONTRACTED]


class PersonForm(IdentityForm):
    """Somebody who is appointed: who it is, what she is to the programme, and where she stands."""

    shopper_class = forms.ChoiceField(
        label=_("What they are to the programme"),
        help_text=_(
            "It says on which missions they are sent. The vault keeps it; each number says it once it is drawn."
        ),
        required=False,
    )
    own_unit = forms.ChoiceField(
        label=_("Works for one of the measured bodies"),
        help_text=_("Possible in a body's internal programme alone; an employee is never sent to the own unit."),
        required=False,
    )
    state = forms.ChoiceField(
        label=_("Where they stand"),
        choices=first_state_words,
        initial=str(ShopperState.IN_TRAINING),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = (get_language() or "").startswith("ar")
        bodies = [(card.ref, card.name_ar if arabic else card.name_en or card.name_ar) for card in entity_cards()]
        self.fields["own_unit"].choices = [("", _("No")), *bodies]  # type: ignore[attr-defined]
        self.fields["shopper_class"].choices = appointed_classes(arabic=arabic)  # type: ignore[attr-defined]

    def said_class(self) -> ShopperClass | None:
        """Return the chosen class; None where nothing was said."""
        said = self.cleaned_data["shopper_class"]
        return ShopperClass(said) if said else None

    def clean_state(self) -> ShopperState:
        """Return the chosen state."""
        return ShopperState(self.cleaned_data["state"])


class EnrolForm(forms.Form):
    """How many shoppers come in, and where they stand."""

    count = forms.IntegerField(
        label=_("How many shoppers"),
        help_text=_("For rehearsals: each gets a panel reference without a person behind it, and can be told nothing."),
        min_value=1,
        max_value=MOST_AT_ONCE,
        widget=forms.NumberInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )
    state = forms.ChoiceField(
        label=_("Where they stand"),
        choices=shopper_state_words,
        initial=str(ShopperState.IN_TRAINING),
        widget=forms.RadioSelect,
    )

    def clean_state(self) -> ShopperState:
        """Return the chosen state."""
        return ShopperState(self.cleaned_data["state"])


class ShopperMoveForm(forms.Form):
    """Where a shopper goes next."""

    to = forms.ChoiceField(choices=[(str(state), str(state)) for state in ShopperState])


class MoveTogetherForm(forms.Form):
    """Whose whole standing goes on."""

    start = forms.ChoiceField(choices=[(str(state), str(state)) for state in TOGETHER])


class KeyForm(forms.Form):
    """The language in which a phone is answered."""

    language = forms.ChoiceField(label=_("Language of the phone"), choices=[("ar", "العربية"), ("en", "English")])
