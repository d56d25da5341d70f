"""What people type about training."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.registry import Channel
from basira.core.kernel.training import ALSO_SIGNED_IN, CourseKind
from basira.core.training.bank import MOST_OPTIONS, Option
from basira.programme.registry import queries as registry
from basira.programme.training import queries
from basira.programme.training.verbs.preparing import (
    RANGES,
    Both,
    CoursePlan,
    ExampleItem,
    ExamplePlan,
    QualificationPlan,
    QuestionPlan,
)
from basira.programme.waves import queries as waves
from basira.surfaces.console.vocabulary import CHANNEL_NAMES
from basira.surfaces.console.waves.forms import moment_field

KINDS = {CourseKind.COURSE: _("Course"), CourseKind.WORKSHOP: _("Workshop"), CourseKind.MEETING: _("Meeting")}


def text_field(
    label: Any, language: str, rows: int = 1, help_text: Any = "", *, required: bool = True
) -> forms.CharField:
    """Return a field for words in one language."""
    attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    widget = forms.Textarea(attrs | {"rows": rows}) if rows > 1 else forms.TextInput(attrs)
    most = 200 if rows == 1 else 20_000
    return forms.CharField(label=label, max_length=most, help_text=help_text, widget=widget, required=required)


def whole(name: str, label: Any, initial: int) -> forms.IntegerField:
    """Return a field for a number of a kind of certificate, within its range."""
    least, most = RANGES[name]
    widget = forms.NumberInput(attrs={"dir": "ltr", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=initial, widget=widget)


def name_in_language(card: Any, stem: str = "name") -> str:
    """Return the name of a card in the reader's language."""
    return str(getattr(card, f"{stem}_{'ar' if translation.get_language() == 'ar' else 'en'}"))


