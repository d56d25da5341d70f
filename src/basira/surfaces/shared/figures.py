"""Numbers, shares and dates in the reader's language and digits. Everything that prints a figure comes through here."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from django.utils import timezone, translation

from basira.surfaces.shared.language import Digits, current_digits

Number = int | float | Decimal

# Round a sign and its number, so that the sign stays before it inside Arabic. A mark would not do: it would also make
# an element whose direction is found from its text (bdi, dir=auto) read left to right.
ISOLATE, END_OF_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# The Gulf writes the months in their own names (نوفمبر) and, by CLDR, Latin digits.
LOCALES = {"ar": "ar_AE", "en": "en_GB"}


def reader_locale() -> Locale:
    """Return Babel's locale of the language being spoken."""
    language = (translation.get_language() or "en").split("-")[0]
    return Locale.parse(LOCALES.get(language, language))


def _in_reader_digits(text: str) -> str:
    # Babel prints Latin digits in dates whatever the numbering system, so the digits are turned here.
    return text.translate(ARABIC_INDIC) if current_digits() is Digits.ARABIC else text


def number(value: Number, decimals: int = 0) -> str:
    """
    Return `value` grouped by thousands, with exactly `decimals` places, halves to even.

    A minus is U+2212, isolated with its number. Units: as handed in.
    """
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    system = "arab" if current_digits() is Digits.ARABIC else "latn"
    # Babel takes the separators of the numbering system, and keeps Latin digits: these are turned as in dates.
    text = _in_reader_digits(
        format_decimal(abs(exact), format=pattern, locale=reader_locale(), numbering_system=system)
    )
    return with_sign("−", text) if exact < 0 else text


def points(share: Number, decimals: int = 0) -> str:
    """Return a score, a share of 0 to 1, as points out of 100: 0.624 is "62"."""
    return number(Decimal(str(share)) * 100, decimals)


def difference(share: Number, decimals: int = 0) -> str:
    """Return a difference of two scores, -1 to 1, in points with its sign: "+5", "−3", and "0" without one."""
    text = points(share, decimals)
    return with_sign("+", text) if Decimal(str(share)) > 0 and text != number(0, decimals) else text


def with_sign(sign: str, text: str) -> str:
    """Return a number with its sign before it, in either direction of the text around."""
    return f"{ISOLATE}{sign}{text}{END_OF_ISOLATE}"


def percent(share: Number, decimals: int = 0) -> str:
    """Return a share of 0 to 1 as a percentage: 0.25 is "25%"; the sign follows the reader's digits."""
    sign = "٪" if current_digits() is Digits.ARABIC else "%"
    return f"{points(share, decimals)}{sign}"


def day(value: date | datetime) -> str:
    """Return a day with its month in words: "3 November 2026". An instant is taken in the programme's time zone."""
    return _in_reader_digits(format_date(_local(value), format="d MMMM y", locale=reader_locale()))


def month(value: date | datetime) -> str:
    """Return a month in words: "November 2026"."""
    return _in_reader_digits(format_skeleton("yMMMM", _local(value), locale=reader_locale()))


def quarter(value: str) -> str:
    """Return a quarter such as "2026-Q4" in words: "4th quarter 2026"."""
    year, _dash, place = value.partition("-Q")
    first = date(int(year), int(place) * 3 - 2, 1)
    return _in_reader_digits(format_date(first, format="QQQQ y", locale=reader_locale()))


def moment(value: datetime) -> str:
    """Return a day and a time of day, 24 hours, in the programme's time zone: "3 November 2026, 14:05"."""
    comma = "،" if reader_locale().language == "ar" else ","
    pattern = f"d MMMM y'{comma}' HH:mm"
    return _in_reader_digits(format_datetime(_local(value), format=pattern, locale=reader_locale()))


def digits_in(text: str) -> str:
    """Return `text` with its ASCII digits in the reader's digits. For words that carry numbers, never for codes."""
    return _in_reader_digits(text)


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value
