"""What the vault keeps of a person, as read from a request: plain text fields, and the marks that make her one."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from basira.core.kernel.problem import Problem

FIELDS = ("name", "phone", "email", "national_id", "language", "birth_date", "home")
NEEDED = ("name",)
NEEDED_TO_APPLY = ("name", "phone", "email", "national_id", "birth_date", "home")
MARKED = ("national_id", "phone")
MOST_LETTERS = 300


class IdentityRefused(Problem):
    """A field is missing, unknown or too long; `fields` names it, never its value."""

    code = "vault.identity-refused"


def read_identity(given: Mapping[str, object], needed: tuple[str, ...] = NEEDED) -> dict[str, str]:
    """
    Return the fields that are filled, without invisible letters; a birth date as 1990-12-31.

    :raises IdentityRefused: naming the fields that are unknown, no text, too long, missing, or no day
    """
    wrong = [name for name, value in given.items() if name not in FIELDS or not isinstance(value, str)]
    if wrong:
        raise IdentityRefused(fields=sorted(wrong)[:10])
    plain = {name: str(value).replace("\x00", "").strip() for name, value in given.items()}
    wrong = [name for name, value in plain.items() if len(value) > MOST_LETTERS]
    wrong += [name for name in needed if not plain.get(name)]
    wrong += ["birth_date"] if plain.get("birth_date") and born_on(plain) is None else []
    if wrong:
        raise IdentityRefused(fields=sorted(wrong))
    return {name: value for name, value in plain.items() if value}


def born_on(identity: Mapping[str, str]) -> date | None:
    """Return the day of birth; None where there is none, or what is written is no day."""
    try:
        return date.fromisoformat(identity["birth_date"])
    except (KeyError, ValueError):
        return None


def marks_of(identity: Mapping[str, str]) -> dict[str, str]:
    """Return what makes a person one, in one spelling: digits and letters alone, ASCII digits, no case."""
    marks = {kind: plain_mark(identity[kind]) for kind in MARKED if kind in identity}
    return {kind: text for kind, text in marks.items() if text}


def plain_mark(text: str) -> str:
    """Return letters and digits of a number or id, in whatever script its digits were written."""
    letters = (each for each in unicodedata.normalize("NFKC", text) if each.isalnum())
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in letters).casefold()
