"""From ratings to scores by the model of everything that shaped a rating, the same on every engine."""

import numpy as np
import pytest

from basira.core.scoring.mixed.agreement import Metric, krippendorff
from basira.core.scoring.mixed.fit import Options, fit
from basira.core.scoring.mixed.kernel import Kernel
from basira.core.scoring.mixed.ratings import Covariate, RatingTable, factor_of
from basira.core.scoring.mixed.scores import scores_of
from tests.core.scoring.mixed.worlds import crossed
from tests.spec.tables import rows

title = "Scores by the model, on every engine"
FACTORS = ("visit", "shopper", "centre", "criterion", "entity")


def table_of(given: str) -> RatingTable:
    """Return the ratings of a table: `rating`, perhaps `weight` and `hour`, and a column for each factor."""
    found = rows(given)
    present = [name for name in FACTORS if name in found[0]]
    return RatingTable(
        np.array([float(row["rating"]) for row in found]),
        np.array([float(row.get("weight", "1")) for row in found]),
        tuple(factor_of(name, [row[name] for row in found]) for name in present),
        (Covariate("hour", np.array([float(row["hour"]) for row in found])),) if "hour" in found[0] else (),
        above=("entity",) if "entity" in present else (),
    )


def spec(held, *, given: str, expect: str) -> None:
    """Score the centres of `given` on the engine; `expect` has any columns of an answer, a line each."""
    scores = scores_of(fit(held(table_of(given)), Options(keep=("centre",))), "centre")
    columns = {
        "visits": scores.visits,
        "ratings": scores.counts,
        "raw": scores.raw,
        "score": scores.shrunk.values,
        "unshrunk": scores.unshrunk.values,
        "error": scores.unshrunk.errors,
        "component": scores.component,
        "rank": scores.places.rank,
    }
    for row in rows(expect):
        place = scores.unit.levels.index(row["centre"])
        for name, wanted in row.items():
            if name != "centre":
                value = columns[name][place]
                shown = str(int(value)) if columns[name].dtype == np.int64 else f"{value:.4f}"
                assert shown == wanted, f"{row['centre']}: {name}"


def test_a_score_is_drawn_to_the_mean_by_how_little_is_known(held):
    """
    Two ratings a centre, mean 4.5: by analysis of variance the mean square between centres is 24.2, within them 0.3333. So a
    score keeps 1 - 0.3333 / 24.2 = 0.9862 of its centre's distance from the mean; the unshrunk one keeps all of it.
    """
    spec(
        held,
        given="""
            centre  rating
            A       1
            A       2
            B       3
            B       4
            C       5
            C       6
            D       7
            D       8
            E       9
            E       9
            F       0
            F       0
        """,
        expect="""
            centre  ratings  raw     score   unshrunk
            A       2        1.5000  1.5413  1.5000
            D       2        7.5000  7.4587  7.5000
            E       2        9.0000  8.9380  9.0000
        """,
    )


def test_a_severe_shopper_is_not_the_centres_fault(held):
    """Shopper s rates everybody 2 lower. A was seen by s twice and B once, yet both would be rated alike by the same people."""
    spec(
        held,
        given="""
            centre  shopper  visit  rating
            A       s        v1     1.1
            A       s        v2     0.9
            A       m        v3     3.0
            B       s        v4     1.0
            B       m        v5     2.9
            B       m        v6     3.1
            C       s        v7     2.0
            C       m        v8     4.0
            C       m        v9     4.1
        """,
        expect="""
            centre  raw     unshrunk
            A       1.6667  2.0024
            B       2.3333  1.9976
            C       3.3667  3.0309
        """,
    )


def test_centres_that_no_chain_of_shoppers_joins_are_never_ranked_together(held):
    """A and B share shopper s, C and D share t; E is seen by u alone, and has no rank."""
    spec(
        held,
        given="""
            centre  shopper  visit  rating
            A       s        v1     1
            A       s        v2     2
            B       s        v3     4
            B       s        v4     4.5
            C       t        v5     2
            C       t        v6     3
            D       t        v7     5
            D       t        v8     4
            E       u        v9     3
            E       u        v10    3.5
        """,
        expect="""
            centre  component  rank
            A       1          2
            B       1          1
            C       2          2
            D       2          1
            E       3          0
        """,
    )


def test_a_rating_of_weight_two_counts_as_two(held):
    """Weights may be any share: a tenth three times is three tenths, whichever comes first."""
    spec(
        held,
        given="""
            centre  visit  weight  rating
            A       v1     0.1     1
            A       v2     0.2     4
            A       v3     0.3     2
            B       v4     2       5
            B       v5     1       2
            C       v6     0.7     3
            C       v7     0.1     1
        """,
        expect="""
            centre  ratings  visits  raw
            A       3        3       2.5000
            B       2        2       4.0000
            C       2        2       2.7500
        """,
    )


