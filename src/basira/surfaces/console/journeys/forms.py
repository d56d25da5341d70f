"""What a planner chooses for one case: whose it is, by which card and questionnaire, and each step's centre and window."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from basira.core.imports.missions import shopper_number
from basira.programme.journeys import queries
from basira.programme.journeys.queries import StepCard
from basira.programme.journeys.verbs import StepOrder
from basira.programme.panel import queries as panel
from basira.surfaces.console.waves.forms import moment_field, scenario_choices, version_choices


class CaseForm(forms.Form):
    """One case, with the fields of each step named by the step's place: `centre-2`, `from-2`, `until-2` …"""

    number = forms.CharField(
        label=_("Shopper number"),
        help_text=_("She runs the whole way, from the first step to the last."),
        max_length=12,
        widget=forms.TextInput(attrs={"list": "numbers", "autocomplete": "off"}),
    )
    scenario = forms.ChoiceField(label=_("Scenario"))
    questionnaire_version = forms.ChoiceField(label=_("Questionnaire"))
    is_split = forms.BooleanField(
        label=_("Split this case over several shoppers"),
        help_text=_("Only where one person cannot run it: then a step may name another number."),
        required=False,
    )

    def __init__(self, *args: Any, wave: str, steps: tuple[StepCard, ...], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = steps
        self.numbers = {card.number: card.ref for card in panel.number_cards(wave)}
        self.fields["scenario"].choices = scenario_choices(language)  # type: ignore[attr-defined]
        self.fields["questionnaire_version"].choices = version_choices(language)  # type: ignore[attr-defined]
        centres = queries.centres_for(steps)
        for step in steps:
            self.add_step(step, centres.get(step.entity_ref, ()), language)

    def add_step(self, step: StepCard, centres: tuple[tuple[str, str, str], ...], language: str) -> None:
        """Add the fields of one step."""
        name = f"{step.place}. {step.name_ar if language == 'ar' else step.name_en}"
        here = [(ref, arabic if language == "ar" else english) for ref, arabic, english in centres]
        offered = [pair for pair in here if step.centre_ref in ("", pair[0])]
        labels = {"step": name}
        self.fields |= {
            f"centre-{step.place}": forms.ChoiceField(label=gettext("%(step)s – centre") % labels, choices=offered),
            f"from-{step.place}": moment_field(gettext("%(step)s – from") % labels),
            f"until-{step.place}": moment_field(gettext("%(step)s – until") % labels),
            f"known-{step.place}": forms.BooleanField(
                label=gettext("%(step)s – this body can tell who the shopper is") % labels, required=False
            ),
            f"number-{step.place}": forms.CharField(
                label=gettext("%(step)s – another number, where the case is split") % labels,
                required=False,
                max_length=12,
                widget=forms.TextInput(attrs={"list": "numbers", "autocomplete": "off"}),
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Turn numbers into refs; refuse one that nobody has in this cycle."""
        cleaned = super().clean() or {}
        for name in ("number", *(f"number-{step.place}" for step in self.steps)):
            text = cleaned.get(name, "")
            if not text:
                continue
            known = shopper_number(text)
            if known is None or known not in self.numbers:
                self.add_error(name, gettext("No shopper has this number in this cycle."))
            else:
                cleaned[name] = self.numbers[known]
        return cleaned

    def orders(self) -> list[StepOrder]:
        """Return the order of each step that a sound form says."""
        said = self.cleaned_data
        return [
            StepOrder(
                cycle_number=said[f"number-{step.place}"] or said["number"],
                centre=said[f"centre-{step.place}"],
                scenario=said["scenario"],
                questionnaire_version=said["questionnaire_version"],
                window_start=said[f"from-{step.place}"],
                window_end=said[f"until-{step.place}"],
                is_known_to_body=said[f"known-{step.place}"],
            )
            for step in self.steps
        ]