class ScopeForm(forms.Form):
    """For which sector and channel something is."""

    sector = forms.ChoiceField(label=_("Sector"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        sectors = [(card.code, name_in_language(card)) for card in registry.sector_cards()]
        self.fields["sector"].choices = [("", _("All sectors")), *sectors]  # type: ignore[attr-defined]
        channels = [(str(channel), CHANNEL_NAMES[channel]) for channel in Channel]
        self.fields["channel"].choices = [("", _("All channels")), *channels]  # type: ignore[attr-defined]

    def both(self, stem: str) -> Both:
        """Return a text in both languages."""
        return Both(self.cleaned_data[f"{stem}_ar"], self.cleaned_data[f"{stem}_en"])


class CertificateForm(ScopeForm):
    """A kind of certificate."""

    name_ar = text_field(_("Name in Arabic"), "ar")
    name_en = text_field(_("Name in English"), "en")
    questions = whole("questions", _("Questions of a test"), 10)
    pass_mark = whole("pass_mark", _("Pass mark in percent"), 80)
    minutes = whole("minutes", _("Time in minutes"), 20)
    attempts = whole("attempts", _("Tries"), 3)
    valid_months = whole("valid_months", _("Months that it stands"), 12)
    needs_attendance = forms.BooleanField(label=_("Coming to one of its courses is needed"), required=False)
    needs_example = forms.BooleanField(label=_("Its examples must be marked near enough"), required=False)
    field_order = ("name_ar", "name_en", "sector", "channel")

    def plan(self) -> QualificationPlan:
        """Return the kind of certificate."""
        names = (*RANGES, "sector", "channel", "needs_attendance", "needs_example")
        return QualificationPlan(self.both("name"), **{name: self.cleaned_data[name] for name in names})


class QuestionForm(ScopeForm):
    """A question of the bank; each option is a pair of texts, and whether it is right."""

    topic_ar = text_field(_("Topic in Arabic"), "ar")
    topic_en = text_field(_("Topic in English"), "en")
    text_ar = text_field(_("Question in Arabic"), "ar", 2)
    text_en = text_field(_("Question in English"), "en", 2)
    options_ar = text_field(
        _("Options in Arabic"),
        "ar",
        5,
        _("One a line, at least two and at most six. A star (*) before a line marks it as right."),
    )
    options_en = text_field(_("Options in English"), "en", 5, _("The same, in the same order."))
    is_multiple = forms.BooleanField(label=_("Several may be chosen"), required=False)
    read_ar = text_field(_("What to read again, in Arabic"), "ar", 3)
    read_en = text_field(_("What to read again, in English"), "en", 3)
    field_order = ("topic_ar", "topic_en", "sector", "channel")

    def clean(self) -> dict[str, Any]:
        """Refuse options that are not the same in both languages."""
        said = super().clean() or {}
        arabic, english = (lines(said.get(f"options_{language}", "")) for language in ("ar", "en"))
        if [is_right for _words, is_right in arabic] != [is_right for _words, is_right in english]:
            self.add_error("options_en", _("Both languages need as many lines, and the stars at the same ones."))
        if len(english) > MOST_OPTIONS:
            self.add_error("options_en", _("At most six options."))
        return said

    def plan(self) -> QuestionPlan:
        """Return the question."""
        said = self.cleaned_data
        pairs = zip(lines(said["options_ar"]), lines(said["options_en"]), strict=True)
        options = tuple(Option(arabic, english, is_right) for (arabic, is_right), (english, _same) in pairs)
        scope = {name: said[name] for name in ("is_multiple", "sector", "channel")}
        return QuestionPlan(self.both("topic"), self.both("text"), options, self.both("read"), **scope)


def lines(text: str) -> list[tuple[str, bool]]:
    """Return the lines of a text that say something, without their star, and whether they had one."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line.removeprefix("*").strip(), line.startswith("*")) for line in found]


class OfCertificate(forms.Form):
    """Something that belongs to a kind of certificate."""

    qualification = forms.ChoiceField(label=_("Certificate"))
    empty: Any = None

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [(card.ref, name_in_language(card)) for card in queries.qualification_cards() if card.is_open]
        first = [("", self.empty)] if self.empty else []
        self.fields["qualification"].choices = [*first, *choices]  # type: ignore[attr-defined]
        self.fields["qualification"].required = not self.empty


class CourseForm(OfCertificate):
    """A course, a workshop or a meeting."""

    empty = _("None of them")
    kind = forms.ChoiceField(label=_("Kind"), choices=[(str(kind), words) for kind, words in KINDS.items()])
    title_ar = text_field(_("Title in Arabic"), "ar")
    title_en = text_field(_("Title in English"), "en")
    starts_at = moment_field(_("Begins"))
    ends_at = moment_field(_("Ends"))
    place_ar = text_field(_("Place in Arabic"), "ar", required=False)
    place_en = text_field(_("Place in English"), "en", required=False)
    text_ar = text_field(_("What to read, in Arabic"), "ar", 5, required=False)
    text_en = text_field(_("What to read, in English"), "en", 5, required=False)

    def plan(self) -> CoursePlan:
        """Return the course."""
        said = self.cleaned_data
        title, text, place = (Both(said[f"{stem}_ar"], said[f"{stem}_en"]) for stem in ("title", "text", "place"))
        times = {name: said[name] for name in ("starts_at", "ends_at", "qualification")}
        return CoursePlan(CourseKind(said["kind"]), title, text, place, **times)


class ExampleForm(OfCertificate):
    """An example visit; each line of `items` is one thing to mark."""

    title_ar = text_field(_("Title in Arabic"), "ar")
    title_en = text_field(_("Title in English"), "en")
    story_ar = text_field(_("Story in Arabic"), "ar", 6)
    story_en = text_field(_("Story in English"), "en", 6)
    items = forms.CharField(
        label=_("What is marked"),
        help_text=_("One a line: Arabic | English | least | most | key, such as: رحّب | Greeted | 0 | 1 | 1"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    most_divergence = forms.IntegerField(
        label=_("Near enough: at most so many percent of the scale from the key"),
        min_value=1,
        max_value=100,
        initial=20,
    )

    def clean_items(self) -> tuple[ExampleItem, ...]:
        """Return the items; a line of another shape is refused by its number."""
        found = []
        for place, line in enumerate(self.cleaned_data["items"].strip().splitlines(), 1):
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != 5 or not all(part.isdecimal() and len(part) < 4 for part in parts[2:]):
                raise forms.ValidationError(_("Line %(place)s has another shape."), params={"place": place})
            found.append(ExampleItem(Both(parts[0], parts[1]), *(int(part) for part in parts[2:])))
        return tuple(found)

    def plan(self) -> ExamplePlan:
        """Return the example."""
        said = self.cleaned_data
        title, story = (Both(said[f"{stem}_ar"], said[f"{stem}_en"]) for stem in ("title", "story"))
        return ExamplePlan(said["qualification"], title, story, said["items"], said["most_divergence"])


class PledgeForm(forms.Form):
    """What shoppers undertake."""

    text_ar = text_field(_("Pledge in Arabic"), "ar", 6)
    text_en = text_field(_("Pledge in English"), "en", 6)
    text_ur = forms.CharField(
        label=_("Pledge in Urdu"),
        help_text=_("Shoppers who applied in Urdu read and sign it there. Empty: Arabic and English alone."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "rtl", "lang": "ur"}),
    )

    def others(self) -> dict[str, str]:
        """Return the texts in further languages, by code."""
        return {code: self.cleaned_data[f"text_{code}"] for code in ALSO_SIGNED_IN}


class DemandForm(forms.Form):
    """What is demanded before a mission."""

    certificate = forms.BooleanField(label=_("A valid certificate for the sector and channel"), required=False)
    pledge = forms.BooleanField(label=_("The signed pledge"), required=False)


class InviteForm(forms.Form):
    """Whom to invite: the numbers of a cycle, and whether the vault writes to them that something is new in their notes."""

    wave = forms.ChoiceField(label=_("Cycle"))
    only_without = forms.BooleanField(
        label=_("Only those who lack its certificate"), required=False, help_text=_("Where the course belongs to one.")
    )
    is_mailed = forms.BooleanField(
        label=_("The vault writes to them, too"),
        required=False,
        help_text=_(
            "A neutral mail that says that there is something new in their notes. Their phones show it anyway."
        ),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [(card.ref, name_in_language(card)) for card in waves.wave_cards()]
        self.fields["wave"].choices = choices  # type: ignore[attr-defined]


class RecogniseForm(OfCertificate):
    """The certificate of a training that was had elsewhere, for these numbers."""

    numbers = forms.MultipleChoiceField(label=_("Numbers"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, numbers: list[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["numbers"].choices = numbers  # type: ignore[attr-defined]
