"""What an analyst chooses and, in a few words, types."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.noting import MOST_ARTICLES, MOST_CAUSES, MOST_REMARK, WORDING_PARTS, Wording
from basira.core.scoring import Certainty
from basira.programme.findings.bench import Subject
from basira.programme.findings.drafting import Note
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.recommending import MOST_OWNER, Suggested
from basira.programme.standards.queries import ArticleCard
from basira.surfaces.shared.finding_words import (
    CAUSES,
    CERTAINTIES,
    EFFECT_UNITS,
    EFFORTS,
    INTEGRITY_KINDS,
    PARTS,
    SEVERITIES,
    STANDARD_KINDS,
    STEPS,
    TOPICS,
    WORDINGS,
)
from basira.surfaces.shared.noted_words import spoken

Choices = list[tuple[str, Any]]
BLANK = "…"


def of(words: Mapping[Any, Any]) -> Choices:
    """Return a coded list as choices."""
    return [(str(code), word) for code, word in words.items()]


def words_field(label: Any, language: str, *, most: int = MOST_REMARK, required: bool = True) -> forms.CharField:
    """Return a field for a sentence or two in one language."""
    attrs = {"rows": 2, "dir": "rtl" if language == "ar" else "ltr", "lang": language}
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea(attrs=attrs))


class NoteForm(forms.Form):
    """A finding about one figure. Only wordings of the part that the figure supports are offered."""

    part = forms.ChoiceField(label=_("Kind of finding"), widget=forms.RadioSelect)
    wording = forms.ChoiceField(label=_("Sentence"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=_("What fills the blank"), choices=of(TOPICS))
    severity = forms.ChoiceField(label=_("How much it matters"), choices=of(SEVERITIES), widget=forms.RadioSelect)
    step = forms.ChoiceField(label=_("Step of the customer's way"), required=False)
    causes = forms.MultipleChoiceField(
        label=_("Where it seems to come from"),
        help_text=_("At most three. Causes lie in how work is arranged, never in a person."),
        choices=of(CAUSES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    articles = forms.MultipleChoiceField(
        label=_("Laws, promises and standards that it touches"),
        help_text=_("At most five."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark_ar = words_field(_("Remark in Arabic"), "ar", required=False)
    remark_en = words_field(_("Remark in English"), "en", required=False)

    def __init__(self, *args: Any, subject: Subject, articles: Iterable[ArticleCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [one for one in Wording if WORDING_PARTS[one] in {str(part) for part in subject.parts}]
        self.choose("part", [(str(part), PARTS[part]) for part in subject.parts])
        self.choose("wording", [(str(one), str(WORDINGS[one]) % {"topic": BLANK}) for one in fitting])
        self.choose("step", [("", _("No single step")), *of(STEPS)])
        self.choose("articles", [(card.ref, article_label(card)) for card in articles])
        if not self.offered("articles"):
            del self.fields["articles"]
        self.fields["part"].initial = str(subject.parts[0])

    def choose(self, name: str, choices: Choices) -> None:
        """Offer these choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = choices

    def offered(self, name: str) -> bool:
        """Tell whether a field offers anything."""
        field = self.fields[name]
        return isinstance(field, forms.ChoiceField) and bool(field.choices)

    def clean_causes(self) -> list[str]:
        """Refuse more causes than a finding names."""
        return few(self.cleaned_data["causes"], MOST_CAUSES)

    def clean_articles(self) -> list[str]:
        """Refuse more articles than a finding names."""
        return few(self.cleaned_data["articles"], MOST_ARTICLES)

    def note(self, subject: Subject, *, way_step: str = "") -> Note:
        """Return what a valid form says; `way_step` is the step of a life event from whose map it is written."""
        said = dict(self.cleaned_data)
        causes, articles = tuple(said.pop("causes")), tuple(said.pop("articles", ()))
        return Note(
            code=subject.code,
            centre_ref=subject.centre_ref,
            way_step=way_step,
            causes=causes,
            articles=articles,
            **said,
        )


def few(chosen: list[str], most: int) -> list[str]:
    """Return what was chosen, or refuse it when it is too much."""
    if len(chosen) > most:
        raise forms.ValidationError(_("Choose fewer: at most %(most)s."), params={"most": most})
    return chosen


def article_label(card: ArticleCard) -> str:
    """Return an article as a choice."""
    title = spoken(Name(card.title_ar, card.title_en))
    text = spoken(Name(card.text_ar, card.text_en))
    return f"{STANDARD_KINDS[card.kind]} · {title} ({card.version}) · {card.number}: {text[:120]}"


class RecommendationForm(forms.Form):
    """A recommendation on a finding."""

    text_ar = words_field(_("Recommendation in Arabic"), "ar")
    text_en = words_field(_("Recommendation in English"), "en")
    owner_ar = words_field(_("Responsible unit, in Arabic"), "ar", most=MOST_OWNER)
    owner_en = words_field(_("Responsible unit, in English"), "en", most=MOST_OWNER)
    effect = forms.DecimalField(label=_("Expected effect"), min_value=0, max_digits=5, decimal_places=1)
    unit = forms.ChoiceField(label=_("Counted in"), choices=of(EFFECT_UNITS), widget=forms.RadioSelect)
    certainty = forms.ChoiceField(
        label=_("How sure it is"), choices=of(CERTAINTIES), widget=forms.RadioSelect, initial=Certainty.LIKELY
    )
    effort = forms.ChoiceField(label=_("Effort"), choices=of(EFFORTS), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner_ar", "owner_en"):
            self.fields[name].help_text = _("A unit, such as “customer services”. Never a person.")

    def suggested(self) -> Suggested:
        """Return what a valid form says."""
        return Suggested(**self.cleaned_data)


class ProposalForm(forms.Form):
    """What became of a proposal: a recommendation that takes it up, or why not."""

    recommendation = forms.CharField(max_length=26, required=False)
    reason = forms.CharField(max_length=MOST_REMARK, required=False)


class SealForm(forms.Form):
    """A note that goes to the sealed list."""

    visit = forms.CharField(max_length=26)
    note = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=of(INTEGRITY_KINDS))


class ReferForm(forms.Form):
    """A kind of hint about a body in a cycle."""

    wave = forms.CharField(max_length=26)
    entity = forms.CharField(max_length=26)
    kind = forms.ChoiceField(choices=of(INTEGRITY_KINDS))
