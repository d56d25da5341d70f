"""The form in which the sources of a composite and their weights are declared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.programme.results.composites import OWN, VISITS, WAITS, DeclaredSource

OTHERS = (1, 2, 3)
"""So many other sources can be declared at once."""
PARTS = ("name", "weight", "worst", "best")


def weight(label: Any, **more: Any) -> forms.FloatField:
    """Return the field of a weight."""
    return forms.FloatField(label=label, min_value=0, max_value=1000, required=False, **more)


class WeighingForm(forms.Form):
    """Sources with their weights; an empty weight leaves a source out. Others come from a file, each with its range."""

    visits_weight = weight(_("Weight of the covert visits"), help_text=_("Scores of 0 to 100, as this run has them."))
    waits_weight = weight(
        _("Weight of the waits within the limit"), help_text=_("Shares of 0 to 100%, where forms declare a limit.")
    )
    vary = forms.FloatField(
        label=_("By how much the weights may be wrong (%)"), min_value=0, max_value=99, initial=25,
        help_text=_("Each weight is varied by up to this part of itself, to see how far each body moves."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for place in OTHERS:
            values = {"place": place}
            self.fields[f"name_{place}"] = forms.CharField(
                label=_("Other source %(place)s: name, as in the file") % values, required=False, max_length=60
            )
            self.fields[f"weight_{place}"] = weight(_("Other source %(place)s: weight") % values)
            self.fields[f"worst_{place}"] = forms.FloatField(
                label=_("Other source %(place)s: the value that stands for 0") % values, required=False
            )
            self.fields[f"best_{place}"] = forms.FloatField(
                label=_("Other source %(place)s: the value that stands for 100") % values, required=False
            )
        self.fields["file"] = forms.FileField(
            label=_("Values of the other sources"), required=False,
            help_text=_("CSV (UTF-8) or XLSX with the columns body (its code), source, value, and perhaps error (a standard error)."),
            widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a source that is half declared, one called as another is, no source at all, and others without their file."""
        said = super().clean() or self.cleaned_data
        names = list(OWN)
        for place in OTHERS:
            parts = {part: said.get(f"{part}_{place}") for part in PARTS}
            if all(value in (None, "") for value in parts.values()):
                continue
            for part, value in parts.items():
                if value in (None, "") and f"{part}_{place}" not in self.errors:
                    self.add_error(
                        f"{part}_{place}", _("Say a name, a weight and both ends of the range, or none of them.")
                    )
            if parts["name"] in names:
                self.add_error(f"name_{place}", _("Another source has this name. Call this one differently."))
            names.append(str(parts["name"]))
        if not self.errors and not self.sources():
            self.add_error("visits_weight", _("Give at least one source a weight above 0."))
        if not self.errors and len(names) > len(OWN) and not said.get("file"):
            self.add_error("file", _("Choose the file with the values of the other sources."))
        return said

    def sources(self) -> list[DeclaredSource]:
        """Return the declared sources, the programme's own first."""
        said = self.cleaned_data
        own = [(VISITS, said.get("visits_weight")), (WAITS, said.get("waits_weight"))]
        found = [DeclaredSource(name, weight, 0.0, 100.0) for name, weight in own if weight]
        for place in OTHERS:
            if said.get(f"name_{place}"):
                name, *numbers = (said[f"{part}_{place}"] for part in PARTS)
                found.append(DeclaredSource(name, *numbers))
        return found
