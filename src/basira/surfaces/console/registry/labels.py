"""The words of the registry's kinds, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.registry import Channel, EntityKind, SiteType

ENTITY_KINDS: dict[EntityKind, str | Promise] = {
    EntityKind.MINISTRY: _("Ministry"),
    EntityKind.AUTHORITY: _("Authority"),
    EntityKind.DEPARTMENT: _("Department"),
    EntityKind.STATE_COMPANY: _("State company"),
    EntityKind.PRIVATE_DELIVERER: _("Private deliverer"),
    EntityKind.NGO: _("Non-profit association"),
    EntityKind.OTHER: _("Other"),
}

SITE_TYPES: dict[SiteType, str | Promise] = {
    SiteType.OFFICE: _("Service centre"),
    SiteType.HOSPITAL: _("Hospital"),
    SiteType.CLINIC: _("Clinic"),
    SiteType.COURT: _("Court"),
    SiteType.PASSPORT_OFFICE: _("Passport office"),
    SiteType.BORDER: _("Border office"),
    SiteType.AIRPORT: _("Airport"),
    SiteType.POLICE: _("Police station"),
    SiteType.SECURITY: _("Security site"),
    SiteType.SCHOOL: _("School"),
    SiteType.MARKET: _("Market"),
    SiteType.PUBLIC_PLACE: _("Park or public place"),
    SiteType.CALL_CENTRE: _("Call centre"),
    SiteType.ONLINE: _("Online service"),
    SiteType.OTHER: _("Other"),
}

CHANNELS: dict[Channel, str | Promise] = {
    Channel.COUNTER: _("Counter"),
    Channel.PHONE: _("Phone"),
    Channel.WEBSITE: _("Website"),
    Channel.APP: _("App"),
    Channel.EVENT: _("Event"),
    Channel.OUTSOURCED: _("Outsourced"),
}
