"""What offices call their sites, as one of the site types of the registry."""

from basira.core.imports.mapping import header_key
from basira.core.kernel.registry import SiteType

SITE_WORDS: dict[SiteType, tuple[str, ...]] = {
    SiteType.OFFICE: ("office", "service centre", "service center", "مركز خدمة", "مكتب", "bureau"),
    SiteType.HOSPITAL: ("hospital", "مستشفى", "hôpital"),
    SiteType.CLINIC: ("clinic", "health centre", "doctors", "doctor", "dentist", "عيادة", "مركز صحي", "clinique"),
    SiteType.COURT: ("court", "courthouse", "محكمة", "tribunal"),
    SiteType.PASSPORT_OFFICE: ("passport office", "passports", "الجوازات", "جوازات"),
    SiteType.AIRPORT: ("airport", "مطار", "aéroport"),
    SiteType.POLICE: ("police", "police station", "شرطة", "مركز شرطة", "commissariat"),
    SiteType.SCHOOL: ("school", "مدرسة", "école"),
    SiteType.MARKET: ("market", "سوق", "marché"),
    SiteType.CALL_CENTRE: ("call centre", "call center", "مركز اتصال"),
    SiteType.ONLINE: ("online", "website", "app", "رقمي", "إلكتروني"),
}

SITE_KEYS = {header_key(word): kind for kind, words in SITE_WORDS.items() for word in (str(kind), *words)}


def site_type_of(text: str) -> SiteType:
    """Return the site type that a text names; OFFICE where it says nothing, OTHER where it says something else."""
    if not text.strip():
        return SiteType.OFFICE
    return SITE_KEYS.get(header_key(text), SiteType.OTHER)
