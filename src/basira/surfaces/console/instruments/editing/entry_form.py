"""The page of one question as a form: its fields depend on its kind and on the languages of the workbook."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from basira.core.instrument.checks import LONGEST_KEY
from basira.core.instrument.editing.book import Book, in_language, languages_of, tongue
from basira.core.instrument.editing.entries import FORMULAS, Entry, Written, conditions_before
from basira.core.instrument.editing.kinds import KINDS, OF_A_LIST
from basira.core.instrument.editing.lists import answers_of, free_list, is_ready_made, lists_of
from basira.core.instrument.measuring import DIMENSIONS_LIST, MEASURES, UNMEASURING
from basira.core.instrument.packs.workbook import LISTS
from basira.core.instrument.template import COLUMN_NOTES
from basira.surfaces.console.instruments.cards import ROLES
from basira.surfaces.console.instruments.editing.forms import KIND_WORDS, Lines, RevisionForm, formula, latin, shown

NEW_LIST = "+"
OWN_RULE = "+"
UNMEASURED = ("group", "note", "text", "photo", "date", "time")
"""Kinds that win no points."""
TIMED = ("", "number", "decimal")
"""Kinds that may ask for minutes; "" is one that the editor leaves as it is, such as a calculation."""
UNANSWERED = ("group", "note")
"""Kinds that nobody answers, so that nothing is right there."""

MEASURE_WORDS = {
    "criterion": gettext_lazy("Code of the criterion"),
    "weight": gettext_lazy("Relative weight"),
    "dimension": gettext_lazy("Dimension"),
    "na": gettext_lazy("Answers that mean “not applicable”"),
    "points": gettext_lazy("What each answer wins"),
    "role": gettext_lazy("Part in the programme"),
    "limit": gettext_lazy("Limit of the wait, in minutes"),
    "trap": gettext_lazy("Check question: the right answer"),
    "key": gettext_lazy("What is right there"),
    "promised": gettext_lazy("Where it was promised"),
}


class EntryForm(RevisionForm):
    """One question. Its texts stand in pairs of languages; a field that its kind has no use for is not shown."""

    def __init__(self, book: Book, entry: Entry, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book, self.entry, self.languages = book, entry, languages_of(book)
        self.fields["name"] = latin(
            _("Code"), required=True,
            help_text=_("Latin letters, digits and _; formulas call the question by it, as in ${code}. A new code is followed everywhere."),
        )  # fmt: skip
        self._add_texts()
        if entry.kind != "group":
            self._add_answering()
        self._add_rules()
        if entry.kind not in UNMEASURED:
            self._add_measures()
        if entry.kind not in UNANSWERED:
            self._add_checks()
        self.initial.update(self._read())

    def _add_texts(self) -> None:
        for number, language in enumerate(self.languages):
            attributes = {
                "rows": 2,
                "lang": tongue(language) or "und",
                "dir": {"ar": "rtl", "en": "ltr"}.get(tongue(language), "auto"),
            }
            said = {"language": language or _("one language, without a name")}
            self.fields[f"label_{number}"] = Lines(
                label=_("Text: %(language)s") % said, required=False, max_length=2000, widget=forms.Textarea(attributes)
            )
            if self.entry.kind != "group":
                self.fields[f"hint_{number}"] = Lines(
                    label=_("Hint: %(language)s") % said,
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attributes),
                )

    def _add_answering(self) -> None:
        if self.entry.kind:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Kind"), choices=[(kind, KIND_WORDS[kind]) for kind in KINDS]
            )
            names = [
                name for name in lists_of(self.book) if name != DIMENSIONS_LIST and not is_ready_made(self.book, name)
            ]
            lists = [("", _("none")), *((name, name) for name in names), (NEW_LIST, _("a new list for this question"))]
            self.fields["answers"] = forms.ChoiceField(
                label=_("List of answers"),
                required=False,
                choices=lists,
                help_text=_("Only for one or several answers of a list."),
            )
        if not self.entry.required or self.entry.is_required:
            self.fields["required"] = forms.BooleanField(label=_("An answer is needed"), required=False)
        if self.entry.kind in ("", *LISTS, *OF_A_LIST):
            self.fields["explained"] = forms.BooleanField(
                label=_("Explain every No"), required=False,
                help_text=_("Adds a question after this one, asked only after a No: what happened?"),
            )  # fmt: skip

    def _add_rules(self) -> None:
        language = get_language() or "en"
        rules = [
            (one.formula, f"{one.question[:70]}: {one.answer}")
            for one in conditions_before(self.book, self.entry.row, language)
        ]
        self.fields["when"] = forms.ChoiceField(
            label=_("It is asked"), required=False, choices=[("", _("always")), *rules, (OWN_RULE, _("by a formula of my own, below"))],
            help_text=_("Always, or only after one answer to an earlier question."),
        )  # fmt: skip
        self.fields["relevant"] = formula(
            _("Formula: asked when"), help_text=_("Such as ${waited} > 20 and ${greeted} = 'no'.")
        )
        if self.entry.kind != "group":
            self.fields["constraint"] = formula(
                _("Formula: an answer is right when"),
                help_text=_("The answer is a dot, such as . >= 0 and . <= 600."),
            )
        if self.entry.type == "calculate":
            self.fields["calculation"] = formula(_("Formula: calculated as"))

    def _add_measures(self) -> None:
        notes = {
            note.column.rpartition(":")[2]: note.arabic if get_language() == "ar" else note.english
            for note in COLUMN_NOTES
        }
        self.fields["measured"] = forms.BooleanField(label=_("This question is a criterion"), required=False)
        self.fields["critical"] = forms.BooleanField(
            label=_("Critical"), required=False, help_text=_("A failure is shown on its own, whatever the total.")
        )
        for name, field in (
            ("criterion", latin),
            ("weight", latin),
            ("na", formula),
            ("points", formula),
            ("limit", latin),
        ):
            if name != "limit" or self.entry.kind in TIMED or self.entry.measures["limit"]:
                self.fields[name] = field(MEASURE_WORDS[name], most=500, help_text=notes[name])
        self.fields["dimension"] = forms.ChoiceField(
            label=MEASURE_WORDS["dimension"], required=False, choices=self._dimensions()
        )
        role = self.entry.measures["role"]
        roles = {"": _("none"), **{str(each): words for each, words in ROLES.items()}}
        roles.setdefault(role, role)
        self.fields["role"] = forms.ChoiceField(
            label=MEASURE_WORDS["role"], required=False, choices=list(roles.items())
        )

    def _add_checks(self) -> None:
        if self.entry.kind not in UNMEASURED and (self.entry.kind != "several" or self.entry.measures["trap"]):
            self.fields["trap"] = self._trap()
        helps = {
            "key": _(
                "Such as the fee, the papers or the minutes. Reviewers see it beside the answer. Where services differ, put the code "
                "of each in brackets before what is right there: [renewal] 50 [loss] 120."
            ),
            "promised": _("A text or an address. Say above what was promised."),
        }
        for name, help_text in helps.items():
            self.fields[name] = Lines(
                label=MEASURE_WORDS[name], help_text=help_text, max_length=LONGEST_KEY, required=False,
                widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            )  # fmt: skip

    def _trap(self) -> forms.Field:
        """Return the field of the right answer: one of the question's answers, or a number."""
        help_text = _("By it the reviewer sees whether the shopper really looked. The question measures nothing then.")
        answers = answers_of(self.book, self.entry.answers) if self.entry.answers else []
        if not answers:
            return latin(MEASURE_WORDS["trap"], help_text=help_text)
        language, mine = get_language() or "en", self.entry.measures["trap"]
        offered = {one.name: f"{in_language(one.labels, language) or one.name} ({one.name})" for one in answers}
        choices = {"": _("no check question"), **({mine: mine} if mine else {}), **offered}
        return forms.ChoiceField(
            label=MEASURE_WORDS["trap"], help_text=help_text, required=False, choices=list(choices.items())
        )

    def _dimensions(self) -> list[tuple[str, str]]:
        """Return the dimensions that the form names, and the one that this question has if they do not name it."""
        language, mine = get_language() or "en", self.entry.measures["dimension"]
        known = {
            one.name: in_language(one.labels, language) or one.name for one in answers_of(self.book, DIMENSIONS_LIST)
        }
        return list({"": _("none"), **known, **({mine: known.get(mine, mine)} if mine else {})}.items())

    def _read(self) -> dict[str, Any]:
        entry = self.entry
        rules = [value for value, _words in self.fields["when"].choices]  # type: ignore[attr-defined]
        relevant = entry.formulas["relevant"]
        found: dict[str, Any] = {
            "name": entry.name,
            "kind": entry.kind,
            "answers": "" if entry.kind in LISTS else entry.answers,
        }
        found |= {f"label_{number}": entry.labels[each] for number, each in enumerate(self.languages)}
        found |= {f"hint_{number}": entry.hints[each] for number, each in enumerate(self.languages)}
        found |= {"required": entry.is_required, "explained": entry.is_explained, **entry.measures}
        found |= {name: text.strip() for name, text in entry.formulas.items()}
        found |= {"when": relevant if relevant in rules else OWN_RULE if relevant else ""}
        found |= {
            "measured": entry.is_measured,
            "critical": entry.is_critical,
        }
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse what would be saved otherwise than it was typed: two rules at once, and measures of what is no criterion."""
        said = super().clean() or self.cleaned_data
        typed, rule, changed = said.get("relevant", ""), said.get("when", ""), set(self.changed_data)
        if {"when", "relevant"} <= changed and rule != OWN_RULE and typed not in ("", rule):
            words = _(
                "You picked a rule and typed another formula. Choose the formula of your own here, or empty it below."
            )
            self.add_error("when", words)
        if said.get("measured") is False and any(said.get(name) for name in changed & ({*MEASURES} - UNMEASURING)):
            words = _("You wrote how this question is measured. Tick this box, or empty those fields again.")
            self.add_error("measured", words)
        if said.get("trap") and said.get("measured"):
            words = _(
                "A check question measures nothing. Empty this, or take the tick off “This question is a criterion”."
            )
            self.add_error("trap", words)
        if said.get("promised") and not said.get("key") and "key" in self.cleaned_data:
            self.add_error("key", _("You wrote where something was promised. Write here what, or empty that field."))
        return said

    def _asked_when(self) -> str:
        """Return the formula: the one that was typed, the rule that was picked instead, or what stood there."""
        typed, rule = str(self.cleaned_data["relevant"]), str(self.cleaned_data["when"])
        is_typed = rule == OWN_RULE or ("relevant" in self.changed_data and "when" not in self.changed_data)
        return typed if is_typed else rule

    def written(self) -> Written:
        """Return what a sound form says of the question."""
        said = self.cleaned_data
        formulas = {name: said.get(name, self.entry.formulas[name]) for name in FORMULAS}
        formulas["relevant"] = self._asked_when()
        return Written(
            name=said["name"],
            kind="" if self.entry.kind == "group" else said.get("kind", ""),
            answers=self.list_of_answers(),
            labels=self._texts("label"),
            hints=self._texts("hint"),
            required=said.get("required"),
            formulas=formulas,
            measures=self._measures(),
            explained=said.get("explained"),
        )

    def _texts(self, kind: str) -> dict[str, str]:
        said = self.cleaned_data
        texts = {each: said.get(f"{kind}_{number}") for number, each in enumerate(self.languages)}
        return {each: text for each, text in texts.items() if text is not None}

    def _measures(self) -> dict[str, str]:
        said, before = self.cleaned_data, self.entry.measures
        if "measured" not in self.fields:
            return {name: said.get(name, text) for name, text in before.items()}
        critical = (
            before["critical"] if self.entry.is_critical == said["critical"] else ("yes" if said["critical"] else "")
        )
        told = {name: said.get(name, before[name]) for name in MEASURES if name != "critical"} | {"critical": critical}
        if said["measured"]:
            return told | {"criterion": said["criterion"] or said["name"]}
        return told | dict.fromkeys({*MEASURES} - UNMEASURING, "") if self.entry.is_measured else told

    def wants_new_list(self) -> bool:
        """Tell whether the answers come from a list that is still to be made."""
        return self.cleaned_data.get("answers") == NEW_LIST and self.cleaned_data.get("kind") in OF_A_LIST

    def list_of_answers(self) -> str:
        """Return the list from which the answers come; one that is still to be made is called as no other is."""
        said = self.cleaned_data
        return free_list(self.book, said["name"]) if said.get("answers") == NEW_LIST else said.get("answers", "")

    def pairs(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Give each language and the fields of its texts."""
        for number in shown(self.languages):
            yield (
                self.languages[number],
                [self[name] for name in (f"label_{number}", f"hint_{number}") if name in self.fields],
            )

    def answering(self) -> list[BoundField]:
        """Return the fields of how it is answered."""
        return self._those("kind", "answers", "required", "explained")

    def rules(self) -> list[BoundField]:
        """Return the fields of when it is asked and what is right."""
        return self._those("when", "relevant", "constraint", "calculation")

    def measuring(self) -> list[BoundField]:
        """Return the fields of what it measures."""
        return self._those("measured", "criterion", "dimension", "weight", "critical", "na", "points", "role", "limit")

    def checking(self) -> list[BoundField]:
        """Return the fields of what the desk alone knows."""
        return self._those("trap", "key", "promised")

    def _those(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]
