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
    SiteType.BORDER: ("border", "border post", "customs post", "منفذ حدودي", "منفذ", "معبر", "حدود"),
    SiteType.SECURITY: ("security", "security site", "military", "prison", "أمن", "موقع أمني", "سجن", "عسكري"),
    SiteType.SCHOOL: ("school", "مدرسة", "école"),
    SiteType.MARKET: ("market", "سوق", "marché"),
    SiteType.PUBLIC_PLACE: ("park", "public place", "square", "حديقة", "متنزه", "مكان عام", "ساحة"),
    SiteType.CALL_CENTRE: ("call centre", "call center", "مركز اتصال"),
    SiteType.ONLINE: ("online", "website", "app", "رقمي", "إلكتروني"),
}

SITE_KEYS = {header_key(word): kind for kind, words in SITE_WORDS.items() for word in (str(kind), *words)}


NAMED = (
    SiteType.HOSPITAL, SiteType.CLINIC, SiteType.COURT, SiteType.PASSPORT_OFFICE, SiteType.BORDER, SiteType.AIRPORT,
    SiteType.POLICE, SiteType.SECURITY,
)  # fmt: skip
"""Types that a centre's own name may give away where the list says nothing: those whose sites are not photographed."""

LONGEST_WORD = 2  # words of the longest site word that is looked for in a name


def site_type_of(text: str, *, names: tuple[str, ...] = ()) -> SiteType:
    """
    Return the site type that a text names; OTHER where it says something else.

    Where it says nothing, the centre's names are asked (and what they stand beside, such as the sector's), for the types that
    are not photographed: "مستشفى النور" is a hospital. Else it is an OFFICE.
    """
    if text.strip():
        return SITE_KEYS.get(header_key(text), SiteType.OTHER)
    found = {SITE_KEYS.get(header_key(part)) for name in names for part in _parts(name)}
    return next((kind for kind in NAMED if kind in found), SiteType.OFFICE)


def _parts(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[at : at + size]) for size in range(1, LONGEST_WORD + 1) for at in range(len(words))]
