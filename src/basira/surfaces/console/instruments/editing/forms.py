"""What people write in the editor: a new questionnaire, a question, a list of answers, the form's own name."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from basira.core.instrument.editing.book import Book, label_of, languages_of, tongue
from basira.core.instrument.editing.kinds import ADDED
from basira.core.instrument.editing.lists import Answer, answers_of
from basira.programme.instruments.copies import Naming

KIND_WORDS: dict[str, Any] = {
    "yes_no": gettext_lazy("Yes or no"),
    "yes_no_na": gettext_lazy("Yes, no, or not applicable"),
    "yes_partly_no": gettext_lazy("Yes, partly, no"),
    "yes_partly_no_na": gettext_lazy("Yes, partly, no, or not applicable"),
    "one": gettext_lazy("One answer of a list"),
    "several": gettext_lazy("Several answers of a list"),
    "number": gettext_lazy("Whole number, such as minutes"),
    "decimal": gettext_lazy("Number"),
    "text": gettext_lazy("Text"),
    "date": gettext_lazy("Date"),
    "time": gettext_lazy("Time of day"),
    "photo": gettext_lazy("Picture"),
    "note": pgettext_lazy("kind of question", "Note"),
    "group": gettext_lazy("Group of questions"),
}
BLANK_ANSWERS = 3
LATIN = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def latin(label: Any, *, help_text: Any = "", most: int = 60, required: bool = False) -> forms.CharField:
    """Return a field for a code or a formula, written from left to right."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=most, required=required, widget=forms.TextInput(LATIN)
    )


