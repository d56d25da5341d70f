"""The plan of a department's demo (S1): five units of one body, a call centre and a stand at an exhibition among them."""

from dataclasses import replace
from decimal import Decimal

from basira.core.kernel.registry import Channel
from basira.core.simulation.demo_plan import NUDGE
from basira.core.simulation.plan import (
    CentrePlan,
    Coverage,
    CriterionPlan,
    CyclePlan,
    EntityPlan,
    ProgrammePlan,
    SectorPlan,
)
from basira.core.simulation.questionnaire import CRITERIA, DIMENSIONS
from basira.core.simulation.towns import ATTRIBUTION, TOWNS

DEPARTMENT_SEED = 20261129
SHOPPERS = 14
"""The first half are customers from outside, the others employees of a unit that nobody measures."""
SECTORS = (SectorPlan("social", "خدمات الدائرة", "The department's services"),)
COUNTERS = (Channel.COUNTER,)
CHANNELS = {"contact": (Channel.PHONE,), "outreach": (Channel.EVENT,)}
"""What a unit without a counter is reached by."""
SUPPORT = EntityPlan(
    "support", "social", "department", "إدارة الخدمات المساندة", "Support Services Unit", "", "", "", "", "office", (),
)  # fmt: skip
"""Where the employees among the shoppers work. It serves nobody outside."""

UNITS = (
    EntityPlan(
        "family", "social", "department", "إدارة التلاحم الأسري", "Family Cohesion Unit",
        "مكتب التلاحم الأسري في {town}", "{town} Family Office", "حجز موعد إرشاد أسري", "Booking family counselling",
        "office", ("sharjah", "khor-fakkan"),
    ),
    EntityPlan(
        "elderly", "social", "department", "إدارة خدمات كبار السن", "Elderly Services Unit",
        "مركز خدمات كبار السن في {town}", "{town} Elderly Services Centre", "طلب رعاية منزلية", "Asking for home care",
        "office", ("sharjah", "dhaid"),
    ),
    EntityPlan(
        "aid", "social", "department", "إدارة المساعدات الاجتماعية", "Social Aid Unit",
        "مكتب المساعدات في {town}", "{town} Aid Office", "طلب مساعدة شهرية", "Applying for monthly aid",
        "office", ("sharjah", "kalba", "dibba-hisn"),
    ),
    EntityPlan(
        "contact", "social", "department", "مركز الاتصال", "Contact Centre",
        "مركز الاتصال في {town}", "{town} Contact Centre", "الاستفسار عن خدمة", "Asking about a service",
        "call-centre", ("sharjah",),
    ),
    EntityPlan(
        "outreach", "social", "department", "إدارة التواصل المجتمعي", "Outreach Unit",
        "جناح الدائرة في معرض {town}", "The department's stand, {town} exhibition",
        "التعريف بخدمات الدائرة", "Learning of the department's services", "public-place", ("sharjah",),
    ),
    SUPPORT,
)  # fmt: skip

CYCLES = (
    CyclePlan("c1", "دورة القياس الأولى", "First measuring cycle", 60, 1.0, 0.0),
    CyclePlan("c2", "دورة القياس الثانية", "Second measuring cycle", 60, 0.5, 0.15),
)


def department_plan() -> ProgrammePlan:
    """Return the department's plan; always the same. Its names are those of the charter, not of the plan."""
    return ProgrammePlan(
        name_ar="",
        name_en="",
        attribution=ATTRIBUTION,
        towns=TOWNS,
        sectors=SECTORS,
        entities=UNITS,
        centres=_centres(),
        dimensions=DIMENSIONS,
        criteria=tuple(_at_a_stand_too(criterion) for criterion in CRITERIA),
        cycles=CYCLES,
        shoppers=SHOPPERS,
    )


def _at_a_stand_too(criterion: CriterionPlan) -> CriterionPlan:
    """Return a criterion so that what is seen at a counter is seen at a stand as well."""
    if Channel.COUNTER not in criterion.channels:
        return criterion
    return replace(criterion, channels=(*criterion.channels, Channel.EVENT))


def _centres() -> tuple[CentrePlan, ...]:
    towns = {town.code: town for town in TOWNS}
    return tuple(
        unit.centre_in(towns[code], (NUDGE * place, Decimal(0)), Coverage.FULL, CHANNELS.get(unit.code, COUNTERS))
        for place, unit in enumerate(UNITS)
        for code in unit.towns
    )
