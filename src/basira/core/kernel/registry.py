"""Shared words of the registry: kinds of entities, sites and channels."""

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
