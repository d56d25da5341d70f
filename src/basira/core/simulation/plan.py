"""What a simulated programme is made of; the demo's own plan is in `demo_plan`."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.registry import Channel

TRIED = (Channel.COUNTER, Channel.PHONE, Channel.WEBSITE)
"""The channels by which the simulated programme tries services."""


class Coverage(StrEnum):
    """How much of a cycle's field work a centre gets."""

    FULL = "full"
    """Six to eight accepted visits."""
    SOME = "some"
    """Four or five."""
    THIN = "thin"
    """One to three."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Town:
    """A real town. Degrees, rounded to about a kilometre."""

    code: str
    name_ar: str
    name_en: str
    region_ar: str
    region_en: str
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class SectorPlan:
    """A sector. `level` shifts everything below it, in logits."""

    code: str
    name_ar: str
    name_en: str
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class EntityPlan:
    """
    An invented body. `kind` and `site_type` are words of the registry; the templates hold "{town}".

    `service_ar`/`service_en` name the one service that the demo tries there.
    """

    code: str
    sector: str
    kind: str
    name_ar: str
    name_en: str
    centre_ar: str
    centre_en: str
    service_ar: str
    service_en: str
    site_type: str
    towns: tuple[str, ...]

    def centre_in(
        self, town: Town, nudge: tuple[Decimal, Decimal], coverage: Coverage, channels: tuple[Channel, ...]
    ) -> "CentrePlan":
        """Return the body's centre in a town, `nudge` degrees north and east of the town's point."""
        return CentrePlan(
            code=f"{self.code}-{town.code}",
            entity=self.code,
            sector=self.sector,
            town=town.code,
            name_ar=self.centre_ar.format(town=town.name_ar),
            name_en=self.centre_en.format(town=town.name_en),
            site_type=self.site_type,
            latitude=town.latitude + nudge[0],
            longitude=town.longitude + nudge[1],
            coverage=coverage,
            channels=channels,
        )


@dataclass(frozen=True, slots=True)
class CentrePlan:
    """An invented centre in a real town; its point lies near the town's, not on a real building."""

    code: str
    entity: str
    sector: str
    town: str
    name_ar: str
    name_en: str
    site_type: str
    latitude: Decimal
    longitude: Decimal
    coverage: Coverage
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class DimensionPlan:
    """A dimension of the questionnaire."""

    code: str
    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """
    A criterion. `steps` is 1 for yes/no, 2 for yes/partly/no; `difficulty` is in logits (above 0 is harder).

    `channels` are those where it can apply; elsewhere it is N/A. `rarely_applies` is the chance of N/A even there.
    """

    code: str
    dimension: str
    label_ar: str
    label_en: str
    weight: Decimal
    steps: int
    difficulty: float
    channels: tuple[Channel, ...] = TRIED
    critical: bool = False
    rarely_applies: float = 0.0


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """A cycle of `days` days in the field. `done_share` is 1 for a closed one; `drift` is in logits."""

    code: str
    name_ar: str
    name_en: str
    days: int
    done_share: float
    drift: float

    @property
    def closed(self) -> bool:
        """Tell whether all its missions have come to an end."""
        return self.done_share >= 1.0


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """Everything that is decided before chance comes in."""

    name_ar: str
    name_en: str
    attribution: str
    towns: tuple[Town, ...]
    sectors: tuple[SectorPlan, ...]
    entities: tuple[EntityPlan, ...]
    centres: tuple[CentrePlan, ...]
    dimensions: tuple[DimensionPlan, ...]
    criteria: tuple[CriterionPlan, ...]
    cycles: tuple[CyclePlan, ...]
    shoppers: int
