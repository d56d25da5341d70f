"""
Scores of units with their standard errors.

The score of a unit is the ratio of points won to points that could be won, over its accepted visits; criteria that did
not apply count on neither side. Visits are the clusters: what one visit says of twenty criteria is one draw.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from basira.core.scoring.rating import Level, Rating, check_scorable
from basira.core.scoring.student import t_quantile

ENGINE = "visit-clustered ratio 2"
"""Name and version of the method, kept with every run."""

CONFIDENCE = Decimal("0.95")
LEAST_LIKENESS = Decimal("0.02")
"""
The least correlation that the answers of one visit are taken to have, whatever was seen: of the size that answers share
through one interviewer alone in surveys (Groves 1989, ch. 8). It bounds what one visit can prove to 50 answers.
"""
PLACES = Decimal("0.000001")
ZERO, ONE = Decimal(0), Decimal(1)
ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    A share of points, 0 to 1, and how far it can be trusted.

    `score` is None when no rating applied. `se` is None for one visit, and when all visits agree exactly: no variation
    seen is no proof that there is none. `low` and `high` are the 95 % interval, None for fewer than two visits; it may
    reach further than `se` says, where little variation was seen (`least_interval`).
    `visits` counts the visits with at least one rating that applied.
    """

    score: Decimal | None
    se: Decimal | None
    low: Decimal | None
    high: Decimal | None
    visits: int


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One dimension of one unit; `presence` holds its (visit, shopper) pairs, sorted, for the disclosure rule."""

    dimension: str
    estimate: Estimate
    presence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitScore:
    """
    The scores of one unit at one level. `parent` is the unit above ("" for the programme, and for sectors below it).

    `shoppers` counts distinct shoppers; `critical_failures` counts critical criteria that won no point at all.
    """

    level: Level
    unit: str
    parent: str
    total: Estimate
    dimensions: tuple[DimensionScore, ...]
    presence: tuple[tuple[str, str], ...]
    shoppers: int
    critical_failures: int


@dataclass(slots=True)
class VisitPoints:
    """Points of one visit: won, possible, and the sum of the squared weights, which tells how many answers they are."""

    won: Decimal = ZERO
    possible: Decimal = ZERO
    squares: Decimal = ZERO


def score_units(ratings: Iterable[Rating], *, level: Level) -> tuple[UnitScore, ...]:
    """
    Return the score of every unit of `level` that the ratings name, in the order of their references.

    Shape: any number of ratings in; one UnitScore per unit out, each with its dimensions in order of their codes.
    Units: shares 0 to 1, to six places. Empty: no ratings, no units; a unit whose ratings are all N/A keeps a score of
    None and no visits. The order of the ratings makes no difference.
    Source: Särndal, Swensson & Wretman (1992), ch. 5: the linearised ratio, with visits as clusters.

    :raises NotScorable: from `check_scorable`
    """
    vetted = tuple(ratings)
    check_scorable(vetted)
    by_unit: dict[str, list[Rating]] = {}
    for rating in vetted:
        by_unit.setdefault(rating.unit(level), []).append(rating)
    with localcontext(ARITHMETIC):
        return tuple(unit_score(level, unit, by_unit[unit]) for unit in sorted(by_unit))


def unit_score(level: Level, unit: str, ratings: Sequence[Rating]) -> UnitScore:
    """Score one unit from its ratings (at least one)."""
    by_dimension: dict[str, list[Rating]] = {}
    for rating in ratings:
        by_dimension.setdefault(rating.dimension, []).append(rating)
    applied = presence_of(ratings)
    return UnitScore(
        level=level,
        unit=unit,
        parent=parent_of(level, ratings[0]),
        total=estimate(points_of_visits(ratings)),
        dimensions=tuple(
            DimensionScore(code, estimate(points_of_visits(own)), presence_of(own))
            for code, own in sorted(by_dimension.items())
        ),
        presence=applied,
        shoppers=len({shopper for _, shopper in applied}),
        critical_failures=sum(rating.critical and rating.share == ZERO for rating in ratings),
    )


def parent_of(level: Level, rating: Rating) -> str:
    """Return the unit above; the sector's is the programme, whose reference is empty."""
    return {Level.CENTRE: rating.entity, Level.ENTITY: rating.sector}.get(level, "")


