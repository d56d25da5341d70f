"""What a file of centres may bring, and the headers by which it is known. Described in docs/reference."""

from basira.core.imports.mapping import Target, header_key

CENTRE_TARGETS: tuple[Target, ...] = (
    Target("code", ("centre code", "center code", "centre id", "center id", "branch code", "id", "ref", "الرمز",
                    "رمز المركز", "كود المركز", "رقم المركز", "code centre", "identifiant")),
    Target("name_ar", ("name arabic", "arabic name", "centre name ar", "الاسم", "الاسم العربي", "الاسم بالعربية",
                       "اسم المركز", "اسم المركز بالعربية", "nom ar", "nom arabe")),
    Target("name_en", ("name english", "english name", "centre name en", "الاسم الإنجليزي", "الاسم بالإنجليزية",
                       "اسم المركز بالإنجليزية", "nom en", "nom anglais")),
    Target("name", ("centre", "center", "centre name", "center name", "branch", "branch name", "facility",
                    "facility name", "office", "nom", "nom du centre", "المركز", "الفرع", "اسم الفرع")),
    Target("entity", ("body", "authority", "ministry", "organisation", "organization", "agency", "الجهة", "اسم الجهة",
                      "الوزارة", "الهيئة", "organisme", "ministère")),
    Target("entity_kind", ("body kind", "entity type", "نوع الجهة", "type organisme")),
    Target("sector", ("القطاع", "secteur")),
    Target("region", ("province", "governorate", "emirate", "state", "wilaya", "المنطقة", "المحافظة", "الإمارة",
                      "الولاية", "région", "gouvernorat")),
    Target("town", ("city", "locality", "municipality", "commune", "المدينة", "البلدة", "ville")),
    Target("site_type", ("centre type", "center type", "facility type", "amenity", "type de site", "نوع المركز",
                         "نوع الموقع", "placetype")),
    Target("latitude", ("lat", "y", "خط العرض", "العرض")),
    Target("longitude", ("lon", "lng", "long", "x", "خط الطول", "الطول")),
    Target("services", ("service", "الخدمات", "prestations")),
    Target("channels", ("channel", "القنوات", "القناة", "canaux", "canal")),
    Target("address", ("addr", "addr full", "street", "العنوان", "adresse")),
    Target("phone", ("tel", "telephone", "phone number", "الهاتف", "رقم الهاتف", "téléphone")),
)  # fmt: skip

NAME_TARGETS = ("name", "name_ar", "name_en")

CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
    "counter": ("counter", "on site", "in person", "branch", "حضوري", "كاونتر", "مركز خدمة", "guichet"),
    "phone": ("phone", "telephone", "call centre", "call center", "هاتف", "الهاتف", "مركز الاتصال", "téléphone"),
    "website": ("website", "web", "portal", "online", "موقع", "الموقع الإلكتروني", "site web"),
    "app": ("app", "mobile app", "application", "mobile", "تطبيق", "تطبيق ذكي"),
    "event": ("event", "فعالية", "événement"),
    "outsourced": ("outsourced", "private deliverer", "service provider", "مزود خدمة", "جهة منفذة", "externalisé"),
}

ENTITY_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "department": ("department", "إدارة", "دائرة", "département"),
    "ministry": ("ministry", "وزارة", "ministère"),
    "authority": ("authority", "agency", "government", "هيئة", "public", "autorité", "administration"),
    "state-company": ("state company", "government company", "شركة حكومية", "entreprise publique"),
    "private-deliverer": ("private deliverer", "private", "شركة خاصة", "قطاع خاص", "privé", "concessionnaire"),
    "ngo": ("ngo", "non profit", "charity", "جمعية", "قطاع غير ربحي", "ong", "association"),
    "other": ("other", "أخرى", "autre"),
}


def _keys(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {header_key(word): name for name, known in words.items() for word in (name, *known)}


CHANNEL_KEYS = _keys(CHANNEL_WORDS)
ENTITY_KIND_KEYS = _keys(ENTITY_KIND_WORDS)
