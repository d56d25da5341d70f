"""Single values from strangers: numbers, days, yes and no, in Arabic, English and French habits."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from basira.core.imports.names import DIGITS, matching_key

NOT_APPLICABLE = frozenset({"", "na", "n a", "nan", "none", "null", "nil", "لا ينطبق", "غير منطبق", "sans objet", "so"})
"""Matching forms of what people write where a criterion did not apply; a lone dash has the empty form."""

YES = frozenset(
    {"1", "yes", "y", "true", "t", "oui", "o", "vrai", "met", "نعم", "صح", "صحيح", "متحقق", "يوجد", "1 0", "x"}
)
NO = frozenset({"0", "no", "n", "false", "f", "non", "faux", "not met", "لا", "خطا", "غير متحقق", "لا يوجد", "0 0"})

YES_KEYS = frozenset(matching_key(word) for word in YES)
NO_KEYS = frozenset(matching_key(word) for word in NO)
NOT_APPLICABLE_KEYS = frozenset(matching_key(word) for word in NOT_APPLICABLE)

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
DAY = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)


def is_absent(text: str) -> bool:
    """Tell whether the cell says nothing, or that the question did not apply."""
    return matching_key(text) in NOT_APPLICABLE_KEYS


def parse_number(text: str, *, comma_is_decimal: bool = False) -> Decimal:
    """
    Return the number that somebody wrote, with any digits, Arabic separators and spaces between thousands.

    A single comma is a decimal comma where `comma_is_decimal` says so, or where it cannot separate thousands.

    :raises ValueError: when it is not a finite number, or a comma could mean either thing
    """
    plain = text.translate(DIGITS).replace("٫", ".").replace("٬", "").replace("−", "-")
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3}\b)", "", plain).strip()
    if "," in plain:
        plain = _without_comma(plain, comma_is_decimal)
    if not NUMBER.fullmatch(plain):
        raise ValueError("not a number")
    try:
        number = Decimal(plain)
    except InvalidOperation as fault:  # pragma: no cover - the pattern lets only numbers through
        raise ValueError("not a number") from fault
    if abs(number) > Decimal("1e15"):
        raise ValueError("too large")
    return number


def _without_comma(plain: str, comma_is_decimal: bool) -> str:
    if "." in plain and plain.rindex(",") < plain.index("."):
        return plain.replace(",", "")
    if plain.count(",") == 1 and "." not in plain:
        after = plain.split(",")[1]
        if comma_is_decimal or not re.fullmatch(r"\d{3}", after):
            return plain.replace(",", ".")
        raise ValueError("ambiguous comma")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", plain):
        return plain.replace(",", "")
    raise ValueError("not a number")


def parse_yes_no(text: str) -> bool:
    """
    Return what a yes-or-no cell says; 1 and 0 count, also as 1.0 and 0.0.

    :raises ValueError: when it says neither
    """
    key = matching_key(text)
    if key in YES_KEYS:
        return True
    if key in NO_KEYS:
        return False
    raise ValueError("neither yes nor no")


def day_first(texts: Iterable[str]) -> bool | None:
    """
    Tell whether a column writes the day before the month.

    True or False where some date can be read one way only, None where nothing decides. Year-first dates do not count.
    """
    verdict: bool | None = None
    for text in texts:
        found = DAY.fullmatch(text.translate(DIGITS).strip())
        if not found or len(found[1]) > 2:
            continue
        if int(found[1]) > 12:
            return True
        if int(found[2]) > 12:
            verdict = False
    return verdict


def parse_when(text: str, *, day_before_month: bool = True) -> tuple[date, time | None]:
    """
    Return the day, and the time of day where it is written. Zones are not read: past visits carry local time.

    :raises ValueError: when it is not a day of the Gregorian calendar between 1990 and 2100; "hijri" when it looks so
    """
    found = DAY.fullmatch(text.translate(DIGITS).strip())
    if not found:
        raise ValueError("not a day")
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    elif len(found[3]) == 4:
        year = third
        day, month = (first, second) if day_before_month else (second, first)
    else:
        raise ValueError("not a day")
    if 1300 <= year <= 1500:
        raise ValueError("hijri")
    if not 1990 <= year <= 2100:
        raise ValueError("not a day")
    moment = datetime(year, month, day, int(found[4] or 0), int(found[5] or 0), int(found[6] or 0))
    return moment.date(), moment.time() if found[4] else None
