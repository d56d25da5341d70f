"""
What is known of an applicant outside the vault: coarse attributes, no finer than quotas ask for.

They are codes; a birthday, a nationality or a job is never kept here, only the group that it falls into.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """As in the applicant's papers."""

    FEMALE = "female"
    MALE = "male"


class AgeBand(StrEnum):
    """Years of age, in bands."""

    UNDER_18 = "under-18"
    FROM_18 = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-44"
    FROM_45 = "45-54"
    FROM_55 = "55-64"
    FROM_65 = "65-plus"


class Standing(StrEnum):
    """Citizen or resident; a visitor is neither."""

    CITIZEN = "citizen"
    RESIDENT = "resident"
    VISITOR = "visitor"


class NationalityGroup(StrEnum):
    """Where somebody comes from, by large groups: a single nationality may be one person in a region."""

    HOME = "home"
    GULF = "gulf"
    ARAB = "arab"
    SOUTH_ASIA = "south-asia"
    EAST_ASIA = "east-asia"
    AFRICA = "africa"
    EUROPE_AMERICAS = "europe-americas"
    OTHER = "other"


class Occupation(StrEnum):
    """What somebody does, by groups."""

    PUBLIC = "public"
    PRIVATE = "private"
    SELF_EMPLOYED = "self-employed"
    STUDENT = "student"
    HOME = "at-home"
    RETIRED = "retired"
    SEEKING = "seeking"


class Language(StrEnum):
    """Languages in which somebody can be served."""

    ARABIC = "ar"
    ENGLISH = "en"
    URDU = "ur"
    HINDI = "hi"
    BENGALI = "bn"
    MALAYALAM = "ml"
    TAGALOG = "tl"
    PERSIAN = "fa"


class Disability(StrEnum):
    """Whether somebody lives with a disability; it may stay unsaid."""

    NONE = "none"
    SOME = "some"
    UNSAID = "unsaid"


SPEAKS = "speaks "
ELSEWHERE = "elsewhere"
"""The region of who lives in none that the registry names."""
GROUPS: Mapping[str, type[StrEnum]] = {
    "sex": Sex,
    "age": AgeBand,
    "standing": Standing,
    "nationality": NationalityGroup,
    "occupation": Occupation,
    "disability": Disability,
}
"""Categories of quotas whose features are coded here. "region" is the registry's; "speaks ur" is yes or no."""
ATTRIBUTE_COLUMNS = (*GROUPS, "region", *(f"{SPEAKS}{each}" for each in Language))

_BELOW = {
    18: AgeBand.UNDER_18,
    25: AgeBand.FROM_18,
    35: AgeBand.FROM_25,
    45: AgeBand.FROM_35,
    55: AgeBand.FROM_45,
    65: AgeBand.FROM_55,
}


def band_of(age: int) -> AgeBand:
    """Return the band of an age in whole years."""
    return next((band for limit, band in _BELOW.items() if age < limit), AgeBand.FROM_65)


def age_on(born: date, day: date) -> int:
    """Return somebody's age in whole years on a day; negative before the birth. Who was born on 29 February ages on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def knows(category: str, feature: str, regions: Sequence[str]) -> bool:
    """Tell whether a quota's category has this feature."""
    if category == "region":
        return feature in (*regions, ELSEWHERE)
    if category.startswith(SPEAKS):
        return category in ATTRIBUTE_COLUMNS and feature in ("yes", "no")
    return category in GROUPS and feature in {str(each) for each in GROUPS[category]}
