"""
The demo's plan: a national programme that does not exist, in towns that do.

Every body and centre is invented; so is every number that comes of it. Only the towns are real (see `towns`).
"""

from decimal import Decimal

from basira.core.kernel.registry import Channel
from basira.core.simulation.plan import (
    CentrePlan,
    Coverage,
    CyclePlan,
    EntityPlan,
    ProgrammePlan,
    SectorPlan,
)
from basira.core.simulation.questionnaire import CRITERIA, DIMENSIONS
from basira.core.simulation.towns import ATTRIBUTION, TOWNS

DEMO_SEED = 20261122
SHOPPERS = 50
NUDGE = Decimal("0.006")
"""Degrees between centres of one town, so that their points do not coincide."""

SECTORS = (
    SectorPlan("health", "الصحة", "Health", 0.05),
    SectorPlan("justice", "العدل والمحاكم", "Justice and courts", -0.15),
    SectorPlan("interior", "الجوازات والمرور", "Passports and traffic", 0.1),
    SectorPlan("municipal", "البلديات", "Municipal services", -0.05),
    SectorPlan("utilities", "الكهرباء والمياه والاتصالات", "Utilities and telecoms", 0.15),
)

ENTITIES = (
    EntityPlan(
        "primary-care", "health", "authority", "هيئة الرعاية الصحية الأولية", "Primary Health Care Authority",
        "مركز {town} الصحي", "{town} Health Centre", "فتح ملف صحي", "Opening a health file", "clinic",
        ("abu-dhabi", "al-ain", "sharjah", "ajman", "ras-al-khaimah", "fujairah", "khor-fakkan", "masafi"),
    ),
    EntityPlan(
        "medical-fitness", "health", "private-deliverer", "شركة سلامة للفحص الطبي", "Salama Medical Fitness Company",
        "مركز سلامة للفحص الطبي - {town}", "Salama Medical Fitness Centre, {town}",
        "فحص اللياقة الطبية للإقامة", "Medical fitness test for residence", "clinic",
        ("dubai", "jebel-ali", "sharjah", "umm-al-quwain", "ruwais"),
    ),
    EntityPlan(
        "courts", "justice", "ministry", "وزارة القضاء", "Ministry of the Judiciary",
        "محكمة {town} الابتدائية", "{town} Court of First Instance",
        "قيد دعوى مطالبة مالية", "Filing a money claim", "court",
        ("abu-dhabi", "al-ain", "sharjah", "ajman", "fujairah", "dibba-fujairah"),
    ),
    EntityPlan(
        "notary", "justice", "authority", "هيئة التوثيق والتصديقات", "Notary and Attestation Authority",
        "مكتب التوثيق في {town}", "{town} Notary Office",
        "تصديق وكالة خاصة", "Attesting a power of attorney", "office",
        ("dubai", "sharjah", "ras-al-khaimah", "umm-al-quwain", "kalba"),
    ),
    EntityPlan(
        "passports", "interior", "authority", "الهيئة الوطنية للجوازات", "National Passports Authority",
        "مركز جوازات {town}", "{town} Passport Centre", 
        "تجديد جواز سفر طفل", "Renewing a child's passport", "passport-office",
        ("abu-dhabi", "al-ain", "madinat-zayed", "dubai", "hatta", "khor-fakkan", "ras-al-khaimah"),
    ),
    EntityPlan(
        "traffic", "interior", "authority", "إدارة المرور والترخيص", "Traffic and Licensing Directorate",
        "مركز ترخيص المركبات في {town}", "{town} Vehicle Licensing Centre",
        "تجديد ترخيص مركبة", "Renewing a vehicle licence", "office",
        ("abu-dhabi", "sharjah", "ajman", "ras-al-khaimah", "fujairah", "dhaid"),
    ),
    EntityPlan(
        "coast-municipality", "municipal", "department", "مجلس بلديات الساحل", "Coast Municipalities Council",
        "مركز خدمات بلدية {town}", "{town} Municipal Service Centre",
        "طلب تصريح بناء", "Applying for a building permit", "office",
        ("kalba", "khor-fakkan", "dibba-hisn", "dibba-fujairah", "hamriyah", "jazirah-hamra"),
    ),
    EntityPlan(
        "inland-municipality", "municipal", "department", "مجلس بلديات الواحات", "Oases Municipalities Council",
        "مركز خدمات بلدية {town}", "{town} Municipal Service Centre",
        "تجديد رخصة محل", "Renewing a shop licence", "office",
        ("dhaid", "madam", "manama", "masfut", "falaj-al-mualla", "hatta"),
    ),
    EntityPlan(
        "west-municipality", "municipal", "department", "بلدية الظهرة الغربية", "Western Dhahra Municipality",
        "مركز خدمات بلدية {town}", "{town} Municipal Service Centre",
        "طلب تصريح بناء", "Applying for a building permit", "office",
        ("madinat-zayed", "mirfa", "ghayathi", "sila"),
    ),
    EntityPlan(
        "power-water", "utilities", "state-company", "شركة النور للكهرباء والمياه", "Al Noor Power and Water Company",
        "فرع شركة النور في {town}", "Al Noor {town} Branch",
        "توصيل الكهرباء لمسكن", "Connecting a home to power", "office",
        ("abu-dhabi", "al-ain", "sharjah", "ajman", "umm-al-quwain", "fujairah", "ruwais"),
    ),
    EntityPlan(
        "telecom", "utilities", "state-company", "شركة صلة للاتصالات", "Sila Telecom Company",
        "فرع صلة في {town}", "Sila Telecom {town} Branch", "نقل خط منزلي", "Moving a home line", "office",
        ("dubai", "jebel-ali", "sharjah", "al-ain", "ras-al-khaimah", "fujairah", "shaam"),
    ),
)  # fmt: skip

