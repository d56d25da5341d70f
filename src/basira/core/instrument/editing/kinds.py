"""Kinds of questions that the editor offers, and the answers that come ready-made. Every other type stays as its file spells it."""

from basira.core.instrument.packs.workbook import CHOICES, LISTS

ANSWER_WORDS = CHOICES
"""Ready-made answers in both languages, those of the packs."""

OF_A_LIST = {"one": "select_one", "several": "select_multiple"}
"""Kinds whose answers stand in a list of the form's own."""

PLAIN_KINDS = {
    "number": "integer", "decimal": "decimal", "text": "text", "date": "date", "time": "time", "photo": "image", "note": "note",
}  # fmt: skip

ADDED = (*LISTS, *PLAIN_KINDS, "group")
"""What can be added, in the order in which it is offered."""

KINDS = (*LISTS, *OF_A_LIST, *PLAIN_KINDS)
"""What a question can be made into."""


def cells_of_kind(kind: str, answers: str = "") -> str:
    """Return the type cell of a kind; `answers` is the list of a kind that has one, ready-made or of the form's own."""
    if kind in LISTS:
        return f"select_one {answers}"
    if kind in OF_A_LIST:
        return f"{OF_A_LIST[kind]} {answers}"
    return PLAIN_KINDS[kind]


def kind_of_type(spelled: str) -> tuple[str, str]:
    """Return the kind and the list of a type cell; ("", "") for a type that the editor leaves as it is."""
    words = spelled.split()
    if len(words) == 2 and words[0] == "select_one" and words[1] in LISTS:
        return words[1], words[1]
    for kind, first in OF_A_LIST.items():
        if len(words) == 2 and words[0] == first:
            return kind, words[1]
    return next(((kind, "") for kind, plain in PLAIN_KINDS.items() if words == [plain]), ("", ""))
