"""
A list of laws, charter promises and service standards, one article a row, checked row by row.

A document is told by its code and version. Its kind, titles and body may stand on its first row alone; where they stand
again they must say the same.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from basira.core.imports.mapping import Mapping, Target, header_key, list_columns, map_columns
from basira.core.imports.names import hidden_direction, looks_like_formula, tidy, unfit_for_identifier
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.kernel.problem import Fault
from basira.core.kernel.standards import StandardKind

MAX_CODE = 60
MAX_TITLE = 300
MAX_TEXT = 2_000
STANDARD_TARGETS = (
    Target("code", ("document", "document code", "الرمز", "رمز الوثيقة", "رمز")),
    Target("version", ("edition", "الإصدار", "إصدار", "رقم الإصدار")),
    Target("kind", ("type", "النوع", "نوع الوثيقة")),
    Target("title_ar", ("title arabic", "العنوان", "العنوان بالعربية", "اسم الوثيقة")),
    Target("title_en", ("title", "title english", "العنوان بالإنجليزية")),
    Target("entity", ("body", "الجهة", "رمز الجهة")),
    Target("article", ("number", "article number", "المادة", "رقم المادة", "البند")),
    Target("text_ar", ("text arabic", "نص المادة", "النص", "النص بالعربية")),
    Target("text_en", ("text", "text english", "النص بالإنجليزية")),
)
NEEDED = ("code", "version", "article")
KIND_WORDS = {
    StandardKind.LAW: ("law", "regulation", "قانون", "نظام", "لائحة"),
    StandardKind.CHARTER: ("charter", "service charter", "promise", "ميثاق", "ميثاق الخدمة", "ميثاق المتعاملين", "وعد"),
    StandardKind.STANDARD: ("standard", "service standard", "معيار", "معيار خدمة", "معايير الخدمة"),
}
KIND_KEYS = {header_key(word): kind for kind, words in KIND_WORDS.items() for word in words}
LIMITS = {"code": MAX_CODE, "version": MAX_CODE, "article": MAX_CODE, "title_ar": MAX_TITLE, "title_en": MAX_TITLE}


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article as the file says it; both texts are filled, one standing in for the other."""

    number: str
    text_ar: str
    text_en: str


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One version of a document with its articles, in the file's order. `entity` is a body's code, or empty for all."""

    row: int
    kind: StandardKind
    code: str
    version: str
    title_ar: str
    title_en: str
    entity: str
    articles: tuple[ArticleRow, ...]

    @property
    def sha256(self) -> str:
        """The digest of everything that the version says: a version that says something else is another one."""
        said = [str(self.kind), self.code, self.version, self.title_ar, self.title_en, self.entity]
        articles = [[one.number, one.text_ar, one.text_en] for one in self.articles]
        return hashlib.sha256(json.dumps([*said, articles], ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StandardCheck:
    """The dry run: `standards` are the documents without an error; `ok` is false after any error."""

    ok: bool
    rows: int
    columns: tuple[str, ...]
    mapped: dict[str, str]
    standards: tuple[StandardRow, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Documents:
    """The documents read so far, by code and version, with the row that said each article."""

    mapping: Mapping
    faults: FaultList
    found: dict[tuple[str, str], StandardRow]
    said: dict[tuple[str, str, str], int]

    def read(self, table: Table, entities: frozenset[str]) -> None:
        """Read every row, and look for the bodies that documents name."""
        for row in table.rows:
            self.take(row)
        for one in self.found.values():
            if one.entity and one.entity not in entities:
                message = f"The registry has no body with the code {one.entity}."
                column = self.mapping.header("entity")
                self.faults.error("standard.unknown-body", message, one.row, column, body=one.entity)

    def take(self, row: Row) -> None:
        """Add a row's article to its document; a fault leaves it out."""
        texts = _texts(row, self.mapping, self.faults)
        if texts is None:
            return
        key = (texts["code"], texts["version"])
        kind = _kind(texts["kind"], row, self.mapping, self.faults)
        document = self.found.get(key)
        if document is None:
            document = _new(row, texts, kind, self.mapping, self.faults)
        elif not _agrees(document, texts, kind, row, self.mapping, self.faults):
            return
        article = _article(row, texts, self.mapping, self.faults)
        if document is None or article is None:
            return
        before = self.said.setdefault((*key, article.number), row.number)
        if before != row.number:
            self._fault(
                "standard.article-twice", f"This article already stands in row {before}.", row, "article", before
            )
            return
        self.found[key] = replace(document, articles=(*document.articles, article))

    def _fault(self, code: str, message: str, row: Row, target: str, other_row: int) -> None:
        self.faults.error(code, message, row.number, self.mapping.header(target), other_row=str(other_row))


