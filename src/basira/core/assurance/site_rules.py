"""What may be captured at which site (requirements, ruling 7): photos by type of site, recordings by a stated legal basis."""

from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.registry import SiteType

NO_PHOTOS = frozenset(
    {
        SiteType.HOSPITAL, SiteType.CLINIC, SiteType.COURT, SiteType.PASSPORT_OFFICE, SiteType.BORDER, SiteType.AIRPORT,
        SiteType.POLICE, SiteType.SECURITY,
    }
)  # fmt: skip
"""Types of sites where photos are off unless the programme decides otherwise, with its reason."""


class Withheld(StrEnum):
    """Why a file that arrived is kept sealed, without a picture that anybody could see."""

    PHOTO = "site-photo"
    RECORDING = "site-recording"


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a shopper may capture at one site."""

    photos: bool
    recordings: bool


def photos_by_default(site: SiteType) -> bool:
    """Tell whether photos are allowed at a type of site before the programme decides anything."""
    return site not in NO_PHOTOS


def rule_for(site: SiteType, *, decided: bool | None, has_recording_basis: bool) -> SiteRule:
    """
    Return the rule of a site. `decided` is the programme's own decision on photos there, None where it made none.

    Audio and video need a legal basis that the programme stated, and a site where photos are allowed.
    """
    photos = photos_by_default(site) if decided is None else decided
    return SiteRule(photos, photos and has_recording_basis)


def withheld(kind: str, rule: SiteRule) -> Withheld | None:
    """Return why a file of a media type, as its bytes tell it, may be seen by nobody; None when it may."""
    family = kind.partition("/")[0]
    if family == "image" and not rule.photos:
        return Withheld.PHOTO
    if family in ("audio", "video") and not rule.recordings:
        return Withheld.RECORDING
    return None
