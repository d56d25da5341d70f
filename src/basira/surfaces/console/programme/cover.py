"""What the notes on phones are called and look like: the page of the cover."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from basira.core.kernel.cover import LOCK_MINUTES, MOST_LETTERS, Accent, Cover, Sign
from basira.programme.people.permissions import Act
from basira.programme.safety.queries.cover import cover_card
from basira.programme.safety.verbs.cover import choose_cover
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

SIGN_NAMES = {
    Sign.NOTE: gettext_lazy("A sheet of paper"),
    Sign.LIST: gettext_lazy("A list"),
    Sign.BASKET: gettext_lazy("A basket"),
    Sign.CALENDAR: gettext_lazy("A calendar"),
    Sign.LEAF: gettext_lazy("A leaf"),
    Sign.RING: gettext_lazy("A ring"),
}
ACCENT_NAMES = {
    Accent.SAND: gettext_lazy("Sand"),
    Accent.BLUE: gettext_lazy("Blue"),
    Accent.GREEN: gettext_lazy("Green"),
    Accent.ROSE: gettext_lazy("Rose"),
    Accent.SLATE: gettext_lazy("Slate"),
}
LOCK_NAMES = {
    1: gettext_lazy("One minute"),
    2: gettext_lazy("Two minutes"),
    5: gettext_lazy("Five minutes"),
    15: gettext_lazy("Fifteen minutes"),
}


def name_field(label: Any, language: str, help_text: Any = "") -> forms.CharField:
    """Return a field for a name on a phone."""
    attrs = {"dir": "rtl" if language == "ar" else "ltr", "lang": language}
    return forms.CharField(
        label=label, help_text=help_text, max_length=MOST_LETTERS, widget=forms.TextInput(attrs=attrs)
    )


class CoverForm(forms.Form):
    """The look of the notes."""

    name_ar = name_field(
        gettext_lazy("Name on the phone, in Arabic"),
        "ar",
        gettext_lazy("It stands under the sign, on the tab and above the notes. It must not say what they are for."),
    )
    name_en = name_field(gettext_lazy("Name on the phone, in English"), "en")
    list_ar = name_field(
        gettext_lazy("Name of the list that hides the notes, in Arabic"),
        "ar",
        gettext_lazy("One touch shows this list in place of the notes."),
    )
    list_en = name_field(gettext_lazy("Name of the list that hides the notes, in English"), "en")
    sign = forms.ChoiceField(label=gettext_lazy("Sign"), widget=forms.RadioSelect)
    accent = forms.ChoiceField(
        label=gettext_lazy("Colour"),
        choices=[(str(each), name) for each, name in ACCENT_NAMES.items()],
        widget=forms.RadioSelect,
    )
    lock_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Notes lock, at the latest, after"),
        help_text=gettext_lazy(
            "Without a touch, or out of sight. On the phone a shorter time can be chosen; it begins with two."
        ),
        choices=[(minutes, LOCK_NAMES[minutes]) for minutes in LOCK_MINUTES],
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, accent: Accent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signs = [(str(each), sign_choice(each, accent)) for each in Sign]
        self.fields["sign"].choices = signs  # type: ignore[attr-defined]

    def cover(self) -> Cover:
        """Return what was chosen."""
        said = self.cleaned_data
        return Cover(**said | {"sign": Sign(said["sign"]), "accent": Accent(said["accent"])})


def sign_choice(sign: Sign, accent: Accent) -> Any:
    """Return a sign as a choice: its picture and its name."""
    address = reverse("field:sign", args=[sign, accent, 64])
    return format_html('<img class="sign" src="{}" alt="" width="32" height="32"> {}', address, SIGN_NAMES[sign])


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def cover(request: StaffRequest) -> HttpResponse:
    """Choose what the notes on phones are called and look like."""
    card = cover_card()
    known = {name: getattr(card, name) for name in CoverForm.base_fields}
    form = CoverForm(posted(request), accent=card.accent, initial=known)
    if carried_out(form, lambda: chosen(request, form.cover())):
        return redirect("console:programme")
    return form_page(request, "console/programme/cover.html", form)


def chosen(request: StaffRequest, cover: Cover) -> bool:
    """Run the verb, and say so."""
    choose_cover(cover=cover, by=request.actor, at=timezone.now())
    messages.success(request, _("The look of the notes is kept. Phones take it the next time that they have a line."))
    return True
