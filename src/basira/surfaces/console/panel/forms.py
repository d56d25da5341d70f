"""Forms of the panel."""

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.lifecycles import ShopperState
from basira.surfaces.shared.states import look

MOST_AT_ONCE = 500


def shopper_state_words() -> list[tuple[str, str]]:
    """Return the states of a shopper in the reader's language."""
    return [(str(state), look(state)[2]) for state in ShopperState]


class EnrolForm(forms.Form):
    """How many shoppers come in, and where they stand."""

    count = forms.IntegerField(
        label=_("How many shoppers"),
        help_text=_("Each gets a panel reference. Names and contacts stay in the vault, never here."),
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


class KeyForm(forms.Form):
    """The language in which a phone is answered."""

    language = forms.ChoiceField(label=_("Language of the phone"), choices=[("ar", "العربية"), ("en", "English")])
