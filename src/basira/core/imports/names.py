"""Names as people write them: tidied for keeping, normalised for matching, refused where they hide their direction."""

import re
import unicodedata
from functools import lru_cache

MAX_GROWTH = 4
"""NFKC may make a text this many times longer; U+FDFA alone becomes 18 letters (security bar IN-13)."""

OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they make a name read as something that it is not (security bar IN-10)."""

MARKS = frozenset("\u200e\u200f\u061c")
"""Direction marks: harmless in prose and common in typed Arabic, but never part of a code."""

INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Zero-width characters; kept inside prose where Persian and Urdu need them, dropped for matching."""

LETTER_FORMS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ء": None,
        "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و",
        "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه",
        "ک": "ك", "ڪ": "ك", "ـ": None,
    }
)  # fmt: skip
"""Letters that writers exchange: hamza and alef forms, ya, ta marbuta, the Persian and Urdu twins; no tatweel."""

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
"""Arabic-Indic and Persian digits to ASCII."""

SPACES = re.compile(r"\s+")
ARABIC = re.compile(r"[\u0600-ۿݐ-ݿࢠ-ࣿﭐ-﷿ﹰ-\ufeff]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def tidy(text: str) -> str:
    """
    Return `text` as it is kept: composed (NFC), without control characters and direction marks, single spaces.

    Letters stay as they were written. Empty in, empty out.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in composed if sign not in MARKS)
    return SPACES.sub(" ", "".join(kept)).strip().strip("\ufeff\u200b").strip()


@lru_cache(maxsize=65_536)
def matching_key(text: str) -> str:
    """
    Return the form under which two spellings of one name are equal.

    Presentation forms are resolved (NFKC), harakat and tatweel dropped, exchanged letters united, digits made ASCII,
    case folded, punctuation and repeated spaces made one space. Never shown, never kept as a name. Where NFKC would
    grow the text more than fourfold it is left out, so that a short name cannot become a long one.
    """
    resolved = unicodedata.normalize("NFKC", text)
    if len(resolved) > MAX_GROWTH * max(len(text), 1) + 16:
        resolved = text
    spread = unicodedata.normalize("NFD", resolved.translate(LETTER_FORMS)).translate(DIGITS).casefold()
    letters = (sign for sign in spread if unicodedata.category(sign)[0] not in "MC" and sign not in INVISIBLE)
    united = "".join(sign if unicodedata.category(sign)[0] in "LN" else " " for sign in letters)
    return SPACES.sub(" ", united.translate(LETTER_FORMS)).strip()


def hidden_direction(text: str) -> str | None:
    """Return the first embedding, override or isolate of `text` as "U+202E", or None."""
    return _first_of(text, OVERRIDES)


def unfit_for_identifier(text: str) -> str | None:
    """
    Return the first character that no code may hold as "U+202E", or None.

    Codes hold no direction control, no mark, nothing invisible and no control character.
    """
    unseen = _first_of(text, OVERRIDES | MARKS | INVISIBLE)
    if unseen:
        return unseen
    return next((f"U+{ord(sign):04X}" for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")), None)


def _first_of(text: str, signs: frozenset[str]) -> str | None:
    return next((f"U+{ord(sign):04X}" for sign in text if sign in signs), None)


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run `text` as a formula; full-width signs count (security bar IN-09)."""
    if not text:
        return False
    if text[0] in "\t\r":
        return True
    head = text.lstrip()[:2]
    if head[:1] in ("=", "@", "＝", "＠"):
        return True
    if head[:1] in ("+", "-", "＋", "－"):
        return not re.fullmatch(r"[+\-＋－]?[\d٠-٩۰-۹][\d٠-٩۰-۹ .,٫٬()/-]*", text.strip())
    return False


def split_by_script(text: str) -> tuple[str, str]:
    """
    Return `text` as (Arabic name, Latin name); one of them is empty where the text has one script only.

    A name that holds one Arabic and one Latin stretch is cut between them; anything more mixed stays whole, on the
    side that has more letters. Text with neither script counts as Latin.
    """
    arabic, latin = len(ARABIC.findall(text)), len(LATIN.findall(text))
    if not arabic:
        return "", text
    if not latin:
        return text, ""
    first_arabic = ARABIC.search(text)
    first_latin = LATIN.search(text)
    if first_arabic is None or first_latin is None:  # pragma: no cover - both counts are above zero here
        return text, ""
    cut = max(first_arabic.start(), first_latin.start())
    before, after = text[:cut].strip(" -–—/|(،,"), text[cut:].strip(" -–—/|)،,")
    if first_arabic.start() < first_latin.start():
        if not ARABIC.search(after):
            return before, after
    elif not LATIN.search(after):
        return after, before
    return (text, "") if arabic >= latin else ("", text)
