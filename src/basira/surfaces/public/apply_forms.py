"""What an applicant fills in: coarse things that stay here, and who she is, which goes to the vault and is shown to nobody."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from basira.core.recruiting.attributes import ELSEWHERE, Standing, band_of
from basira.core.recruiting.eligibility import MOST_YEARS, Facts
from basira.programme.recruiting import queries
from basira.programme.recruiting.queries import DraftCard
from basira.programme.recruiting.routes import TieKind
from basira.programme.recruiting.verbs.applying import MOST_LETTERS, Sheet
from basira.programme.registry import queries as registry
from basira.surfaces.public.applying_languages import APPLYING_LANGUAGES
from basira.surfaces.shared.recruiting_words import (
    DISABILITIES,
    LANGUAGES,
    NATIONALITIES,
    OCCUPATIONS,
    SEXES,
    STANDINGS,
)

TIES = {"works_at": TieKind.WORKS, "family_at": TieKind.FAMILY, "known_at": TieKind.KNOWN}
WHOLE = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}


def chosen_of(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """Return a coded list as choices."""
    return [(str(code), word) for code, word in words.items()]


def select_of(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """Return a coded list as choices of a select, of which none is made beforehand."""
    return [("", "—"), *chosen_of(words)]


def tied_field(label: Any) -> forms.MultipleChoiceField:
    """Return a field for bodies."""
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def story_field(label: Any, help_text: Any, rows: int) -> forms.CharField:
    """Return a field for some paragraphs."""
    attrs = {"rows": rows, "dir": "auto"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=MOST_LETTERS, widget=forms.Textarea(attrs=attrs)
    )


class SheetForm(forms.Form):
    """What an applicant says of herself outside the vault. As a draft it may lack anything."""

    age = forms.IntegerField(
        label=_("Your age in years"),
        help_text=_("Only the age group is kept here."),
        min_value=10,
        max_value=MOST_YEARS,
        widget=forms.TextInput(attrs=WHOLE),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=chosen_of(SEXES), widget=forms.RadioSelect)
    standing = forms.ChoiceField(label=_("You live here as"), choices=chosen_of(STANDINGS), widget=forms.RadioSelect)
    years_resident = forms.IntegerField(
        label=_("Residents: for how many full years"),
        required=False,
        min_value=0,
        max_value=MOST_YEARS,
        widget=forms.TextInput(attrs=WHOLE),
    )
    nationality = forms.ChoiceField(label=_("Where you come from"), choices=select_of(NATIONALITIES))
    region = forms.ChoiceField(label=_("Region where you live"))
    occupation = forms.ChoiceField(label=_("What you do"), choices=select_of(OCCUPATIONS))
    languages = forms.MultipleChoiceField(
        label=_("Languages that you speak"), choices=chosen_of(LANGUAGES), widget=forms.CheckboxSelectMultiple
    )
    disability = forms.ChoiceField(
        label=_("Do you live with a disability?"),
        help_text=_("So that services are also seen by people whom they must not shut out."),
        choices=chosen_of(DISABILITIES),
        widget=forms.RadioSelect,
    )
    works_at = tied_field(_("Bodies that you work for"))
    family_at = tied_field(_("Bodies where somebody of your family works"))
    known_at = tied_field(_("Bodies where people know you"))
    motive = story_field(
        _("Why do you want to do this?"), _("A few sentences. Do not write your name, or who you are."), 4
    )
    trial_report = story_field(
        _("A trial report"),
        _(
            "Think of the last time that you were served at a counter, by phone or online. Describe step by step what happened, how long "
            "it took, what was good and what was not. Name no person, and not yourself."
        ),
        9,
    )
    has_consented = forms.BooleanField(label=_("I have read the privacy notice and agree to it"))

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = (get_language() or "").startswith("ar")
        regions = [(code, ar if arabic else en or ar) for code, ar, en in queries.region_codes()]
        self.choose("region", [("", "—"), *regions, (ELSEWHERE, gettext("Elsewhere"))])
        bodies = [
            (card.ref, card.name_ar if arabic else card.name_en or card.name_ar) for card in registry.entity_cards()
        ]
        for name in TIES:
            self.choose(name, bodies)
        for field in self.fields.values() if is_draft else ():
            field.required = False

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Offer these choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask residents for how long."""
        said = super().clean() or {}
        is_resident = said.get("standing") == Standing.RESIDENT
        if is_resident and self.fields["age"].required and said.get("years_resident") is None:
            self.add_error("years_resident", gettext("Say for how many full years you have lived here."))
        return said

    def sheet(self) -> Sheet:
        """Return what a valid form says."""
        said = self.cleaned_data
        names = ("sex", "standing", "nationality", "region", "occupation", "disability")
        attributes = {name: str(said[name]) for name in names}
        facts = None
        if said["age"] is not None:
            attributes["age"] = str(band_of(said["age"]))
            facts = self.facts() if said["standing"] else None
        return Sheet(
            attributes=attributes,
            languages=tuple(said["languages"]),
            motive=said["motive"],
            trial_report=said["trial_report"],
            ties={kind: tuple(said[name]) for name, kind in TIES.items()},
            has_consented=said["has_consented"],
            facts=facts,
        )

    def facts(self) -> Facts:
        """Return what the rules of the call ask for."""
        said = self.cleaned_data
        return Facts(
            age=said["age"],
            standing=Standing(said["standing"]),
            years_resident=said["years_resident"] or 0,
            works_at_body=bool(said["works_at"]),
            languages=frozenset(said["languages"]),
        )


def initial_of(card: DraftCard) -> dict[str, Any]:
    """Return a draft as the form shows it again: age and years are asked anew, since they were never kept."""
    tied = {name: list(card.ties.get(kind, ())) for name, kind in TIES.items()}
    said = {name: value for name, value in card.attributes.items() if name != "age"}
    return said | tied | {"languages": list(card.languages), "motive": card.motive, "trial_report": card.trial_report}


class IdentityForm(forms.Form):
    """Who an applicant is, on the way to the vault: nothing of it is kept, logged or shown again on this side."""

    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As in your identity document."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    national_id = forms.CharField(
        label=_("Number of your identity document"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = forms.DateField(
        label=_("Day of birth"),
        widget=forms.DateInput({"type": "date", "autocomplete": "bday"}, "%Y-%m-%d"),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The vault writes to this address, in neutral words."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    home = forms.CharField(
        label=_("Home address"),
        help_text=_(
            "Area, street, house and flat. It is used for one thing only: not to choose two people of one home."
        ),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which we write to you"),
        choices=[("ar", "العربية"), ("en", "English"), *APPLYING_LANGUAGES.items()],
    )

    def identity(self) -> dict[str, str]:
        """Return the identity, ready for the vault."""
        return {name: str(value) for name, value in self.cleaned_data.items()}
