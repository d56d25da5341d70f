"""
Which questions read the code of an answer: in a rule, a check, a calculation, or a filter of other answers.

A code that changes under a formula leaves a rule that is never true, and no check of a form says so.
"""

import re
from collections.abc import Iterator

from basira.core.instrument.editing.book import Book

_QUESTION = r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}"
_LITERAL = r"""(?:'([^']*)'|"([^"]*)"|(\d+(?:\.\d+)?)(?![\w.]))"""
_PLAIN = tuple(
    re.compile(form)
    for form in (rf"selected\(\s*{_QUESTION}\s*,\s*{_LITERAL}\s*\)", rf"{_QUESTION}\s*!?=\s*{_LITERAL}")
)
"""Comparisons of one question with one answer; what they leave of a formula is told less exactly."""

_ITSELF = {
    "constraint": re.compile(r"(?<![\w./])\.(?![\w./])"),
    "choice_filter": re.compile(r"(?<![\w${:-])name(?![\w:-])"),
}
"""How a question's own answer, or each answer that it offers, is called in these columns of its row."""


def readers_of(book: Book, users: tuple[str, ...], answers: str, code: str) -> Iterator[str]:
    """Give the questions that read a code of the list `answers`, which the questions `users` take their answers from."""
    sheet = book.survey
    for row, cells in enumerate(sheet.rows):
        name = sheet.cell(row, "name").strip()
        own = {sheet.spelled(column): sign for column, sign in _ITSELF.items()} if name in users else {}
        told = [own[at].sub(f"${{{name}}}", text) if at in own else text for at, text in cells.items()]
        reads = name in users and code in sheet.cell(row, "default").split()
        reads = reads or any(_reads(text, user, code) for text in told for user in users)
        if reads or _filtered_by(book, row, users, answers, code):
            yield name


def _reads(formula: str, question: str, code: str) -> bool:
    for form in _PLAIN:
        if any(found[1] == question and code in found.groups()[1:] for found in form.finditer(formula)):
            return True
        formula = form.sub("", formula)
    names = re.findall(_QUESTION, formula)
    return question in names and (f"'{code}'" in formula or f'"{code}"' in formula)


def _filtered_by(book: Book, row: int, users: tuple[str, ...], answers: str, code: str) -> bool:
    """Tell whether a question offers only those answers whose row names this code, as in `region = ${region}`."""
    words = re.sub(_QUESTION, "", asked := book.survey.cell(row, "choice_filter"))
    if not set(re.findall(_QUESTION, asked)) & set(users):
        return False
    mine = book.survey.cell(row, "type").split()[1:]
    for sheet in (book.choices, book.sheets.get("external_choices", book.choices)):
        columns = [at for at in sheet.header if re.search(rf"(?<![\w:-]){re.escape(at)}(?![\w:-])", words)]
        for place, cells in enumerate(sheet.rows):
            listed = sheet.cell(place, "list_name").strip()
            if listed in mine and listed != answers and any(cells.get(at, "").strip() == code for at in columns):
                return True
    return False
