"""What is planned, what is known of its errors, and what that promises: plain values. `outlook` works them out."""

from dataclasses import dataclass
from statistics import median

from basira.core.scoring.ranks import DEFAULT_MIN_VISITS
from basira.core.scoring.rating import Level


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """Who goes where, by opaque refs."""

    shopper: str
    centre: str
    entity: str


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of ratings of 0 to 1: between bodies, their centres, shoppers, visits, and what is left of one rating."""

    entity: float
    centre: float
    shopper: float
    visit: float
    rest: float

    def of_visit(self, criteria: float) -> float:
        """Return the variance of what a visit to a centre says, its shopper aside, with so many criteria (above 0)."""
        return self.visit + self.rest / criteria


@dataclass(frozen=True, slots=True)
class UnitOutlook:
    """A unit's planned visits and shoppers, and half its 95 % interval to come (a share; 0.05 is five points)."""

    unit: str
    visits: int
    shoppers: int
    half_width: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    What a plan promises at one level; all widths and differences are shares of 0 to 1.

    `needed` is how many visits to each of two units, named before, show 5 points with a power of 80 %; None where no number does.
    `told_apart` is the difference that half of all pairs show so, when all pairs are compared together; `typical` the one by which
    half of all pairs really differ. `groups` counts the groups of units that no shopper joins.
    """

    level: Level
    units: tuple[UnitOutlook, ...]
    needed: int | None
    told_apart: float
    typical: float
    groups: int

    @property
    def half_width(self) -> float:
        """Return half the interval of the unit in the middle."""
        return median(unit.half_width for unit in self.units)

    @property
    def widest(self) -> float:
        """Return half the widest interval."""
        return max(unit.half_width for unit in self.units)

    @property
    def visits(self) -> int:
        """Return the visits to the unit in the middle, the fewer of two."""
        return sorted(unit.visits for unit in self.units)[(len(self.units) - 1) // 2]

    @property
    def unranked(self) -> int:
        """Return how many units get too few visits for a place."""
        return sum(unit.visits < DEFAULT_MIN_VISITS for unit in self.units)

    @property
    def carries_ranking(self) -> bool:
        """Tell whether at least half of all pairs are expected to be told apart."""
        return self.told_apart <= self.typical