def presence_of(ratings: Iterable[Rating]) -> tuple[tuple[str, str], ...]:
    """Return the sorted (visit, shopper) pairs with at least one rating that applied."""
    return tuple(sorted({(rating.visit, rating.shopper) for rating in ratings if rating.share is not None}))


def points_of_visits(ratings: Iterable[Rating]) -> Mapping[str, VisitPoints]:
    """Add up the points of each visit; a visit where nothing applied has none and is left out."""
    visits: dict[str, VisitPoints] = {}
    for rating in ratings:
        if rating.share is None:
            continue
        points = visits.setdefault(rating.visit, VisitPoints())
        points.won += rating.share * rating.weight
        points.possible += rating.weight
        points.squares += rating.weight**2
    return visits


def estimate(visits: Mapping[str, VisitPoints]) -> Estimate:
    """
    Return the ratio of points won to points possible, its standard error and its 95 % interval.

    Shape: points by visit. Empty: a score of None. One visit: a score without error or interval.
    Source: Särndal, Swensson & Wretman (1992), 5.6: residuals e = won - score x possible of each cluster,
    var = n / (n - 1) x sum(e squared) / (sum possible) squared; the quantile is Student's t with n - 1 degrees. The
    interval is never narrower than `least_interval`.
    """
    count = len(visits)
    possible = sum((points.possible for points in visits.values()), ZERO)
    if not count:
        return Estimate(None, None, None, None, 0)
    score = sum((points.won for points in visits.values()), ZERO) / possible
    if count == 1:
        return Estimate(rounded(score), None, None, None, 1)
    squares = sum(((points.won - score * points.possible) ** 2 for points in visits.values()), ZERO)
    error = (squares * count / (count - 1)).sqrt() / possible
    reach = t_reach(count) * error
    least_low, least_high = least_interval(score, count, effective_answers(visits))
    return Estimate(
        rounded(score),
        rounded(error) or None,
        rounded(max(ZERO, min(score - reach, least_low))),
        rounded(min(ONE, max(score + reach, least_high))),
        count,
    )


def t_reach(count: int) -> Decimal:
    """Return the two-sided 95 % quantile of Student's t with `count` - 1 degrees of freedom."""
    return Decimal(repr(t_quantile(float((ONE + CONFIDENCE) / 2), count - 1)))


def effective_answers(visits: Mapping[str, VisitPoints]) -> Decimal:
    """
    Return how many independent answers of equal weight the visits (at least one) are worth at most.

    One criterion a visit: the number of visits. Many: at most 1 / LEAST_LIKENESS a visit.
    Source: Kish (1965), Survey Sampling, 5.4 and 11.7: a design effect of 1 + (m - 1) x likeness, for unequal weights.
    """
    possible = sum((points.possible for points in visits.values()), ZERO)
    spread = sum(
        ((ONE - LEAST_LIKENESS) * points.squares + LEAST_LIKENESS * points.possible**2 for points in visits.values()),
        ZERO,
    )
    return possible**2 / spread


def least_interval(score: Decimal, count: int, answers: Decimal) -> tuple[Decimal, Decimal]:
    """
    Return the interval that no estimate over `count` >= 2 visits is narrower than, however alike they were.

    Wilson's, with Student's t over the visits, as if each of the effective `answers` were all or nothing: no share of 0
    to 1 varies more at the same mean. It moves smoothly with the score, so that a trace of variation changes a trace.
    Source: Wilson (1927), JASA 22:209; with an effective sample size: Korn & Graubard (1998), Survey Methodology 24:193.
    """
    t_squared = t_reach(count) ** 2
    stretch = ONE + t_squared / answers
    centre = (score + t_squared / (2 * answers)) / stretch
    reach = (t_squared * (score * (ONE - score) / answers + t_squared / (4 * answers**2))).sqrt() / stretch
    return min(score, centre - reach), max(score, centre + reach)


def rounded(value: Decimal) -> Decimal:
    """Round to six places, half to even."""
    return value.quantize(PLACES)
