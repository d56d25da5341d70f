"""
What the public site may read: frozen cards, made only from a published release.

Everything here has already passed the disclosure rule; a card never holds a number that may not be shown, so a surface
has nothing to hide. Shares and scores run from 0 to 1. No card carries a date: the cycle is the finest time there is.

The queries (`basira.programme.publishing.queries`) that return them; `cycle=None` means the newest published cycle:

- `published_cycles() -> PublishedCycles`
- `programme_minute(cycle: str | None = None) -> ProgrammeMinute | None` (None: nothing published yet; so for all below)
- `results_table(level: UnitLevel, cycle: str | None = None) -> ResultsTable | None` (centre, entity or sector)
- `unit_page(ref: str, cycle: str | None = None) -> UnitPage | None` (None also for an unknown ref;
  `cycle=None` here means the newest published cycle that has the unit)
- `centre_spots(cycle: str | None = None) -> tuple[CentreSpot, ...]`
- `not_visited(cycle: str | None = None) -> tuple[NotVisitedRow, ...]`
- `method_facts(cycle: str | None = None) -> MethodFacts | None`
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.disclosure import WithheldBecause
from basira.core.scoring import Level

UnitLevel = Level
"""What a score is about, as the public pages call it."""

Withheld = WithheldBecause
"""Why a figure is not shown, as the public pages call it; the page says it in words."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages. `ar` is always filled; `en` may repeat it where no English name is known."""

    ar: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the Arabic name for "ar…" codes, else the English one."""
        return self.ar if code.startswith("ar") else self.en


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A score with its 95 % interval, or why there is none.

    Either `withheld` is None and `score`, `low` and `high` are set (0 ≤ low ≤ score ≤ high ≤ 1), or `withheld` says why
    and every number is None. `visits` is the number of accepted visits behind it; None where the count is not shown
    (a dimension that applied to only some of the unit's visits).
    """

    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    visits: int | None = None
    withheld: Withheld | None = None

    @property
    def is_shown(self) -> bool:
        """Tell whether there is a number to show."""
        return self.withheld is None


class Direction(StrEnum):
    """How a score moved since the cycle before, as far as the errors let us say."""

    BETTER = "better"
    WORSE = "worse"
    NOT_DISTINGUISHABLE = "not-distinguishable"


@dataclass(frozen=True, slots=True)
class Change:
    """The change since the cycle before (score minus score, -1 to 1), its 95 % interval, and what may be said of it."""

    difference: Decimal
    low: Decimal
    high: Decimal
    direction: Direction


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best and the worst place that the intervals allow among `among` units of the level; never one bare rank."""

    best: int
    worst: int
    among: int


@dataclass(frozen=True, slots=True)
class CycleCard:
    """A published cycle. `ref` goes into URLs; `simulated` says that every number is drawn, not observed."""

    ref: str
    name: Name
    simulated: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the results table. `ref` goes into URLs. A name is None where the level has none."""

    ref: str
    level: UnitLevel
    name: Name
    entity_ref: str
    entity: Name | None
    sector_ref: str
    sector: Name | None
    town: Name | None
    measure: Measure
    change: Change | None
    """None for the first published cycle, or when either score is withheld."""
    rank: RankRange | None
    """None when withheld or under the least number of visits for a rank."""


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension of one unit."""

    code: str
    name: Name
    measure: Measure


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One cycle of a unit's trend; the oldest comes first in a page."""

    cycle: CycleCard
    measure: Measure


@dataclass(frozen=True, slots=True)
class Tier:
    """
    The tier of a unit, 1 the best of `tiers`, among the `ranked` units of its level.

    Every unit of a tier lies clearly above every unit of the tiers below, by the published intervals. `alike` are the refs and
    names of the units that it cannot be told apart from.
    """

    number: int
    tiers: int
    ranked: int
    alike: tuple[tuple[str, Name], ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """
    The page of one centre, entity or sector in a published cycle: the one asked for, or the newest that has it.

    `children` are the centres of an entity, or the entities of a sector; empty for a centre. `latitude`/`longitude` are
    degrees of a centre, None otherwise or when unknown.
    """

    cycle: CycleCard
    row: UnitRow
    dimensions: tuple[DimensionRow, ...]
    trend: tuple[TrendPoint, ...]
    children: tuple[UnitRow, ...]
    latitude: Decimal | None
    longitude: Decimal | None
    contests: tuple[tuple[str, int], ...] = ()
    """How many findings the entity contested, by where each stood when the release was prepared; empty for none."""
    contested_since: int = 0
    """How many more it contested since then: nobody reads a figure as settled that has just been disputed."""
    tier: Tier | None = None
    """None where the unit has no range of places, or is alone in having one."""


@dataclass(frozen=True, slots=True)
class CentreSpot:
    """A centre with its place in degrees, None where it has none on record."""

    row: UnitRow
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The shown units of a level, the whole programme's score, and how far single visits spread; for a funnel chart."""

    rows: tuple[UnitRow, ...]
    mean: Decimal
    spread: Decimal


@dataclass(frozen=True, slots=True)
class NotVisitedRow:
    """A centre in the programme that had no accepted visit in the cycle."""

    ref: str
    name: Name
    entity: Name
    sector: Name
    town: Name | None


@dataclass(frozen=True, slots=True)
class SectorOption:
    """A sector or entity to filter by."""

    ref: str
    name: Name


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """The table of one level in one cycle, in the order of names (never of scores) until the reader sorts it."""

    cycle: CycleCard
    level: UnitLevel
    rows: tuple[UnitRow, ...]
    sectors: tuple[SectorOption, ...]
    shown: int
    withheld: int


@dataclass(frozen=True, slots=True)
class ProgrammeMinute:
    """The programme in a minute: the newest published cycle at a glance."""

    programme: Name
    cycle: CycleCard
    measure: Measure
    change: Change | None
    visits: int
    """Accepted and scored visits of the whole cycle."""
    centres: int
    centres_visited: int
    centres_shown: int
    entities: int
    sectors: tuple[UnitRow, ...]
    dimensions: tuple[DimensionRow, ...]
    trend: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class DimensionFacts:
    """A dimension as the questionnaire defines it: how many criteria, and its share of all points (0 to 1)."""

    code: str
    name: Name
    criteria: int
    weight_share: Decimal


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """What the method page states about a cycle. `inputs_digest` is the SHA-256 of the score run's frozen inputs."""

    cycle: CycleCard
    min_visits: int
    min_shoppers: int
    min_ranked_visits: int
    confidence: Decimal
    dimensions: tuple[DimensionFacts, ...]
    engine: str
    inputs_digest: str
    attribution: str
    """Credit for town names and points; empty when the registry needs none."""


@dataclass(frozen=True, slots=True)
class PublishedCycles:
    """The published cycles, newest first; empty when nothing has been published yet."""

    cycles: tuple[CycleCard, ...]
