"""The sectors that the programmes name, each with the packs that serve it today; without one it is planned."""

# ruff: noqa: E501  a table reads best one line a row

from dataclasses import dataclass

from basira.core.instrument.packs.source import Said


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector as the requirements name it: their ids, its name, and the packs that fit; `is_own` when one was made for it."""

    code: str
    ids: str
    name: Said
    packs: tuple[str, ...] = ()
    is_own: bool = False


COUNTER, CALL, WEB = "service-counter", "contact-centre", "website-and-app"
SECTORS = (
    Sector("tourism", "S0-22a", Said("المنشآت السياحية", "Tourism")),
    Sector("health", "S0-22b, S2-24, S2-25", Said("المستشفيات العامة والخاصة", "Public and private hospitals"), ("hospital", CALL), True),
    Sector("education", "S0-22c, S2-27", Said("المنشآت التعليمية", "Schools"), (COUNTER,)),
    Sector("retail", "S0-22d", Said("مراكز التسوق وبيع التجزئة", "Malls and retail")),
    Sector("wholesale", "S0-22e", Said("أسواق الهال", "Wholesale produce markets")),
    Sector("utilities", "S0-22f, S2-28", Said("مراكز الكهرباء والمياه والاتصالات", "Electricity, water and telecom centres"), (COUNTER, CALL, WEB)),
    Sector("passports", "S0-22g", Said("الهجرة والجوازات", "Immigration and passports"), (COUNTER, CALL, WEB)),
    Sector("industry", "S0-22h", Said("المعامل والمنشآت الصناعية", "Factories")),
    Sector("social", "S0-22i", Said("مراكز الخدمة الاجتماعية", "Social service centres"), ("social-service-centre", CALL, "event-stand"), True),
    Sector("ngo", "S0-22j", Said("الجمعيات الأهلية", "Civil associations"), ("social-service-centre",)),
    Sector("banks", "S0-22k", Said("المصارف والبنوك", "Banks"), (COUNTER, CALL, WEB)),
    Sector("insurance", "S0-22l", Said("شركات التأمين", "Insurance companies"), (CALL, WEB)),
    Sector("finance", "S0-22m", Said("مديريات المالية", "Finance directorates"), (COUNTER,)),
    Sector("tax", "S0-22n", Said("هيئة الضرائب والرسوم", "Tax authority"), (COUNTER, CALL, WEB)),
    Sector("municipal", "S2-26", Said("البلديات والأمانات", "Municipalities"), ("municipality", "park-and-public-place"), True),
    Sector("roads", "S2-27", Said("الطرق", "Roads")),
    Sector("justice", "S2-27", Said("المحاكم", "Courts"), (COUNTER,)),
    Sector("airports", "S2-28", Said("المطارات", "Airports")),
    Sector("public-places", "S2-35", Said("الحدائق والأماكن العامة", "Parks and public places"), ("park-and-public-place",), True),
)  # fmt: skip
"""Every sector of S0-22 and S2-24 to S2-28, and the public places of S2-35."""