COVERAGE = {
    "primary-care-masafi": Coverage.THIN,
    "primary-care-khor-fakkan": Coverage.SOME,
    "courts-dibba-fujairah": Coverage.THIN,
    "courts-fujairah": Coverage.SOME,
    "passports-hatta": Coverage.NONE,
    "traffic-dhaid": Coverage.NONE,
    "inland-municipality-masfut": Coverage.THIN,
    "inland-municipality-hatta": Coverage.THIN,
    "inland-municipality-manama": Coverage.SOME,
    "west-municipality-sila": Coverage.NONE,
    "west-municipality-ghayathi": Coverage.SOME,
    "power-water-ruwais": Coverage.THIN,
    "telecom-shaam": Coverage.NONE,
    "coast-municipality-jazirah-hamra": Coverage.NONE,
}
"""Where the programme comes too little or not at all; everywhere else fully."""

CYCLES = (
    CyclePlan("c1", "الدورة الأولى", "First cycle", 60, 1.0, 0.0),
    CyclePlan("c2", "الدورة الثانية", "Second cycle", 60, 1.0, 0.2),
    CyclePlan("c3", "الدورة الثالثة", "Third cycle", 60, 0.5, 0.1),
)


def demo_plan() -> ProgrammePlan:
    """Return the demo's plan; always the same."""
    return ProgrammePlan(
        name_ar="البرنامج الوطني للمتسوق السري",
        name_en="National Mystery Shopper Programme",
        attribution=ATTRIBUTION,
        towns=TOWNS,
        sectors=SECTORS,
        entities=ENTITIES,
        centres=make_centres(),
        dimensions=DIMENSIONS,
        criteria=CRITERIA,
        cycles=CYCLES,
        shoppers=SHOPPERS,
    )


def make_centres() -> tuple[CentrePlan, ...]:
    """Write out one centre for each town that an entity serves."""
    towns = {town.code: town for town in TOWNS}
    centres: list[CentrePlan] = []
    for place, entity in enumerate(ENTITIES):
        nudge = (NUDGE * (place % 3 - 1), NUDGE * (place // 3 - 2))
        for code in entity.towns:
            coverage = COVERAGE.get(f"{entity.code}-{code}", Coverage.FULL)
            centres.append(entity.centre_in(towns[code], nudge, coverage, channels_of(len(centres))))
    return tuple(centres)


def channels_of(place: int) -> tuple[Channel, ...]:
    """Give every centre a counter, two of three a telephone, and one of three a website as well."""
    return (Channel.COUNTER, Channel.PHONE, Channel.WEBSITE)[: 1 + place % 3]
