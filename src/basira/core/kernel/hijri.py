"""The month of Ramadan by the tabular Islamic calendar: an estimate to a day, since the month is announced when the moon is seen."""

from datetime import date

RAMADAN = 9
_JULIAN_OF_ORDINAL = 1_721_425
_EPOCH = 1_948_440
_CYCLE_DAYS = 10_631
"""Days of thirty Islamic years."""


def is_ramadan(day: date) -> bool:
    """Tell whether a day is one of Ramadan in the tabular (civil) calendar."""
    return islamic_month(day) == RAMADAN


def islamic_month(day: date) -> int:
    """Return the Islamic month of a day, 1 to 12 (Fliegel and Van Flandern's arithmetic)."""
    days = day.toordinal() + _JULIAN_OF_ORDINAL - _EPOCH + _CYCLE_DAYS + 1
    rest = days - _CYCLE_DAYS * ((days - 1) // _CYCLE_DAYS) + 354
    year = ((10_985 - rest) // 5_316) * ((50 * rest) // 17_719) + (rest // 5_670) * ((43 * rest) // 15_238)
    rest -= ((30 - year) // 15) * ((17_719 * year) // 50) + (year // 16) * ((15_238 * year) // 43) - 29
    return (24 * rest) // 709
