"""Forms of calls, marks, papers and the choice."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import CallState
from basira.core.recruiting.attributes import Language
from basira.core.recruiting.eligibility import Rule, RuleKind, least_age
from basira.core.recruiting.rubric import TOP, Criterion, NotPassed
from basira.core.selection.protocol import Beacon, BoundAgain, Named
from basira.programme.panel.terms import MOST_GAP_DAYS, Gaps
from basira.programme.recruiting.queries import CallCard
from basira.programme.recruiting.verbs.calls import CallText
from basira.surfaces.console.waves.forms import day_field, moment_field
from basira.surfaces.shared.draw_words import BEACONS, REASONS_BOUND_AGAIN
from basira.surfaces.shared.recruiting_words import CRITERIA, LANGUAGES, REASONS_NOT_PASSED

TAKEN = {
    RuleKind.CITIZEN_OR_RESIDENT: _("Citizens and residents"),
    RuleKind.CITIZEN: _("Citizens alone"),
    RuleKind.RESIDENT: _("Residents alone"),
}
OTHERS = [("", _("No other language"))] + [
    (str(code), word) for code, word in LANGUAGES.items() if code not in (Language.ARABIC, Language.ENGLISH)
]
TEXT = {"rows": 6}


def whole(label: Any, least: int, most: int, initial: int, help_text: Any = "") -> forms.IntegerField:
    """Return a field for a whole number."""
    widget = forms.NumberInput(attrs={"dir": "ltr", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=help_text, widget=widget
    )


class GapsForm(forms.Form):
    """Days before somebody returns."""

    centre = whole(_("To the same centre"), 0, MOST_GAP_DAYS, 0, _("Days. 0 asks for none."))
    body = whole(_("To any centre of the same body"), 0, MOST_GAP_DAYS, 0)
    sector = whole(_("To any body of the same sector"), 0, MOST_GAP_DAYS, 0)

    def gaps(self) -> Gaps:
        """Return the gaps."""
        return Gaps(**self.cleaned_data)


class CallForm(forms.Form):
    """A call, as it will be published."""

    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    conditions_ar = forms.CharField(
        label=_("Conditions in Arabic"),
        help_text=_(
            "What volunteers do, for how long, and what is expected of them. The rules below are added by themselves."
        ),
        widget=forms.Textarea(attrs=TEXT | {"dir": "rtl", "lang": "ar"}),
    )
    conditions_en = forms.CharField(
        label=_("Conditions in English"), widget=forms.Textarea(attrs=TEXT | {"dir": "ltr", "lang": "en"})
    )
    other_language = forms.ChoiceField(label=_("A further language"), choices=OTHERS, required=False)
    other_text = forms.CharField(
        label=_("Conditions in that language"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    opens_on = day_field(_("First day"))
    closes_on = day_field(_("Last day"))
    capacity = whole(_("Seats"), 1, 100_000, 50, _("How many are chosen. Reserves come on top."))
    least_age = whole(_("Least age in years"), 0, 120, 18)
    takes = forms.ChoiceField(
        label=_("Who may apply"),
        choices=[(str(kind), words) for kind, words in TAKEN.items()],
        widget=forms.RadioSelect,
    )
    years_resident = whole(_("Residents: least full years here"), 0, 120, 2)
    is_free_of_bodies = forms.BooleanField(
        label=_("Nobody who works for a measured body may apply"), required=False, initial=True
    )
    languages = forms.MultipleChoiceField(
        label=_("One of these languages is needed"),
        help_text=_("Choose none where any language will do."),
        choices=[(str(code), word) for code, word in LANGUAGES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    criteria = forms.MultipleChoiceField(
        label=_("What applicants are assessed on"),
        help_text=_("Two assessors who do not see each other mark each of these from 0 to 4."),
        choices=[(str(each), words) for each, words in CRITERIA.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    pass_mark = whole(_("Pass mark"), 0, 100, 60, _("Points of 100."))
    most_apart = whole(
        _("A third assessor from"), 0, 100, 20, _("When two assessors lie further apart than this, in points.")
    )

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that were chosen."""
        said = self.cleaned_data
        takes = RuleKind(said["takes"])
        found = [
            Rule(RuleKind.AGE_AT_LEAST, years=said["least_age"]),
            Rule(takes, years=0 if takes is RuleKind.CITIZEN else said["years_resident"]),
        ]
        found += [Rule(RuleKind.NOT_EMPLOYED_BY_BODY)] if said["is_free_of_bodies"] else []
        found += [Rule(RuleKind.SPEAKS_ONE_OF, languages=tuple(said["languages"]))] if said["languages"] else []
        return tuple(found)

    def text(self) -> CallText:
        """Return the call."""
        names = ("title_ar", "title_en", "conditions_ar", "conditions_en", "opens_on", "closes_on", "capacity")
        said = self.cleaned_data
        other = {said["other_language"]: said["other_text"]} if said["other_language"] and said["other_text"] else {}
        values = {name: said[name] for name in (*names, "pass_mark", "most_apart")}
        criteria = tuple(Criterion(each) for each in said["criteria"])
        return CallText(**values, rules=self.rules(), criteria=criteria, other_conditions=other)


