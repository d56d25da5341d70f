"""
Differences that decisions rest on: between two levels of a factor, and of one unit between two waves; never drawn to the mean.

Both sides come from one model, so that shoppers (and all else) they share are counted once; the visit is the unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from basira.core.kernel.problem import Fault, Problem
from basira.core.scoring.mixed.fit import Fit, Options, fit
from basira.core.scoring.mixed.ratings import Factor, Floats, RatingTable, factor_of
from basira.core.scoring.mixed.scores import UnitNotScorable
from basira.core.scoring.mixed.tally import Group
from basira.core.scoring.mixed.uncertainty import intervals
from basira.core.scoring.mixed.unshrunk import Known, Unshrunk

CELL = "unit in period"
BETWEEN = "\x1f"
"""Parts the unit from the period in a cell's name; no cell of a file holds it unescaped."""


class NothingToCompare(Problem):
    """`reason`: visits (no factor names them), level (`level` is no level of the factor), or period (none was in both)."""

    code = "scoring.nothing-to-compare"


@dataclass(frozen=True, slots=True)
class Difference:
    """`first` minus `second`, in units of the rating, with its 95 % interval; told apart when 0 lies outside it."""

    first: str
    second: str
    value: float
    error: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Tell whether the data show a difference at all."""
        return self.low > 0 or self.high < 0


def differences(found: Fit, name: str, pairs: Sequence[tuple[str, str]]) -> tuple[Difference, ...]:
    """
    Return the difference of each pair of levels of one factor: two centres, or two personas (equal treatment).

    Each interval is 95 % by itself, not all of them at once. No pairs: none.

    :raises UnitNotScorable: when the ratings have no such factor
    :raises NothingToCompare: without visits, or for a level that is not there
    :raises NotSeparable: when a covariate does not vary within levels
    """
    factor = found.tally.factor(name)
    if factor is None or factor.size < 2:
        raise UnitNotScorable(unit=name)
    if found.tally.factor("visit") is None:
        raise NothingToCompare(reason="visits")
    places = {level: place for place, level in enumerate(factor.levels)}
    for level in (level for pair in pairs for level in pair):
        if level not in places:
            raise NothingToCompare(reason="level", level=level)
    equations = Unshrunk(found.tally, found.variances, factor)
    chosen = contrast_of([(places[first], places[second]) for first, second in pairs], factor) @ equations.rows

    def solved(variances: Known, residual: float) -> tuple[Floats, Floats]:
        return equations.read(equations.point(variances, residual), chosen)

    values, variances = solved(found.variances, found.residual)
    spread = intervals(found, solved, (values, variances), equations.held)
    figures = zip(pairs, values, np.sqrt(variances), spread.low, spread.high, strict=True)
    return tuple(Difference(first, second, *map(float, four)) for (first, second), *four in figures)


def contrast_of(pairs: Sequence[tuple[int, int]], factor: Group) -> sparse.csr_array:
    """Return one row a pair: 1 at the first, -1 at the second; nothing for a level and itself."""
    rows = np.repeat(np.arange(len(pairs)), 2)
    columns = np.array([place for pair in pairs for place in pair], dtype=np.int64)
    signs = np.tile([1.0, -1.0], len(pairs))
    return sparse.coo_array((signs, (rows, columns)), shape=(len(pairs), factor.size)).tocsr()


def changes(
    table: RatingTable, unit: str, period: str, between: tuple[str, str], options: Options | None = None
) -> tuple[tuple[Difference, ...], tuple[Fault, ...]]:
    """
    Return how each unit that was rated in both periods changed, the first to the second, and the warnings of the fit.

    What all units have in common of the change is part of it. `first` and `second` of a change are the unit's own name.

    :raises UnitNotScorable: when the ratings have no such factors
    :raises NothingToCompare: without visits, or when no unit was rated in both
    """
    before, now = between
    units, periods = table.factor(unit), table.factor(period)
    if units is None or periods is None:
        raise UnitNotScorable(unit=unit if units is None else period)
    cells = factor_of(CELL, [f"{units.levels[u]}{BETWEEN}{periods.levels[p]}" for u, p in cells_of(units, periods)])
    present = set(cells.levels)
    moved = [level for level in units.levels if {f"{level}{BETWEEN}{now}", f"{level}{BETWEEN}{before}"} <= present]
    if not moved:
        raise NothingToCompare(reason="period", before=before, now=now)
    whole = replace(table, factors=(*table.factors, cells), above=(*table.above, unit, period))
    found = fit(whole, replace(options or Options(), keep=(CELL, "visit")))
    pairs = [(f"{level}{BETWEEN}{now}", f"{level}{BETWEEN}{before}") for level in moved]
    told = differences(found, CELL, pairs)
    return tuple(
        replace(one, first=level, second=level) for one, level in zip(told, moved, strict=True)
    ), found.warnings


def cells_of(units: Factor, periods: Factor) -> Iterable[tuple[int, int]]:
    """Return the unit and the period of each rating."""
    return zip(units.codes.tolist(), periods.codes.tolist(), strict=True)
