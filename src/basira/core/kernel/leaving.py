"""Why somebody leaves the panel before her term ends."""

from enum import StrEnum


class Leaving(StrEnum):
    """What an officer notes of it; nothing about the person beyond this."""

    WITHDREW = "withdrew"
    UNREACHABLE = "unreachable"
    MOVED_AWAY = "moved-away"
    NO_LONGER_FIT = "no-longer-fit"
    BROKE_THE_PLEDGE = "broke-the-pledge"
