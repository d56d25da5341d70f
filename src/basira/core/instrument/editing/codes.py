"""
Which questions read the code of an answer: in a rule, a check, a calculation, or a filter of other answers.

A code that changes under a formula leaves a rule that is never true, and no check of a form says so.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from basira.core.instrument.editing.book import Book
from basira.core.instrument.scale import number

_QUESTION = r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}"
_NUMBER = r"(-?\d+(?:\.\d+)?)(?![\w.])"
_LITERAL = rf"""(?:'([^']*)'|"([^"]*)"|{_NUMBER})"""
_PLAIN = tuple(
    re.compile(form)
    for form in (rf"selected\(\s*{_QUESTION}\s*,\s*{_LITERAL}\s*\)", rf"{_QUESTION}\s*!?=\s*{_LITERAL}")
)
"""Comparisons of one question with one answer; what they leave of a formula is told less exactly."""

_COUNTED = re.compile(rf"(?:count-selected|string-length)\(\s*{_QUESTION}\s*\)")
"""What reads how many answers there are, and none of them."""

_LEFT = tuple(
    re.compile(form)
    for form in (
        r"'(?=([^']*)')", r'"(?=([^"]*)")', rf"(?:(?<![<>])=|selected\([^,]*,)[\s(]*{_NUMBER}", rf"(?<![\w.]){_NUMBER}[\s)]*!?=",
    )
)  # fmt: skip
"""Answers named in the rest of a formula: in quotes, or a number on either side of "=" or "!="; "> 3" is a threshold and no answer."""

_ITSELF = {
    "constraint": re.compile(r"(?<![\w./])\.(?![\w./])"),
    "choice_filter": re.compile(r"(?<![\w${:-])name(?![\w:-])"),
}
"""How a question's own answer, or each answer that it offers, is called in these columns of its row."""

_Said = set[str | Decimal]
"""Answers that a row names: as text, and as a number where one stands without quotes, which "3", "3.0" and "03" all equal."""


def readers_of(book: Book, users: tuple[str, ...], answers: str, codes: Iterable[str]) -> dict[str, list[str]]:
    """
    Return by code the questions that read it, of the codes of the list `answers`, from which the questions `users` take their answers.

    Empty: nobody reads any of them.
    """
    readings = list(_readings(book, users, answers))
    found = {code: [name for name, said in readings if code in said or number(code) in said] for code in codes}
    return {code: list(dict.fromkeys(by)) for code, by in found.items() if by}


def _readings(book: Book, users: tuple[str, ...], answers: str) -> Iterator[tuple[str, _Said]]:
    sheet = book.survey
    for row, cells in enumerate(sheet.rows):
        name = sheet.cell(row, "name").strip()
        own = {sheet.spelled(column): sign for column, sign in _ITSELF.items()} if name in users else {}
        said: _Said = set(sheet.cell(row, "default").split()) if name in users else set()
        for at, text in cells.items():
            said |= _named(own[at].sub(f"${{{name}}}", text) if at in own else text, users)
        yield name, said | _filtering(book, row, users, answers)


def _named(formula: str, users: tuple[str, ...]) -> _Said:
    """Return the answers that a formula names where it reads one of these questions."""
    said: _Said = set()
    for form in _PLAIN:
        for found in form.finditer(formula):
            if found[1] in users:
                said |= {text for text in found.groups()[1:3] if text is not None} | _number(found[4])
        formula = form.sub("", formula)
    formula = _COUNTED.sub("", formula)
    if set(re.findall(_QUESTION, formula)).isdisjoint(users):
        return said
    quoted, more, *numbers = _LEFT
    said |= {*quoted.findall(formula), *more.findall(formula)}
    return said.union(*(_number(text) for form in numbers for text in form.findall(formula)))


def _number(text: str | None) -> _Said:
    return {Decimal(text)} if text else set()


def _filtering(book: Book, row: int, users: tuple[str, ...], answers: str) -> _Said:
    """Return the codes that the rows of a question's own answers name, where it is filtered by them, as in `region = ${region}`."""
    words = re.sub(_QUESTION, "", asked := book.survey.cell(row, "choice_filter"))
    said: _Said = set()
    if set(re.findall(_QUESTION, asked)).isdisjoint(users):
        return said
    mine = book.survey.cell(row, "type").split()[1:]
    for sheet in (book.choices, book.sheets.get("external_choices", book.choices)):
        columns = [at for at in sheet.header if re.search(rf"(?<![\w:-]){re.escape(at)}(?![\w:-])", words)]
        for place, cells in enumerate(sheet.rows):
            listed = sheet.cell(place, "list_name").strip()
            if listed in mine and listed != answers:
                said |= {cells.get(at, "").strip() for at in columns}
    return said
