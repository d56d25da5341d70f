"""One question as its page shows it and writes it back: each field a cell of its row, and a cell that is no field left as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from basira.core.instrument.editing.book import Book, in_language, label_of, languages_of, text_column
from basira.core.instrument.editing.kinds import OF_A_LIST, cells_of_kind, kind_of_type
from basira.core.instrument.editing.lists import answers_of, check_unread, is_ready_made, ready_list
from basira.core.instrument.editing.steps import begins, check_row, explain, rename, why_of, with_list
from basira.core.instrument.measuring import MEASURES, says_yes
from basira.core.instrument.packs.workbook import LISTS, PARTLY
from basira.core.instrument.rows import plain
from basira.core.kernel.problem import Problem

MEASURED = tuple(f"bind::basira:{name}" for name in MEASURES)
FORMULAS = ("relevant", "constraint", "calculation")
YES = ("yes", "true", "true()", "yes()")


class ListMissing(Problem):
    """A question takes its answers from a list, and the form has none of that name; `name` is the question's."""

    code = "editing.list-missing"


class ExplainsNothing(Problem):
    """Only a question that can be answered No is explained; `name` is the question's."""

    code = "editing.explains-nothing"


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A row for its page.

    `kind` is one of `kinds.KINDS`, "group", or "" for a type that the editor leaves as it is. `labels` and `hints` are by language as
    the book spells them. `measures` are the cells of `bind::basira:*` by their last word. `kept` are the cells that no field shows.
    """

    row: int
    name: str
    type: str
    kind: str
    answers: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    required: str
    formulas: Mapping[str, str]
    measures: Mapping[str, str]
    is_explained: bool
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_required(self) -> bool:
        """Tell whether an answer is always demanded."""
        return self.required.strip().casefold() in YES

    @property
    def is_critical(self) -> bool:
        """Tell whether a failure is shown on its own."""
        return says_yes(self.measures["critical"])

    @property
    def is_measured(self) -> bool:
        """Tell whether the question is a criterion."""
        return bool(self.measures["criterion"])


@dataclass(frozen=True, slots=True)
class Written:
    """
    What somebody wrote into a question's page.

    `kind` "" leaves the type as it is; `required` None leaves a formula there; `explained` None leaves what asks why, or does not.
    """

    name: str
    kind: str
    answers: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    required: bool | None
    formulas: Mapping[str, str]
    measures: Mapping[str, str]
    explained: bool | None = None


def entry_of(book: Book, row: int) -> Entry:
    """
    Return a row as its page shows it.

    :raises RowNotThere: when there is no such row
    """
    check_row(book, row)
    sheet = book.survey
    spelled = " ".join(sheet.cell(row, "type").split())
    kind, answers = ("group", "") if begins(sheet, row) else kind_of_type(spelled)
    if kind in LISTS and not is_ready_made(book, answers):
        kind = "one"
    languages = languages_of(book)
    columns = {kind: {each: text_column(sheet, kind, each) for each in languages} for kind in ("label", "hint")}
    shown = {plain(sheet.spelled(each)) for each in ("type", "name", "required", *FORMULAS, *MEASURED)}
    texts = {each for by_language in columns.values() for each in by_language.values()}
    return Entry(
        row=row,
        name=sheet.cell(row, "name").strip(),
        type=spelled,
        kind=kind,
        answers=answers,
        labels={each: sheet.cell(row, columns["label"][each]) for each in languages},
        hints={each: sheet.cell(row, columns["hint"][each]) for each in languages},
        required=sheet.cell(row, "required"),
        formulas={each: sheet.cell(row, each) for each in FORMULAS},
        measures={name: sheet.cell(row, f"bind::basira:{name}") for name in MEASURES},
        is_explained=why_of(book, row) is not None,
        kept={at: text for at, text in sheet.rows[row].items() if plain(at) not in shown and at not in texts},
    )


def write_entry(book: Book, row: int, written: Written) -> Book:
    """
    Return the book with a question as its page says it.

    :raises RowNotThere: when there is no such row
    :raises NameUnfit, NameTaken: when the name is
    :raises ListMissing: when its answers stand in a list that is not there
    :raises ExplainsNothing: when "explain every No" is asked of what cannot be answered No
    :raises StillReferredTo: when an explanation should go that a formula reads
    :raises AnswerRead: when a formula or a filter reads an answer that its new kind or list has not
    """
    before = entry_of(book, row)
    cells = dict(_cells(book, before, written))
    after = _written(book, before, written, cells)
    if "type" in cells:
        offered = {one.name for listed in cells["type"].split()[1:] for one in answers_of(after, listed)}
        for listed in before.type.split()[1:]:
            gone = [one.name for one in answers_of(book, listed) if one.name not in offered]
            check_unread(after, (written.name,), listed, gone)
    return after


def _written(book: Book, before: Entry, written: Written, cells: Mapping[str, str]) -> Book:
    row, is_same = before.row, (written.kind, written.answers) in (("", ""), (before.kind, before.answers))
    book = book.with_sheet("survey", book.survey.changed(row, cells))
    if written.kind in LISTS:
        book = with_list(book, written.kind)
    if written.name or before.name:
        book = rename(book, row=row, name=written.name)
    if written.explained is None or not written.name:
        return book
    if written.explained and not (before.is_explained and is_same) and not can_be_no(book, row):
        raise ExplainsNothing(name=written.name)
    return explain(book, row=row, wanted=written.explained)


def can_be_no(book: Book, row: int) -> bool:
    """Tell whether the list from which a question takes its answers has a No."""
    return "no" in {answer.name for answer in answers_of(book, entry_of(book, row).answers)}


def _cells(book: Book, before: Entry, written: Written) -> Iterator[tuple[str, str]]:
    sheet = book.survey
    if written.kind and (written.kind, written.answers) != (before.kind, before.answers) and before.kind != "group":
        if written.kind in OF_A_LIST and not answers_of(book, written.answers):
            raise ListMissing(name=written.name)
        answers = ready_list(book, written.kind) if written.kind in LISTS else written.answers
        yield "type", cells_of_kind(written.kind, answers)
    for kind, texts in (("label", written.labels), ("hint", written.hints)):
        for language, text in texts.items():
            yield text_column(sheet, kind, language), text
    if written.required is not None and written.required != before.is_required:
        yield "required", "yes" if written.required else ""
    yield from written.formulas.items()
    measures = dict(written.measures)
    if measures.get("criterion") and not measures.get("points") and "partly" in LISTS.get(written.kind, ()):
        measures["points"] = PARTLY
    for name, text in measures.items():
        yield f"bind::basira:{name}", text


@dataclass(frozen=True, slots=True)
class Condition:
    """A skip rule that can be picked: asked only when an earlier question has this answer."""

    formula: str
    question: str
    answer: str


def conditions_before(book: Book, row: int, language: str) -> tuple[Condition, ...]:
    """Return the answers of earlier questions with one answer, as rules to pick; a label is in "ar" or "en", else any."""
    found = []
    for place in range(min(row, len(book.survey.rows))):
        name, (kind, listed) = book.survey.cell(place, "name").strip(), kind_of_type(book.survey.cell(place, "type"))
        if not name or not listed or kind == "several":
            continue
        question = label_of(book, place, language)
        for answer in answers_of(book, listed):
            found.append(
                Condition(
                    f"${{{name}}} = '{answer.name}'", question, in_language(answer.labels, language) or answer.name
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a language is: `said` of `asked` texts of people's questions and answers have words in it."""

    language: str
    said: int
    asked: int


def completeness(book: Book) -> tuple[Completeness, ...]:
    """
    Return for each language how many labels and hints are there, of those that are there in any language.

    Empty: a book without languages has none to be complete in.
    """
    languages = languages_of(book)
    asked = dict.fromkeys(languages, 0)
    whole = 0
    for sheet, kinds in ((book.survey, ("label", "hint")), (book.choices, ("label",))):
        for row in sheet.rows:
            for kind in kinds:
                there = [each for each in languages if row.get(text_column(sheet, kind, each), "").strip()]
                whole += bool(there)
                for each in there:
                    asked[each] += 1
    return tuple(Completeness(each, said, whole) for each, said in asked.items())