class Lines(forms.CharField):
    """A text that may have several lines: a field of one line would join them, and the page would save what nobody wrote."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return the text with the line breaks of a workbook in the place of a browser's."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


def formula(label: Any, *, help_text: Any = "", most: int = 2000) -> Lines:
    """Return a field for a formula, written from left to right, on as many lines as its cell has."""
    widget = forms.Textarea({**LATIN, "rows": 2})
    return Lines(label=label, help_text=help_text, max_length=most, required=False, widget=widget)


class RevisionForm(forms.Form):
    """The revision that was read: whoever saves names it, so that two people never overwrite each other."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NewForm(forms.Form):
    """A new questionnaire: from what it starts, and what it is called."""

    source = forms.ChoiceField(label=_("Start from"))
    title_ar = forms.CharField(
        label=gettext_lazy("Title in Arabic"), max_length=140, required=False,
        widget=forms.TextInput({"lang": "ar", "dir": "rtl"}),
    )  # fmt: skip
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=140, required=False,
        widget=forms.TextInput({"lang": "en", "dir": "ltr"}),
    )  # fmt: skip
    form_id = latin(
        gettext_lazy("Form id"), most=100, required=True,
        help_text=gettext_lazy(
            "Names the questionnaire for good, in all its versions: Latin letters, digits and _, such as passport_visit."
        ),
    )  # fmt: skip

    def __init__(self, sources: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["source"] = forms.ChoiceField(label=_("Start from"), choices=sources)
        self.order_fields(["source"])

    def naming(self) -> Naming:
        """Return what the questionnaire is called."""
        return Naming(*(self.cleaned_data[name] for name in ("form_id", "title_ar", "title_en")))


class AddForm(RevisionForm):
    """A question to add: its kind, its code, and after which row."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    name = latin(gettext_lazy("Code"), help_text=gettext_lazy("Leave it empty, and it gets a number."))
    after = forms.TypedChoiceField(label=gettext_lazy("After"), coerce=int)

    def __init__(self, book: Book, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        language = get_language() or "en"
        rows = range(len(book.survey.rows))
        places = [(-1, _("at the start")), *((row, place_words(book, row, language)) for row in rows)]
        self.fields["kind"].choices = [(kind, KIND_WORDS[kind]) for kind in ADDED]  # type: ignore[attr-defined]
        self.fields["after"].choices = places  # type: ignore[attr-defined]


def place_words(book: Book, row: int, language: str) -> str:
    """Return what a row is called in a list of places."""
    if not book.survey.cell(row, "name"):
        return _("end of a group")
    return label_of(book, row, language)[:80]


class AnswersForm(RevisionForm):
    """A list of answers: a code, a label in each language, a place; a row without a code is left out."""

    def __init__(self, book: Book, name: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.languages = languages_of(book) or ("",)
        self.answers = answers_of(book, name)
        self.count = len(self.answers) + BLANK_ANSWERS
        for row in range(self.count):
            self.fields[f"place_{row}"] = forms.IntegerField(
                label=_("Place"),
                required=False,
                min_value=1,
                max_value=999,
                widget=forms.NumberInput({"dir": "ltr", "inputmode": "numeric"}),
            )
            self.fields[f"name_{row}"] = latin(_("Code"))
            for number, language in enumerate(self.languages):
                attributes = {
                    "lang": tongue(language) or "und",
                    "dir": {"ar": "rtl", "en": "ltr"}.get(tongue(language), "auto"),
                }
                self.fields[f"label_{row}_{number}"] = Lines(
                    label=language or _("Text"),
                    required=False,
                    max_length=500,
                    widget=forms.Textarea({**attributes, "rows": 1}),
                )
        for row, answer in enumerate(self.answers):
            texts = {f"label_{row}_{number}": answer.labels.get(each, "") for number, each in enumerate(self.languages)}
            self.initial.update({f"place_{row}": row + 1, f"name_{row}": answer.name, **texts})

    def lines(self) -> Iterator[tuple[int, list[BoundField]]]:
        """Give each answer's number and its fields."""
        for row in range(self.count):
            yield (
                row + 1,
                [
                    self[f"place_{row}"],
                    self[f"name_{row}"],
                    *(self[f"label_{row}_{number}"] for number in shown(self.languages)),
                ],
            )

    def written(self) -> list[Answer]:
        """Return the answers of a sound form in their places; those without a place come last, in their order."""
        said = self.cleaned_data
        rows = [row for row in range(self.count) if said[f"name_{row}"] or self._says_something(row)]
        rows.sort(key=lambda row: said[f"place_{row}"] or 1000)
        return [
            Answer(
                said[f"name_{row}"],
                {each: said[f"label_{row}_{number}"] for number, each in enumerate(self.languages)},
                was=self.answers[row].name if row < len(self.answers) else "",  # the revision says that it is this row
            )
            for row in rows
        ]

    def _says_something(self, row: int) -> bool:
        """A label without a code is no blank row: it is refused for want of a code, and not dropped; a code taken out takes the row out."""
        return row >= len(self.answers) and any(
            self.cleaned_data[f"label_{row}_{number}"] for number in range(len(self.languages))
        )


class SettingsForm(RevisionForm):
    """What the questionnaire is called, its version, and a further language."""

    title_ar = forms.CharField(
        label=gettext_lazy("Title in Arabic"),
        max_length=140,
        required=False,
        widget=forms.TextInput({"lang": "ar", "dir": "rtl"}),
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=140,
        required=False,
        widget=forms.TextInput({"lang": "en", "dir": "ltr"}),
    )
    version = latin(
        gettext_lazy("Version"),
        most=100,
        required=True,
        help_text=gettext_lazy("Each version has another name, such as 2 or 2026-10."),
    )
    language = forms.CharField(
        label=gettext_lazy("A further language"), max_length=40, required=False,
        help_text=gettext_lazy("Its name and its code, such as Urdu (ur). It is kept once the first text is written in it."),
    )  # fmt: skip


def ordered(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages with the reader's own first."""
    mine = get_language() or "en"
    return tuple(sorted(languages, key=lambda each: tongue(each) != mine))


def shown(languages: tuple[str, ...]) -> list[int]:
    """
    Return the places of a form's languages in the order in which their fields are shown, the reader's own first.

    A field is called by its place in the form, which is the same for every reader: one may read a page in Arabic and send it in English.
    """
    return [languages.index(each) for each in ordered(languages)]


def script(language: str) -> dict[str, str]:
    """Return the attributes of a field for words in a language as the workbook names it."""
    code = tongue(language)
    return {"lang": code or "und", "dir": {"ar": "rtl", "en": "ltr"}.get(code, "auto")}
