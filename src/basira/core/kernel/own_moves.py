"""What a shopper says of herself and does of her training, as moves of her phone: once by the phone's id, or the same again."""

from enum import StrEnum


class OwnMove(StrEnum):
    """Moves that belong to no mission."""

    SIGN_PLEDGE = "sign-pledge"
    ATTEND = "attend"
    MARK_EXAMPLE = "mark-example"
    AWAY = "away"
    HOURS = "hours"
    TIE = "tie"
    LEAVE = "leave"


HONOURS = (1, 5, 15, 30, 60)
"""Visits that counted, from which a number is honoured one step higher."""


def honour(counted: int) -> int:
    """Return which step of honour a number of visits reaches, from 1; 0 for none."""
    return sum(counted >= least for least in HONOURS)
