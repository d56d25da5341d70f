"""Shared words of the registry: kinds of entities, sites, channels and missions."""

from collections.abc import Mapping
from enum import StrEnum


class EntityKind(StrEnum):
    """What a measured body is in law."""

    MINISTRY = "ministry"
    AUTHORITY = "authority"
    DEPARTMENT = "department"
    STATE_COMPANY = "state-company"
    PRIVATE_DELIVERER = "private-deliverer"
    NGO = "ngo"
    OTHER = "other"


class SiteType(StrEnum):
    """What a centre is as a site; the photo rule depends on it (requirements, ruling 7)."""

    OFFICE = "office"
    HOSPITAL = "hospital"
    CLINIC = "clinic"
    COURT = "court"
    PASSPORT_OFFICE = "passport-office"
    BORDER = "border"
    AIRPORT = "airport"
    POLICE = "police"
    SECURITY = "security"
    SCHOOL = "school"
    MARKET = "market"
    PUBLIC_PLACE = "public-place"
    CALL_CENTRE = "call-centre"
    ONLINE = "online"
    OTHER = "other"


class Channel(StrEnum):
    """How people reach a service."""

    COUNTER = "counter"
    PHONE = "phone"
    WEBSITE = "website"
    APP = "app"
    EVENT = "event"
    OUTSOURCED = "outsourced"


class MissionKind(StrEnum):
    """What a shopper does on a mission; `channel` says by which door she reaches the service."""

    COUNTER_VISIT = "counter-visit"
    PHONE_CALL = "phone-call"
    WEBSITE_OR_APP = "website-or-app"
    MESSAGE = "message"
    EVENT = "event"
    SPOT_CHECK = "spot-check"
    EVERYDAY = "everyday"
    JOURNEY_STEP = "journey-step"


KIND_BY_CHANNEL: Mapping[Channel, MissionKind] = {
    Channel.COUNTER: MissionKind.COUNTER_VISIT,
    Channel.PHONE: MissionKind.PHONE_CALL,
    Channel.WEBSITE: MissionKind.WEBSITE_OR_APP,
    Channel.APP: MissionKind.WEBSITE_OR_APP,
    Channel.EVENT: MissionKind.EVENT,
    Channel.OUTSOURCED: MissionKind.COUNTER_VISIT,  # another's counter is a counter
}
"""What a mission is when its plan does not say."""
