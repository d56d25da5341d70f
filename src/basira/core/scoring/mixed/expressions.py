"""
The sums of a tally as Ibis expressions: one meaning, which Ibis writes in the SQL of DuckDB or of Spark (ADR-0046).

`ratings` has one row a rating that applied: `rating`, `weight`, `x0` … (covariates) as float64, `f0` … (levels) as text.
`coded` is the same with `c0` …, the place of each level in the order of its text. Every sum is one of whole numbers.
"""

from collections.abc import Mapping, Sequence

import ibis
from ibis.expr.types import Column, FloatingColumn, Table

from basira.core.scoring.mixed.bundles import MOST_RATED
from basira.core.scoring.mixed.exact import Scale
from basira.core.scoring.mixed.tally import Ends

RATINGS, CODED = "ratings", "coded"


def ratings_table(factors: int, covariates: int) -> Table:
    """Return the table that all expressions start from."""
    columns = {"rating": "float64", "weight": "float64"}
    columns |= {f"x{place}": "float64" for place in range(covariates)} | {
        f"f{place}": "string" for place in range(factors)
    }
    return ibis.table(columns, name=RATINGS)


def levels_table(place: int, part: str = "") -> Table:
    """Return the table of one factor's levels, as kept; `part` names those ratings that are looked at (all: nothing)."""
    return ibis.table({"level": "string", "code": "int64"}, name=f"levels{place}{part}")


def coded_table(factors: int, covariates: int, part: str = "") -> Table:
    """Return the table of ratings with codes for levels, as kept; of a part of them."""
    columns = {"rating": "float64", "weight": "float64"}
    columns |= {f"x{place}": "float64" for place in range(covariates)} | {
        f"c{place}": "int32" for place in range(factors)
    }
    return ibis.table(columns, name=CODED + part)


def number(value: float) -> ibis.expr.types.FloatingScalar:
    """Return a number as itself: written as text and cast, since engines read a bare 0.1 as a decimal, or round it."""
    return ibis.literal(repr(float(value))).cast("float64")


def levels(ratings: Table, place: int) -> Table:
    """Return the levels of one factor with their places in the order of their text."""
    distinct = ratings.select(level=ratings[f"f{place}"]).distinct()
    return distinct.mutate(code=ibis.row_number().over(order_by=distinct.level))


def sampled(ratings: Table, place: int, codes: Sequence[int]) -> Table:
    """Return the ratings of some levels of one factor, by their codes."""
    levels_kept = levels_table(place)
    chosen = levels_kept.filter(levels_kept.code.isin(codes))
    return ratings.semi_join(chosen, ratings[f"f{place}"] == chosen.level)


def coded(ratings: Table, factors: int, covariates: int, part: str = "") -> Table:
    """Return the ratings with the place of each level (among those of a part) for its text."""
    found = ratings
    for place in range(factors):
        names = levels_table(place, part).rename({f"level{place}": "level", f"c{place}": "code"})
        found = found.join(names, found[f"f{place}"] == names[f"level{place}"])
    kept = {name: found[name] for name in ("rating", "weight", *(f"x{place}" for place in range(covariates)))}
    return found.select(**kept, **{f"c{place}": found[f"c{place}"].cast("int32") for place in range(factors)})


def ends(ratings: Table, covariates: int, codes: int = 0) -> Table:
    """Return one row: how many ratings, their ends, whether they are whole, the ends of weights and covariates, and the last codes."""
    rating = ratings.rating
    found = {"rows": ratings.count(), "low": rating.min(), "high": rating.max()}
    found |= {"parted": (rating != rating.floor()).sum()}
    found |= {"least_weight": ratings.weight.min(), "largest_weight": ratings.weight.max()}
    for place in range(covariates):
        column = ratings[f"x{place}"]
        found |= {f"low{place}": column.min(), f"high{place}": column.max()}
    found |= {f"last{place}": ratings[f"c{place}"].max() for place in range(codes)}
    return ratings.aggregate(**found)


def pulled(table: Table, ends_found: Ends) -> list[FloatingColumn]:
    """Return the rating, then the covariates, each taken from the middle of its ends."""
    names = ["rating", *(f"x{place}" for place in range(len(ends_found.covariates)))]
    middles = (ends_found.middle, *ends_found.middles)
    return [table[name] - number(middle) for name, middle in zip(names, middles, strict=True)]


def cut(values: FloatingColumn, scale: Scale) -> list[Column]:
    """Return the whole numbers that stand for numbers, as `exact.cut` does."""
    steps = values * number(scale.high)
    high = steps.floor()
    # DuckDB and Spark round down to another type each; in between both are floats again.
    columns = [high, ((steps - high.cast("float64")) * number(scale.low)).floor()] if scale.low else [high]
    return [column.cast("int64") for column in columns]


def sums_of(name: str, values: FloatingColumn, scale: Scale) -> dict[str, Column]:
    """Return the sums of a column's whole numbers by name, `low` ones after `high` ones."""
    if not scale.low:
        return {f"{name}_0": (values * number(scale.high)).sum()}
    return {f"{name}_{part}": column.sum() for part, column in enumerate(cut(values, scale))}


def by_level(table: Table, ends_found: Ends, place: int) -> Table:
    """Return one row a level of one factor, in their order: ratings, and sums of weight, rating and covariates."""
    code = f"c{place}"
    found = {"n": table.count()}
    if ends_found.has_weights:
        found |= sums_of("w", table.weight, ends_found.scale())
    for i, column in enumerate(pulled(table, ends_found)):
        found |= sums_of(f"y{i}", table.weight * column, ends_found.scale(i))
    return table.group_by(code).aggregate(**found).order_by(code)


def by_bundle(table: Table, ends_found: Ends, place: int, others: Mapping[int, int]) -> Table:
    """
    Return one row a level of the finest factor, in their order: ratings, the sum of their values, and of each other factor
    (place and number of levels) the ends of its codes or, where they are few enough, a bit a code.
    """
    code = f"c{place}"
    rating = pulled(table, ends_found)[0]
    found = {"n": table.count(), **sums_of("y0", rating, ends_found.scale(0))}
    found |= sums_of("yy", rating * rating, ends_found.scale(0, 0))
    one = ibis.literal("1").cast("int64")  # a bare 1 Spark shifts within 32 bits
    for other, size in others.items():
        column = table[f"c{other}"]
        if size <= MOST_RATED:
            found |= {f"mask{other}": (one << column).bit_or()}
        else:
            found |= {f"low{other}": column.min(), f"high{other}": column.max()}
    return table.group_by(code).aggregate(**found).order_by(code)


def by_pair(table: Table, ends_found: Ends, one: int, other: int) -> Table:
    """Return one row a pair of levels, in their order: the sums of weights."""
    codes = [f"c{one}", f"c{other}"]
    found = sums_of("w", table.weight, ends_found.scale()) if ends_found.has_weights else {"n": table.count()}
    return table.group_by(codes).aggregate(**found).order_by(codes)


def totals(table: Table, ends_found: Ends) -> Table:
    """Return one row: the sums of weight × each product of two of rating (0) and covariates (1 …)."""
    columns = pulled(table, ends_found)
    found: dict[str, Column] = {}
    for i, one in enumerate(columns):
        for j in range(i + 1):
            found |= sums_of(f"t{i}_{j}", table.weight * one * columns[j], ends_found.scale(i, j))
    return table.aggregate(**found)


def cells(table: Table, places: list[int]) -> Table:
    """Return how often each value was rated by each combination of levels, in their order."""
    keys = [*(f"c{place}" for place in places), "rating"]
    return table.group_by(keys).aggregate(n=table.count()).order_by(keys)
