"""
Third persons in free text: phone and identity numbers, bank accounts, e-mail addresses and plates that a shopper wrote down.

A warning for a reviewer, not a verdict: what is found is shown where it stands, and nothing is changed. Digits count in
every script. Dates, times, amounts and ticket numbers are not meant; the shapes below are chosen so that they pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Detail(StrEnum):
    """What kind of detail of a person was found."""

    PHONE = "phone"
    IDENTITY = "identity-number"
    IBAN = "iban"
    EMAIL = "e-mail"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Found:
    """One detail: its kind, and where it stands in the text as it was written (letters from `start` to `end`)."""

    detail: Detail
    start: int
    end: int


EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}(?!\w)")
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(r"(?<![\w.,/:+-])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){6,19}(?![\w/:]|[.,]\d)")
DATE = re.compile(r"\(?(?:\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d{2}|(?:19|20)\d{2}[ .-]?\d{1,2}[ .-]?\d{1,2})(?!\d)")
AMOUNT = re.compile(
    r"[\d ,.]{0,40}\s?(?:درهم|ريال|دينار|ليرة|دولار|يورو|جنيه|AED|SAR|QAR|SYP|USD|EUR|dirhams?|riyals?|pounds?)",
    re.IGNORECASE,
)
TICKET = re.compile(
    r"(?:ticket|queue|receipt|reference|ref|order|counter|case|form|تذكرة|التذكرة|دور|الدور|إيصال|الإيصال|مرجع|المرجع|معاملة|"
    r"المعاملة|طلب|الطلب|شباك|الشباك)\W{0,3}(?:no|nr|number|رقم|رقمها|رقمه)?\W{0,3}$",
    re.IGNORECASE,
)
PHONE_WORDS = re.compile(
    r"(?:phone|mobile|call|tel|whats ?app|هاتف|الهاتف|هاتفه|هاتفها|جوال|جواله|الجوال|موبايل|واتساب|اتصل|تلفون)",
    re.IGNORECASE,
)
IDENTITY_WORDS = re.compile(
    r"(?:\bid\b|identity|passport|national|emirates id|هوية|الهوية|هويته|هويتها|جواز|الوطني|إقامة|الإقامة|بطاقة)",
    re.IGNORECASE,
)
PLATE = re.compile(
    r"(?:plate|number ?plate|licen[cs]e plate|registration|لوحة|اللوحة|لوحتها|لوحته|سيارة رقم)\W{0,3}(?:no|number|رقم|رقمها)?\W{0,3}"
    r"((?:[A-Z]{1,3}|[ء-ي](?: [ء-ي]){0,2})?[ -]?\d{1,6}(?:[ -](?:[A-Z]{1,3}|[ء-ي](?: [ء-ي]){0,2}))?(?!\w))",
    re.IGNORECASE,
)
BEFORE = 40
"""Letters before a number in which a word may say what it is."""

IDENTITY_DIGITS = frozenset({9, 10, 11, 12, 15})
"""How long national numbers are: 10 in Saudi Arabia, 11 in Qatar and Syria, 12 in Kuwait, 15 in the Emirates, 9 of passports."""

LOCAL_PHONE = re.compile(r"0[1-9]\d{7,9}|[5]\d{8}|800\d{4,7}")
ABROAD = re.compile(r"(?:\+|00)[1-9]\d{7,14}")
EMIRATES = re.compile(r"784(?:19|20)\d{10}")
LONGEST_TEXT = 20_000
COVER = "[…]"


def third_persons_in(text: str) -> tuple[Found, ...]:
    """
    Return the details of persons in a text, in the order in which they stand; empty when there is none.

    Of a text longer than 20,000 letters the rest is not read.
    """
    read = _plain_digits(text[:LONGEST_TEXT])
    found = [Found(Detail.EMAIL, *each.span()) for each in EMAIL.finditer(read)]
    found += [Found(Detail.IBAN, *each.span()) for each in IBAN.finditer(read) if _is_iban(each[0])]
    found += [Found(Detail.PLATE, *each.span(1)) for each in PLATE.finditer(read)]
    for each in NUMBER.finditer(read):
        detail = _number_of(read, each)
        if detail and not any(other.start < each.end() and each.start() < other.end for other in found):
            found.append(Found(detail, *each.span()))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def covered(text: str) -> str:
    """Return a text with each detail of a person covered; of one longer than 20,000 letters, that much alone."""
    shown, end = [], 0
    for found in third_persons_in(text):
        shown += [text[end : found.start], COVER] if found.start >= end else []
        end = max(end, found.end)
    return "".join([*shown, text[end:LONGEST_TEXT]])


def answers_with_third_persons(
    answers: Mapping[str, str], paths: Iterable[str]
) -> Iterator[tuple[str, tuple[Detail, ...]]]:
    """Yield, by path, which details of persons stand in the free-text answers at `paths`; nothing for the others."""
    for path in paths:
        kinds = dict.fromkeys(found.detail for found in third_persons_in(answers.get(path, "")))
        if kinds:
            yield path, tuple(kinds)


def _plain_digits(text: str) -> str:
    """Return the text with digits of every script as 0 to 9, letter for letter, so that places stay the same."""
    return "".join(str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text)


def _number_of(read: str, each: re.Match[str]) -> Detail | None:
    """Return what a long number is by its shape and by the words before it; None for dates, amounts and tickets."""
    before, written = read[max(0, each.start() - BEFORE) : each.start()], each[0]
    digits = re.sub(r"[^\d+]", "", written)
    if DATE.match(written) or AMOUNT.match(read, each.start()) or TICKET.search(before):
        return None
    if EMIRATES.fullmatch(digits):
        return Detail.IDENTITY
    says_phone, says_identity = PHONE_WORDS.search(before), IDENTITY_WORDS.search(before)
    if says_identity and not says_phone and len(digits) in IDENTITY_DIGITS:
        return Detail.IDENTITY
    if ABROAD.fullmatch(digits) or LOCAL_PHONE.fullmatch(digits) or (says_phone and 7 <= len(digits) <= 15):
        return Detail.PHONE
    is_whole = written.isdecimal()
    return Detail.IDENTITY if is_whole and len(digits) in (10, 11, 12) and digits[0] in "0123" else None


def _is_iban(written: str) -> bool:
    """Tell whether the check digits of an account number are right (ISO 13616: remainder 1 of 97)."""
    bare = re.sub(r"[ -]", "", written).upper()
    if not 15 <= len(bare) <= 34:
        return False
    turned = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
    return int(turned) % 97 == 1