def test_what_a_covariate_explains_is_no_difference_between_centres(held):
    """Within centres an hour later costs 15.6 / 30 = 0.52, and A is visited late: at the mean hour, 12, it is better than B."""
    spec(
        held,
        given="""
            centre  hour  rating
            A       12    3.0
            A       14    2.1
            A       16    0.9
            B       8     5.0
            B       10    4.1
            B       12    2.9
            C       9     6.6
            C       13    4.4
            C       14    4.1
        """,
        expect="""
            centre  raw     unshrunk
            A       2.0000  3.0400
            B       4.0000  2.9600
            C       5.0333  5.0333
        """,
    )


def test_a_level_is_its_text_as_it_stands(held):
    """01, 1 and 1.0 are three centres; so are two spellings of one Arabic name. They come in the order of their text."""
    spec(
        held,
        given="""
            centre  rating
            1       1
            01      2
            1.0     3
            مركز    4
            مرکز    5
            Z       6
            a       7
            1       1.5
            01      2.5
            1.0     3.5
            مركز    4.5
            مرکز    5.5
            Z       6.5
            a       7.5
        """,
        expect="""
            centre  ratings  raw
            1       2        1.2500
            01      2        2.2500
            1.0     2        3.2500
            مركز    2        4.2500
            مرکز    2        5.2500
            Z       2        6.2500
            a       2        7.2500
        """,
    )
    levels = held(table_of("centre rating\nb 1\nB 2\n10 3\n9 4\nي 5\n𐤀 6")).tally().factor("centre").levels
    assert levels == ("10", "9", "B", "b", "ي", "𐤀")


def test_agreement_is_counted_from_how_often_each_value_was_rated(held):
    """Two visits to each of four items, alike in three of them: Krippendorff's alpha of the textbook's formula."""
    table = table_of(
        """
        centre  criterion  visit  rating
        A       k          v1     1
        A       k          v2     1
        A       l          v1     2
        A       l          v2     2
        B       k          v3     3
        B       k          v4     3
        B       l          v3     1
        B       l          v4     2
        """
    )
    cells = held(table).cells(("centre", "criterion"))
    assert list(cells.counts) == [2, 2, 2, 1, 1]
    assert krippendorff(cells, Metric.NOMINAL).alpha == pytest.approx(1 - 7 * 2 / (64 - 3**2 - 3**2 - 2**2))


@pytest.mark.parametrize("is_whole", [True, False])
def test_every_engine_finds_the_same_sums_to_the_last_bit(held, is_whole):
    """Weights, amounts and covariates with all their digits, and whole ratings: what this process finds, in whatever order."""
    table, _truth = crossed(seed=7, visits=60, weights=not is_whole, covariate=not is_whole)
    if is_whole:
        table = RatingTable(np.clip(np.round(table.values), 1, 5), table.weights, table.factors)
    assert_same(held(table).tally(), Kernel(turned(table)).tally())


def test_every_engine_finds_the_same_sums_twin_a_rating_moved_by_its_last_digit_is_seen():
    table, _truth = crossed(seed=7, visits=60)
    moved = RatingTable(table.values.copy(), table.weights, table.factors)
    moved.values[5] = np.nextafter(moved.values[5], 9)
    with pytest.raises(AssertionError):
        assert_same(Kernel(moved).tally(), Kernel(turned(table)).tally())


def turned(table):
    """Return the same ratings, the last one first."""
    factors = tuple(factor_of(f.name, [f.levels[code] for code in f.codes[::-1]]) for f in table.factors)
    covariates = tuple(Covariate(own.name, own.values[::-1]) for own in table.covariates)
    return RatingTable(table.values[::-1], table.weights[::-1], factors, covariates)


def assert_same(one, other):
    """Compare two tallies without any allowance."""
    assert one.ends == other.ends and one.square == other.square
    assert np.array_equal(one.cross, other.cross) and np.array_equal(one.inner, other.inner)
    for mine, theirs in zip(one.groups, other.groups, strict=True):
        assert (mine.name, mine.levels) == (theirs.name, theirs.levels)
        for column in ("counts", "weights", "moments", "products"):
            assert np.array_equal(getattr(mine, column), getattr(theirs, column)), (mine.name, column)
    for pair, mine in one.pairs.items():
        for part in ("indptr", "indices", "data"):
            assert np.array_equal(getattr(mine, part), getattr(other.pairs[pair], part)), (pair, part)
