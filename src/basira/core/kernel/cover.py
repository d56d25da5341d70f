"""
What the notes on a shopper's phone look like to anybody else: their name, their sign, their colour, when they lock.

A cover says nothing of the programme. Which words give it away is a table here; the names that do are handed in.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.problem import Problem

MOST_LETTERS = 24
"""A longer name is cut under the sign on a phone's home screen."""

LOCK_MINUTES = (1, 2, 5, 15)
"""After how many minutes without a touch, or out of sight, notes may lock."""

LEAST_NAME = 3
"""Shorter names of bodies and programmes stand in too many innocent words."""


class Sign(StrEnum):
    """The drawn sign of the notes on a home screen."""

    NOTE = "note"
    LIST = "list"
    BASKET = "basket"
    CALENDAR = "calendar"
    LEAF = "leaf"
    RING = "ring"


class Accent(StrEnum):
    """The colour of the sign and of what can be touched."""

    SAND = "sand"
    BLUE = "blue"
    GREEN = "green"
    ROSE = "rose"
    SLATE = "slate"


class CoverTells(Problem):
    """A name of the cover gives the purpose away; `words` is the name, `by` what in it does."""

    code = "cover.tells"


class CoverUnfit(Problem):
    """A cover's name is missing, too long, or holds what is no letter; `limit` is how long it may be."""

    code = "cover.unfit"


@dataclass(frozen=True, slots=True)
class Cover:
    """
    The look of the notes, the same on every phone of the programme.

    `name_*` is what the notes are called; `list_*` what the list that hides them is called; `lock_minutes` the longest
    that a phone may stay open untouched.
    """

    name_ar: str = "ملاحظات"
    name_en: str = "Notes"
    list_ar: str = "قائمة التسوق"
    list_en: str = "Shopping list"
    sign: Sign = Sign.NOTE
    accent: Accent = Accent.SAND
    lock_minutes: int = 15

    def names(self) -> tuple[str, str, str, str]:
        """Return every name that somebody may read on the phone."""
        return (self.name_ar, self.name_en, self.list_ar, self.list_en)


TELLING = (
    "basira", "mystery", "shopper", "undercover", "covert", "inspect", "audit", "evaluat", "surveill",
    "بصيره", "متسوق", "تفتيش", "مفتش", "رقابه", "تدقيق", "مدقق", "جاسوس", "تقييم", "زيار",
)  # fmt: skip
"""Parts of words that give the purpose away, wherever they stand."""

TELLING_WORDS = (
    "secret", "spy", "agent", "visit", "visits", "visitor", "mission", "missions",
    "سري", "سريه", "عميل", "عملاء", "زائر", "مهمه", "مهمات", "مهام",
)  # fmt: skip
"""Whole words that do: as parts they stand in innocent ones (سريع is quick)."""

LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي"})


def check_cover(cover: Cover, names: Iterable[str]) -> None:
    """
    Refuse a cover that says what it hides. `names` are those of the programme, its bodies and whoever visits.

    :raises CoverUnfit: when a name is missing, too long, or holds signs that are not shown
    :raises CoverTells: when a name gives the purpose away
    """
    for words in cover.names():
        is_plain = all(unicodedata.category(letter)[0] not in "CZ" or letter == " " for letter in words)
        if not plain(words) or len(words) > MOST_LETTERS or not is_plain:
            raise CoverUnfit(limit=MOST_LETTERS)
    known = [plain(name) for name in names]
    for words in cover.names():
        if by := told_by(plain(words), known):
            raise CoverTells(words=words, by=by)


def told_by(words: str, known: Iterable[str]) -> str:
    """Return what in plain words gives the purpose away; "" where nothing does."""
    whole = {word.removeprefix("ال") for word in words.split()}
    joined = words.replace(" ", "")
    for part in TELLING:
        if part in joined:
            return part
    for word in TELLING_WORDS:
        if word in whole:
            return word
    for name in known:
        if len(name) >= LEAST_NAME and (f" {name} " in f" {words} " or f" {words} " in f" {name} "):
            return name
    return ""


def plain(words: str) -> str:
    """Return words as they are compared: without marks, case, signs, and the letters that are written two ways."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).translate(LETTERS))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter) and letter != "\u0640")
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ").translate(LETTERS)))