def check_standards(
    table: Table, explicit_mapping: Sequence[tuple[str, str]] = (), entities: frozenset[str] = frozenset()
) -> StandardCheck:
    """
    Return what a table of standards says, and every fault by row and column.

    `entities` are the codes of the registry's bodies: a document may be one body's own. A table without rows gives one
    error.
    """
    faults = FaultList()
    for fault in table.faults:
        faults.add(fault)
    mapping = map_columns(table.columns, STANDARD_TARGETS, explicit_mapping)
    for fault in mapping.faults:
        faults.add(fault)
    _check_columns(table, mapping, faults)
    documents = _Documents(mapping, faults, {}, {})
    if not faults.has_errors:
        documents.read(table, entities)
    return StandardCheck(
        not faults.has_errors,
        len(table.rows),
        table.columns,
        mapping.as_dict(),
        tuple(documents.found.values()),
        faults.settled(),
    )


def _check_columns(table: Table, mapping: Mapping, faults: FaultList) -> None:
    for target in NEEDED:
        if not mapping.has(target):
            columns = list_columns(table.columns)
            message = f"No column holds “{target}”. Columns of the file: {columns}."
            faults.error("standard.no-column", message, target=target, columns=columns)
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")


def _texts(row: Row, mapping: Mapping, faults: FaultList) -> dict[str, str] | None:
    """Return the cells by target, tidied; None after a fault that leaves nothing to go by."""
    texts, sound = {}, True
    for target in (one.name for one in STANDARD_TARGETS):
        raw, column = mapping.text(row.cells, target), mapping.header(target)
        if hidden := hidden_direction(raw):
            message = f"The text holds {hidden}, which makes it read as something else. Type it again."
            faults.error("centre.hidden-direction", message, row.number, column, character=hidden)
            sound = False
        texts[target] = tidy(raw)
        limit = LIMITS.get(target, MAX_TEXT)
        if len(texts[target]) > limit:
            message = f"The text is longer than {limit} characters."
            faults.error("centre.text-too-long", message, row.number, column, limit=str(limit))
            sound = False
        if looks_like_formula(texts[target]):
            message = "The text begins like a spreadsheet formula. It is kept as text and never run."
            faults.warn("centre.formula-like", message, row.number, column)
    for target in NEEDED:
        column = mapping.header(target)
        if not texts[target]:
            faults.error("standard.missing", f"“{target}” is empty.", row.number, column, target=target)
            sound = False
        elif sign := unfit_for_identifier(texts[target]):
            message = f"The code holds {sign}, which nobody can see. Type the code again."
            faults.error("centre.code-unfit", message, row.number, column, character=sign)
            sound = False
    return texts if sound else None


def _kind(text: str, row: Row, mapping: Mapping, faults: FaultList) -> StandardKind | None:
    """Return the kind that a cell names; None where it says nothing, or nothing that is known."""
    kind = KIND_KEYS.get(header_key(text)) if text else None
    if text and kind is None:
        message = f"“{text}” is not a kind of document. Choose law, charter or standard."
        faults.error("standard.unknown-kind", message, row.number, mapping.header("kind"), text=text)
    return kind


def _new(
    row: Row, texts: dict[str, str], kind: StandardKind | None, mapping: Mapping, faults: FaultList
) -> StandardRow | None:
    """Return the document that a row begins; None where its kind or its title is missing."""
    if not texts["kind"]:
        message = "The first row of a document says its kind: law, charter or standard."
        faults.error("standard.kind-missing", message, row.number, mapping.header("kind"))
    title_ar, title_en = texts["title_ar"] or texts["title_en"], texts["title_en"] or texts["title_ar"]
    if not title_ar:
        message = "The first row of a document says its title, in Arabic, in English or in both."
        column = mapping.header("title_ar") or mapping.header("title_en")
        faults.error("standard.title-missing", message, row.number, column)
    if kind is None or not title_ar:
        return None
    return StandardRow(row.number, kind, texts["code"], texts["version"], title_ar, title_en, texts["entity"], ())


def _agrees(  # noqa: PLR0913  a row, what it says, and where faults go
    one: StandardRow,
    texts: dict[str, str],
    kind: StandardKind | None,
    row: Row,
    mapping: Mapping,
    faults: FaultList,
) -> bool:
    """Tell whether a later row says of its document what the first one said, or nothing."""
    first = {"title_ar": one.title_ar, "title_en": one.title_en, "entity": one.entity}
    wrong = [target for target, said in first.items() if texts[target] and texts[target] != said]
    if kind is not None and kind is not one.kind:
        wrong.append("kind")
    for target in wrong:
        message = f"Row {one.row} says something else of the same document and version."
        faults.error("standard.says-otherwise", message, row.number, mapping.header(target), other_row=str(one.row))
    return not wrong


def _article(row: Row, texts: dict[str, str], mapping: Mapping, faults: FaultList) -> ArticleRow | None:
    """Return a row's article; None without a text."""
    text_ar, text_en = texts["text_ar"] or texts["text_en"], texts["text_en"] or texts["text_ar"]
    if not text_ar:
        column = mapping.header("text_ar") or mapping.header("text_en")
        message = "The article has no text, neither Arabic nor English."
        faults.error("standard.text-missing", message, row.number, column)
        return None
    return ArticleRow(texts["article"], text_ar, text_en)
