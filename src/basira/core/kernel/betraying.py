"""
What words for a body would betray of a shopper: her number, a moment, that she was there at all, or whose person it was.

One net for every text that a body will read: the arbiter's reasons, an analyst's words, a report of danger. It reads digits of
every script, letters with marks and without, and signs that nobody sees. It finds more than it must; what it cannot read, a
person must.
"""

import re
import unicodedata
from collections.abc import Iterable

ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})
"""Letters of Arabic that are written two ways, as they are compared."""

DASH = "[-\u2010-\u2015\u2212]"
NUMBER = re.compile(rf"م ?{DASH} ?\d{{3,}}|(?<!\w)م ?\d{{3,}}|\bm ?{DASH} ?\d{{3,}}|\bm\d{{4}}\b")
"""The number under which a cycle knows a shopper: م-0417, also م٠٤١٧ and M0417. In «عام 2026» the letter ends a word."""

REFERENCE = re.compile(r"\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{26}\b")
"""A reference of ours, such as that of a mission or a visit."""

DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?)"
HOURS = "واحده|ثانيه|ثالثه|رابعه|خامسه|سادسه|سابعه|ثامنه|تاسعه|عاشره|حاديه عشره|ثانيه عشره"
TIME = re.compile(
    r"\d{1,2} ?[:٫] ?\d{2}"
    rf"|{DATE},? (?:at )?\d{{1,2}}[.h]\d{{2}}\b(?![./-]\d)"
    r"|\b\d{1,2}(?:[.h]\d{2})? ?(?:a\.?m\b|p\.?m\b|o'?clock\b|hrs\b|صباحا|مساء|ظهرا|عصرا|ليلا|فجرا)"
    rf"|الساعه ?(?:\d|(?:ال)?(?:{HOURS}))"
    r"|\b\d{1,2}h\d{2}\b"
)
"""A moment of a day: 10:43, ١٠:٤٣, 22/11 10.43, 10.43 am, الساعة العاشرة."""

SHOPPERS = re.compile(
    r"shopper|mystery|undercover|covert|incognito|(?:secret|hidden) (?:shop|customer|client|visit|agent|guest)"
    r"|m[ou]tasa[uw]+[aei]?[qk]|متسوق|متخف|شوبر"
    r"|(?:عميل|عملاء|زايره?|زوار|زياره|زيارات|مراجعه?|مراجعون|مراجعين|ضيف|مفتشه?|زبون|زباين) (?:ال)?(?:سري|خفي)"
    r"|(?:العميل|العملاء|الزايره?|الزوار|الزياره|الزيارات|المراجعه?|الضيف|المفتشه?|الزبون|الزباين) ال(?:سري|خفي)"
)
"""Words for those who shop and for what they do, in both languages and as each writes the other's."""

PERSON = re.compile(
    r"(?<![\w.+-])[\w.+-]++ ?@ ?(?:[\w-]++\.)+\w{2,}"
    rf"|784 ?{DASH}? ?\d{{4}} ?{DASH}? ?\d{{7}} ?{DASH}? ?\d\b"
    r"|(?:\+|\b00) ?\d(?:[ ().\u2010-\u2015-]{0,2}\d){7,14}\b"
    r"|(?<![\d.,/])\(?\d(?:[ ().\u2010-\u2015-]{0,2}\d){8,14}(?![\d/]|[.,]\d)"
)
"""An address of mail, and the long numbers that phones and people have, however they are parted; dates are taken out first."""

DATES = re.compile(rf"(?<![\d./-]){DATE}(?!\d|[./-]\d)|\b(?:19|20)\d{{2}}(?: (?:19|20)\d{{2}})+\b")


def folded(text: str) -> str:
    """Return text for comparing: small letters, plain digits, no marks, alike Arabic letters made one."""
    bare = (sign for sign in unicodedata.normalize("NFKD", text.translate(ALIKE)) if not unicodedata.combining(sign))
    plain = (str(int(sign)) if sign.isdecimal() else sign for sign in bare if unicodedata.category(sign) != "Cf")
    return " ".join("".join(plain).translate(ALIKE).casefold().split())


def betrays(text: str, *, words: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return what a text for a body would betray, each once, in this order; empty for a text that tells nothing of these.

    "number" of a shopper or a reference of ours, "time" of day, that there was a "visit" at all, a "person" by a number or an
    address. `words` are the programme's own for its shoppers, beside those that everybody uses.
    """
    read = folded(text)
    told = (
        ("number", NUMBER.search(read) or REFERENCE.search(read)),
        ("time", TIME.search(read)),
        ("visit", SHOPPERS.search(read) or any(own in read for own in map(folded, words) if own)),
        ("person", PERSON.search(DATES.sub("·", REFERENCE.sub("·", read)))),
    )
    return tuple(name for name, sign in told if sign)