def initial_of(card: CallCard) -> dict[str, Any]:
    """Return a call as its form shows it again."""
    names = ("title_ar", "title_en", "conditions_ar", "conditions_en", "opens_on", "closes_on", "capacity")
    language, text = next(iter(card.other_conditions.items()), ("", ""))
    return {name: getattr(card, name) for name in (*names, "pass_mark", "most_apart")} | {
        "other_language": language,
        "other_text": text,
        **asked_of_applicants(card.rules, card.criteria),
    }


def asked_of_applicants(rules: Sequence[Rule], criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return rules and criteria as a call's form shows them."""
    by_kind = {rule.kind: rule for rule in rules}
    spoken = by_kind.get(RuleKind.SPEAKS_ONE_OF)
    standing = next((rule for rule in rules if rule.kind in TAKEN), None)
    return {
        "least_age": least_age(rules),
        "takes": str(standing.kind if standing else RuleKind.CITIZEN_OR_RESIDENT),
        "years_resident": standing.years if standing else 0,
        "is_free_of_bodies": RuleKind.NOT_EMPLOYED_BY_BODY in by_kind,
        "languages": list(spoken.languages) if spoken else [],
        "criteria": [str(each) for each in criteria],
    }


class MoveForm(forms.Form):
    """Where a call goes next."""

    to = forms.ChoiceField(choices=[(str(state), str(state)) for state in CallState])


class RouteForm(forms.Form):
    """A way into the panel, and whether it is open from now on."""

    route = forms.ChoiceField(choices=[(str(route), str(route)) for route in Route])
    is_open = forms.BooleanField(required=False)


class MarksForm(forms.Form):
    """The marks of one assessor."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[str(criterion)] = forms.TypedChoiceField(
                label=CRITERIA[criterion],
                choices=[(mark, str(mark)) for mark in range(TOP + 1)],
                coerce=int,
                widget=forms.RadioSelect,
            )

    def marks(self) -> dict[str, int]:
        """Return the marks by criterion."""
        return {name: self.cleaned_data[name] for name in self.fields}


PASSES = "passes"


class SettleForm(forms.Form):
    """Whether an application passes; a code says why not."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(PASSES, _("It passes")), *((str(code), words) for code, words in REASONS_NOT_PASSED.items())],
        widget=forms.RadioSelect,
    )

    def reason(self) -> NotPassed | None:
        """Return why not; None for one that passes."""
        said = self.cleaned_data["decision"]
        return None if said == PASSES else NotPassed(said)


class PapersForm(forms.Form):
    """What stands in the papers that somebody shows: compared in the vault, and kept nowhere here."""

    national_id = forms.CharField(
        label=_("Number in the identity document"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = day_field(_("Day of birth in the identity document"))


class BindForm(forms.Form):
    """The quotas of a choice, the beacon that will draw, and, where something was bound before, why it is bound again."""

    quotas = forms.CharField(
        label=_("Quotas"),
        help_text=_("One a line: category,feature,min,max. Leave it empty to draw without quotas."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "ltr", "spellcheck": "false", "class": "font-mono"}),
    )
    beacon = forms.ChoiceField(
        label=_("Where chance comes from"),
        choices=[(str(each), words) for each, words in BEACONS.items()],
        initial=Beacon.DRAND,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Which public drawing"),
        help_text=_("Such as “National lottery, draw 412”. Leave it empty for drand."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    due = moment_field(_("When it speaks"), _("At least an hour from now, so that others can see what is bound."))
    reason = forms.ChoiceField(
        label=_("Why it is bound again"),
        choices=[(str(each), words) for each, words in REASONS_BOUND_AGAIN.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["reason"]

    def said(self) -> dict[str, Any]:
        """Return what was typed, as the verb takes it."""
        values = self.cleaned_data
        reason = BoundAgain(values["reason"]) if values.get("reason") else None
        named = Named(Beacon(values["beacon"]), values["due"], values["name"])
        return {"quotas": values["quotas"], "named": named, "reason": reason}


class DrawForm(forms.Form):
    """What the beacon said."""

    said = forms.CharField(
        label=_("What it said"),
        help_text=_("All of it, as it stands there. It is checked before anybody is drawn, and a draw stands."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false", "class": "font-mono"}),
    )
